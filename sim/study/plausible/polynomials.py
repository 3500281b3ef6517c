"""Orthonormal polynomials of uncertain columns, and the products that samples can tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb

import numpy as np

Term = tuple[tuple[int, int], ...]
"""Factors of a product: columns, each with the degree of its polynomial."""

HIGHEST = 10
"""Degree beyond which no polynomial goes."""
TERMS_A_SAMPLE = 0.4
"""Candidates at most, as a share of the samples."""


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
    every = single(basis, range(columns), degree)
    bends = [term for term in single(basis, sorted(strongest), 3) if term not in every]
    pairs: list[Term] = [((a, 1), (b, 1)) for a, b in combinations(sorted(strongest), 2)]
    return [*every, *bends, *pairs][: max(len(every), room)]


def single(basis: Basis, columns: Sequence[int], degree: int) -> list[Term]:
    """Polynomials of one column each, up to a degree."""
    return [((c, d),) for d in range(1, degree + 1) for c in columns if d <= basis.degree(c)]


def _to_degree(basis: Basis, columns: Sequence[int], degree: int) -> list[Term]:
    pairs: list[Term] = [
        ((a, i), (b, j))
        for a, b in combinations(columns, 2)
        for i in range(1, degree)
        for j in range(1, degree - i + 1)
        if i <= basis.degree(a) and j <= basis.degree(b)
    ]
    return [*single(basis, columns, degree), *pairs]
