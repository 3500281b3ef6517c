"""Common causes: a platform, a network or a provider fails, and several services with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from zlib import crc32

import numpy as np

from sim.documents.own_nature import CommonCause
from sim.documents.scenario import Scenario
from sim.ground.units import HOURS_PER
from sim.nature.candidates import Candidates, Cause, Source, by_number, candidates, joined, part_of
from sim.nature.points import NUMBERS_OF_A_LAYER, Points, master_points, moments

CEILING = 4.0 / HOURS_PER["y"]
"""Failures an hour that the first layer of a cause's master tape reaches."""
NUMBERS_OF_A_CAUSE = 100 * NUMBERS_OF_A_LAYER
"""Layers and indices of one cause's failures lie below this; 16 bits of its name lie above."""

Struck = Mapping[tuple[int, int], tuple[str, ...]]
"""The other services that a fault (cause, number) hits as the same incident."""


@dataclass
class Common:
    """What common causes bring to each service."""

    faults: dict[str, list[Candidates]] = field(default_factory=dict)
    struck: dict[str, dict[tuple[int, int], tuple[str, ...]]] = field(default_factory=dict)


def draw_common(scenario: Scenario, replication: int) -> Common:
    """Every failure of a common cause, as faults of the services that it hits."""
    found = Common()
    for name, cause in scenario.common_causes.items():
        _strike(scenario, Source(scenario.seed, replication, name), cause, found)
    return found


def _strike(scenario: Scenario, source: Source, cause: CommonCause, found: Common) -> None:
    points = _failures(source, cause.rate, scenario.horizon)
    if not len(points.at):
        return
    # No operability of a service keeps them away: every candidate is accepted.
    drawn = candidates(scenario.nature, source, Cause.COMMON, points, np.zeros(len(points.at)))
    number = points.number + (crc32(source.service.encode()) & 0xFFFF) * NUMBERS_OF_A_CAUSE
    drawn = replace(drawn, number=number)
    if cause.impact is not None:
        drawn = replace(drawn, impact=np.full(len(number), cause.impact))
    hit = _hits(scenario, source, cause, points)
    if cause.incidents == "one":
        hit = _as_one(hit, number, cause.share, found)
    for service, draws in hit.items():
        mine = draws < cause.share
        if mine.any():
            found.faults.setdefault(service, []).append(part_of(drawn, mine))


def _failures(source: Source, rate: float, horizon: float) -> Points:
    points = master_points(lambda what: source.stream(f"COMMON {what}"), CEILING, rate, horizon)
    kept = points.where(points.height < rate)
    return Points(moments(kept.at), kept.height, kept.layer, kept.index)


def _hits(
    scenario: Scenario, source: Source, cause: CommonCause, points: Points
) -> dict[str, np.ndarray]:
    """The draw of each service that lives at each failure (hit below the share); else 1."""
    hits = {}
    for service in scenario.services if cause.services is None else cause.services:
        mine = Source(source.seed, source.replication, service)
        draws = by_number(mine, f"hit by {source.service}", points)
        launch = scenario.services[service].launches or 0.0
        hits[service] = np.where(points.at >= launch, draws, 1.0)
    return hits


def _as_one(
    hit: dict[str, np.ndarray], number: np.ndarray, share: float, found: Common
) -> dict[str, np.ndarray]:
    """Failures with each common one at one service, where the others that it hits are noted."""
    names = sorted(hit)
    draws = np.stack([hit[name] for name in names])
    first = draws.argmin(axis=0)
    for failure, leader in enumerate(first.tolist()):
        others = [n for n in np.flatnonzero(draws[:, failure] < share).tolist() if n != leader]
        key = int(Cause.COMMON), int(number[failure])
        found.struck.setdefault(names[leader], {})[key] = tuple(names[n] for n in others)
    return {name: np.where(first == n, draws[n], 1.0) for n, name in enumerate(names)}


def with_common(own: Candidates, service: str, common: Common) -> Candidates:
    """A service's faults with those that it has with others."""
    return joined(own, *common.faults.get(service, ()))
