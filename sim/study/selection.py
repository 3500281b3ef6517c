"""Which of several systems is the cheapest, with a promised chance: ranking and selection.

After the first stage, a screen by paired t tests, as in Nelson, Swann, Goldsman and Song, "Simple
procedures for selecting the best simulated system when the number of alternatives is large",
Operations Research 49 (2001) 950–963. Then, replication by replication, the fully sequential
procedure of Kim and Nelson, "A fully sequential procedure for indifference-zone selection in
simulation", ACM Transactions on Modeling and Computer Simulation 11 (2001) 251–273. Both allow
common random numbers: variances are those of paired differences. Each may go wrong with half of
what is left of the chance, for all pairs together (Bonferroni).

If the best is better than any other by the indifference zone or more, it is picked with at least
the promised chance; else what is picked is within the zone of the best with that chance. The
promise is for normal means of replications; costs with rare large losses come near to that with
dozens of replications.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import ceil

import numpy as np
from scipy import special


@dataclass(frozen=True)
class Selection:
    """How far a procedure has come."""

    left: tuple[str, ...]
    """Systems that may still be the cheapest, the lowest mean first."""
    replications: int
    """Replications that it has looked at."""
    needed: int
    """Replications after which it surely ends."""

    @property
    def decided(self) -> bool:
        """Whether one is left."""
        return len(self.left) == 1


def cheapest_of(
    values: Mapping[str, np.ndarray], first: int, zone: float, chance: float = 0.95
) -> Selection:
    """Screen out systems that are surely dearer, replication by replication.

    ``values`` has an array a system, of shape (replications,), paired by replication; a system
    that was screened out may have fewer than others. ``first`` is the size of the first stage,
    ``zone`` the indifference zone, ``chance`` that of picking the best.

    Raises
    ------
    ValueError
        If a system has fewer replications than the first stage, or the zone is not above zero.
    """
    if zone <= 0 or first < 2:
        raise ValueError(f"needs a zone above 0 and two replications or more: {zone}, {first}")
    if any(len(found) < first for found in values.values()):
        raise ValueError(f"every system needs {first} replications")
    left, number = _first_screen(values, first, chance), first
    bounds = _bounds(values, first, zone, chance)
    needed = 1 + max((ceil(bound) for bound in bounds.values()), default=0)
    while True:
        left = _screened(values, left, number, bounds, zone)
        shortest = min(len(values[name]) for name in left)
        if len(left) == 1 or number >= shortest:
            break
        number += 1
    left.sort(key=lambda name: float(values[name][:number].mean()))
    return Selection(tuple(left), number, needed)


def _first_screen(values: Mapping[str, np.ndarray], first: int, chance: float) -> list[str]:
    """Systems that no other beats by a paired t test at the first stage."""
    risk = (1 - chance) / 2 / max(1, len(values) - 1)
    quantile = float(special.stdtrit(first - 1, 1 - risk))

    def beats(other: str, one: str) -> bool:
        gap = values[one][:first] - values[other][:first]
        return bool(gap.mean() > quantile * gap.std(ddof=1) / first**0.5)

    return [one for one in values if not any(beats(other, one) for other in values if other != one)]


def _bounds(
    values: Mapping[str, np.ndarray], first: int, zone: float, chance: float
) -> dict[frozenset[str], float]:
    """h² S² / zone² of each pair: where its continuation region closes, in replications."""
    others = max(1, len(values) - 1)
    eta = ((2 * (1 - chance) / 2 / others) ** (-2 / (first - 1)) - 1) / 2
    h_squared = 2 * eta * (first - 1)
    return {
        frozenset(pair): h_squared
        * float(np.var(values[pair[0]][:first] - values[pair[1]][:first], ddof=1))
        / zone**2
        for pair in combinations(values, 2)
    }


def _screened(
    values: Mapping[str, np.ndarray],
    left: list[str],
    number: int,
    bounds: Mapping[frozenset[str], float],
    zone: float,
) -> list[str]:
    """Systems that no other beats by more than the width of the continuation region."""
    means = {name: float(values[name][:number].mean()) for name in left}

    def width(one: str, other: str) -> float:
        return max(0.0, zone / (2 * number) * (bounds[frozenset((one, other))] - number))

    kept = [
        one
        for one in left
        if all(one == other or means[one] <= means[other] + width(one, other) for other in left)
    ]
    # Where regions are closed, equal means leave several: the first of them is as good as any.
    closed = all(number > bounds[frozenset(pair)] for pair in combinations(kept, 2))
    return kept[:1] if closed and len(kept) > 1 else kept
