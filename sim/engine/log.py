"""The one narrow recorder: the engine notes facts; meaning, money and statistics come later.

A fact is (at, what, service, subject, who, amount, job); ``kinds`` says for each kind what it is
about and what its amount means. The facts of an incident that name a phase say when that phase
*begins*, so the time tags of an incident add up to its duration by construction.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct
from typing import NamedTuple

import numpy as np

from sim.engine.deployment import Deployment
from sim.engine.kinds import MEANING, PHASES, EventKind
from sim.engine.operability import Stock

__all__ = ["NOBODY", "PHASES", "ChangeRecord", "EventKind", "Fact", "IncidentId", "Log"]

NOBODY = -1
NO_JOB = -1

COLUMNS: tuple[tuple[str, type], ...] = (
    ("at", np.float64), ("what", np.int8), ("service", np.int32), ("subject", np.int32),
    ("who", np.int32), ("amount", np.float64), ("job", np.int32),
)  # fmt: skip

PACKED = Struct(f"{len(COLUMNS)}d").pack
"""A fact as the bytes of its numbers: faster than an array makes them one by one."""

ERRAND_COLUMNS = ("team", "service", "asked_at", "started_at", "hours", "rest", "toil")
"""Of a stretch of work that is no incident; ``started_at`` is NaN where nobody began."""


def no_errands() -> dict[str, np.ndarray]:
    """Columns of a run in which nothing of a kind was asked."""
    return {name: np.empty(0) for name in ERRAND_COLUMNS}


class Fact(NamedTuple):
    """One row of the log."""

    at: float
    what: EventKind
    service: int
    subject: int
    who: int
    amount: float
    job: int = NO_JOB
    """Which stretch of a person's work it begins, goes on with or ends."""


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
    standard: np.ndarray
    """Whether it needs no approval of its own."""
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
    refused: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """Hours that each waited since its deployment out of hours was refused; 0: it wasn't."""

    @classmethod
    def of(
        cls,
        ready: np.ndarray,
        standard: np.ndarray,
        cut: np.ndarray,
        approved: np.ndarray,
        planned: np.ndarray,
    ) -> ChangeRecord:
        """Changes that have a plan and have not been released."""
        nothing, none = np.full(len(ready), np.nan), np.zeros(len(ready))
        return cls(
            ready, standard, cut, approved, planned, planned.copy(), nothing, nothing.copy(),
            nothing.copy(), none, none.copy(), none.copy(),
        )  # fmt: skip


@dataclass
class Log:
    """Facts in columns, the identity of each incident, and the changes of each service."""

    service_names: list[str]
    team_names: list[str] = field(default_factory=list)
    incidents: list[IncidentId] = field(default_factory=list)
    changes: list[ChangeRecord] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    """Repairs, improvements and what went out again, in the order in which they were ready."""
    stocks: list[Stock] = field(default_factory=list)
    """The operability of each service, as it was."""
    alerts: dict[str, np.ndarray] = field(default_factory=lambda: no_errands())
    """Alerts that were nothing, by ERRAND_COLUMNS; arrays of shape (alerts,)."""
    requests: dict[str, np.ndarray] = field(default_factory=lambda: no_errands())
    """Stretches of work on requests, alike; ``rest``: it went on after something urgent;
    ``toil``: a machine could do it."""
    _rows: array[float] = field(default_factory=lambda: array("d"))
    """One number after another, COLUMNS of each fact: a float holds each of them exactly."""
    jobs: int = 0
    """How many jobs were begun; a job is one stretch of one person's work."""

    def note(
        self,
        at: float,
        what: EventKind,
        service: int,
        subject: int,
        who: int = NOBODY,
        amount: float = 0.0,
        job: int = NO_JOB,
    ) -> None:
        """Append a fact; ``at`` may lie ahead where what follows is already certain."""
        self._rows.frombytes(PACKED(at, what, service, subject, who, amount, job))

    def begin_job(self) -> int:
        """The number of a new job, from 0."""
        self.jobs += 1
        return self.jobs - 1

    def open_incident(self, identity: IncidentId) -> int:
        """Register an incident; its number counts from 1 in order of appearance."""
        self.incidents.append(identity)
        return len(self.incidents)

    def columns(self) -> dict[str, np.ndarray]:
        """All facts in the order of writing, as arrays by column name; shape (facts,)."""
        table = np.array(self._rows).reshape(-1, len(COLUMNS))
        return {name: table[:, place].astype(kind) for place, (name, kind) in enumerate(COLUMNS)}

    def facts(self) -> Iterator[Fact]:
        """All facts in order of time (of writing, at the same instant)."""
        columns = [column.tolist() for column in self.columns().values()]
        rows = [Fact(at, EventKind(what), *rest) for at, what, *rest in zip(*columns, strict=True)]
        return iter(sorted(rows, key=lambda fact: fact.at))

    def lines(self) -> list[str]:
        """The facts as people read them, such as ``9.25 shop 1 acknowledging delivery/shop 0``.

        Hours, service, number (of an incident, a change, a quarter), what; then the team that acts
        or is asked with the amount, if the kind has one; else ``= amount`` unless it is zero.
        """
        return [self._line(fact) for fact in self.facts()]

    def _line(self, fact: Fact) -> str:
        words = f"{fact.at:.9g} {self.service_names[fact.service]} {fact.subject}"
        words += f" {fact.what.name.lower()}"
        if fact.who == NOBODY:
            return f"{words} = {fact.amount:g}" if fact.amount else words
        words = f"{words} {self.team_names[fact.who]}"
        return f"{words} {fact.amount:g}" if MEANING[fact.what].amount else words
