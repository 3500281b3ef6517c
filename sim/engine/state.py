"""What the rooms of the engine share: the world, its services, and which line answers whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from simpy import Environment, Event

from sim.documents.organisation import Service
from sim.documents.responding import Stage, Tier, When
from sim.documents.scenario import Scenario
from sim.engine.acquaintance import Met
from sim.engine.arrangement import Arrangement
from sim.engine.duty import DutyTeam
from sim.engine.log import ChangeRecord, EventKind, Log
from sim.engine.operability import Stock
from sim.ground.working_time import Windows
from sim.nature.tape import ServiceTape, Tape
from sim.organisation.calendars import Calendars
from sim.organisation.organisation import Organisation
from sim.organisation.practice import Practice

if TYPE_CHECKING:
    from sim.engine.backlog import Backlog
    from sim.engine.engineering import EngineeringTime
    from sim.engine.incident import Incident, Process

FaultKey = tuple[int, int]
"""Cause and number of a fault within its service."""

BLOCK, SWARM, DISBANDED = range(3)
"""Why changes are held back."""

Hold = tuple[float, float, int]
"""Changes due from … until … wait for the end, because of …."""


@dataclass
class Known:
    """What those who run a service know about one of its faults."""

    by: set[int] = field(default_factory=set)
    """The teams, by number, that have diagnosed it."""
    workaround: bool = False
    """Somebody who knows the code has found a way around it."""
    documented: bool = False
    """The fault was reviewed, and the runbook says what to do."""


class Felt(NamedTuple):
    """The last reading that people act on."""

    left: float | None = None
    """Share of the error budget; None: not read yet, or nobody keeps one."""
    called: float = 0.0
    """Calls out of hours, a person and month."""


@dataclass
class ServiceState:
    """A service as it lives through one run."""

    index: int
    name: str
    document: Service
    runs: Arrangement
    """How it is run now."""
    tape: ServiceTape
    changes: ChangeRecord
    peaks: Windows
    operability: Stock
    unblocked: Event
    """Happens when the present launch block ends."""
    met: dict[int, Met] = field(default_factory=dict)
    """What each team, by its number, has had to do with it."""
    former: list[Arrangement] = field(default_factory=list)
    """How it was run before it changed hands; what began then still is."""
    dependants: list[tuple[ServiceState, float]] = field(default_factory=list)
    """Who suffers with it, and the share of their requests that need it."""
    stage: Stage = "team"
    target: float = 0.0
    """What is promised now; the share of requests answered."""
    holds: list[Hold] = field(default_factory=list)
    blocked_since: float | None = None
    blocks: int = 0
    swarming_until: float = 0.0
    orphaned: bool = False
    """Its team was disbanded; others inherited it, or nobody."""
    standing: dict[FaultKey, list[Incident]] = field(default_factory=dict)
    """Faults that have shown themselves and aren't gone, with their incidents so far."""
    improved: set[FaultKey] = field(default_factory=set)
    """Faults that are gone for good."""
    shipping: set[FaultKey] = field(default_factory=set)
    """Faults whose improvement is made, and on its way to production."""
    known: dict[FaultKey, Known] = field(default_factory=dict)
    """What is known about its faults."""
    automation: Stock | None = None
    """How much of its toil is automated; None: it asks for none."""
    overflows: bool = False
    """Whether its owners do the requests and the toil that SREs have no time for."""
    spare: float = 1.0
    """What improvements leave for operability, over the reliability time that is stated."""
    felt: Felt = field(default_factory=Felt)
    """What its owners have read of its budget and of their calls."""
    share: float | None = None
    """Their reliability time by what they respond to; None: they have not responded yet."""
    raised: float = 1.0
    """Reliability time over what the support model states, by what it responds to."""
    risk: float = 1.0
    """Defects of its releases over the usual, while there is budget to spare."""
    quarters_outside: int = 0
    quarters_inside: int = 0
    quarters_overflowing: int = 0
    """Consecutive ones in which work of its overflowed."""
    engaged_at: float | None = None
    """When the present engagement of SREs began, or the last; minus infinity: before the start."""
    engineering: EngineeringTime | None = None
    """The engineering time of SREs, where the support model engages them."""
    hand_back: Event | None = None
    """Waited for while SREs are engaged; happens when they hand the rota back."""

    @property
    def practice(self) -> Practice:
        """The rules by which it is run now."""
        return self.runs.practice

    @property
    def teams(self) -> dict[str, DutyTeam]:
        """The team that plays each role for it now."""
        return self.runs.teams


@dataclass
class World:
    """Everything that one run of one support model needs."""

    env: Environment
    scenario: Scenario
    organisation: Organisation
    tape: Tape
    log: Log
    working: Windows
    calendars: Calendars
    quarters: list[float]
    """The instants at which a calendar quarter begins, up to and including the horizon."""
    services: list[ServiceState]
    teams: dict[str, DutyTeam]
    """Every team by the name that the log uses."""
    backlogs: dict[str, Backlog] = field(default_factory=dict)
    """What each delivery team has to improve, by its name."""
    improve: Callable[[Incident, EventKind], Process] = field(init=False)
    """Brings an improvement that is made to production."""
    reroute: Callable[[ServiceState | None], None] = lambda changed: None
    """What happens when who answers has changed, for one service or for any."""
    disbanded: set[str] = field(default_factory=set)
    """Delivery teams that are gone."""
    newcomers: dict[str, float] = field(default_factory=dict)
    """Familiarity of roles that were outsourced."""
    deployments: dict[int, dict[int, int]] = field(default_factory=dict)
    """Deployments by hand of each team in each month, where its contract counts them."""
    _owned: dict[str, list[ServiceState]] = field(default_factory=dict)
    """The services of each delivery team, once somebody asked for them."""

    def out_of_hours(self) -> bool:
        """Whether it is out of working hours now."""
        return not self.working.is_open(self.env.now)

    def arranged(self, document: Service, practice: Practice) -> Arrangement:
        """How a service is run by a practice, by its teams as they are."""
        path = practice.release
        return Arrangement(
            practice, {role: self.teams[team.name] for role, team in practice.teams.items()},
            self.calendars.window(document, path), self.calendars.repair_window(document, path),
        )  # fmt: skip

    def next_tier(
        self,
        service: ServiceState,
        after: float,
        draw: Callable[[str], float],
        at: float | None = None,
        runs: Arrangement | None = None,
    ) -> Tier | None:
        """The next line of the path that applies now, or at an instant before.

        ``draw`` decides whose turn it is. A line with nobody on duty is passed over if a later one
        has somebody. ``runs`` is the arrangement whose path it is; None: the present one.
        """
        empty, at, runs = None, self.env.now if at is None else at, runs or service.runs
        for tier in self.lines(service, after, draw, at, runs):
            if runs.teams[tier.team].on_duty(at):
                return tier
            empty = empty or tier
        return empty

    def lines(
        self,
        service: ServiceState,
        after: float,
        draw: Callable[[str], float],
        at: float | None = None,
        runs: Arrangement | None = None,
    ) -> Iterator[Tier]:
        """The lines of the path that apply then, whether or not somebody is on duty."""
        at, runs = self.env.now if at is None else at, runs or service.runs
        for name, tier in runs.practice.path:
            if tier.line <= after or not self._applies(tier, service, at, runs):
                continue
            if tier.takes == 1 or draw(f"turn of {name}") < tier.takes:
                yield tier

    def _applies(self, tier: Tier, service: ServiceState, at: float, runs: Arrangement) -> bool:
        when, team = tier.when, runs.teams.get(tier.team)
        if team is None or team.gone:
            return False
        if when.hours != "always" and (when.hours == "working") == team.off_hours(at):
            return False
        if when.stages is not None and service.stage not in when.stages:
            return False
        return self._timely(when, service, at)

    def _timely(self, when: When, service: ServiceState, at: float) -> bool:
        """Whether the time since launch and the traffic peak fit."""
        if when.since_launch is not None:
            launch = service.document.launches
            if launch is None or not launch <= at < launch + when.since_launch:
                return False
        return when.in_peak is None or service.peaks.is_open(at) == when.in_peak

    def owned_by(self, team: str) -> list[ServiceState]:
        """The services of a delivery team."""
        if not self._owned:
            for service in self.services:
                self._owned.setdefault(service.document.team, []).append(service)
        return self._owned.get(team, [])
