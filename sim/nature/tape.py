"""The tape: everything chance decides, drawn by name once a replication, before any model runs.

A support model only reads it, so nature is the same for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.documents.nature import Nature
from sim.documents.organisation import Service
from sim.documents.scenario import Scenario
from sim.documents.worlds import nature_in
from sim.ground.rng import schedule, stream, uniform
from sim.ground.units import HOURS_PER
from sim.ground.working_time import Windows
from sim.nature.ahead import Ahead
from sim.nature.common import Common, Struck, draw_common, with_common
from sim.nature.everyday import Errands, draw_errands
from sim.nature.faults import FIX_KINDS, Candidates, Cause, Source, draw_faults
from sim.nature.months import Months
from sim.nature.points import grid_array, moments, unit_arrivals
from sim.nature.traffic import Curves, ServiceTraffic
from sim.nature.working import working_windows

__all__ = [
    "FIX_KINDS",
    "Candidates",
    "Cause",
    "ServiceTape",
    "Tape",
    "draw",
    "grid_array",
    "working_windows",
]

WEEKS_52_HOURS = 52 * HOURS_PER["w"]


@dataclass(frozen=True)
class ServiceTape:
    """What chance holds for one service."""

    source: Source
    traffic: ServiceTraffic
    ready_at: np.ndarray
    """When each change is ready; shape (changes,), hours, ascending, on the grid."""
    faults: Candidates
    struck: Struck = field(default_factory=dict, kw_only=True)
    """Who else is hit by one of its faults, as the same incident."""
    errands: Errands = field(default_factory=Errands.none, kw_only=True)
    """Alerts that were nothing, requests, toil."""

    def of_changes(self, mechanism: str) -> np.ndarray:
        """A uniform for each change, of what is named; shape (changes,)."""
        return self.source.uniforms(len(self.ready_at), mechanism)


@dataclass(frozen=True)
class Tape:
    """Nature of one replication."""

    seed: int
    replication: int
    services: Mapping[str, ServiceTape]
    ahead: Ahead | None = field(default=None, kw_only=True)
    """Draws for faults, worked out together where that is cheaper."""
    _single: dict[tuple[str, str, tuple[int, ...]], float] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Other draws so far: what one support model asked for, the next one mostly asks for, too."""

    def uniform(self, mechanism: str, whose: str = "", *at: int) -> float:
        """The uniform of a mechanism, for a service or a rule; ``at`` up to four numbers ≥ 0.

        Draws for a fault are numbered by its cause and number, the occurrence, perhaps the step.
        """
        if len(at) > 2 and self.ahead is not None:
            drawn = self.ahead.find(mechanism, whose, at)
            if drawn is not None:
                return drawn
        name = mechanism, whose, at
        drawn = self._single.get(name)
        if drawn is None:
            drawn = uniform(schedule(self.seed, self.replication, mechanism, whose), *at)
            self._single[name] = drawn
        return drawn

    def gaps(self, rate: float, *name: object, size: int) -> list[float]:
        """Hours between events that come at a rate an hour; none at rate zero."""
        if rate == 0:
            return []
        draws = stream(self.seed, self.replication, "gaps", *name).standard_exponential(size)
        return moments(draws / rate).tolist()  # type: ignore[no-any-return]


def draw(scenario: Scenario, replication: int) -> Tape:
    """Nature of one replication of a scenario, in its world."""
    scenario = scenario.model_copy(update={"nature": nature_in(scenario)})
    working = {
        name: working_windows(scenario, team.calendar) for name, team in scenario.teams.items()
    }
    curves = Curves(scenario.nature, scenario.start, scenario.horizon)
    months = Months.of(
        scenario.start,
        scenario.horizon,
        scenario.nature.clumping_shared,
        scenario.seed,
        replication,
    )
    common = draw_common(scenario, replication)
    services = {
        name: _draw_service(
            scenario,
            Source(scenario.seed, replication, name),
            service,
            curves.of(service.traffic, service.launches or 0.0),
            working[service.team],
            months,
            common,
        )
        for name, service in scenario.services.items()
    }
    faults = {name: service.faults for name, service in services.items()}
    ahead = Ahead(scenario.seed, replication, faults)
    return Tape(scenario.seed, replication, services, ahead=ahead)


def _draw_service(
    scenario: Scenario,
    source: Source,
    service: Service,
    traffic: ServiceTraffic,
    working: Windows,
    months: Months,
    common: Common,
) -> ServiceTape:
    launch, name = service.launches or 0.0, source.service
    ready = _changes(source, service.changes, working, launch, scenario.horizon)
    provided = _provided(scenario.nature, service)
    own = draw_faults(
        scenario.nature_of(name), traffic, provided, source, ready, months, scenario.horizon
    )
    nature, horizon = scenario.nature_of(name), scenario.horizon
    errands = draw_errands(nature, source, working, traffic, launch, horizon)
    return ServiceTape(
        source, traffic, ready, with_common(own, name, common),
        struck=common.struck.get(name, {}), errands=errands,
    )  # fmt: skip


def _provided(nature: Nature, service: Service) -> float:
    """A service that was live before the start has lived through its peaks already."""
    if service.launches is not None:
        return 1.0
    return max([1.0, *(nature.peaks[name].factor for name in service.traffic.peaks)])


def _changes(
    source: Source, rate: float, working: Windows, launch: float, horizon: float
) -> np.ndarray:
    """Changes become ready as a Poisson process in working time, at ``rate`` an hour of the year.

    They begin with the launch. The year is the first one, whatever the horizon: a longer horizon
    keeps these changes.
    """
    open_in_year = working.open_hours(0.0, WEEKS_52_HOURS)
    if rate == 0 or open_in_year == 0:
        return np.empty(0)
    per_open_hour = rate * WEEKS_52_HOURS / open_in_year
    before = working.open_hours(0.0, launch)
    expected = max(0.0, working.open_hours(0.0, horizon) - before) * per_open_hour
    at = unit_arrivals(source.stream("changes"), expected)
    return moments(working.after_array(before + at / per_open_hour))
