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
from typing import Any

import numpy as np

from sim.documents.errors import InputError, Problem
from sim.study.plausible.polynomials import Basis, Term, candidates, single

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
    """Samples that the surrogate was learnt from."""
    by_runs: float
    """Part of the variance of one replication that a sample's mean has, on average."""
    pairs: int
    """Replications beyond the first of each sample: what chance is known from."""

    def at(self, points: np.ndarray) -> np.ndarray:
        """The expected value at points; shape (points,)."""
        return np.asarray(self.design(points) @ self.sizes)

    def design(self, points: np.ndarray) -> np.ndarray:
        """The constant and each term at points; shape (points, 1 + terms)."""
        return np.hstack([np.ones((len(points), 1)), self.basis.matrix(points, self.terms)])

    def drawn(self, normal: np.ndarray) -> np.ndarray:
        """Sizes as they may as well be; from standard normals of shape (draws, sizes)."""
        values, vectors = np.linalg.eigh(self.covariance)
        return np.asarray(self.sizes + normal @ (vectors * np.sqrt(np.maximum(values, 0))).T)

    @property
    def rest(self) -> float:
        """Standard deviation, over the assumptions, of what the terms leave out."""
        if not self.pairs:
            return 0.0  # nothing tells chance from it
        return float(np.sqrt(max(0.0, self.left - self.chance**2 * self.by_runs)))

    def rest_drawn(self, normal: np.ndarray) -> np.ndarray:
        """The variance that the terms leave out as it may as well be; normals (draws, 2).

        It is the scatter about the terms less that of chance, each known from so many values, so
        it may come out below zero.
        """
        of_chance = self.chance**2 * self.by_runs
        about = max(1, self.samples - len(self.sizes))
        within = max(1, self.pairs)
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
    runs: np.ndarray,
    terms: Sequence[Term] | None = None,
) -> Surface:
    """Learn a surface from samples, with given terms, or with those that pay for themselves.

    ``values`` and ``runs`` have the shape (samples, most replications): what was found, NaN for
    nothing, and in which replication. What a replication does to all points alike is taken out
    first, and is part of how well the constant is known.
    """
    level, by_run = _without_runs(values, runs)
    means, chance = _means(level), _chance(level)
    found = tuple(select(basis, points, means) if terms is None else terms)
    design = np.hstack([np.ones((len(points), 1)), basis.matrix(points, found)])
    sizes, left, inverse = _least_squares(design, means)
    covariance = left * inverse
    covariance[0, 0] += by_run
    each = (~np.isnan(values)).sum(axis=1)
    return Surface(
        basis, found, sizes, covariance, left, chance, len(values), float((1 / each).mean()),
        int((each - 1).sum()),
    )  # fmt: skip


def select(basis: Basis, points: np.ndarray, means: np.ndarray) -> list[Term]:
    """The terms that pay for themselves, the largest first; ``means`` has a value a point."""
    straight = single(basis, range(points.shape[1]), 1)
    first = _chosen(basis, points, means, straight)
    strongest = sorted({c for term in first[:PAIRED] for c, _ in term})
    every = candidates(basis, points.shape[1], len(points), strongest)
    return _chosen(basis, points, means, every)


def _without_runs(values: np.ndarray, runs: np.ndarray) -> tuple[np.ndarray, float]:
    """Values with the mean of all in the place of their replication's, and its variance.

    Where each replication was met by few samples there is nothing to take out.
    """
    lived = ~np.isnan(values)
    numbers = np.unique(runs[lived])
    if len(numbers) < 2 or lived.sum() < MET_BY * len(numbers):
        return values, 0.0
    level, means = values.astype(float), []
    for number in numbers:
        here = lived & (runs == number)
        means.append(float(values[here].mean()))
        level[here] += np.nanmean(values) - means[-1]
    return level, float(np.var(means, ddof=1) / len(means))


def _means(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.nanmean(values, axis=1))


def _chance(values: np.ndarray) -> float:
    """Standard deviation of a replication, from the samples that met several; 0 if none did."""
    several = values[(~np.isnan(values)).sum(axis=1) > 1]
    return float(np.sqrt(np.nanvar(several, axis=1, ddof=1).mean())) if len(several) else 0.0


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
