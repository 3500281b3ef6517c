"""How far each number moves the differences between support models, over its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.documents.load import Study
from sim.questions.drivers.points import Movable, movables, moved
from sim.study.living import DECIDED_BY
from sim.study.measured import Measured, Organisation
from sim.study.paired import Difference, paired_difference
from sim.study.runner import Progress
from sim.study.value_checkpoint import ValueCheckpoint


@dataclass(frozen=True)
class Swing:
    """A difference between two models at both ends of a range, and how far it moves."""

    low: Difference
    high: Difference
    moves: Difference
    """At the high end less at the low end, paired by replication."""


@dataclass(frozen=True)
class Driver:
    """A number, and what it does to the difference of each model from the one compared with."""

    what: Movable
    swings: dict[str, Swing]

    @property
    def size(self) -> float:
        """The largest move of any difference."""
        return max(abs(swing.moves.mean) for swing in self.swings.values())


@dataclass(frozen=True)
class Drivers:
    """What drives the differences of a study, the largest first; money a year."""

    study: Study
    against: str
    replications: int
    base: dict[str, Difference]
    """Total cost of each other model less that of the one compared with, as documented."""
    rows: list[Driver]


def drivers(
    study: Study,
    against: str | None = None,
    *,
    only: Sequence[str] = (),
    replications: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    kept: ValueCheckpoint | None = None,
) -> Drivers:
    """Move every number of a study alone over its range, in the same worlds.

    ``against`` is the model that others are compared with (the baseline if absent), ``only`` has
    beginnings of the dotted paths to move (all if none), ``replications`` are the scenario's if
    absent. ``kept`` has what an interrupted call has lived through.

    Raises
    ------
    InputError
        If there is only one support model, or a beginning that no number has.
    RuntimeError
        If a replication comes to no end.
    """
    if len(study.scenario.compare) < 2:
        raise InputError(study.file, [Problem("compare", "needs two support models to differ")])
    found = _asked_for(movables(study), only)
    worlds = _Worlds(replications or study.scenario.replications, kept)
    as_it_is = worlds.point(study)
    ends = [
        tuple(worlds.point(moved(study, what, end)) for end in (what.number.low, what.number.high))
        for what in found
    ]
    worlds.measured.live(workers, progress)
    other = against or study.baseline
    compared = [name for name in study.scenario.compare if name != other]
    rows = [
        Driver(what, {name: worlds.swing(low, high, name, other) for name in compared})
        for what, (low, high) in zip(found, ends, strict=True)
    ]
    rows.sort(key=lambda row: -row.size)
    base = {name: worlds.difference(as_it_is, name, other) for name in compared}
    return Drivers(study, other, worlds.replications, base, rows)


def _asked_for(found: list[Movable], only: Sequence[str]) -> list[Movable]:
    """The numbers whose dotted paths begin with one of these; all if none is given."""
    names = [what.name for what in found]
    for beginning in only:
        if not any(name.startswith(beginning) for name in names):
            why = f"no number is called '{beginning}…'{nearest(beginning, names)}"
            raise InputError("--only", [Problem("", why)])
    return [what for what in found if not only or what.name.startswith(tuple(only))]


Point = Mapping[str, Organisation]
"""A study with its numbers as they are there: an organisation for each model."""


class _Worlds:
    """Total costs of every model at every point, each run lived once."""

    def __init__(self, replications: int, kept: ValueCheckpoint | None) -> None:
        self.replications, self.measured = replications, Measured(kept)

    def point(self, there: Study) -> Point:
        """Want the costs of every model there; what is the same elsewhere is not lived again."""
        found = {
            name: Organisation(there.scenario, there.models[name])
            for name in there.scenario.compare
        }
        for organisation in found.values():
            self.measured.ask(organisation, {DECIDED_BY}, self.replications)
        return found

    def gap(self, there: Point, model: str, other: str) -> np.ndarray:
        """What a model costs more than another, by replication; shape (replications,)."""
        mine, theirs = (
            self.measured.read(there[name], DECIDED_BY, self.replications)
            for name in (model, other)
        )
        return np.asarray(mine - theirs)

    def difference(self, there: Point, model: str, other: str) -> Difference:
        """The difference between two models at a point: its mean with its interval."""
        gap = self.gap(there, model, other)
        return paired_difference(gap, np.zeros(len(gap)))

    def swing(self, low: Point, high: Point, model: str, other: str) -> Swing:
        """The difference at both ends."""
        return Swing(
            self.difference(low, model, other),
            self.difference(high, model, other),
            paired_difference(self.gap(high, model, other), self.gap(low, model, other)),
        )
