"""The one narrow recorder: the engine notes facts; meaning, money and statistics come later.

A fact is (at, what, service, subject, who, amount). The facts of an incident that name a phase say
when that phase *begins*, so the time tags of an incident add up to its duration by construction.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

import numpy as np


class Did(IntEnum):
    """What happened. The first seven are the phases that an incident's minutes are tagged with."""

    UNDETECTED = 0
    WAITING_FOR_COVER = 1
    QUEUEING = 2
    ACKNOWLEDGING = 3
    DIAGNOSING = 4
    HANDING_OVER = 5
    FIXING = 6
    RESTORED = 7
    PAGED = 8
    MISROUTED = 9
    BOUNCED = 10
    LEFT = 11
    """A person is free again."""
    REVIEWED = 12
    IMPROVED = 13
    CUSTOMER_REPORT = 14
    DESK = 15
    """The service desk takes a customer's report."""
    MAJOR = 16
    TIRED = 17
    SWARMING = 18
    ROLLED_BACK = 19
    BLOCKED = 20
    UNBLOCKED = 21
    QUARTER_ALLOWED = 22
    QUARTER_SPENT = 23
    BLOCK_IGNORED = 24
    BLOCK_DISPUTED = 25
    HIT = 26
    """A service suffers from an incident of one that it needs."""
    RELEASED_AGAIN = 27
    REVIEW_REQUESTED = 30
    REVIEW_STARTED = 31
    REVIEW_PASSED = 32
    REVIEW_FAILED = 33
    SHARED_ROTA = 34
    SRE_ROTA = 35
    HANDED_BACK = 36
    HAND_BACK_IMPOSSIBLE = 37
    AUTOMATED = 38
    SRE_DISBANDED = 39
    DEPLOYING = 40
    DEPLOYED = 41
    DEFECT_LIVE = 42
    TEAM_DISBANDED = 50
    HEADCOUNT = 51
    OUTSOURCED = 52


PHASES = tuple(Did)[:7]
NOBODY = -1


class Fact(NamedTuple):
    """One row of the log."""

    at: float
    what: Did
    service: int
    subject: int
    who: int
    amount: float


class IncidentId(NamedTuple):
    """What an incident is, whichever model lives through it."""

    service: int
    cause: int
    fault: int
    occurrence: int
    fix_kind: int
    impact: float
    batch: int
    release_at: float


@dataclass
class ChangeRecord:
    """The waits of a service's changes as instants; arrays of shape (changes,), NaN: not yet."""

    ready_at: np.ndarray
    cut_at: np.ndarray
    approved_at: np.ndarray
    planned_at: np.ndarray
    """When the window was open and nothing but a block or the deployer was in the way."""
    due_at: np.ndarray
    """``planned_at``, later if a block or a swarm held it back."""
    started_at: np.ndarray
    first_live_at: np.ndarray
    live_at: np.ndarray
    """For good; later than the first time if a release was rolled back."""
    frozen: np.ndarray
    """Hours held back by launch blocks."""
    swarming: np.ndarray
    """Hours held back because the team worked on an incident together."""

    @classmethod
    def of(
        cls, ready: np.ndarray, cut: np.ndarray, approved: np.ndarray, planned: np.ndarray
    ) -> ChangeRecord:
        """Changes that have a plan and have not been released."""
        nothing, none = np.full(len(ready), np.nan), np.zeros(len(ready))
        return cls(
            ready, cut, approved, planned, planned.copy(), nothing, nothing.copy(), nothing.copy(),
            none, none.copy(),
        )  # fmt: skip


@dataclass
class Log:
    """Facts in columns, the identity of each incident, and the changes of each service."""

    service_names: list[str]
    team_names: list[str] = field(default_factory=list)
    incidents: list[IncidentId] = field(default_factory=list)
    changes: list[ChangeRecord] = field(default_factory=list)
    _at: array[float] = field(default_factory=lambda: array("d"))
    _what: array[int] = field(default_factory=lambda: array("b"))
    _service: array[int] = field(default_factory=lambda: array("i"))
    _subject: array[int] = field(default_factory=lambda: array("i"))
    _who: array[int] = field(default_factory=lambda: array("i"))
    _amount: array[float] = field(default_factory=lambda: array("d"))

    def note(
        self,
        at: float,
        what: Did,
        service: int,
        subject: int,
        who: int = NOBODY,
        amount: float = 0.0,
    ) -> None:
        """Append a fact; ``at`` may lie ahead where what follows is already certain."""
        self._at.append(at)
        self._what.append(what)
        self._service.append(service)
        self._subject.append(subject)
        self._who.append(who)
        self._amount.append(amount)

    def open_incident(self, identity: IncidentId) -> int:
        """Register an incident; its number counts from 1 in order of appearance."""
        self.incidents.append(identity)
        return len(self.incidents)

    def columns(self) -> dict[str, np.ndarray]:
        """All facts in the order of writing, as arrays by column name."""
        return {
            "at": np.array(self._at),
            "what": np.array(self._what),
            "service": np.array(self._service),
            "subject": np.array(self._subject),
            "who": np.array(self._who),
            "amount": np.array(self._amount),
        }

    def facts(self) -> Iterator[Fact]:
        """All facts in order of time (of writing, at the same instant)."""
        columns = (self._at, self._what, self._service, self._subject, self._who, self._amount)
        rows = [Fact(a, Did(w), s, j, t, x) for a, w, s, j, t, x in zip(*columns, strict=True)]
        return iter(sorted(rows, key=lambda fact: fact.at))

    def lines(self) -> list[str]:
        """The facts as people read them, such as ``9.25 shop 1 acknowledging delivery/shop 0``.

        Hours, service, number (of an incident, a change, a quarter), what; by whom and the amount
        (a person's seat, mostly) where somebody is named; else ``= amount`` unless it is zero.
        """
        return [self._line(fact) for fact in self.facts()]

    def _line(self, fact: Fact) -> str:
        words = f"{fact.at:.9g} {self.service_names[fact.service]} {fact.subject}"
        words += f" {fact.what.name.lower()}"
        if fact.who != NOBODY:
            return f"{words} {self.team_names[fact.who]} {fact.amount:g}"
        return f"{words} = {fact.amount:g}" if fact.amount else words
