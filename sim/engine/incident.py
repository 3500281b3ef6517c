"""An incident while it is being dealt with, and the luck that goes with its name."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

from simpy import Event

from sim.documents.responding import Tier
from sim.engine.state import ServiceState

Process = Generator[Event, object, None]
"""A process of the engine: yields events, returns nothing."""

DETECT, REVIEW, IMPROVE, RECUR, CUSTOMER, DESK_HANDLES, DESK_MISROUTE, ROLLBACK, CALL = range(9)
"""Luck of an incident as a whole."""
TURNS = 9
MAX_TIERS = 12
"""Then the luck of whose turn it is, a number for each line of the path."""
HAND_OVER, UNREACHED, ACKNOWLEDGE, TRIAGE, BOUNCE, MISROUTE = range(6)
"""Then the luck of each step along the path."""
STEPS = 16
LUCK_SIZE = TURNS + MAX_TIERS + 6 * STEPS


@dataclass
class Incident:
    """One appearance of a fault; durations in hours."""

    number: int
    service: ServiceState
    impact: float
    fix_kind: str
    detect: float
    """By telemetry."""
    diagnose: float
    """What an owner would need."""
    fix: float
    luck: list[float]
    rollback: float | None = None
    """How long a rollback takes, where one would end it."""
    known: float = 0.0
    """Share of the diagnosis that is done."""
    step: int = 0
    bounces: int = 0
    reached: list[Tier] = field(default_factory=list)
    rolled_back: bool = False

    def luck_of(self, kind: int) -> float:
        """The uniform for something at the present step."""
        return self.luck[TURNS + MAX_TIERS + 6 * (self.step % STEPS) + kind]

    def turns(self) -> list[float]:
        """The uniforms that decide whose turn it is, by line."""
        return self.luck[TURNS : TURNS + MAX_TIERS]
