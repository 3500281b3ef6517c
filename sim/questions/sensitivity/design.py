"""What a sensitivity analysis lives through, all of it known beforehand: four parts of one list.

The documents as they are; both ends of every quantity, one at a time; the trajectories of a
screening; and joint samples, the same as those of an uncertainty study.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.questions.sensitivity.screening import trajectories
from sim.study.plausible.quantities import Choice, Quantity
from sim.study.plausible.samples import (
    MEASURED,
    Found,
    Samples,
    Wanted,
    runs_of,
    samples_of,
    wanted_samples,
)
from sim.study.plausible.space import Space

FEW = 2
"""Replications of a point of the screening, and of a sample."""
WITHIN = 0.95
"""Of a law, between the ends that a screening goes to: a normal law has no others."""


@dataclass(frozen=True)
class Effort:
    """How much to spend."""

    replications: int = 10
    """Of the documents as they are, and of each end."""
    trajectories: int = 4
    """Of the screening; each is a point more than there are quantities."""
    samples: int = 500


def _ends(column: Quantity | Choice) -> tuple[float, float]:
    """Low and high of a quantity; the first and the last option of a choice."""
    if isinstance(column, Choice):
        return 0.0, len(column.options) - 1.0
    return column.law.low, column.law.high


@dataclass(frozen=True)
class Design:
    """The points of an analysis between two models."""

    space: Space
    model: str
    against: str
    metric: str
    effort: Effort

    @cached_property
    def ends(self) -> np.ndarray:
        """Low and high of each column in turn; shape (2 × columns, columns)."""
        rows = []
        for place, column in enumerate(self.space.columns):
            for value in _ends(column):
                row = self.space.as_stated()
                row[place] = value
                rows.append(row)
        return np.array(rows)

    @cached_property
    def steps(self) -> np.ndarray:
        """The screening's uniforms; shape (points, columns)."""
        seed = self.space.study.scenario.seed
        return trajectories(len(self.space.columns), self.effort.trajectories, seed)

    @cached_property
    def points(self) -> np.ndarray:
        """The joint samples; shape (samples, columns)."""
        return self.space.points(self.effort.samples)

    @cached_property
    def runs(self) -> np.ndarray:
        """The replications that each joint sample meets."""
        scenario = self.space.study.scenario
        return runs_of(self.effort.samples, 1, scenario.replications)

    @property
    def metrics(self) -> tuple[str, ...]:
        """What samples are measured by: as in an uncertainty study, and the metric asked for."""
        return MEASURED if self.metric in MEASURED else (*MEASURED, self.metric)

    def wanted(self) -> list[Wanted]:
        """All points in one list: as stated, ends, screening, samples."""
        pair = (self.model, self.against)
        many, few = tuple(range(self.effort.replications)), tuple(range(FEW))
        screened = self.space.at_uniforms((1 - WITHIN) / 2 + WITHIN * self.steps)
        return [
            *(Wanted(p, many, pair, (self.metric,)) for p in [self.space.as_stated(), *self.ends]),
            *(Wanted(p, few, pair, (self.metric,)) for p in screened),
            *(
                replace(one, models=pair)
                for one in wanted_samples(self.space, self.points, self.runs, self.metrics)
            ),
        ]

    def gap(self, found: Found) -> np.ndarray:
        """The difference of two models at a point; shape (replications,)."""
        one, other = (np.array(found[m][self.metric]) for m in (self.model, self.against))
        return np.asarray(one - other)

    def pair(self, found: Found) -> tuple[np.ndarray, np.ndarray]:
        """Both models' values at a point."""
        one, other = (np.array(found[m][self.metric]) for m in (self.model, self.against))
        return one, other

    def parted(self, found: Sequence[Found]) -> tuple[Found, list[Found], list[Found], Samples]:
        """What was found, by the part of the list that it answers."""
        ends, steps = 1 + len(self.ends), 1 + len(self.ends) + len(self.steps)
        samples = samples_of(self.space, self.points, self.runs, found[steps:])
        return found[0], list(found[1:ends]), list(found[ends:steps]), samples
