"""What a choice hangs on: how often it is right at either end of each assumption.

What an assumption is worth knowing is money, and may be nothing for every single one while the
choice hangs on many of them. Shares need no surface of costs, so long tails don't matter to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

ENDS = 3
"""An end is a third of the samples."""
LEVEL = 0.05
"""Chance that something is told of which nothing hangs, of all assumptions together."""


@dataclass(frozen=True)
class Hanging:
    """How often a choice is right at the low and at the high end of one column."""

    column: int
    low: float
    high: float
    error: float
    """Standard error of their difference."""


def hanging_on(points: np.ndarray, right: np.ndarray, columns: Sequence[int]) -> list[Hanging]:
    """The columns that surely matter to a choice, those that do most first.

    ``points`` has the shape (samples, columns); ``right`` says of each sample whether the choice
    was. Surely: by Bonferroni's bound over all that are looked at.
    """
    bound = -special.ndtri(LEVEL / (2 * max(1, len(columns))))
    found = [_ends(points[:, column], right, column) for column in columns]
    telling = [one for one in found if abs(one.high - one.low) > bound * one.error]
    return sorted(telling, key=lambda one: -abs(one.high - one.low))


def _ends(values: np.ndarray, right: np.ndarray, column: int) -> Hanging:
    order, many = np.argsort(values, kind="stable"), len(values) // ENDS
    low, high = right[order[:many]].mean(), right[order[-many:]].mean()
    pooled = (many * (low + high) + 1) / (2 * many + 2)  # never 0 or 1, which would be sure of all
    error = np.sqrt(2 * pooled * (1 - pooled) / many)
    return Hanging(column, float(low), float(high), float(error))
