"""Break-even: from which loss an hour does the dearer model pay?

Outage loss less penalties is hours times exposure, and the engine decides nothing by exposure. So
if the exposures of all services are scaled by s, the difference in cost of two models in a
replication is d + s·l: what they cost otherwise, and what they lose. The mean difference is zero at
s = −mean(d)/mean(l), a ratio of two means, whose interval is Fieller's (Biometrika 1940).

For one service it is the same with its own costs, its part of what services share included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan

import numpy as np
from scipy import special

from sim.study.comparison import Comparison
from sim.study.ratio import ratio_interval
from sim.study.services import service_values

LOSS, TOTAL = "outage_loss_per_year", "total_cost_per_year"
FIXED = "penalties_per_year"
"""The part of the loss that no exposure scales."""


@dataclass(frozen=True)
class BreakEven:
    """Where the difference of two models changes its sign, and how likely the first is cheaper."""

    model: str
    against: str
    scale: float
    """Times all exposures of the scenario; NaN if one of the two is cheaper at any loss."""
    low: float
    high: float
    """Interval of ``scale``; infinite above where the losses can't be told apart."""
    exposure: float
    """Mean loss an hour over the services, at scale 1."""
    cheaper: float
    """Share of replications in which ``model`` costs less in all, at scale 1."""
    cheaper_low: float
    cheaper_high: float
    replications: int
    above: str
    """The model that is cheaper above the break-even, or at any loss if there is none."""
    exposures: tuple[float, float]
    """The least and the greatest loss an hour among the services, at scale 1."""

    @property
    def per_hour(self) -> tuple[float, float, float]:
        """The break-even as a mean loss an hour over the services, with its interval."""
        return self.scale * self.exposure, self.low * self.exposure, self.high * self.exposure


def break_even(
    comparison: Comparison,
    model: str,
    against: str,
    level: float = 0.95,
    service: str | None = None,
) -> BreakEven:
    """Between two models of a comparison, paired by replication; for all services, or one."""
    one, other = (costs_of(comparison, name, service) for name in (model, against))
    loss, total = one[0] - other[0], one[1] - other[1]
    scale, low, high = ratio_interval(loss - total, loss, level)
    if not scale > 0:
        scale, low, high = nan, nan, nan
    wins = float((total < 0).sum() + 0.5 * (total == 0).sum())
    services = comparison.study.scenario.services
    exposures = [s.exposure for name, s in services.items() if service in (None, name)]
    saves = loss.mean() < 0 if scale == scale else total.mean() < 0
    return BreakEven(
        model, against, scale, max(0.0, low) if low == low else low, high,
        float(np.mean(exposures)),
        wins / len(total), *_binomial(wins, len(total), level), len(total),
        model if saves else against, (min(exposures), max(exposures)),
    )  # fmt: skip


def costs_of(
    comparison: Comparison, model: str, service: str | None
) -> tuple[np.ndarray, np.ndarray]:
    """Outage loss that follows from exposure, and total cost; each by replication."""
    if service is None:
        found = [comparison.values(model, metric) for metric in (LOSS, FIXED, TOTAL)]
    else:
        place = list(comparison.study.scenario.services).index(service)
        runs = list(comparison.store.runs(model))
        tables = [service_values(runs, metric) for metric in (LOSS, FIXED, TOTAL)]
        found = [table[:, place] for table in tables]
    return found[0] - found[1], found[2]


def break_evens(comparison: Comparison, against: str | None = None) -> Iterator[BreakEven]:
    """Every other model against one; absent: the baseline."""
    other = against or comparison.study.baseline
    for model in comparison.models:
        if model != other:
            yield break_even(comparison, model, other)


def _binomial(wins: float, n: int, level: float) -> tuple[float, float]:
    """Exact bounds of a share (Clopper and Pearson, Biometrika 1934)."""
    tail = (1 - level) / 2
    low = float(special.betaincinv(wins, n - wins + 1, tail)) if wins > 0 else 0.0
    high = float(special.betaincinv(wins + 1, n - wins, 1 - tail)) if wins < n else 1.0
    return low, high
