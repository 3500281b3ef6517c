"""Paired comparison of support models that met the same nature in each replication.

Every test and interval here is Student's on the differences by replication. Differences are less
skewed than what they are taken from, but where rare large losses make them, thirty replications
are few: with lognormal differences of σ = 1 a 95 % interval covers 87 %, with a hundred 92 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf, isnan, nan, sqrt
from typing import Literal

import numpy as np
from scipy import special

from sim.records.metrics import Better
from sim.study.intervals import ROUNDING, known, standard_error, student
from sim.study.precision import fewest

NOT_DISTINGUISHABLE = "not distinguishable"

Direction = Literal["lower", "higher"]
"""Which side is better, of a metric that has one."""

VERDICTS: dict[Better, tuple[str, str]] = {
    "lower": ("better", "worse"),
    "higher": ("worse", "better"),
    "neither": ("lower", "higher"),
}
"""The words for a difference surely below zero, and surely above."""


@dataclass(frozen=True)
class Difference:
    """Mean difference over paired replications, its interval, and what the pairing bought.

    variance_ratio is the variance the difference would have had with independent samples over
    the one it has: 4 means that common random numbers saved three replications of four.
    """

    mean: float
    low: float
    high: float
    n: int
    variance_ratio: float
    p_value: float


def _pairs(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    left, right = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if left.shape != right.shape:
        raise ValueError(f"pairs need equal lengths: {left.shape} and {right.shape}")
    both = ~(np.isnan(left) | np.isnan(right))
    left, right = left[both], right[both]
    gap = left - right
    gap[np.abs(gap) <= ROUNDING * np.maximum(np.abs(left), np.abs(right))] = 0.0
    return left, right, gap


def _variance_ratio(left: np.ndarray, right: np.ndarray, error: float) -> float:
    apart = standard_error(left) ** 2 + standard_error(right) ** 2
    if error == 0:
        return inf if apart > 0 else nan
    return apart / error**2


def _p_value(mean: float, error: float, n: int) -> float:
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * special.stdtr(n - 1, -abs(mean) / error))


def paired_difference(a: np.ndarray, b: np.ndarray, level: float = 0.95) -> Difference:
    """Mean of a − b by replication with its paired t interval; pairs with a NaN are dropped."""
    left, right, gap = _pairs(a, b)
    n = len(gap)
    if n < 2:
        return Difference(float(gap[0]) if n else nan, nan, nan, n, nan, nan)
    mean, error = float(gap.mean()), standard_error(gap)
    half = student(n, level) * error
    ratio = _variance_ratio(left, right, error)
    return Difference(mean, mean - half, mean + half, n, ratio, _p_value(mean, error, n))


def verdict(difference: Difference, better: Better) -> str:
    """What the interval allows to say of a against b; touching zero says nothing."""
    below, above = VERDICTS[better]
    if difference.high < 0:
        return below
    if difference.low > 0:
        return above
    return NOT_DISTINGUISHABLE


def replications_needed(difference: Difference, level: float = 0.95) -> float:
    """Replications after which the interval would be expected to leave zero out.

    An estimate from the replications seen: NaN when there are fewer than two, infinite when
    they show no difference at all. It gives an even chance; twice as many give four in five.
    """
    if difference.n < 2:
        return nan
    if difference.mean == 0:
        return inf
    half = (difference.high - difference.low) / 2
    deviation = half * sqrt(difference.n) / student(difference.n, level)
    return fewest(deviation, abs(difference.mean), level)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values, in the order given (Scandinavian J. of Statistics 6, 1979).

    Rejecting those below α keeps the chance of any false rejection below α. NaN stays NaN and
    isn't counted as a test.
    """
    adjusted, largest = [nan] * len(p_values), 0.0
    tested = sorted((p, i) for i, p in enumerate(p_values) if not isnan(p))
    for passed, (p, i) in enumerate(tested):
        largest = max(largest, min(1.0, (len(tested) - passed) * p))
        adjusted[i] = largest
    return adjusted


@dataclass(frozen=True)
class Rank:
    """A model's place: 1 is best; ``first`` … ``last`` are those the data can't rule out.

    All places of a ranking hold at once with the level asked for.
    """

    name: str
    mean: float
    first: int
    last: int

    def __str__(self) -> str:
        """The place as a reader writes it: 2, or 1–3."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def surely_better(
    samples: Mapping[str, np.ndarray], better: Direction, level: float = 0.95
) -> set[tuple[str, str]]:
    """Pairs (winner, loser) whose Holm-adjusted paired test says so."""
    pairs = list(combinations(samples, 2))
    found = [paired_difference(samples[a], samples[b], level) for a, b in pairs]
    adjusted = holm([difference.p_value for difference in found])
    sure = set()
    for (a, b), difference, p in zip(pairs, found, adjusted, strict=True):
        if p < 1 - level:
            wins = (difference.mean < 0) == (better == "lower")
            sure.add((a, b) if wins else (b, a))
    return sure


def rank(samples: Mapping[str, np.ndarray], better: Direction, level: float = 0.95) -> list[Rank]:
    """Models from best to worst by a metric, each with the places it may have.

    ``samples`` holds an array a model, of shape (replications,), paired by replication. Every
    pair is tested, with Holm's correction for the number of pairs: a model stands behind those
    that surely beat it and before those it surely beats. Models that can't be told apart share
    places, such as 1–2 and 1–2.
    """
    sure = surely_better(samples, better, level)
    places = []
    for name, values in samples.items():
        numbers = known(values)
        first = 1 + sum(loser == name for _, loser in sure)
        last = len(samples) - sum(winner == name for winner, _ in sure)
        places.append(Rank(name, float(numbers.mean()) if len(numbers) else nan, first, last))
    sign = 1 if better == "lower" else -1
    return sorted(places, key=lambda place: (place.first, place.last, sign * place.mean))
