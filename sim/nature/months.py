"""Good and bad months: what the organisation's services have together, and each for itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sim.ground.rng import stream


@dataclass(frozen=True)
class Months:
    """Calendar months of a run, and by how much each has more faults than another."""

    edges: np.ndarray
    """The first hour of each month that the horizon touches, and of the one after."""
    shared: np.ndarray
    """The organisation's factor in each month, 1 on average; shape (months + 1,)."""

    @classmethod
    def of(
        cls, first_day: date, horizon: float, clumping: float, seed: int, replication: int
    ) -> Months:
        """The months of one replication; ``clumping`` is the factor's squared variation."""
        plain = cls(month_edges(first_day, horizon), np.empty(0))
        rng = stream(seed, replication, "clumping shared")
        return cls(plain.edges, plain.factors(rng, clumping))

    def factors(self, rng: np.random.Generator, clumping: float) -> np.ndarray:
        """A gamma factor for each month, with mean 1 and this squared variation."""
        if clumping == 0:
            return np.ones(len(self.edges))
        return rng.gamma(1 / clumping, clumping, len(self.edges))

    def number(self, at: np.ndarray) -> np.ndarray:
        """The month of each instant (hours), from 0."""
        return np.asarray(np.searchsorted(self.edges, at, side="right") - 1)

    def shared_at(self, at: np.ndarray) -> np.ndarray:
        """The organisation's factor at each instant (hours)."""
        return np.asarray(self.shared[self.number(at)])


def month_edges(first_day: date, horizon: float) -> np.ndarray:
    """The first hour of each month that the horizon touches, and of the one after."""
    edges, day = [0], first_day.replace(day=1)
    while edges[-1] * 24 < horizon:
        day = (day + timedelta(days=32)).replace(day=1)
        edges.append((day - first_day).days)
    return np.array(edges) * 24.0
