"""Draws for faults that are asked for one by one, worked out for all faults once that pays.

One draw alone costs twenty times as much as one among many. What a mechanism draws for a fault at a
step, it draws for most of the others too; so after as many single draws of a kind as all of them
together would have cost, they are worked out together. That changes no number, and costs at most
twice the cheapest way.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.ground.rng import key_of, uniform_of_each
from sim.nature.faults import Candidates

Kind = tuple[str, tuple[int, ...]]
"""A mechanism, and what its draw is numbered by besides the fault: occurrence and step."""

FIXED, EACH = 100, 0.04
"""What an array of draws costs, in single draws: as such, and for each of its numbers."""


class Ahead:
    """The draws of every fault of a replication, by kind."""

    def __init__(self, seed: int, replication: int, faults: Mapping[str, Candidates]) -> None:
        self._faults = faults
        self._words = np.repeat(
            np.array([key_of(seed, replication, "", name)[1] for name in faults], dtype=np.uint64),
            [len(of.number) for of in faults.values()],
        )
        self._pays_after = FIXED + EACH * len(self._words)
        self._asked: dict[Kind, int] = {}
        self._drawn: dict[Kind, memoryview] = {}
        self._rows: dict[tuple[str, int, int], int] = {}

    def find(self, mechanism: str, whose: str, at: tuple[int, ...]) -> float | None:
        """The uniform of a fault (cause and number first), or None.

        None where one alone is cheaper, and for faults that aren't on the tape.
        """
        kind = mechanism, at[2:]
        drawn = self._drawn.get(kind)
        if drawn is None:
            asked = self._asked[kind] = self._asked.get(kind, 0) + 1
            if asked < self._pays_after:
                return None
            drawn = self._drawn[kind] = self._draw(mechanism, at[2:])
        row = self._rows.get((whose, at[0], at[1]))
        return drawn[row] if row is not None else None

    def _draw(self, mechanism: str, at: tuple[int, ...]) -> memoryview:
        """The uniforms of one kind for every fault."""
        cause = np.concatenate([of.cause for of in self._faults.values()])
        number = np.concatenate([of.number for of in self._faults.values()])
        if not self._rows:
            names = np.repeat(list(self._faults), [len(of.number) for of in self._faults.values()])
            keys = zip(names.tolist(), cause.tolist(), number.tolist(), strict=True)
            self._rows = {key: row for row, key in enumerate(keys)}
        more = [np.full(len(number), part, dtype=np.uint64) for part in (*at, 0, 0)[:2]]
        numbers = (cause.astype(np.uint64), number.astype(np.uint64), *more)
        return uniform_of_each(mechanism, self._words, numbers).data
