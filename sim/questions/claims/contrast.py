"""From the effect in each replication to what a check says about it.

An answer must not be one of the seed. So it is given only where the interval decides and each of
five blocks of the replications, by its mean alone, points the same way. An effect four standard
errors from what matters passes that in about five cases of six, as it would pass five further
seeds, each of as many replications, in about nine of ten; one at two standard errors, in one of
three. Blocks cost nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan
from typing import Literal

import numpy as np
from scipy import special

from sim.questions.claims.document import Check
from sim.study.intervals import known, mean_interval, standard_error

Outcome = Literal["holds", "fails", "open"]

LEVEL = 0.95
"""Of the intervals shown, by which the verdict is made."""

BLOCKS = 5
"""Into which replications are divided, in order; fewer where there are fewer replications."""

CONDITION_LEVEL = 0.99
"""Of the intervals by which another circumstance may overturn a verdict.

A claim is tried in a dozen circumstances; at 95 % one in forty would seem to flip by chance.
"""


@dataclass(frozen=True)
class Contrast:
    """A check in one circumstance: effect, interval, and what follows.

    ``p_value`` tests that the effect is no larger than what matters (for ``within``: that it is
    no smaller), on the side where the estimate lies.
    """

    check: Check
    mean: float
    low: float
    high: float
    n: int
    p_value: float
    outcome: Outcome
    near: bool = False
    """Answered, and within two half-widths of the interval from what matters."""


def contrast(check: Check, effect: np.ndarray, level: float = LEVEL) -> Contrast:
    """Judge the effects of a check, one a replication; NaN ones are left out."""
    found, numbers = mean_interval(effect, "real", level), known(effect)
    outcome = judge(check, found.low, found.high)
    if not _blocks_agree(check, numbers, outcome):
        outcome = "open"
    near = outcome != "open" and _gap(check, found.mean) < found.high - found.low
    return Contrast(
        check, found.mean, found.low, found.high, found.n, _p_value(check, numbers), outcome, near
    )


def _blocks_agree(check: Check, numbers: np.ndarray, outcome: Outcome) -> bool:
    """Whether the mean of every block alone points to an outcome."""
    blocks = np.array_split(numbers, min(BLOCKS, max(len(numbers), 1)))
    means = [float(block.mean()) for block in blocks if len(block)]
    return all(judge(check, mean, mean) == outcome for mean in means)


def judge(check: Check, low: float, high: float) -> Outcome:
    """What an interval says: wholly where the claim puts it, wholly elsewhere, or neither."""
    if isnan(low) or isnan(high):
        return "open"
    if check.expects == "within":
        if -check.matters <= low and high <= check.matters:
            return "holds"
        return "fails" if low > check.matters or high < -check.matters else "open"
    if check.expects == "below":
        low, high = -high, -low
    if low >= check.matters and high > 0:
        return "holds"
    return "fails" if high < check.matters or high <= 0 else "open"


def _p_value(check: Check, numbers: np.ndarray) -> float:
    """Two-sided, against the nearest edge of what matters."""
    if len(numbers) < 2:
        return nan
    gap, error = _gap(check, float(numbers.mean())), standard_error(numbers)
    if error == 0:
        return 0.0 if gap > 0 else 1.0
    return float(2 * special.stdtr(len(numbers) - 1, -gap / error))


def _gap(check: Check, mean: float) -> float:
    """How far an effect is from the nearest edge of what matters."""
    edges = {"above": (check.matters,), "below": (-check.matters,)}.get(
        check.expects, (check.matters, -check.matters)
    )
    return min(abs(mean - edge) for edge in edges)
