"""What the rooms of the engine share: the world, its services, and which line answers whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from simpy import Environment, Event

from sim.documents.organisation import Service
from sim.documents.scenario import Scenario
from sim.documents.responding import Stage, Tier, When
from sim.documents.support_model import SupportModel
from sim.engine.duty import DutyTeam
from sim.engine.log import ChangeRecord, Log
from sim.engine.operability import Stock
from sim.ground.units import on_grid
from sim.ground.working_time import Windows
from sim.nature.tape import ServiceTape, Tape

FaultKey = tuple[int, int]
"""Cause and number of a fault within its service."""


@dataclass
class ServiceState:
    """A service as it lives through one run."""

    index: int
    name: str
    document: Service
    tape: ServiceTape
    changes: ChangeRecord
    operability: Stock
    unblocked: Event
    """Happens when the present launch block ends."""
    hurried: Event
    """Happens when the improvements that are under way get more hands."""
    teams: dict[str, DutyTeam]
    """The team that plays each role for this service."""
    stage: Stage = "team"
    blocks: list[tuple[float, float]] = field(default_factory=list)
    blocked_since: float | None = None
    pending: dict[FaultKey, float] = field(default_factory=dict)
    """Faults whose improvement isn't live, with the instant when it will be."""
    improved: set[FaultKey] = field(default_factory=set)
    """Faults that are gone for good."""
    quarters_outside: int = 0
    quarters_inside: int = 0
    hand_back: Event | None = None
    """Waited for while SREs are engaged; happens when they hand the rota back."""

    def hurry(self, speed: float) -> None:
        """From now on the improvements under way go ``speed`` times as fast."""
        now = self.hurried.env.now
        for fault, due in self.pending.items():
            self.pending[fault] = now + on_grid((due - now) / speed)
        finished, self.hurried = self.hurried, self.hurried.env.event()
        finished.succeed()


@dataclass
class World:
    """Everything that one run of one support model needs."""

    env: Environment
    scenario: Scenario
    model: SupportModel
    tape: Tape
    log: Log
    working: Windows
    window: Windows
    quarters: list[float]
    """The instants at which a calendar quarter begins, up to and beyond the horizon."""
    services: list[ServiceState]
    tiers: list[Tier]

    def out_of_hours(self) -> bool:
        """Whether it is out of working hours now."""
        return not self.working.is_open(self.env.now)

    def next_tier(self, service: ServiceState, after: float, lucks: list[float]) -> Tier | None:
        """The next line of the path that applies now; ``lucks`` decide whose turn it is."""
        for tier, luck in zip(self.tiers, lucks, strict=False):
            if tier.line > after and luck < tier.takes and self._applies(tier.when, service):
                return tier
        return None

    def _applies(self, when: When, service: ServiceState) -> bool:
        if when.hours != "always" and (when.hours == "working") == self.out_of_hours():
            return False
        target = service.document.target
        if when.target_from is not None and target < when.target_from:
            return False
        if when.target_below is not None and target >= when.target_below:
            return False
        return when.stages is None or service.stage in when.stages
