"""Whether two engines say the same: Welch's 99.9 % interval of the difference of their means."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from benchmarks import reduced, textbook
from benchmarks.reduced import Reduced


class Agreement(NamedTuple):
    """Means of both, and the interval of the difference, relative to the second."""

    what: str
    ours: float
    theirs: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """No difference is seen, and one of a tenth would have been."""
        return self.low <= 0 <= self.high and self.high - self.low < 0.2


def agreements(case: Reduced, replications: int = 10) -> list[Agreement]:
    """The reduced case in our engine and in the textbook's, with random draws of their own."""
    study = case.study()
    mine = [reduced.means(case, study, *reduced.ours(study, n)) for n in range(replications)]
    other = [textbook.means(textbook.textbook(case, n)) for n in range(replications)]
    return [
        agreement(what, [row[what] for row in mine], [row[what] for row in other])
        for what in mine[0]
    ]


def agreement(what: str, ours: list[float], theirs: list[float]) -> Agreement:
    """One quantity by replication."""
    interval = stats.ttest_ind(ours, theirs, equal_var=False).confidence_interval(0.999)
    scale = float(np.mean(theirs))
    return Agreement(
        what, float(np.mean(ours)), scale, float(interval.low) / scale, float(interval.high) / scale
    )
