"""A difference divided among its parts: Shapley's value (1953), replication by replication.

A part's share is what it changes, averaged over every order in which parts can be exchanged. So
parts that only work together share what they do, a part that changes nothing gets nothing, and the
shares add up to the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import factorial

import numpy as np

Subset = frozenset[str]


def subsets(parts: Sequence[str]) -> Iterator[Subset]:
    """Every subset, the empty one first."""
    for count in range(len(parts) + 1):
        yield from map(frozenset, combinations(parts, count))


def shapley(parts: Sequence[str], worth: Callable[[Subset], np.ndarray]) -> dict[str, np.ndarray]:
    """Each part's share of ``worth`` of all less that of none; shape of what ``worth`` returns."""
    count = len(parts)
    found = {part: np.zeros_like(worth(frozenset()), dtype=float) for part in parts}
    for part in parts:
        others = [name for name in parts if name != part]
        for without in subsets(others):
            before = factorial(len(without)) * factorial(count - len(without) - 1)
            gain = worth(without | {part}) - worth(without)
            found[part] += before / factorial(count) * gain
    return found
