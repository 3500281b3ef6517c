"""Faults that may come to be: defects in changes, capacity outgrown, background wear.

They are *candidates* with an acceptance number in 0…1: a model under which faults are rarer
accepts a subset of what another accepts, never a different list. And all candidates come off one
master tape with a number of their own each, so a nature with rarer faults keeps a subset too.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.documents.nature import Nature
from sim.ground.units import HOURS_PER
from sim.nature.candidates import (
    FIX_KINDS,
    Candidates,
    Cause,
    Source,
    candidates,
    joined,
)
from sim.nature.months import Months
from sim.nature.points import Points, master_points, moments
from sim.nature.traffic import ServiceTraffic

__all__ = ["FIX_KINDS", "Candidates", "Cause", "Source", "draw_faults"]

BACKGROUND_CEILING = 4.0 / HOURS_PER["y"]
"""Faults an hour that the first layer of the master tape reaches; see ``points``."""
CAPACITY_CEILING = 4.0
"""What the first layer reaches for capacity faults: a doubling of traffic."""


def draw_faults(
    nature: Nature,
    traffic: ServiceTraffic,
    provided: float,
    source: Source,
    ready_at: np.ndarray,
    months: Months,
    horizon: float,
) -> Candidates:
    """Every fault that a service may have, at the highest rate that any operability allows.

    ``provided`` is the traffic that it can take at first, relative to the first trend;
    ``ready_at`` the instants of its changes; ``months`` the organisation's.
    """
    return joined(
        _defects(nature, source, months.shared_at(ready_at)),
        _outgrown(nature, source, _doublings(traffic, provided), months, horizon),
        _worn(nature, source, _background_rate(nature, traffic, months, source), horizon),
    )


def _defects(nature: Nature, source: Source, month: np.ndarray) -> Candidates:
    """The changes with a defect; each is born with the release of its change.

    ``month`` is the factor of the month in which each change was made; shape (changes,).
    """
    highest = nature.defect_chance * nature.operability.faults * month
    accept = source.uniforms(len(month), f"{Cause.CHANGE.name} accept")
    defective = np.flatnonzero(accept < highest)
    unborn = np.full(len(defective), np.nan)
    relative = accept[defective] / highest[defective]
    who = Points(unborn, relative, np.zeros(len(defective), dtype=np.int64), defective)
    return candidates(nature, source, Cause.CHANGE, who, relative)


def _worn(nature: Nature, source: Source, by_hour: np.ndarray, horizon: float) -> Candidates:
    """Background faults: what of the master tape lies below a rate an hour, given for each day."""
    highest = by_hour * nature.operability.faults
    top = float(highest.max(initial=0.0))
    points = _master(source, Cause.BACKGROUND, BACKGROUND_CEILING, top, 24.0 * len(by_hour))
    rate = highest[(points.at // 24).astype(int)]
    kept = (points.height < rate) & (points.at < horizon)
    born = replace(points.where(kept), at=moments(points.at[kept]))
    return candidates(nature, source, Cause.BACKGROUND, born, born.height / rate[kept])


def _outgrown(
    nature: Nature, source: Source, doublings: np.ndarray, months: Months, horizon: float
) -> Candidates:
    """Capacity faults: what of the master tape, over the doublings so far, lies below a rate.

    ``doublings`` is how often the highest traffic has doubled by the end of each day. Slower
    growth thus brings the same faults later.
    """
    each = nature.capacity_per_doubling * nature.operability.faults
    top = each * months.shared.max(initial=1.0)
    points = _master(source, Cause.CAPACITY, CAPACITY_CEILING, top, float(doublings[-1]))
    so_far, days = np.concatenate([[0.0], doublings]), 24.0 * np.arange(len(doublings) + 1)
    # A flat stretch (traffic below its height) has measure zero: interpolation inverts the rest.
    at = np.interp(points.at, so_far, days)
    rate = each * months.shared_at(at)
    kept = (points.height < rate) & (at < horizon)
    born = replace(points.where(kept), at=moments(at[kept]))
    return candidates(nature, source, Cause.CAPACITY, born, born.height / rate[kept])


def _master(source: Source, cause: Cause, ceiling: float, top: float, length: float) -> Points:
    """The master tape of one cause up to the highest rate that is asked for."""
    return master_points(lambda what: source.stream(f"{cause.name} {what}"), ceiling, top, length)


def _background_rate(
    nature: Nature, traffic: ServiceTraffic, months: Months, source: Source
) -> np.ndarray:
    """Background faults an hour on each day: with traffic, clumped by month; shape (days,).

    A day without requests has none, whatever the power: the service may not be launched yet.
    """
    relative = traffic.relative_by_day()
    power = relative**nature.background_with_traffic
    rate = nature.background * np.where(relative > 0, power, 0.0)
    own = months.factors(source.stream("clumping"), nature.clumping)
    month = months.number(24.0 * np.arange(len(relative)))
    return np.asarray(rate * months.shared[month] * own[month])


def _doublings(traffic: ServiceTraffic, provided: float) -> np.ndarray:
    """How often the highest traffic has doubled by the end of each day; shape (days,).

    ``provided`` times the first trend was provided for before, and so was what the first week of
    a service's life brings.
    """
    by_day = traffic.relative_by_day()
    mean = _without_week(by_day)
    first = int(np.argmax(by_day > 0))
    provided = max(provided, float(mean[min(first + 6, len(mean) - 1)]))
    height = np.log2(np.maximum.accumulate(np.maximum(mean, provided)))
    return np.asarray(height - height[0])


def _without_week(by_day: np.ndarray) -> np.ndarray:
    """The trailing weekly mean, so that a busy weekday is no new height; shape (days,)."""
    total = np.concatenate([[0.0], np.cumsum(by_day)])
    index = np.arange(1, len(total))
    span = np.minimum(index, 7)
    mean = (total[index] - total[index - span]) / span
    mean[:7] = mean[min(6, len(mean) - 1)]
    return np.asarray(mean)
