"""Faults that may come to be: defects in changes, capacity outgrown, background wear.

They are *candidates* with an acceptance number in 0…1: a model under which faults are rarer
accepts a subset of what another accepts, never a different list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.documents.nature import Nature
from sim.documents.responding import FixKind
from sim.ground.rng import stream, uniforms
from sim.nature.points import arrivals
from sim.nature.traffic import ServiceTraffic

FIX_KINDS: tuple[FixKind, ...] = ("restart", "operate", "code")


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
    REPAIR = 3
    """A change that was to mend another fault."""


class Fault(NamedTuple):
    """One fault; times in hours of work, by an owner, at operability 0.5."""

    cause: int
    number: int
    impact: float
    fix_kind: int
    workaround: bool
    diagnose: float
    fix: float
    improve: float
    shows_after: float

    @property
    def key(self) -> tuple[int, int]:
        """Cause and number: its name within its service."""
        return self.cause, self.number


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
    workaround: np.ndarray
    """Whether there is a way to serve users while the fault stands."""
    diagnose: np.ndarray
    fix: np.ndarray
    improve: np.ndarray
    """Hours of work that end the fault for good, where the fix of an incident does not."""
    shows_after: np.ndarray

    def fault(self, place: int) -> Fault:
        """The fault at a place of the arrays, in plain numbers."""
        return Fault(
            int(self.cause[place]), int(self.number[place]), float(self.impact[place]),
            int(self.fix_kind[place]), bool(self.workaround[place]), float(self.diagnose[place]),
            float(self.fix[place]), float(self.improve[place]), float(self.shows_after[place]),
        )  # fmt: skip


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
    background = _background_intensity(nature, traffic, months, source)
    outgrown = _capacity_intensity(nature, traffic, provided)
    return _joined(
        _defects(nature, source, changes),
        _born(nature, source, Cause.CAPACITY, outgrown, horizon),
        _born(nature, source, Cause.BACKGROUND, background, horizon),
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
    return _candidates(nature, source, Cause.CHANGE, defective, unborn, relative)


def _born(
    nature: Nature, source: Source, cause: Cause, by_day: np.ndarray, horizon: float
) -> Candidates:
    """Faults that appear by themselves, at a rate given for each day."""
    highest = by_day * nature.operability.faults
    at = arrivals(source.stream(f"{cause.name} born"), highest, horizon)
    accept = source.uniforms(len(at), f"{cause.name} accept")
    return _candidates(nature, source, cause, np.arange(len(at)), at, accept)


def _background_intensity(
    nature: Nature, traffic: ServiceTraffic, months: np.ndarray, source: Source
) -> np.ndarray:
    """Expected background faults on each day: with traffic, clumped by month; shape (days,).

    A day without requests has none, whatever the power: the service may not be launched yet.
    """
    relative = traffic.relative_by_day()
    power = relative**nature.background_with_traffic
    rate = nature.background * 24.0 * np.where(relative > 0, power, 0.0)
    if nature.clumping == 0:
        return np.asarray(rate)
    shape = 1 / nature.clumping
    factors = source.stream("clumping").gamma(shape, 1 / shape, len(months))
    month = np.searchsorted(months, 24.0 * np.arange(len(relative)), side="right") - 1
    return np.asarray(rate * factors[month])


def _capacity_intensity(nature: Nature, traffic: ServiceTraffic, provided: float) -> np.ndarray:
    """Expected capacity faults on each day: as the highest traffic doubles; shape (days,).

    ``provided`` times the first trend was provided for before, and so was what the first week of
    a service's life brings.
    """
    by_day = traffic.relative_by_day()
    mean = _without_week(by_day)
    first = int(np.argmax(by_day > 0))
    provided = max(provided, float(mean[min(first + 6, len(mean) - 1)]))
    doublings = np.log2(np.maximum.accumulate(np.maximum(mean, provided)))
    return nature.capacity_per_doubling * np.diff(doublings, prepend=doublings[0])


def _without_week(by_day: np.ndarray) -> np.ndarray:
    """The trailing weekly mean, so that a busy weekday is no new height; shape (days,)."""
    total = np.concatenate([[0.0], np.cumsum(by_day)])
    index = np.arange(1, len(total))
    span = np.minimum(index, 7)
    mean = (total[index] - total[index - span]) / span
    mean[:7] = mean[min(6, len(mean) - 1)]
    return np.asarray(mean)


def _candidates(
    nature: Nature,
    source: Source,
    cause: Cause,
    number: np.ndarray,
    born_at: np.ndarray,
    accept: np.ndarray,
) -> Candidates:
    """Faults with their attributes, each attribute drawn by its name and the fault's number."""
    count = int(number.max()) + 1 if len(number) else 0

    def drawn(attribute: str) -> np.ndarray:
        return np.asarray(source.uniforms(count, f"{cause.name} {attribute}")[number])

    return _faults(nature, cause, number, born_at, accept, drawn)


def of_repair(nature: Nature, number: int, draw: Callable[[str], float]) -> Fault:
    """The fault that a repair carries; ``draw`` gives the uniform of each attribute."""
    made = _faults(
        nature, Cause.REPAIR, np.array([number]), np.array([np.nan]), np.zeros(1),
        lambda attribute: np.array([draw(f"{Cause.REPAIR.name} {attribute}")]),
    )  # fmt: skip
    return made.fault(0)


def _faults(
    nature: Nature,
    cause: Cause,
    number: np.ndarray,
    born_at: np.ndarray,
    accept: np.ndarray,
    drawn: Callable[[str], np.ndarray],
) -> Candidates:
    """Faults whose attributes follow from uniforms; arrays of shape (faults,)."""
    weights = np.array([impact.weight for impact in nature.impacts])
    shares = np.array([impact.share for impact in nature.impacts])
    fixes = np.array([getattr(nature.fixes, kind) for kind in FIX_KINDS])
    severity = _choose(weights, drawn("impact"))
    workable = np.array([impact.workaround for impact in nature.impacts])[severity]
    return Candidates(
        cause=np.full(len(number), int(cause)),
        number=number,
        born_at=born_at,
        accept=accept,
        impact=shares[severity],
        fix_kind=_choose(fixes, drawn("kind of fix")),
        workaround=drawn("workaround") < workable,
        diagnose=nature.diagnose.ppf_array(drawn("diagnosis")),
        fix=nature.fix.ppf_array(drawn("fix")),
        improve=nature.improvement.ppf_array(drawn("improvement")),
        shows_after=nature.defect_shows.ppf_array(drawn("shows")),
    )


def _choose(weights: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Index of the class that each uniform falls into."""
    edges = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(edges, u, side="right"), len(weights) - 1)
