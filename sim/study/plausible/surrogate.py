"""What a difference is expected to be at any point, learnt from samples: a sparse polynomial.

A polynomial chaos expansion (Sudret, Reliability Engineering & System Safety 93, 2008): products
of polynomials that are orthonormal under each quantity's own law. Which terms matter is decided by
the lasso with Akaike's criterion made stricter (Bayes's), their sizes by least squares. So an inert
quantity has no term, and what is asked of the surface (its variance by quantity, what is expected
if one of them were known) follows from the terms.

The scatter of samples has three parts: what the terms explain, chance (known from the replications
of a sample), and what of the assumptions the terms don't explain, ``rest``.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from itertools import combinations
from math import comb
from typing import Any

import numpy as np

from sim.documents.errors import InputError, Problem

Term = tuple[tuple[int, int], ...]
"""Factors of a product: columns, each with the degree of its polynomial."""

HIGHEST = 10
"""Degree beyond which no polynomial goes."""
TERMS_A_SAMPLE = 0.4
"""Candidates at most, as a share of the samples."""
LEAST_SAMPLES_A_COLUMN = 2.0
"""Fewer can't tell sixty quantities apart."""
MET_BY = 4
"""Samples that must have met a replication for its own mean to be taken out."""
TINY = 1e-12
PAIRED = 8
"""Of many quantities, the strongest whose products are candidates."""


def least_samples(columns: int) -> int:
    """Samples that so many uncertain columns need."""
    return max(30, int(np.ceil(LEAST_SAMPLES_A_COLUMN * columns)))


def sklearn(module: str) -> Any:
    """A module of scikit-learn.

    Raises
    ------
    InputError
        With one line, if the extra isn't installed.
    """
    if find_spec("sklearn") is None:
        why = "needs scikit-learn, which isn't installed: pip install 'whorunsit[uncertainty]'"
        raise InputError("uncertainty", [Problem("", why)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(f"sklearn.{module}")


@dataclass(frozen=True)
class Basis:
    """Orthonormal polynomials of each column, out of many points of the same law."""

    many: np.ndarray
    """Points on their own scales, shape (points, columns)."""

    @cached_property
    def _columns(self) -> list[tuple[float, float, np.ndarray]]:
        return [_orthonormal(column) for column in self.many.T]

    def degree(self, column: int) -> int:
        """The highest degree that a column has: one less than it has different values."""
        return len(self._columns[column][2]) - 1

    def powers(self, points: np.ndarray, column: int) -> np.ndarray:
        """The polynomials of a column from degree 0 on; shape (points, degrees)."""
        centre, width, weights = self._columns[column]
        t = (points[:, column] - centre) / width
        return np.asarray(np.polynomial.legendre.legvander(t, len(weights) - 1) @ weights.T)

    def matrix(self, points: np.ndarray, terms: Sequence[Term]) -> np.ndarray:
        """Each term at each point; shape (points, terms)."""
        powers = {c: self.powers(points, c) for c in {c for term in terms for c, _ in term}}
        found = np.ones((len(points), len(terms)))
        for place, term in enumerate(terms):
            for column, degree in term:
                found[:, place] *= powers[column][:, degree]
        return found


def _orthonormal(values: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Centre and width of a column, and its polynomials as weights of Legendre's."""
    low, high = float(values.min()), float(values.max())
    centre, width = (low + high) / 2, max((high - low) / 2, 1e-12)
    degrees = min(HIGHEST, len(np.unique(values[:200])) - 1)
    plain = np.polynomial.legendre.legvander((values - centre) / width, degrees)
    root = np.linalg.qr(plain / np.sqrt(len(values)))[1]
    weights = np.linalg.inv(root).T
    return centre, width, weights * np.sign(np.diag(root))[:, None]


def candidates(basis: Basis, columns: int, samples: int, strongest: Sequence[int]) -> list[Term]:
    """Products that so many samples can tell apart: of all degrees alike while there is room.

    With few columns all products of two up to a total degree; with many, polynomials of each
    column, bends and products of the strongest.
    """
    room = int(TERMS_A_SAMPLE * samples)
    for degree in range(HIGHEST, 1, -1):
        pairs_of_degrees = comb(columns, 2) * degree * (degree - 1) // 2
        if columns * degree + pairs_of_degrees <= room:
            return _to_degree(basis, range(columns), degree)
    degree = next((d for d in (3, 2) if columns * d <= room), 1)
    every = _single(basis, range(columns), degree)
    bends = [term for term in _single(basis, sorted(strongest), 3) if term not in every]
    pairs: list[Term] = [((a, 1), (b, 1)) for a, b in combinations(sorted(strongest), 2)]
    return [*every, *bends, *pairs][: max(len(every), room)]


def _single(basis: Basis, columns: Sequence[int], degree: int) -> list[Term]:
    return [((c, d),) for d in range(1, degree + 1) for c in columns if d <= basis.degree(c)]


def _to_degree(basis: Basis, columns: Sequence[int], degree: int) -> list[Term]:
    pairs: list[Term] = [
        ((a, i), (b, j))
        for a, b in combinations(columns, 2)
        for i in range(1, degree)
        for j in range(1, degree - i + 1)
        if i <= basis.degree(a) and j <= basis.degree(b)
    ]
    return [*_single(basis, columns, degree), *pairs]


@dataclass(frozen=True)
class Surface:
    """A quantity of money (say) expected at each point."""

    basis: Basis
    terms: tuple[Term, ...]
    sizes: np.ndarray
    """Of the constant, then of each term."""
    covariance: np.ndarray
    """Of the sizes, from the samples."""
    left: float
    """Variance of a sample's mean about the terms: chance, and what the terms leave out."""
    chance: float
    """Standard deviation of one replication at a point."""
    samples: int
    replications: int
    """Replications of each sample that the surrogate was learnt from."""

    def at(self, points: np.ndarray) -> np.ndarray:
        """The expected value at points; shape (points,)."""
        return np.asarray(self.design(points) @ self.sizes)

    def design(self, points: np.ndarray) -> np.ndarray:
        """The constant and each term at points; shape (points, 1 + terms)."""
        return np.hstack([np.ones((len(points), 1)), self.basis.matrix(points, self.terms)])

    def drawn(self, normal: np.ndarray) -> np.ndarray:
        """Sizes as they may as well be; standard normals of shape (draws, sizes) give the luck."""
        values, vectors = np.linalg.eigh(self.covariance)
        return np.asarray(self.sizes + normal @ (vectors * np.sqrt(np.maximum(values, 0))).T)

    @property
    def rest(self) -> float:
        """Standard deviation, over the assumptions, of what the terms leave out."""
        if self.replications < 2:
            return 0.0  # nothing tells chance from it
        return float(np.sqrt(max(0.0, self.left - self.chance**2 / self.replications)))

    def rest_drawn(self, normal: np.ndarray) -> np.ndarray:
        """The variance that the terms leave out as it may as well be; normals (draws, 2).

        It is the scatter about the terms less that of chance, each known from so many values, so
        it may come out below zero.
        """
        of_chance = self.chance**2 / self.replications
        about = max(1, self.samples - len(self.sizes))
        within = max(1, self.samples * (self.replications - 1))
        drawn = self.left * (1 + np.sqrt(2 / about) * normal[:, 0])
        noise = of_chance * (1 + np.sqrt(2 / within) * normal[:, 1])
        return np.asarray(drawn - noise)

    @cached_property
    def explained(self) -> float:
        """Standard deviation of what the terms explain."""
        return float(np.std(self.at(self.basis.many)))

    def by_column(self, column: int) -> list[int]:
        """Places among the sizes of the terms that have a column."""
        return [n for n, term in enumerate(self.terms, 1) if any(c == column for c, _ in term)]


def fit(
    basis: Basis,
    points: np.ndarray,
    values: np.ndarray,
    lives: np.ndarray,
    terms: Sequence[Term] | None = None,
) -> Surface:
    """Learn a surface from samples, with given terms, or with those that pay for themselves.

    ``values`` and ``lives`` have the shape (samples, replications): what was found, and in which
    replication. What a replication does to all points alike is taken out first, and is part of
    how well the constant is known.
    """
    level, by_life = _without_lives(values, lives)
    means, chance = level.mean(axis=1), _chance(level)
    found = tuple(select(basis, points, means) if terms is None else terms)
    design = np.hstack([np.ones((len(points), 1)), basis.matrix(points, found)])
    sizes, left, inverse = _least_squares(design, means)
    covariance = left * inverse
    covariance[0, 0] += by_life
    return Surface(basis, found, sizes, covariance, left, chance, *values.shape)


def select(basis: Basis, points: np.ndarray, means: np.ndarray) -> list[Term]:
    """The terms that pay for themselves, the largest first; ``means`` has a value a point."""
    straight = _single(basis, range(points.shape[1]), 1)
    single = _chosen(basis, points, means, straight)
    strongest = sorted({c for term in single[:PAIRED] for c, _ in term})
    every = candidates(basis, points.shape[1], len(points), strongest)
    return _chosen(basis, points, means, every)


def _without_lives(values: np.ndarray, lives: np.ndarray) -> tuple[np.ndarray, float]:
    """Values with the mean of all in the place of their replication's, and its variance.

    Where each replication was met by few samples there is nothing to take out.
    """
    numbers = np.unique(lives)
    if len(numbers) < 2 or values.size < MET_BY * len(numbers):
        return values, 0.0
    level, means = values.astype(float), []
    for number in numbers:
        here = lives == number
        means.append(float(values[here].mean()))
        level[here] += values.mean() - means[-1]
    return level, float(np.var(means, ddof=1) / len(means))


def _chance(values: np.ndarray) -> float:
    return float(np.sqrt(values.var(axis=1, ddof=1).mean())) if values.shape[1] > 1 else 0.0


def _chosen(
    basis: Basis, points: np.ndarray, values: np.ndarray, every: Sequence[Term]
) -> list[Term]:
    """The terms that pay for themselves, the largest first: lasso's path, Bayes's criterion."""
    if not every or np.ptp(values) == 0:
        return []
    matrix = basis.matrix(points, every)
    design = np.hstack([np.ones((len(values), 1)), matrix])
    noise = _least_squares(design, values / np.std(values))[1]
    kind = sklearn("linear_model").LassoLarsIC
    model = kind(criterion="bic", max_iter=len(values) // 2, noise_variance=max(noise, TINY))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the path ends early where columns are nearly alike
        model.fit(matrix, values / np.std(values))
    order = np.argsort(-np.abs(model.coef_), kind="stable")
    return _significant(matrix, values, [int(n) for n in order if model.coef_[n] != 0], every)


def _significant(
    matrix: np.ndarray, values: np.ndarray, chosen: list[int], every: Sequence[Term]
) -> list[Term]:
    """Those whose size by least squares is told from nothing, for how many were candidates.

    The lasso keeps some terms of noise. A term stays if its square over its variance is above
    log n (Bayes's price of a term) plus the log of how many there are to choose from.
    """
    price = np.log(len(values)) + np.log(len(every))
    while chosen:
        design = np.hstack([np.ones((len(values), 1)), matrix[:, chosen]])
        sizes, variance, inverse = _least_squares(design, values)
        squares = sizes[1:] ** 2 / np.maximum(variance * np.diag(inverse)[1:], 1e-300)
        if squares.min() >= price:
            break
        chosen.pop(int(squares.argmin()))
    return [every[n] for n in chosen]


def _least_squares(design: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
    """Sizes, the variance that is left, and what it is multiplied with to be that of the sizes."""
    inverse = np.linalg.pinv(design.T @ design, hermitian=True)
    sizes = inverse @ (design.T @ values)
    free = max(1, len(values) - design.shape[1])
    return sizes, float(((values - design @ sizes) ** 2).sum() / free), inverse
