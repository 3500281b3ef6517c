"""Paired comparison of support models that met the same nature in each replication."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf, nan, sqrt

import numpy as np
from scipy import stats

from sim.records.metrics import Better
from sim.study.intervals import standard_error, student

NOT_DISTINGUISHABLE = "not distinguishable"

ROUNDING = 1e-12
"""Relative difference that the order of additions explains; far below any effect."""

VERDICTS: dict[Better, tuple[str, str]] = {
    "lower": ("better", "worse"),
    "higher": ("worse", "better"),
    "neither": ("lower", "higher"),
}
"""The words for a difference surely below zero, and surely above."""


@dataclass(frozen=True)
class Difference:
    """Mean difference over paired replications, its interval, and what the pairing bought.

    variance_ratio is the variance the difference would have had with independent samples over
    the one it has: 4 means that common random numbers saved three replications of four.
    """

    mean: float
    low: float
    high: float
    n: int
    variance_ratio: float
    p_value: float


def _pairs(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    left, right = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if left.shape != right.shape:
        raise ValueError(f"pairs need equal lengths: {left.shape} and {right.shape}")
    both = ~(np.isnan(left) | np.isnan(right))
    left, right = left[both], right[both]
    gap = left - right
    gap[np.abs(gap) <= ROUNDING * np.maximum(np.abs(left), np.abs(right))] = 0.0
    return left, right, gap


def _variance_ratio(left: np.ndarray, right: np.ndarray, error: float) -> float:
    apart = standard_error(left) ** 2 + standard_error(right) ** 2
    if error == 0:
        return inf if apart > 0 else nan
    return apart / error**2


def _p_value(mean: float, error: float, n: int) -> float:
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * stats.t.sf(abs(mean) / error, n - 1))


def paired_difference(a: np.ndarray, b: np.ndarray, level: float = 0.95) -> Difference:
    """Mean of a − b by replication with its paired t interval; pairs with a NaN are dropped."""
    left, right, gap = _pairs(a, b)
    n = len(gap)
    if n < 2:
        return Difference(float(gap[0]) if n else nan, nan, nan, n, nan, nan)
    mean, error = float(gap.mean()), standard_error(gap)
    half = student(n, level) * error
    ratio = _variance_ratio(left, right, error)
    return Difference(mean, mean - half, mean + half, n, ratio, _p_value(mean, error, n))


def verdict(difference: Difference, better: Better) -> str:
    """What the interval allows to say of a against b; touching zero says nothing."""
    below, above = VERDICTS[better]
    if difference.high < 0:
        return below
    if difference.low > 0:
        return above
    return NOT_DISTINGUISHABLE


def _fewest(deviation: float, half_width: float, level: float) -> float:
    """Fewest replications whose Student interval is narrower than ± half_width."""
    if deviation == 0:
        return 2
    if half_width == 0:
        return inf
    z = float(stats.norm.ppf((1 + level) / 2))
    n = max(2, ceil((z * deviation / half_width) ** 2))
    while student(n, level) * deviation / sqrt(n) >= half_width:
        n += 1
    return n


def replications_needed(difference: Difference, level: float = 0.95) -> float:
    """Replications after which the interval would be expected to leave zero out.

    An estimate from the replications seen: NaN when there are fewer than two, infinite when
    they show no difference at all. It gives an even chance; twice as many give four in five.
    """
    if difference.n < 2:
        return nan
    if difference.mean == 0:
        return inf
    half = (difference.high - difference.low) / 2
    deviation = half * sqrt(difference.n) / student(difference.n, level)
    return _fewest(deviation, abs(difference.mean), level)
