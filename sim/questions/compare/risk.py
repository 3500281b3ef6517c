"""What can happen in a year: its cost, the worst of them, large losses, targets that are missed."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd

from sim.ground.units import HOURS_PER
from sim.ground.working_time import quarter_edges
from sim.study.comparison import Comparison
from sim.study.intervals import Interval, mean_interval

LOSS = "outage loss"
NINES = 0.999
"""An availability that people promise, and miss."""
WHOLE = 0.98
"""Of a year's hours that four quarters must cover to count as one."""
WORST = 0.95
STEPS = 25
"""Losses at which a chance is told."""


@dataclass(frozen=True)
class Risk:
    """The years of one model: arrays of shape (replications, years), in money."""

    model: str
    cost: np.ndarray
    loss: np.ndarray
    missed: np.ndarray
    """Service-years under 99.9 %, as a share of those that promise it; NaN where none does."""
    any_missed: np.ndarray
    """1.0 in a year in which one of them or more was missed."""

    @property
    def worst(self) -> np.ndarray:
        """The cost of the worst year of each replication."""
        return np.asarray(self.cost.max(axis=1))

    def chance_of_loss(self, above: float) -> Interval:
        """The chance that the losses of a year are above an amount."""
        return mean_interval((self.loss > above).mean(axis=1), "share")

    @property
    def chance_missed(self) -> Interval:
        """The chance that a service which promises 99.9 % misses it in a year."""
        return _share(self.missed)

    @property
    def chance_any_missed(self) -> Interval:
        """The chance that some service which promises it does."""
        return _share(self.any_missed)


def _share(values: np.ndarray) -> Interval:
    if np.isnan(values).all():
        return Interval(nan, nan, nan, 0, "none")
    return mean_interval(values.mean(axis=1), "share")


def whole_years(comparison: Comparison) -> list[slice]:
    """The years of a horizon, each as its four quarters; those cut short are left out."""
    scenario = comparison.study.scenario
    edges = np.asarray(quarter_edges(scenario.start, scenario.horizon), dtype=float)
    whole = [n for n in range(len(edges) - 4) if edges[n + 4] - edges[n] >= WHOLE * HOURS_PER["y"]]
    return [slice(n, n + 4) for n in whole if (n - whole[0]) % 4 == 0]


def has_years(comparison: Comparison) -> bool:
    """Whether there is a whole year to tell of."""
    return bool(whole_years(comparison))


def risks(comparison: Comparison) -> list[Risk]:
    """The years of each model, in the order of the scenario."""
    years, quarters = whole_years(comparison), len(comparison.quarter_names)
    found = []
    for model in comparison.models:
        costs, losses, missed, any_missed = [], [], [], []
        for run in comparison.store.runs(model):
            at, amount = run.costs["quarter"].to_numpy(int), run.costs["amount"].to_numpy(float)
            lost = np.where(run.costs["line"] == LOSS, amount, 0.0)
            costs.append(_by_year(np.bincount(at, amount, quarters), years))
            losses.append(_by_year(np.bincount(at, lost, quarters), years))
            below = _below(run.budgets, years)
            missed.append(below.mean(axis=1) if below.shape[1] else np.full(len(years), nan))
            any_missed.append(below.any(axis=1) * 1.0 if below.shape[1] else missed[-1])
        parts = (np.array(part) for part in (costs, losses, missed, any_missed))
        found.append(Risk(model, *parts))
    return found


def _by_year(values: np.ndarray, years: list[slice]) -> np.ndarray:
    return np.array([values[year].sum() for year in years])


def _below(budgets: pd.DataFrame, years: list[slice]) -> np.ndarray:
    """Whether each service that promises 99.9 % or more had less; shape (years, services)."""
    table = budgets[budgets["target"] >= NINES]
    service, names = pd.factorize(table["service"])
    quarter, spent = table["quarter"].to_numpy(int), table["spent"].to_numpy(float)
    requests = (table["allowed"] / (1 - table["target"])).to_numpy(float)
    below = np.zeros((len(years), len(names)), dtype=bool)
    for row, year in enumerate(years):
        mine = (quarter >= year.start) & (quarter < year.stop)
        failed = np.bincount(service[mine], spent[mine], len(names))
        below[row] = failed > (1 - NINES) * np.bincount(service[mine], requests[mine], len(names))
    return below


def losses_told(found: list[Risk]) -> np.ndarray:
    """Round steps of loss, from little to the largest that any year had."""
    most = max(float(risk.loss.max()) for risk in found)
    if most <= 0:
        return np.array([0.0])
    return np.geomspace(most / 1000, most, STEPS)
