"""From the effect in each replication to what a check says about it."""

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


def contrast(check: Check, effect: np.ndarray, level: float = LEVEL) -> Contrast:
    """Judge the effects of a check, one a replication; NaN ones are left out."""
    found = mean_interval(effect, "real", level)
    return Contrast(
        check, found.mean, found.low, found.high, found.n,
        _p_value(check, known(effect)), judge(check, found.low, found.high),
    )  # fmt: skip


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
    mean, error = float(numbers.mean()), standard_error(numbers)
    edges = {"above": (check.matters,), "below": (-check.matters,)}.get(
        check.expects, (check.matters, -check.matters)
    )
    gap = min(abs(mean - edge) for edge in edges)
    if error == 0:
        return 0.0 if gap > 0 else 1.0
    return float(2 * special.stdtr(len(numbers) - 1, -gap / error))
