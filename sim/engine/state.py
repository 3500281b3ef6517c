"""What the rooms of the engine share: the world, its services, and which line answers whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simpy import Environment, Event

from sim.documents.organisation import Service
from sim.documents.responding import Stage, Tier, When
from sim.documents.scenario import Scenario
from sim.engine.duty import DutyTeam
from sim.engine.log import ChangeRecord, Log
from sim.engine.operability import Stock
from sim.ground.units import on_grid
from sim.ground.working_time import Windows
from sim.nature.tape import ServiceTape, Tape
from sim.organisation.organisation import Organisation
from sim.organisation.practice import Practice

if TYPE_CHECKING:
    from sim.engine.engineering import EngineeringTime

FaultKey = tuple[int, int]
"""Cause and number of a fault within its service."""

BLOCK, SWARM, DISBANDED = range(3)
"""Why changes are held back."""

Hold = tuple[float, float, int]
"""Changes due from … until … wait for the end, because of …."""


@dataclass
class ServiceState:
    """A service as it lives through one run."""

    index: int
    name: str
    document: Service
    practice: Practice
    tape: ServiceTape
    changes: ChangeRecord
    window: Windows
    """When it may be deployed."""
    peaks: Windows
    operability: Stock
    unblocked: Event
    """Happens when the present launch block ends."""
    hurried: Event
    """Happens when the improvements that are under way get more hands."""
    teams: dict[str, DutyTeam]
    """The team that plays each role for this service."""
    dependants: list[tuple[ServiceState, float]] = field(default_factory=list)
    """Who suffers with it, and the share of their requests that need it."""
    stage: Stage = "team"
    holds: list[Hold] = field(default_factory=list)
    blocked_since: float | None = None
    blocks: int = 0
    swarming_until: float = 0.0
    orphaned: bool = False
    """Its team was disbanded; others inherited it, or nobody."""
    pending: dict[FaultKey, float] = field(default_factory=dict)
    """Faults whose improvement isn't live, with the instant when it will be."""
    improved: set[FaultKey] = field(default_factory=set)
    """Faults that are gone for good."""
    quarters_outside: int = 0
    quarters_inside: int = 0
    engineering: EngineeringTime | None = None
    """The engineering time of SREs, where the support model engages them."""
    hand_back: Event | None = None
    """Waited for while SREs are engaged; happens when they hand the rota back."""

    def hurry(self, speed: float, only: FaultKey | None = None) -> None:
        """From now on the improvements under way (or one) go ``speed`` times as fast."""
        now = self.hurried.env.now
        for fault, due in self.pending.items():
            if only is None or fault == only:
                self.pending[fault] = now + on_grid((due - now) / speed)
        finished, self.hurried = self.hurried, self.hurried.env.event()
        finished.succeed()


@dataclass
class World:
    """Everything that one run of one support model needs."""

    env: Environment
    scenario: Scenario
    organisation: Organisation
    tape: Tape
    log: Log
    working: Windows
    quarters: list[float]
    """The instants at which a calendar quarter begins, up to and including the horizon."""
    services: list[ServiceState]
    teams: dict[str, DutyTeam]
    """Every team by the name that the log uses."""
    newcomers: dict[str, float] = field(default_factory=dict)
    """Familiarity of roles that were outsourced."""
    deployments: dict[int, dict[int, int]] = field(default_factory=dict)
    """Deployments by hand of each team in each month, where its contract counts them."""

    def out_of_hours(self) -> bool:
        """Whether it is out of working hours now."""
        return not self.working.is_open(self.env.now)

    def next_tier(
        self, service: ServiceState, after: float, draw: Callable[[str], float]
    ) -> Tier | None:
        """The next line of the path that applies now; ``draw`` decides whose turn it is.

        A line with nobody on duty is passed over if a later one has somebody.
        """
        empty = None
        for tier in self.lines(service, after, draw):
            if service.teams[tier.team].on_duty(self.env.now):
                return tier
            empty = empty or tier
        return empty

    def lines(
        self, service: ServiceState, after: float, draw: Callable[[str], float]
    ) -> Iterator[Tier]:
        """The lines of the path that apply now, whether or not somebody is on duty."""
        for name, tier in service.practice.path:
            if tier.line <= after or not self._applies(tier, service):
                continue
            if tier.takes == 1 or draw(f"turn of {name}") < tier.takes:
                yield tier

    def _applies(self, tier: Tier, service: ServiceState) -> bool:
        when, team = tier.when, service.teams.get(tier.team)
        if team is None or team.gone:
            return False
        if when.hours != "always" and (when.hours == "working") == team.off_hours():
            return False
        if when.stages is not None and service.stage not in when.stages:
            return False
        return self._timely(when, service)

    def _timely(self, when: When, service: ServiceState) -> bool:
        """Whether the time since launch and the traffic peak fit."""
        now = self.env.now
        if when.since_launch is not None:
            launch = service.document.launches
            if launch is None or not launch <= now < launch + when.since_launch:
                return False
        return when.in_peak is None or service.peaks.is_open(now) == when.in_peak

    def owned_by(self, team: str) -> list[ServiceState]:
        """The services of a delivery team."""
        return [service for service in self.services if service.document.team == team]
