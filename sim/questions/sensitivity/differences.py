"""Differences between two models at points of the parameters' space, on common random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.documents.load import Study
from sim.questions.sensitivity.parameters import Parameter, changed
from sim.study.measured import Lives, Organisation
from sim.study.paired import Difference, paired_difference
from sim.study.runner import Progress

Point = tuple[tuple[Parameter, float], ...]
"""Parameters that differ from the study's own values."""


@dataclass
class Differences:
    """A metric of one model less that of another; every point meets the same worlds."""

    study: Study
    model: str
    against: str
    metric: str
    replications: int
    workers: int | None = None
    progress: Progress | None = None
    lives: Lives = field(default_factory=Lives)
    _places: dict[Point, tuple[Organisation, Organisation]] = field(default_factory=dict)

    def at(self, points: Sequence[Point]) -> list[Difference]:
        """The paired difference at each point; lives through what isn't known yet."""
        for point in points:
            for organisation in self._pair(point):
                self.lives.ask(organisation, {self.metric}, self.replications)
        self.lives.live(self.workers, self.progress)
        return [self._difference(point) for point in points]

    def means(self, points: Sequence[Point]) -> np.ndarray:
        """Mean differences; shape (points,)."""
        return np.array([found.mean for found in self.at(points)])

    def _pair(self, point: Point) -> tuple[Organisation, Organisation]:
        if point not in self._places:
            there = changed(self.study, dict(point))
            self._places[point] = (
                Organisation(there.scenario, there.models[self.model]),
                Organisation(there.scenario, there.models[self.against]),
            )
        return self._places[point]

    def _difference(self, point: Point) -> Difference:
        one, other = (
            self.lives.read(organisation, self.metric, self.replications)
            for organisation in self._pair(point)
        )
        return paired_difference(one, other)
