"""A case: documents that degenerate to a textbook's world, and what is known of it beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from sim.documents.load import Study
from sim.nature.tape import Tape
from sim.records.money import Accounts

Runs = Mapping[str, Accounts]
"""The run of each support model of the case in one replication."""

ROUNDING = 1e-9
"""What an answer that must be exact may be off by, relative to it: floating point, nothing else."""


@dataclass(frozen=True)
class Check:
    """One known answer: what theory says, how it is measured in a run, how sure it must be."""

    name: str
    theory: float
    measure: Callable[[Runs], float]
    source: str
    allowed: float = ROUNDING
    """Largest half-width of the interval, relative to the answer (absolute if that is 0)."""


@dataclass(frozen=True)
class Case:
    """Documents, replications, and the known answers that their runs are held against."""

    name: str
    study: Study
    checks: tuple[Check, ...]
    replications: int
    keep: Callable[[Tape], bool] | None = None
    """Only replications with such a tape count; it must not depend on what is measured."""
    fast: bool = True
    """Whether it takes a few seconds at most."""


@dataclass(frozen=True)
class Row:
    """The outcome of a check."""

    case: str
    name: str
    theory: float
    mean: float
    low: float
    high: float
    """Bounds of the 99.9 % interval of the mean over the replications."""
    width: float
    """Half of the interval, relative to the answer (absolute if that is 0)."""
    allowed: float
    verdict: Literal["holds", "fails"]
    source: str


def one(measure: Callable[..., float], *args: object) -> Callable[[Runs], float]:
    """A measure of the only (or the first) model's run."""
    return lambda runs: measure(next(iter(runs.values())), *args)
