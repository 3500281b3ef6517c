"""The interval of a ratio of two means over the same replications (Fieller, Biometrika 1940)."""

from __future__ import annotations

from math import inf, nan, sqrt

import numpy as np

from sim.study.intervals import ROUNDING, student


def ratio_interval(
    upper: np.ndarray, lower: np.ndarray, level: float = 0.95
) -> tuple[float, float, float]:
    """mean(upper)/mean(lower) of pairs with Fieller's interval; infinite where it is unbounded.

    Where the lower mean can't be told from zero, Fieller's set reaches to infinity; what is
    returned is its hull on the side of the estimate.
    """
    n = len(upper)
    a, b = float(upper.mean()), float(lower.mean())
    if abs(b) <= ROUNDING * float(np.abs(lower).max(initial=0.0)):
        return nan, nan, nan
    if n < 2:
        return a / b, nan, nan
    ((vaa, vab), (_, vbb)) = np.cov(upper, lower) / n * student(n, level) ** 2
    low, high = _fieller(a, b, float(vaa), float(vab), float(vbb))
    return a / b, low, high


def _fieller(a: float, b: float, vaa: float, vab: float, vbb: float) -> tuple[float, float]:
    """All s with (a − s·b)² ≤ vaa − 2·s·vab + s²·vbb, as a hull."""
    square, half, rest = b * b - vbb, a * b - vab, a * a - vaa
    inside = half * half - square * rest
    if square > 0:
        spread = sqrt(max(0.0, inside))
        return (half - spread) / square, (half + spread) / square
    if square == 0 or inside <= 0:
        return -inf, inf
    roots = sorted(((half - sqrt(inside)) / square, (half + sqrt(inside)) / square))
    estimate = a / b
    return (roots[1], inf) if estimate >= roots[1] and roots[0] < 0 else (-inf, inf)
