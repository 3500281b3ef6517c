"""What a search has found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.questions.assign.asked import Asked
from sim.questions.assign.ladder import Step
from sim.questions.assign.moving import Move
from sim.study.paired import Difference
from sim.study.selection import Selection


@dataclass(frozen=True)
class Choice:
    """The model of a service in the cheapest assignment, and what it saves."""

    service: str
    model: str
    instead_of: str
    """Today's model; where that is the same, the next cheapest for this service."""
    saving: Difference
    """Money a year, all else as assigned; by the surrogate."""
    chance_cheapest: float
    """Share of resampled studies in which no other model is cheaper for this service."""


@dataclass(frozen=True)
class Tried:
    """A system that was lived through."""

    name: str
    title: str
    mean: float
    """Total cost a year: that of the cheapest in the last block, and the regret."""
    regret: Difference
    """Beyond the cheapest, in the replications that both lived through."""
    allowed: bool
    """Whether it heeds the rules."""
    left: bool
    """Whether it may still be the cheapest."""


@dataclass(frozen=True)
class Assignment:
    """What was found."""

    asked: Asked
    best: Mapping[str, str]
    """The model of each service."""
    name: str
    """Of the best among what was tried."""
    selection: Selection
    zone: float
    """The indifference zone, money a year."""
    tried: Sequence[Tried]
    choices: Sequence[Choice]
    steps: Sequence[Step]
    """From today's assignment to the best."""
    move: Move
    """What the way from today takes."""
    rules: Sequence[tuple[str, float]]
    """Each rule, and what it costs a year."""
    predicted: float
    """By the surrogate, of the best, in the replications of the last block."""
    simulated: float
    """Cost of the best when lived through, in the same replications."""
    runs: int
    """Runs that were lived through for it."""

    @property
    def saving(self) -> float:
        """What it saves a year against today's assignment."""
        return next(t.regret.mean for t in self.tried if t.name == self.asked.today)

    @property
    def sure(self) -> bool:
        """Whether all others were screened out."""
        return self.selection.decided
