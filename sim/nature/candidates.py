"""Candidates: faults that may come to be, each with the attributes that are drawn for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from sim.documents.nature import Nature
from sim.documents.responding import FixKind
from sim.ground.rng import stream, uniforms
from sim.nature.points import Points

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
    COMMON = 4
    """Something that several services stand on failed."""


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


def part_of(whole: Candidates, mine: np.ndarray) -> Candidates:
    """Some of the faults: those of which ``mine`` says so."""
    columns = [column.name for column in fields(Candidates)]
    return Candidates(**{column: getattr(whole, column)[mine] for column in columns})


def joined(*parts: Candidates) -> Candidates:
    """All of them, one part after another."""
    columns = [column.name for column in fields(Candidates)]
    return Candidates(
        **{column: np.concatenate([getattr(part, column) for part in parts]) for column in columns}
    )


def candidates(
    nature: Nature, source: Source, cause: Cause, born: Points, accept: np.ndarray
) -> Candidates:
    """Faults with their attributes, each attribute drawn by its name and the fault's number."""

    def drawn(attribute: str) -> np.ndarray:
        return by_number(source, f"{cause.name} {attribute}", born)

    return _faults(nature, cause, born.number, born.at, accept, drawn)


EXACT = 2**50
"""Four times as much fits a float, in which a log holds it."""


def repair_number(cause: int, number: int, improves: bool) -> int:
    """The number, among defects of repairs, of what the repair of a fault may carry.

    Another for each repair of each fault. After a dozen repairs of repairs it would outgrow what a
    log holds exactly, and is scattered over as many numbers above.
    """
    own = 2 * (len(Cause) * number + cause) + improves
    if own < EXACT:
        return own
    return EXACT + int.from_bytes(blake2b(own.to_bytes(8), digest_size=6).digest())


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


def by_number(source: Source, mechanism: str, born: Points) -> np.ndarray:
    """The uniform of each fault, by its layer and its number there; shape (faults,)."""
    drawn = np.empty(len(born.at))
    for layer in np.unique(born.layer).tolist():
        mine = born.layer == layer
        index = born.index[mine]
        name = f"{mechanism} {layer}" if layer else mechanism
        drawn[mine] = source.uniforms(int(index.max()) + 1, name)[index]
    return drawn


def _choose(weights: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Index of the class that each uniform falls into."""
    edges = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(edges, u, side="right"), len(weights) - 1)
