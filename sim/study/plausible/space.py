"""All that is uncertain about a study together: its points, and the study at each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property

import numpy as np
from scipy import special
from scipy.stats import qmc

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.documents.load import Study
from sim.documents.numbers import Path, Value
from sim.ground.rng import key_of
from sim.study.plausible.defaults import asked, defaults
from sim.study.plausible.quantities import Choice, Joint, Quantity
from sim.study.plausible.stated import merged, stated

NO_OPTION = -1.0
"""Instead of the number of an option: the documents as they are."""
EDGE = 1e-9
"""How near to 0 or 1 a uniform may come, since a normal law has no ends."""


@dataclass(frozen=True)
class Space:
    """What is uncertain: quantities (perhaps correlated), choices, and joint samples.

    A point is a row of values, a column each: quantities first, then the columns of joint
    samples, then choices, by the number of their option.
    """

    study: Study
    quantities: tuple[Quantity, ...]
    joints: tuple[Joint, ...] = ()
    choices: tuple[Choice, ...] = ()

    @cached_property
    def columns(self) -> tuple[Quantity | Choice, ...]:
        """What each column of a point is."""
        joint = [column for found in self.joints for column in found.columns]
        return (*self.quantities, *joint, *self.choices)

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    @cached_property
    def blocks(self) -> list[list[int]]:
        """Columns that depend on each other, block by block; blocks are independent."""
        found = _together(self.quantities)
        first = len(self.quantities)
        for joint in self.joints:
            found.append(list(range(first, first + len(joint.columns))))
            first += len(joint.columns)
        return [*found, *([place] for place in range(first, len(self.columns)))]

    def groups(self) -> dict[str, list[int]]:
        """Columns by what they state together: an assumption of several, or what depends."""
        found: dict[str, list[int]] = {}
        for place, column in enumerate(self.columns):
            if column.group:
                found.setdefault(column.group, []).append(place)
        for block in self.blocks:
            if len(block) > 1:
                found[" + ".join(self.names[place] for place in block[:3])] = block
        return {name: places for name, places in found.items() if len(places) > 1}

    def points(self, count: int, purpose: str = "points") -> np.ndarray:
        """A Latin hypercube of points, shape (count, columns); each column drawn by its name."""
        u = {name: self._uniforms(count, purpose, name) for name in [*_keys(self)]}
        parts = [self._quantities_at(u)]
        parts += [joint.pick(u[_key(joint)]) for joint in self.joints]
        parts += [choice.pick(u[choice.name])[:, None] for choice in self.choices]
        return np.hstack([part.reshape(count, -1) for part in parts])

    def _uniforms(self, count: int, purpose: str, name: str) -> np.ndarray:
        seed = key_of(self.study.scenario.seed, 0, "uncertain", purpose, name)[1]
        found = qmc.LatinHypercube(d=1, rng=seed).random(count)[:, 0]
        return np.clip(found, EDGE, 1 - EDGE)

    def _quantities_at(self, u: Mapping[str, np.ndarray]) -> np.ndarray:
        scores = {q.name: special.ndtri(u[q.name]) for q in self.quantities}
        for block in _together(self.quantities):
            if len(block) > 1:
                names = [self.quantities[place].name for place in block]
                root = np.linalg.cholesky(correlations(self.quantities, block))
                mixed = root @ np.array([scores[name] for name in names])
                scores.update(zip(names, mixed, strict=True))
        return np.array([q.law.ppf(special.ndtr(scores[q.name])) for q in self.quantities]).T

    def changes(self, point: np.ndarray) -> dict[Path, Value]:
        """What stands at each place at a point, choices left out."""
        found: dict[Path, Value] = {}
        for column, x in zip(self.columns, point, strict=True):
            if isinstance(column, Quantity) and x == x:
                found.update(column.values(float(x)))
        return found

    def as_stated(self) -> np.ndarray:
        """The point at which everything stands as the documents say: NaN, and no option."""
        count = len(self.columns) - len(self.choices)
        return np.array([np.nan] * count + [NO_OPTION] * len(self.choices))

    def at_uniforms(self, u: np.ndarray) -> np.ndarray:
        """Points from uniforms of shape (points, columns), each column by its own law alone."""
        found = np.empty_like(u)
        for place, column in enumerate(self.columns):
            at = u[:, place]
            found[:, place] = column.pick(at) if isinstance(column, Choice) else column.law.ppf(at)
        return found

    def picked(self, point: np.ndarray) -> tuple[int, ...]:
        """The option of each choice at a point."""
        count = len(self.choices)
        return tuple(int(x) for x in point[len(point) - count :]) if count else ()

    def scaled(self, points: np.ndarray) -> np.ndarray:
        """Points on the scales on which their quantities are even; same shape."""
        found = np.array(points, dtype=float)
        for place, column in enumerate(self.columns):
            if isinstance(column, Quantity):
                found[:, place] = column.law.scale(points[:, place])
        return found

    def check(self, points: np.ndarray) -> None:
        """Refuse points that some place can't have.

        Raises
        ------
        InputError
            Naming the sample and the path.
        """
        problems = list(self._refused(points))
        if problems:
            raise InputError(self.study.file or self.study.name, problems)

    def _refused(self, points: np.ndarray) -> Iterator[Problem]:
        for place, column in enumerate(self.columns):
            if isinstance(column, Quantity) and not np.isnan(points[:, place]).all():
                for row in _ends(points[:, place]):
                    if why := column.refuses(float(points[row, place])):
                        yield Problem(f"uncertain.{column.name}", f"in sample {row + 1} {why}")


def _ends(values: np.ndarray) -> set[int]:
    return {int(np.nanargmin(values)), int(np.nanargmax(values))}


def _key(joint: Joint) -> str:
    return f"{joint.name} {', '.join(column.name for column in joint.columns)}"


def _keys(space: Space) -> Iterator[str]:
    yield from (quantity.name for quantity in space.quantities)
    yield from (_key(joint) for joint in space.joints)
    yield from (choice.name for choice in space.choices)


def _together(quantities: Sequence[Quantity]) -> list[list[int]]:
    """Places of quantities that are correlated, directly or by others."""
    place = {quantity.name: number for number, quantity in enumerate(quantities)}
    block = list(range(len(quantities)))
    for quantity in quantities:
        for other in quantity.correlated:
            mine, theirs = block[place[quantity.name]], block[place[other]]
            block = [mine if found == theirs else found for found in block]
    return [[n for n, b in enumerate(block) if b == which] for which in dict.fromkeys(block)]


def correlations(quantities: Sequence[Quantity], block: Sequence[int]) -> np.ndarray:
    """The correlation matrix of a block; what isn't said is 0."""
    names = [quantities[place].name for place in block]
    matrix = np.eye(len(names))
    for row, place in enumerate(block):
        for other, value in quantities[place].correlated.items():
            column = names.index(other)
            matrix[row, column] = matrix[column, row] = value
    return matrix


def space_of(study: Study, only: Sequence[str] = (), without: Sequence[str] = ()) -> Space:
    """What is uncertain about a study: its scenario's lines, and by default every assumption.

    ``only`` and ``without`` name quantities or assumptions; ``*`` stands for any letters. ``only``
    may also name a number that is off, or that varies together with others, by its path.

    Raises
    ------
    InputError
        If a line of ``[uncertain]`` has no sense, or a name leads nowhere.
    """
    lines = stated(study)
    found = merged(defaults(study), lines)
    _check_correlations(study, found)
    space = Space(study, tuple(found), lines.joints, lines.choices)
    more = asked(study, {*only} - {*space.names})
    space = replace(space, quantities=(*space.quantities, *more))
    names = [name for column in space.columns for name in (column.name, column.group) if name]
    for option, patterns in (("--only", only), ("--without", without)):
        for pattern in patterns:
            if not any(fnmatchcase(name, pattern) for name in names):
                hint = nearest(pattern, sorted(set(names)))
                raise InputError(
                    option, [Problem("", f"nothing uncertain is called '{pattern}'{hint}")]
                )
    return _kept(space, only, without)


def _kept(space: Space, only: Sequence[str], without: Sequence[str]) -> Space:
    def keep(column: Quantity | Choice) -> bool:
        names = (column.name, column.group)
        wanted = not only or any(fnmatchcase(n, p) for n in names for p in only)
        return wanted and not any(fnmatchcase(n, p) for n in names for p in without)

    quantities = [q for q in space.quantities if keep(q)]
    there = {q.name for q in quantities}
    for place, q in enumerate(quantities):
        left = {name: value for name, value in q.correlated.items() if name in there}
        quantities[place] = _with_correlations(q, left)
    joints = tuple(j for j in space.joints if any(map(keep, j.columns)))
    kept = Space(space.study, tuple(quantities), joints, tuple(filter(keep, space.choices)))
    if not kept.columns:
        raise InputError(
            space.study.file or space.study.name, [Problem("uncertain", "nothing is left to vary")]
        )
    return kept


def _with_correlations(quantity: Quantity, left: Mapping[str, float]) -> Quantity:
    return replace(quantity, correlated=left)


def _check_correlations(study: Study, found: Sequence[Quantity]) -> None:
    names = [quantity.name for quantity in found]
    problems = []
    for quantity in found:
        for other, value in quantity.correlated.items():
            place = f"uncertain.{quantity.name}.correlated"
            if other not in names or other == quantity.name:
                problems.append(
                    Problem(place, f"'{other}' is no other range{nearest(other, names)}")
                )
            elif not -1 < value < 1:
                problems.append(Problem(place, f"found {value:g}; it lies between -1 and 1"))
    if not problems:
        problems = list(_not_definite(found))
    if problems:
        raise InputError(study.file or study.name, problems)


def _not_definite(found: Sequence[Quantity]) -> Iterator[Problem]:
    for block in _together(found):
        if len(block) > 1 and np.linalg.eigvalsh(correlations(found, block))[0] <= 0:
            names = ", ".join(found[place].name for place in block)
            yield Problem("uncertain", f"the correlations of {names} contradict each other")
