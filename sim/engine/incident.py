"""An incident while it is being dealt with, and the draws that go with its name."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

from simpy import Event

from sim.documents.responding import FixKind, Tier
from sim.documents.severity import Begins
from sim.engine.arrangement import Arrangement
from sim.engine.log import EventKind, Log
from sim.engine.state import FaultKey, ServiceState
from sim.ground.laws import Law
from sim.ground.units import on_grid
from sim.nature.tape import Tape

Process = Generator[Event, object, None]
"""A process of the engine: yields events, returns nothing."""


@dataclass
class Incident:
    """One appearance of a fault; durations in hours."""

    number: int
    service: ServiceState
    fault: FaultKey
    occurrence: int
    tape: Tape
    impact: float
    fix_kind: FixKind
    """What ends it."""
    workaround: bool
    """Whether there is a way around it while its fault stands."""
    detect: float
    """By telemetry."""
    diagnose: float
    """What an owner would need."""
    fix: float
    improve: float
    """Work that ends its fault for good, where the fix doesn't."""
    runs: Arrangement
    """How its service was run when it appeared."""
    begins: Begins = "at-once"
    """When work on it begins."""
    rollback: float | None = None
    """How long a rollback takes, where one would end it."""
    known: float = 0.0
    """Share of the diagnosis that is done."""
    step: int = 0
    """How often it went on along the path."""
    bounces: int = 0
    reached: list[Tier] = field(default_factory=list)
    rolled_back: bool = False
    restored: bool = False
    gone: bool = False
    """Whether what ended it ended its fault, too."""
    job: int = -1
    """The job of whoever works on it."""
    taken_at: float = 0.0
    """When that job began."""

    def take_up(self, log: Log, at: float, what: EventKind, team: int, seat: int) -> None:
        """A person begins a job with it."""
        self.job, self.taken_at = log.begin_job(), at
        log.note(at, what, self.service.index, self.number, team, seat, self.job)

    def leave(self, log: Log, at: float, team: int, seat: int) -> None:
        """The person who worked on it is free again."""
        log.note(at, EventKind.LEFT, self.service.index, self.number, team, seat, self.job)

    def hours(self, law: Law, mechanism: str) -> float:
        """How long something takes that happens once to it; what is constant needs no draw."""
        return on_grid(law.ppf(0.5 if law.constant else self.draw(mechanism)))

    def step_hours(self, law: Law, mechanism: str) -> float:
        """How long something takes at the present step along the path."""
        return on_grid(law.ppf(0.5 if law.constant else self.draw_step(mechanism)))

    def draw(self, mechanism: str) -> float:
        """The uniform of a mechanism, for this incident as a whole."""
        return self.tape.uniform(mechanism, self.service.name, *self.fault, self.occurrence)

    def draw_step(self, mechanism: str) -> float:
        """The uniform of a mechanism, at the present step along the path."""
        return self.tape.uniform(
            mechanism, self.service.name, *self.fault, self.occurrence, self.step
        )
