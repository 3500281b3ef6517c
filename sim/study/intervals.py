"""Confidence intervals of a mean or a quantile over independent replications.

The numbers that come in are one value per replication, hence independent, whatever went on
inside a run. An interval keeps to the values its quantity can take: a wait has no negative
bound, a share stays within 0…1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from sim.records.metrics import Scale

NAN = float("nan")


@dataclass(frozen=True)
class Interval:
    """An estimate with its two-sided interval; the bounds are NaN where n is too small."""

    mean: float
    low: float
    high: float
    n: int
    method: str

    @property
    def half_width(self) -> float:
        """Half the distance of the bounds; they need not lie evenly around the mean."""
        return (self.high - self.low) / 2


def known(values: np.ndarray) -> np.ndarray:
    """The values that are not NaN, as floats; an infinite one is an error of the metric."""
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[~np.isnan(numbers)]
    if np.isinf(numbers).any():
        raise ValueError("an infinite value has no interval: a metric without a value is NaN")
    return numbers


def standard_error(numbers: np.ndarray) -> float:
    """Standard error of the mean of at least two numbers; 0 when they differ by rounding only."""
    spread = float(np.ptp(numbers))
    if spread <= 1e-12 * float(np.abs(numbers).max()):
        return 0.0
    return float(stats.sem(numbers))


def student(n: int, level: float) -> float:
    """Two-sided quantile of Student's t for the mean of n values."""
    return float(stats.t.ppf((1 + level) / 2, n - 1))


def mean_interval(values: np.ndarray, scale: Scale = "real", level: float = 0.95) -> Interval:
    """Interval of the mean of one value per replication; NaN values are dropped."""
    numbers = known(values)
    n = len(numbers)
    if n < 2:
        return Interval(float(numbers[0]) if n else NAN, NAN, NAN, n, "too few")
    mean, error = float(numbers.mean()), standard_error(numbers)
    if error == 0:
        return Interval(mean, mean, mean, n, "all equal")
    half = student(n, level) * error
    return Interval(mean, mean - half, mean + half, n, "Student t")


def quantile_interval(values: np.ndarray, q: float, level: float = 0.95) -> Interval:
    """Distribution-free interval of the q-quantile from order statistics."""
    numbers = known(values)
    n = len(numbers)
    if n < 2:
        return Interval(float(numbers[0]) if n else NAN, NAN, NAN, n, "too few")
    result = stats.quantile_test(numbers, q=float(np.quantile(numbers, q)), p=q)
    bounds = result.confidence_interval(confidence_level=level)
    estimate = float(np.quantile(numbers, q))
    return Interval(estimate, float(bounds.low), float(bounds.high), n, "order statistics")
