"""What comes out for each service and each team, as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from sim.ground.units import HOURS_PER
from sim.present.grid import MOST_ROWS, Cell, Grid, Line, left_out
from sim.present.show import interval, money, quantity
from sim.present.words import labels, metric_label
from sim.records.metrics import REGISTRY
from sim.study.comparison import Comparison

OF_SERVICES = (
    "availability_requests", "budgets_met_share", "time_to_restore_hours_median",
    "lead_time_days_median", "outage_loss_per_year", "direct_cost_per_year",
)  # fmt: skip
"""What is told of each service; services.csv has the rest."""


def by_service(comparison: Comparison) -> list[Grid]:
    """A table for each of some metrics, a row a service."""
    table = comparison.services
    known = [name for name in OF_SERVICES if (table["metric"] == name).any()]
    return [_of_metric(comparison, table[table["metric"] == name], name) for name in known]


def _of_metric(comparison: Comparison, table: pd.DataFrame, name: str) -> Grid:
    names, currency = labels(comparison.study), comparison.study.scenario.currency
    unit, worst_first = REGISTRY[name].unit, REGISTRY[name].better != "higher"
    columns = (table[c] for c in ("model", "service", "mean", "ci_low", "ci_high"))
    found = {(str(m), str(s)): values for m, s, *values in zip(*columns, strict=True)}
    means: dict[str, list[float]] = {}
    for (_, service), values in found.items():
        means.setdefault(service, []).append(values[0])
    services = _ranked(means, worst_first)
    lines = [
        Line(service, [_cell(found[model, service], unit, currency) for model in names])
        for service in services[:MOST_ROWS]
    ]
    ending = ", a year" if unit == "money/y" else ""
    return Grid(
        f"{metric_label(name)}{ending}",
        f"{REGISTRY[name].description} Means over replications, with 95 % intervals.",
        ["Service", *names.values()], lines,
        left_out(len(services), "services", "services.csv"), folded=True,
    )  # fmt: skip


def _ranked(means: Mapping[str, Sequence[float]], worst_first: bool) -> list[str]:
    """Services by their worst mean over the models, the worst first."""

    def worst(service: str) -> float:
        known = [mean for mean in means[service] if mean == mean]
        return (max(known) if worst_first else -min(known)) if known else float("-inf")

    return sorted(means, key=worst, reverse=True)


def _cell(values: Sequence[float], unit: str, currency: str) -> Cell:
    mean, low, high = values
    bounds = interval(low, high, unit, currency) if high > low else ""
    return Cell(quantity(mean, unit, currency), bounds, f"{mean:.6g}")


def by_team(comparison: Comparison) -> Grid:
    """What each team, or its services, cost or lose a year under each model."""
    names, currency = labels(comparison.study), comparison.study.scenario.currency
    years = comparison.study.scenario.horizon / HOURS_PER["y"]
    costs = comparison.costs
    keys = zip(costs["team"], costs["model"], costs["mean"], strict=True)
    amounts: dict[tuple[str, str], float] = defaultdict(float)
    for team, model, amount in keys:
        amounts[str(team), str(model)] += amount / years
    most: dict[str, float] = {}
    for (team, _), amount in amounts.items():
        most[team] = max(amount, most.get(team, amount))
    teams = sorted(most, key=lambda team: -most[team])
    return Grid(
        "Cost and loss by team, a year",
        "Of delivery teams: what is paid for them and lost with their services. Of the others: "
        "what they cost. The mean over replications.",
        ["Team", *names.values()],
        [Line(team, [_amount(amounts.get((team, model)), currency) for model in names])
         for team in teams[:MOST_ROWS]],
        left_out(len(teams), "teams", "costs.csv"), folded=True,
    )  # fmt: skip


def _amount(value: float | None, currency: str) -> Cell:
    return (
        Cell("–", sort="0") if value is None else Cell(money(value, currency), sort=f"{value:.6g}")
    )
