"""Laws of chance for durations, named by what evidence reports: a median and p95, a mean, a range.

A law is used by inverse CDF, ``law.ppf(u)``, so that the same draw ``u`` means the same fortune
under every support model. All results are in hours.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import ndtri

Z95 = float(ndtri(0.95))


class LawBase(ABC):
    """What every law can do."""

    __slots__ = ()
    constant: ClassVar[bool] = False
    """Whether it is always the same, so that no uniform is needed."""

    @abstractmethod
    def ppf(self, u: float) -> float:
        """The duration below which a share ``u`` (0 ≤ u < 1) of all durations lie, hours."""

    def ppf_array(self, u: np.ndarray) -> np.ndarray:
        """``ppf`` of each uniform; same shape."""
        return np.array([self.ppf(float(x)) for x in u.ravel()]).reshape(u.shape)

    @abstractmethod
    def mean(self) -> float:
        """The mean duration, hours."""


@dataclass(frozen=True, slots=True)
class Constant(LawBase):
    """Always the same."""

    constant: ClassVar[bool] = True
    hours: float

    def ppf(self, u: float) -> float:
        return self.hours

    def ppf_array(self, u: np.ndarray) -> np.ndarray:
        return np.full_like(u, self.hours)

    def mean(self) -> float:
        return self.hours


@dataclass(frozen=True, slots=True)
class Exponential(LawBase):
    """Memoryless, by its mean."""

    mean_hours: float

    def ppf(self, u: float) -> float:
        return -self.mean_hours * math.log1p(-u)

    def ppf_array(self, u: np.ndarray) -> np.ndarray:
        return np.asarray(-self.mean_hours * np.log1p(-u))

    def mean(self) -> float:
        return self.mean_hours


@dataclass(frozen=True, slots=True)
class Lognormal(LawBase):
    """By its median and the standard deviation ``sigma`` of the logarithm."""

    median: float
    sigma: float

    @classmethod
    def from_p95(cls, median: float, p95: float) -> Lognormal:
        """The lognormal with this median and this 95th percentile."""
        return cls(median, math.log(p95 / median) / Z95)

    def ppf(self, u: float) -> float:
        if self.sigma == 0:  # else 0 × -inf at u = 0
            return self.median
        return self.median * math.exp(self.sigma * float(ndtri(u)))

    def ppf_array(self, u: np.ndarray) -> np.ndarray:
        if self.sigma == 0:
            return np.full_like(u, self.median)
        return np.asarray(self.median * np.exp(self.sigma * ndtri(u)))

    def mean(self) -> float:
        return self.median * math.exp(self.sigma**2 / 2)


@dataclass(frozen=True, slots=True)
class Uniform(LawBase):
    """Anything between ``low`` and ``high``, alike."""

    low: float
    high: float

    def ppf(self, u: float) -> float:
        return self.low + (self.high - self.low) * u

    def ppf_array(self, u: np.ndarray) -> np.ndarray:
        return np.asarray(self.low + (self.high - self.low) * u)

    def mean(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Triangular(LawBase):
    """Between ``low`` and ``high``, most likely ``typical``."""

    low: float
    typical: float
    high: float

    def ppf(self, u: float) -> float:
        span = self.high - self.low
        if span == 0:
            return self.low
        if u * span < self.typical - self.low:
            return self.low + math.sqrt(u * span * (self.typical - self.low))
        return self.high - math.sqrt((1 - u) * span * (self.high - self.typical))

    def mean(self) -> float:
        return (self.low + self.typical + self.high) / 3


@dataclass(frozen=True, slots=True)
class Empirical(LawBase):
    """Whatever was observed, each value alike (a step function, no interpolation)."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, observed: Sequence[float]) -> Empirical:
        """The law of these observations (hours), in any order; ``ValueError`` if there are none."""
        if not observed:
            raise ValueError("no observations")
        return cls(tuple(sorted(observed)))

    def ppf(self, u: float) -> float:
        return self.values[min(int(u * len(self.values)), len(self.values) - 1)]

    def ppf_array(self, u: np.ndarray) -> np.ndarray:
        index = np.minimum((u * len(self.values)).astype(int), len(self.values) - 1)
        return np.asarray(np.take(self.values, index))

    def mean(self) -> float:
        return math.fsum(self.values) / len(self.values)


Law = Constant | Exponential | Lognormal | Uniform | Triangular | Empirical


def repeats(draws: np.ndarray | float, chance: float, most: int) -> np.ndarray:
    """How often something with this chance happens again before it doesn't: a geometric law, cut.

    ``draws`` are uniform numbers, of any shape; what is returned has their shape, whole numbers
    from 0 to ``most``.
    """
    if chance in (0.0, 1.0):
        return np.full(np.shape(draws), int(most * chance))
    often = np.floor(np.log(np.maximum(draws, 1e-300)) / math.log(chance))
    return np.minimum(often, most).astype(int)
