"""Confidence intervals of a mean or a quantile over independent replications.

The numbers that come in are one value per replication, hence independent whatever went on inside
a run. An interval keeps to the values its quantity can take: a wait has no negative bound, a
share stays within 0…1.

Twenty to thirty replications of a skewed quantity (money lost to outages, say) are where
Student's interval fails: the sample rarely holds the large values that carry the mean, so it ends
too low. Hence two measures for the side of the long tail: a bound that is not symmetric, and the
extreme value of the sample counted once more, as the one that the next replication might bring.
The tests state the coverage that follows, law by law.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import exp, nan, sqrt

import numpy as np
from scipy import special, stats

from sim.records.metrics import Scale

ROUNDING = 1e-12
"""Relative spread that the order of additions explains; far below any effect."""

LARGEST_EXPONENT = 300.0
"""A bound e^300 times the mean says "unknown" as well as any, and is still a float."""


@dataclass(frozen=True)
class Interval:
    """An estimate with its two-sided interval; bounds are NaN where n is too small for them."""

    mean: float
    low: float
    high: float
    n: int
    method: str

    @property
    def half_width(self) -> float:
        """Half the distance of the bounds; they need not lie evenly around the mean."""
        return (self.high - self.low) / 2


Bounds = tuple[float, float, str]
"""Lower bound, upper bound, name of the method."""


def known(values: np.ndarray) -> np.ndarray:
    """The values that are not NaN, as floats; an infinite one is an error of the metric."""
    numbers: np.ndarray = np.asarray(values, dtype=float)
    numbers = numbers[~np.isnan(numbers)]
    if np.isinf(numbers).any():
        raise ValueError("found an infinite value; a metric with nothing to measure is NaN")
    return numbers


def standard_error(numbers: np.ndarray) -> float:
    """Standard error of the mean of two or more numbers; 0 when they differ by rounding only."""
    if float(np.ptp(numbers)) <= ROUNDING * float(np.abs(numbers).max()):
        return 0.0
    return float(numbers.std(ddof=1)) / sqrt(len(numbers))


@lru_cache(maxsize=4096)
def student(n: int, level: float) -> float:
    """Two-sided quantile of Student's t for the mean of n values."""
    return float(special.stdtrit(n - 1, (1 + level) / 2))


@lru_cache(maxsize=64)
def normal(level: float) -> float:
    """Two-sided quantile of the standard normal law."""
    return float(special.ndtri((1 + level) / 2))


def _real(numbers: np.ndarray, level: float) -> Bounds:
    mean, error = float(numbers.mean()), standard_error(numbers)
    half = student(len(numbers), level) * error
    return mean - half, mean + half, "Student t" if error else "all equal"


def _with_extreme(numbers: np.ndarray) -> np.ndarray:
    wider: np.ndarray = np.append(numbers, numbers.max())
    return wider


def _positive(numbers: np.ndarray, level: float) -> Bounds:
    """Below by a gamma law, above by the delta method on the logarithm.

    The gamma bound is that of Fay and Feuer (Statistics in Medicine 16, 1997) with the variance
    widened from normal to Student quantiles; for Poisson counts it becomes the exact one.
    """
    mean, error, n = float(numbers.mean()), standard_error(numbers), len(numbers)
    if error == 0:
        return mean, mean, "all equal"
    shape = (mean * normal(level) / (error * student(n, level))) ** 2
    low = mean * float(special.gammaincinv(shape, (1 - level) / 2)) / shape
    wider = _with_extreme(numbers)
    above = float(wider.mean())
    relative = student(n, level) * standard_error(wider) / above
    return low, above * exp(min(relative, LARGEST_EXPONENT)), "gamma and log"


def _effective_size(numbers: np.ndarray, level: float) -> float:
    """Yes-or-no trials that would estimate the mean share as well (Korn and Graubard, 1998)."""
    mean, error, n = float(numbers.mean()), standard_error(numbers), len(numbers)
    if error == 0:
        return float(n)
    return mean * (1 - mean) * (normal(level) / (error * student(n, level))) ** 2


def _low_share(numbers: np.ndarray, level: float) -> Bounds:
    """The exact binomial bounds for as many trials as the sample is worth; long tail upwards."""
    size, mean = _effective_size(numbers, level), float(numbers.mean())
    low = special.betaincinv(mean * size, (1 - mean) * size + 1, (1 - level) / 2) if mean else 0.0
    wider = _with_extreme(numbers)
    size, mean = _effective_size(wider, level), float(wider.mean())
    high = special.betaincinv(mean * size + 1, (1 - mean) * size, (1 + level) / 2)
    return float(low), float(high), "effective binomial"


def _share(numbers: np.ndarray, level: float) -> Bounds:
    """Within 0…1, the tail towards the middle; all 0 or all 1 bounds how often others can occur.

    With n ones and nothing else, replications that differ may still make up 1 − 0.025^(1/n).
    """
    mean = float(numbers.mean())
    if standard_error(numbers) == 0 and 0 < mean < 1:
        return mean, mean, "all equal"
    if standard_error(numbers) == 0:
        unseen = unseen_share(len(numbers), level)
        return (0.0, unseen, "exact binomial") if mean == 0 else (1 - unseen, 1.0, "exact binomial")
    if mean <= 0.5:
        return _low_share(numbers, level)
    low, high, method = _low_share(1 - numbers, level)
    return 1 - high, 1 - low, method


def unseen_share(n: int, level: float = 0.95) -> float:
    """How often replications unlike the n that were all alike may still occur (exact binomial).

    What an interval of no width can't say: 30 runs without an outage leave room for one in nine.
    """
    return float(1 - ((1 - level) / 2) ** (1 / n))


METHODS: dict[Scale, tuple[float, float, Callable[[np.ndarray, float], Bounds]]] = {
    "real": (-np.inf, np.inf, _real),
    "positive": (0.0, np.inf, _positive),
    "share": (0.0, 1.0, _share),
}
"""Per scale: its least and greatest value, and the method."""


def _within(numbers: np.ndarray, least: float, greatest: float, scale: Scale) -> np.ndarray:
    """Values at most a rounding outside their scale are put on its edge; others are an error."""
    wrong = numbers[(numbers < least - 1e-9) | (numbers > greatest + 1e-9)]
    if len(wrong):
        raise ValueError(f"found {wrong[0]:g}; a {scale} lies in {least:g}…{greatest:g}")
    inside: np.ndarray = np.clip(numbers, least, greatest)
    return inside


def mean_interval(values: np.ndarray, scale: Scale = "real", level: float = 0.95) -> Interval:
    """Interval of the mean of one value per replication; NaN values are dropped and not counted.

    Fewer than two values have no bounds (NaN). Values that are all equal have an interval of no
    width (method "all equal"): right for what is certain, such as the size of a rota, and blind
    for what is rare; see unseen_share. A value outside its scale raises ValueError.
    """
    least, greatest, bounds_of = METHODS[scale]
    numbers = _within(known(values), least, greatest, scale)
    n = len(numbers)
    if n < 2:
        return Interval(float(numbers[0]) if n else nan, nan, nan, n, "too few")
    low, high, name = bounds_of(numbers, level)
    return Interval(float(numbers.mean()), low, high, n, name)


def quantile_interval(values: np.ndarray, q: float, level: float = 0.95) -> Interval:
    """Interval of the q-quantile (0 < q < 1) from order statistics, true for any law.

    ``mean`` holds the estimate of the quantile. A bound beyond the sample is NaN: the 0.95
    quantile has no upper one in fewer than 72 values.
    """
    numbers = known(values)
    n = len(numbers)
    if n < 2:
        return Interval(float(numbers[0]) if n else nan, nan, nan, n, "too few")
    tail = (1 - level) / 2
    ordered = np.concatenate(([nan], np.sort(numbers), [nan]))
    low, high = int(stats.binom.ppf(tail, n, q)), int(stats.binom.ppf(1 - tail, n, q)) + 1
    estimate = float(np.quantile(numbers, q))
    return Interval(estimate, float(ordered[low]), float(ordered[high]), n, "order statistics")
