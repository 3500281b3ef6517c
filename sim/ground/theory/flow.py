"""How long changes and incidents wait for a board, a window or the morning; how big batches get.

All of it assumes moments spread evenly over time, as those of a Poisson process are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from scipy.special import expi

WEEK = 168.0
OFFICE_HOURS_CLOSED = (16.0, 16.0, 16.0, 16.0, 64.0)
"""Stretches of a week without cover if it is there from 09 to 17, Monday to Friday; hours."""


def board_wait(every: float, response: float) -> float:
    """Mean wait for a board that sits this often, and for its answer: T/2 + R."""
    return every / 2 + response


def window_wait(every: float, lasts: float) -> float:
    """Mean wait for a window that opens this often: half of it, if it hardly lasts."""
    return (every - lasts) ** 2 / (2 * every)


def cover_wait(closed: Sequence[float], cycle: float = WEEK) -> float:
    """Mean wait for cover over a cycle with these stretches without it."""
    return math.fsum(hours**2 / 2 for hours in closed) / cycle


def cover_wait_if_closed(closed: Sequence[float]) -> float:
    """Mean wait for cover, in the unit of ``closed``, of those who come while there is none."""
    return math.fsum(hours**2 / 2 for hours in closed) / math.fsum(closed)


def closed_share(closed: Sequence[float], cycle: float = WEEK) -> float:
    """Share of the time without cover."""
    return math.fsum(closed) / cycle


def batch_size(rate: float, cycle: float) -> float:
    """Mean changes in a release that has any: rate × cycle, and a bit more as none is empty."""
    return -rate * cycle / math.expm1(-rate * cycle)


def batch_failure(defect: float, changes: int) -> float:
    """Chance that a batch of this many changes fails: 1 − (1 − p)^k."""
    return 1 - (1 - defect) ** changes


def any_batch_failure(defect: float, rate: float, cycle: float) -> float:
    """The chance that a release fails whose batch is Poisson in size and not empty."""
    return math.expm1(-rate * cycle * defect) / math.expm1(-rate * cycle)


def exponential_growth(until: float, doubling: float) -> float:
    """∫ 2^(t/D) dt from 0."""
    return doubling / math.log(2) * math.expm1(until * math.log(2) / doubling)


def logistic_growth(until: float, times: float, midpoint: float, spread: float) -> float:
    """∫ of a level that rises from one, on its way to ``times``, along a logistic curve."""
    begun = 1 / (1 + math.exp(midpoint / spread))
    grown = spread * math.log((1 - begun) * (1 + math.exp((until - midpoint) / spread)))
    return until + (times - 1) * (grown - begun * until) / (1 - begun)


def step_growth(until: float, steps: Sequence[tuple[float, float]]) -> float:
    """∫ of a level that starts at one and jumps to each (when, level)."""
    edges = [(0.0, 1.0), *steps, (until, 0.0)]
    return math.fsum(level * (end - start) for (start, level), (end, _) in pairwise(edges))


def improving_operability(until: float, gain: float, effect: float) -> float:
    """∫ effect^(1 − 2o(t)) dt, where what is missing of operability o wears off from a half.

    With 1 − o = e^(−gain·t) / 2 the integrand is effect^(e^(−gain·t) − 1).
    """
    log = math.log(effect)
    return float(expi(log) - expi(log * math.exp(-gain * until))) / (effect * gain)


def clumped_dispersion(mean: float, clumping: float) -> float:
    """Variance over mean of a Poisson count whose rate varies with this squared coefficient."""
    return 1 + clumping * mean
