"""What is expected of a surface if some of the uncertain columns were known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.study.plausible.polynomials import Basis, Term
from sim.study.plausible.surrogate import Surface

DEGREES = 5
"""Of the curve that says what one column tells of others it is correlated with."""


def expected(surface: Surface, blocks: Sequence[Sequence[int]], known: set[int]) -> np.ndarray:
    """The design of a surface at its many points, averaged over all columns that aren't known.

    Columns of different blocks are independent, so a product of them is averaged factor by factor;
    within a block what is known tells something of the rest.
    """
    found = np.ones((len(surface.basis.many), 1 + len(surface.terms)))
    for place, term in enumerate(surface.terms, 1):
        for block in blocks:
            part = tuple(factor for factor in term if factor[0] in block)
            if part:
                found[:, place] *= _factor(surface.basis, part, known & set(block))
    return found


def _factor(basis: Basis, part: Term, known: set[int]) -> np.ndarray:
    values = basis.matrix(basis.many, [part])[:, 0]
    if {column for column, _ in part} <= known:
        return values
    if not known:
        return np.full(len(values), values.mean())
    powers = [basis.powers(basis.many, column)[:, 1 : DEGREES + 1] for column in sorted(known)]
    design = np.hstack([np.ones((len(values), 1)), *powers])
    sizes, *_ = np.linalg.lstsq(design, values, rcond=None)
    return np.asarray(design @ sizes)
