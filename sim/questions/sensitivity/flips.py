"""One parameter at a time: the tornado, and the values at which a verdict flips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan

from sim.questions.sensitivity.differences import Differences
from sim.questions.sensitivity.parameters import Parameter
from sim.study.paired import Difference

STEPS = 7
"""Halvings of a search: a boundary is known to one in 128 of the range searched."""


@dataclass(frozen=True)
class Bar:
    """A row of the tornado: the difference at both ends of one parameter's range."""

    parameter: Parameter
    low: Difference
    high: Difference

    @property
    def width(self) -> float:
        """How far the two ends lie apart."""
        return abs(self.high.mean - self.low.mean)


@dataclass(frozen=True)
class Flip:
    """Where, from the study's value towards one end, the sign of the difference changes.

    ``sure_from`` is the value beyond which the 95 % interval lies wholly on the other side; NaN
    if that isn't reached inside the range.
    """

    parameter: Parameter
    end: str
    at: float
    sure_from: float


def tornado(differences: Differences, chosen: Sequence[Parameter]) -> list[Bar]:
    """Both ends of every parameter, all else as the study has it; the widest first."""
    ends = [((p, end),) for p in chosen for end in (p.low, p.high)]
    found = differences.at(ends)
    bars = [Bar(p, *found[2 * i : 2 * i + 2]) for i, p in enumerate(chosen)]
    return sorted(bars, key=lambda bar: -bar.width)


def flips(differences: Differences, bars: Sequence[Bar]) -> list[Flip]:
    """Search every range at whose end the mean difference has another sign."""
    base = differences.at([()])[0]
    found = []
    for bar in bars:
        for end, there in (("low", bar.low), ("high", bar.high)):
            if base.mean * there.mean < 0:
                found.append(_flip(differences, bar.parameter, end, base, there))
    return found


def _flip(
    differences: Differences, parameter: Parameter, end: str, base: Difference, there: Difference
) -> Flip:
    far = parameter.low if end == "low" else parameter.high
    sign = 1.0 if there.mean > 0 else -1.0

    def mean(value: float) -> float:
        return sign * differences.at([((parameter, value),)])[0].mean

    def surely(value: float) -> float:
        found = differences.at([((parameter, value),)])[0]
        return found.low if sign > 0 else -found.high

    at = bisect(mean, parameter.value, far)
    is_sure = (there.low if sign > 0 else -there.high) > 0
    return Flip(parameter, end, at, bisect(surely, at, far) if is_sure else nan)


def bisect(function: Callable[[float], float], below: float, above: float) -> float:
    """Where a function turns positive between two values, at the first not above zero."""
    for _ in range(STEPS):
        middle = (below + above) / 2
        if function(middle) > 0:
            above = middle
        else:
            below = middle
    return (below + above) / 2
