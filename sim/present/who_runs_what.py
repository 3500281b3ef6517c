"""Each service's cost under each support model: the cheapest, by how much, how sure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.present.grid import MOST_ROWS, Cell, Grid, Line, left_out
from sim.present.show import SPACE, interval, money, percent
from sim.present.words import labels
from sim.study.comparison import Comparison
from sim.study.paired import Difference, paired_difference

MISSED = "misses target"


@dataclass(frozen=True)
class Cheapest:
    """Which model costs a service least, with its distance from the next."""

    model: str
    next: Difference
    """The cheapest less the next cheapest, money a year; all NaN where it is the only one."""
    wins: float
    """Share of replications in which it is the cheapest."""

    @property
    def sure(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.next.high < 0


def cheapest_of(comparison: Comparison) -> dict[str, Cheapest]:
    """The cheapest model of each service, its part of shared costs included."""
    costs = np.array([comparison.service_costs[model] for model in comparison.models])
    return {
        service: _cheapest(comparison.models, costs[:, :, place])
        for place, service in enumerate(comparison.study.scenario.services)
    }


def _cheapest(models: tuple[str, ...], costs: np.ndarray) -> Cheapest:
    """Of costs of shape (models, replications)."""
    order = np.argsort(costs.mean(axis=1), kind="stable")
    best, second = costs[order[0]], costs[order[min(1, len(order) - 1)]]
    wins = float((costs.argmin(axis=0) == order[0]).mean())
    return Cheapest(models[int(order[0])], paired_difference(best, second), wins)


def services_by_model(comparison: Comparison) -> Grid:
    """A row a service, a column a model; the cheapest, by how much, how sure."""
    names, found = labels(comparison.study), cheapest_of(comparison)
    several = len(names) > 1
    costs = {m: table.mean(axis=0) for m, table in comparison.service_costs.items()}
    place = {service: number for number, service in enumerate(found)}
    ranked = sorted(found, key=lambda s: -max(costs[model][place[s]] for model in names))
    missed = _missed(comparison)
    currency = comparison.study.scenario.currency
    lines = [
        Line(service, [
            *(_cost(costs[m][place[service]], currency, (m, service) in missed) for m in names),
            *(_told(found[service], names, currency) if several else []),
        ])
        for service in ranked[:MOST_ROWS]
    ]  # fmt: skip
    told = ["Cheapest", "Cheaper by", "How sure"] if several else []
    return Grid(
        "Which support model costs each service least, a year",
        "Direct costs, losses, and each service's part of what services share, by the hours that "
        "a team worked for it. To move one service alone saves no more than what is its own, "
        "unless a team is needed by nobody any more: whorunsit assign counts with that. How sure: "
        "whether the difference can be told from none, and the share of replications in which "
        "that model is the cheapest.",
        ["Service", *names.values(), *told], lines,
        left_out(len(ranked), "services", "services.csv"),
        folded=len(ranked) > MOST_ROWS,
    )  # fmt: skip


def _missed(comparison: Comparison) -> set[tuple[str, str]]:
    """Model and service, where requests answered are below the target on average."""
    table = comparison.services
    mine = table[table["metric"] == "availability_requests"]
    services = comparison.study.scenario.services
    rows = zip(mine["model"], mine["service"], mine["mean"], strict=True)
    return {(str(m), str(s)) for m, s, share in rows if share < services[str(s)].target}


def _cost(amount: float, currency: str, missed: bool) -> Cell:
    return Cell(money(amount, currency), MISSED if missed else "", f"{amount:.6g}")


def _told(found: Cheapest, names: dict[str, str], currency: str) -> list[Cell]:
    gap = found.next
    bounds = interval(-gap.high, -gap.low, "money/y", currency) if gap.high > gap.low else ""
    said = "surely" if found.sure else "can't be told"
    return [
        Cell(names[found.model]),
        Cell(money(-gap.mean, currency), bounds, f"{-gap.mean:.6g}"),
        Cell(said.replace(" ", SPACE), f"in {percent(found.wins)}", f"{found.wins:.6g}"),
    ]  # fmt: skip
