"""The whole analysis of a study: what matters, how much, and what flips the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.documents.load import Study
from sim.questions.sensitivity.differences import Differences
from sim.questions.sensitivity.flips import Bar, Flip, flips, tornado
from sim.questions.sensitivity.global_measures import (
    Screened,
    Share,
    salib,
    screen,
    shares,
    that_matter,
)
from sim.questions.sensitivity.parameters import Parameter, parameters
from sim.study.paired import Difference
from sim.study.runner import Progress


@dataclass(frozen=True)
class Effort:
    """How much to spend."""

    replications: int = 10
    trajectories: int = 6
    """Of Morris; each is a point more than there are parameters."""
    samples: int = 32
    """Base samples of Sobol', a power of two."""


@dataclass(frozen=True)
class Sensitivity:
    """What a difference between two models hangs on."""

    study: Study
    model: str
    against: str
    metric: str
    effort: Effort
    base: Difference
    bars: list[Bar]
    screened: list[Screened]
    shares: list[Share]
    flips: list[Flip]


def analyse(
    study: Study,
    model: str,
    against: str,
    metric: str,
    effort: Effort | None = None,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Screen all stated ranges, then look closer at what matters. Deterministic by the seed.

    Raises
    ------
    InputError
        If SALib isn't installed.
    """
    salib("sample.morris")
    effort = effort or Effort()
    chosen = _of_the_two(parameters(study), model, against)
    differences = Differences(study, model, against, metric, effort.replications, workers, progress)
    seed = study.scenario.seed
    bars = tornado(differences, chosen)
    screened = screen(differences, chosen, effort.trajectories, seed)
    found = shares(differences, that_matter(screened), effort.samples, seed)
    return Sensitivity(
        study, model, against, metric, effort, differences.at([()])[0], bars, screened, found,
        flips(differences, bars),
    )  # fmt: skip


def _of_the_two(found: Sequence[Parameter], model: str, against: str) -> list[Parameter]:
    """The scenario's parameters and those of the two models."""
    return [p for p in found if p.path[0] != "models" or p.path[1] in (model, against)]
