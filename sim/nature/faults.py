"""Faults that may come to be: defects in changes, capacity outgrown, background wear.

They are *candidates* with an acceptance number in 0…1: a model under which faults are rarer
accepts a subset of what another accepts, never a different list. And all candidates come off one
master tape with a number of their own each, so a nature with rarer faults keeps a subset too.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import IntEnum

import numpy as np

from sim.documents.nature import Nature
from sim.ground.rng import stream, uniforms
from sim.ground.units import HOURS_PER
from sim.nature.points import Points, master_points, moments
from sim.nature.traffic import ServiceTraffic

FIX_KINDS = ("restart", "operate", "code")

BACKGROUND_CEILING = 4.0 / HOURS_PER["y"]
"""Faults an hour that the first layer of the master tape reaches; see ``points``."""
CAPACITY_CEILING = 4.0
"""The same for capacity faults, a doubling of traffic."""


@dataclass(frozen=True)
class Source:
    """Whose faults they are: a service by name in one replication."""

    seed: int
    replication: int
    service: str

    def stream(self, mechanism: str) -> np.random.Generator:
        """A generator of this service."""
        return stream(self.seed, self.replication, mechanism, self.service)

    def uniforms(self, count: int, mechanism: str) -> np.ndarray:
        """Uniforms of this service by number, from 0; shape (count,)."""
        return uniforms(self.seed, self.replication, mechanism, self.service, count)


class Cause(IntEnum):
    """Why a fault exists."""

    CHANGE = 0
    CAPACITY = 1
    BACKGROUND = 2


@dataclass(frozen=True)
class Candidates:
    """Faults of one service that may come to be; all arrays of shape (faults,)."""

    cause: np.ndarray
    number: np.ndarray
    """The change that carries it, or its number among its cause."""
    born_at: np.ndarray
    """Hours; NaN for a defect, which is born with its release."""
    accept: np.ndarray
    """Accepted where below the model's rate over the highest possible one."""
    impact: np.ndarray
    """Share of requests that fail at operability 0.5."""
    fix_kind: np.ndarray
    """Index into ``FIX_KINDS``."""
    diagnose: np.ndarray
    fix: np.ndarray
    shows_after: np.ndarray


def draw_faults(
    nature: Nature,
    traffic: ServiceTraffic,
    provided: float,
    source: Source,
    changes: int,
    months: np.ndarray,
    horizon: float,
) -> Candidates:
    """Every fault that a service may have, at the highest rate that any operability allows.

    ``provided`` is the traffic that it can take at first, relative to the first trend.
    """
    background = _background_rate(nature, traffic, months, source)
    return _joined(
        _defects(nature, source, changes),
        _outgrown(nature, source, _doublings(traffic, provided), horizon),
        _worn(nature, source, background, horizon),
    )


def _joined(*parts: Candidates) -> Candidates:
    columns = [column.name for column in fields(Candidates)]
    return Candidates(
        **{column: np.concatenate([getattr(part, column) for part in parts]) for column in columns}
    )


def _defects(nature: Nature, source: Source, changes: int) -> Candidates:
    """The changes with a defect; each is born with the release of its change."""
    highest = nature.defect_chance * nature.operability.faults
    accept = source.uniforms(changes, f"{Cause.CHANGE.name} accept")
    defective = np.flatnonzero(accept < highest)
    unborn = np.full(len(defective), np.nan)
    relative = accept[defective] / highest if highest else accept[defective]
    who = Points(unborn, relative, np.zeros(len(defective), dtype=np.int64), defective)
    return _candidates(nature, source, Cause.CHANGE, who, relative)


def _worn(nature: Nature, source: Source, by_hour: np.ndarray, horizon: float) -> Candidates:
    """Background faults: what of the master tape lies below a rate an hour, given for each day."""
    highest = by_hour * nature.operability.faults
    points = _master(source, Cause.BACKGROUND, BACKGROUND_CEILING, highest, 24.0 * len(by_hour))
    rate = highest[(points.at // 24).astype(int)]
    kept = (points.height < rate) & (points.at < horizon)
    born = replace(points.where(kept), at=moments(points.at[kept]))
    return _candidates(nature, source, Cause.BACKGROUND, born, born.height / rate[kept])


def _outgrown(nature: Nature, source: Source, doublings: np.ndarray, horizon: float) -> Candidates:
    """Capacity faults: what of the master tape, over the doublings so far, lies below a rate.

    ``doublings`` is how often the highest traffic has doubled by the end of each day. Slower
    growth thus brings the same faults later.
    """
    highest = np.array([nature.capacity_per_doubling * nature.operability.faults])
    points = _master(source, Cause.CAPACITY, CAPACITY_CEILING, highest, float(doublings[-1]))
    so_far, days = np.concatenate([[0.0], doublings]), 24.0 * np.arange(len(doublings) + 1)
    # A flat stretch (traffic below its height) has measure zero: interpolation inverts the rest.
    at = np.interp(points.at, so_far, days)
    kept = (points.height < highest) & (at < horizon)
    born = replace(points.where(kept), at=moments(at[kept]))
    return _candidates(nature, source, Cause.CAPACITY, born, born.height / highest)


def _master(
    source: Source, cause: Cause, ceiling: float, highest: np.ndarray, length: float
) -> Points:
    """The master tape of one cause up to the highest rate that is asked for."""
    top = float(highest.max(initial=0.0))
    return master_points(lambda what: source.stream(f"{cause.name} {what}"), ceiling, top, length)


def _background_rate(
    nature: Nature, traffic: ServiceTraffic, months: np.ndarray, source: Source
) -> np.ndarray:
    """Background faults an hour on each day: with traffic, clumped by month; shape (days,).

    A day without requests has none, whatever the power: the service may not be launched yet.
    """
    relative = traffic.relative_by_day()
    power = relative**nature.background_with_traffic
    rate = nature.background * np.where(relative > 0, power, 0.0)
    if nature.clumping == 0:
        return np.asarray(rate)
    shape = 1 / nature.clumping
    factors = source.stream("clumping").gamma(shape, 1 / shape, len(months))
    month = np.searchsorted(months, 24.0 * np.arange(len(relative)), side="right") - 1
    return np.asarray(rate * factors[month])


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


def _candidates(
    nature: Nature, source: Source, cause: Cause, born: Points, accept: np.ndarray
) -> Candidates:
    """Faults with their attributes, each attribute drawn by its name and the fault's number."""
    weights = np.array([impact.weight for impact in nature.impacts])
    shares = np.array([impact.share for impact in nature.impacts])
    fixes = np.array([getattr(nature.fixes, kind) for kind in FIX_KINDS])

    def drawn(attribute: str) -> np.ndarray:
        return _by_number(source, f"{cause.name} {attribute}", born)

    return Candidates(
        cause=np.full(len(born.at), int(cause)),
        number=born.number,
        born_at=born.at,
        accept=accept,
        impact=shares[_choose(weights, drawn("impact"))],
        fix_kind=_choose(fixes, drawn("kind of fix")),
        diagnose=nature.diagnose.ppf_array(drawn("diagnosis")),
        fix=nature.fix.ppf_array(drawn("fix")),
        shows_after=nature.defect_shows.ppf_array(drawn("shows")),
    )


def _by_number(source: Source, mechanism: str, born: Points) -> np.ndarray:
    """The uniform of each fault, by its layer and its number there; shape (faults,)."""
    drawn = np.empty(len(born.at))
    for layer in np.unique(born.layer).tolist():
        mine = born.layer == layer
        index = born.index[mine]
        name = f"{mechanism} {layer}" if layer else mechanism
        drawn[mine] = source.uniforms(int(index.max()) + 1, name)[index]
    return drawn


def _choose(weights: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Index of the class that each uniform falls into."""
    edges = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(edges, u, side="right"), len(weights) - 1)
