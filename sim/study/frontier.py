"""Which organisation is cheapest, for every exposure: outage loss is linear in it.

The engine decides nothing by exposure, so cost = other costs + exposure × full-outage hours, run
by run. A grid needs simulation only where something else differs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.study.paired import paired_difference
from sim.study.ratio import ratio_interval

UNDECIDED = -1
STEPS = 121


@dataclass(frozen=True)
class Costs:
    """An arm of a cell, by replication: other costs, and outage loss at ``exposure``."""

    other: np.ndarray
    loss: np.ndarray
    exposure: float
    """Mean loss an hour of a service, at which ``loss`` was simulated."""

    def at(self, exposure: float) -> np.ndarray:
        """Total cost if all exposures are scaled to this mean."""
        return np.asarray(self.other + self.loss * exposure / self.exposure)


@dataclass(frozen=True)
class Column:
    """Who is cheapest at each exposure: the arm's place, or UNDECIDED."""

    exposures: np.ndarray
    cheapest: np.ndarray


def exposures(lowest: float, highest: float) -> np.ndarray:
    """A logarithmic scale; shape (STEPS,)."""
    return np.geomspace(lowest, highest, STEPS)


def column(arms: list[Costs], at: np.ndarray, level: float = 0.95) -> Column:
    """The arm that is surely cheaper than every other, by paired intervals at each exposure.

    With more than two arms the level is shared out evenly among the comparisons (Bonferroni).
    """
    single = 1 - (1 - level) / (len(arms) - 1)
    return Column(at, np.array([_cheapest(arms, float(e), single) for e in at]))


def _cheapest(arms: list[Costs], exposure: float, level: float) -> int:
    totals = [arm.at(exposure) for arm in arms]
    best = int(np.argmin([total.mean() for total in totals]))
    others = [total for place, total in enumerate(totals) if place != best]
    sure = all(paired_difference(totals[best], other, level).high < 0 for other in others)
    return best if sure else UNDECIDED


@dataclass(frozen=True)
class BreakEven:
    """The exposure at which two arms cost the same; NaN where one is cheaper at any exposure."""

    exposure: float
    low: float
    high: float


def break_even(one: Costs, other: Costs) -> BreakEven:
    """Where the paired difference of two arms changes its sign, with Fieller's interval."""
    scale, low, high = ratio_interval(-(one.other - other.other), one.loss - other.loss)
    if not scale > 0:
        return BreakEven(float("nan"), float("nan"), float("nan"))
    return BreakEven(scale * one.exposure, max(0.0, low) * one.exposure, high * one.exposure)
