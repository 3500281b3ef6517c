"""Candidates: faults that may come to be, each with the attributes that are drawn for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np

from sim.documents.nature import Nature
from sim.ground.rng import stream, uniforms
from sim.nature.points import Points

FIX_KINDS = ("restart", "operate", "code")


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
    COMMON = 4  # 3 is left to defects of repairs
    """Something that several services stand on failed."""


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
    diagnose: np.ndarray
    fix: np.ndarray
    shows_after: np.ndarray


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
    return Candidates(
        cause=np.full(len(number), int(cause)),
        number=number,
        born_at=born_at,
        accept=accept,
        impact=shares[_choose(weights, drawn("impact"))],
        fix_kind=_choose(fixes, drawn("kind of fix")),
        diagnose=nature.diagnose.ppf_array(drawn("diagnosis")),
        fix=nature.fix.ppf_array(drawn("fix")),
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
