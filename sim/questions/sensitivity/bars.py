"""One quantity at a time: the tornado, and the values at which a verdict flips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from sim.study.paired import Difference


@dataclass(frozen=True)
class Bar:
    """A row of the tornado: the difference at both ends of one quantity's range."""

    name: str
    unit: str
    value: float
    """The value in the documents; NaN of a choice."""
    low_at: float
    high_at: float
    low: Difference
    high: Difference

    @property
    def width(self) -> float:
        """How far the two ends lie apart."""
        return abs(self.high.mean - self.low.mean)


@dataclass(frozen=True)
class Flip:
    """Where, from the documents' value towards one end, the sign of the difference changes.

    Read off the straight lines between the three values that were lived through. ``sure_from`` is
    where the 95 % interval lies wholly on the other side; NaN if not even at the end.
    """

    name: str
    unit: str
    value: float
    end: str
    at: float
    sure_from: float


def flips(base: Difference, bars: Sequence[Bar]) -> list[Flip]:
    """The quantities at whose end the mean difference has another sign."""
    found = []
    for bar in bars:
        for end, far, there in (("low", bar.low_at, bar.low), ("high", bar.high_at, bar.high)):
            if base.mean * there.mean < 0:
                found.append(_flip(base, bar, end, far, there))
    return found


def _flip(base: Difference, bar: Bar, end: str, far: float, there: Difference) -> Flip:
    sign = 1.0 if there.mean > 0 else -1.0
    at = crossing(bar.value, far, sign * base.mean, sign * there.mean)
    near, away = (d.low if sign > 0 else -d.high for d in (base, there))
    sure = crossing(bar.value, far, near, away) if away > 0 else nan
    return Flip(bar.name, bar.unit, bar.value, end, at, sure)


def crossing(start: float, end: float, below: float, above: float) -> float:
    """Where a straight line from (start, below) to (end, above) is zero; below < 0 < above."""
    return float(np.interp(0.0, [below, above], [start, end]))
