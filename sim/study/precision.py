"""How many replications: planned for a stated half-width, or run until it is reached.

A study that stops as soon as its intervals look narrow stops a little too readily after a sample
that spreads less than it should, so such intervals cover slightly less than they state. Looking
seldom and never before a minimum keeps that small; ``NOTE`` belongs beside the results.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, inf, isnan, nan, sqrt

import numpy as np

from sim.records.metrics import METRICS, Scale
from sim.study.intervals import Interval, known, mean_interval, normal, standard_error, student

MINIMUM = 20
"""Replications before the first look."""

BATCH = 10
"""Replications between two looks: fixed, so that the end doesn't depend on the workers."""

NOTE = (
    "The number of replications was chosen by the precision reached; intervals of a study that "
    "stops this way can cover slightly less than the level they state (in our tests, two points)."
)


COUNTLESS = 1_000_000
"""From here on Student's interval is the normal one, give or take three replications."""


def fewest(deviation: float, half_width: float, level: float = 0.95) -> float:
    """Fewest replications whose Student interval is narrower than ± half_width; at least 2."""
    if deviation == 0:
        return 2
    if half_width <= 0:
        return inf
    ratio = normal(level) * deviation / half_width
    if ratio * ratio >= COUNTLESS:
        return float(np.ceil(ratio * ratio))
    n = max(2, ceil(ratio * ratio))
    while student(n, level) * deviation / sqrt(n) >= half_width:
        n += 1
    return n


def replications_for_half_width(
    values: np.ndarray,
    *,
    relative: float | None = None,
    absolute: float | None = None,
    level: float = 0.95,
) -> float:
    """Replications for the mean to be known to ± absolute, or to ± relative × its size.

    An estimate from the replications seen; NaN when they are fewer than two, infinite for a
    relative width around zero.
    """
    if (relative is None) == (absolute is None):
        raise ValueError("state either a relative or an absolute half-width")
    numbers = known(values)
    if len(numbers) < 2:
        return nan
    deviation = standard_error(numbers) * sqrt(len(numbers))
    width = absolute if absolute is not None else (relative or 0.0) * abs(float(numbers.mean()))
    return fewest(deviation, width, level)


def relative_half_width(interval: Interval, scale: Scale = "real") -> float:
    """The longer arm of an interval over the size of the mean; NaN where there are no bounds.

    A share is measured against what is rarer, it or its complement: 5 % of an availability of
    99.9 % would tell nothing, 5 % of the 0.1 % does. Values that never differ are as precise as
    they get: 0.
    """
    if isnan(interval.low) or isnan(interval.high):
        return nan
    size = min(interval.mean, 1 - interval.mean) if scale == "share" else abs(interval.mean)
    arm = max(interval.mean - interval.low, interval.high - interval.mean)
    if arm == 0 or interval.method == "exact binomial":
        return 0.0
    return arm / size if size > 0 else inf


def achieved(values_by_metric: Mapping[str, np.ndarray], level: float = 0.95) -> dict[str, float]:
    """The relative half-width of each metric; of the widest model where there are several.

    An array has the shape (replications,) or (models, replications); scales are the metrics' own.
    """
    widths = {}
    for name, values in values_by_metric.items():
        scale = METRICS[name].scale if name in METRICS else "real"
        rows = np.atleast_2d(np.asarray(values, dtype=float))
        found = [relative_half_width(mean_interval(row, scale, level), scale) for row in rows]
        widths[name] = nan if any(map(isnan, found)) else max(found)
    return widths


def _replications(values_by_metric: Mapping[str, np.ndarray]) -> int:
    if not values_by_metric:
        raise ValueError("name at least one metric that shall reach the precision")
    return min(int(np.shape(values)[-1]) for values in values_by_metric.values())


def reached(
    values_by_metric: Mapping[str, np.ndarray],
    half_width: float,
    level: float = 0.95,
    minimum: int = MINIMUM,
) -> bool:
    """Whether every metric asked for is known to ± half_width (0.05 is 5 %) of its size.

    False before ``minimum`` replications, and for a metric that had no value to measure.
    """
    if _replications(values_by_metric) < minimum:
        return False
    return all(width <= half_width for width in achieved(values_by_metric, level).values())


def next_batch(
    values_by_metric: Mapping[str, np.ndarray],
    half_width: float,
    most: int,
    level: float = 0.95,
    minimum: int = MINIMUM,
) -> int:
    """Replications to run before the next look; 0 when the precision or ``most`` is reached.

    Run in a loop: add that many, look again. Nothing here depends on workers or time, so the same
    scenario and seed stop at the same replication everywhere.
    """
    done = _replications(values_by_metric)
    if done < minimum:
        return min(minimum, most) - done if done < most else 0
    if reached(values_by_metric, half_width, level, minimum):
        return 0
    return max(0, min(BATCH, most - done))
