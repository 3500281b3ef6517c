"""Families of laws for durations, each by its median and the spread of the logarithm.

With the same two numbers for all, one prior serves for all, and one can be told from another by
its form alone. The spread is the standard deviation of the logarithm.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import special

EXPONENTIAL_SPREAD = math.pi / math.sqrt(6)
"""Spread of an exponential time; that of a Weibull time is this over its shape."""
LOGISTIC_SPREAD = math.pi / math.sqrt(3)
"""Standard deviation of the standard logistic law."""


class Family(ABC):
    """What a family can do, given ``median`` (hours) and ``spread``."""

    name: str

    @abstractmethod
    def log_density(self, hours: np.ndarray, median: float, spread: float) -> np.ndarray:
        """Log of the density at each duration."""

    @abstractmethod
    def log_survival(self, hours: np.ndarray, median: float, spread: float) -> np.ndarray:
        """Log of the chance that it takes longer than each duration."""

    @abstractmethod
    def quantile(self, shares: np.ndarray | float, median: float, spread: float) -> np.ndarray:
        """Durations below which these shares lie, hours."""


@dataclass(frozen=True)
class Lognormal(Family):
    """The logarithm is normal."""

    name: str = "lognormal"

    def log_density(self, hours: np.ndarray, median: float, spread: float) -> np.ndarray:
        z = np.log(hours / median) / spread
        return np.asarray(-0.5 * z**2 - np.log(hours * spread * math.sqrt(2 * math.pi)))

    def log_survival(self, hours: np.ndarray, median: float, spread: float) -> np.ndarray:
        return np.asarray(special.log_ndtr(-np.log(hours / median) / spread))

    def quantile(self, shares: np.ndarray | float, median: float, spread: float) -> np.ndarray:
        return np.asarray(median * np.exp(spread * special.ndtri(shares)))


@dataclass(frozen=True)
class LogLogistic(Family):
    """The logarithm is logistic: a heavier tail."""

    name: str = "log-logistic"

    def log_density(self, hours: np.ndarray, median: float, spread: float) -> np.ndarray:
        scale = spread / LOGISTIC_SPREAD
        z = np.log(hours / median) / scale
        return np.asarray(special.log_expit(z) + special.log_expit(-z) - np.log(hours * scale))

    def log_survival(self, hours: np.ndarray, median: float, spread: float) -> np.ndarray:
        return np.asarray(special.log_expit(-np.log(hours / median) * LOGISTIC_SPREAD / spread))

    def quantile(self, shares: np.ndarray | float, median: float, spread: float) -> np.ndarray:
        return np.asarray(median * np.exp(spread / LOGISTIC_SPREAD * special.logit(shares)))


@dataclass(frozen=True)
class Weibull(Family):
    """A lighter tail; exponential where the spread is π/√6."""

    name: str = "Weibull"

    def log_density(self, hours: np.ndarray, median: float, spread: float) -> np.ndarray:
        shape = EXPONENTIAL_SPREAD / spread
        hazard = math.log(2) * (hours / median) ** shape
        return np.asarray(np.log(shape * hazard / hours) - hazard)

    def log_survival(self, hours: np.ndarray, median: float, spread: float) -> np.ndarray:
        return np.asarray(-math.log(2) * (hours / median) ** (EXPONENTIAL_SPREAD / spread))

    def quantile(self, shares: np.ndarray | float, median: float, spread: float) -> np.ndarray:
        power = spread / EXPONENTIAL_SPREAD
        return np.asarray(median * (-np.log1p(-np.asarray(shares)) / math.log(2)) ** power)


@dataclass(frozen=True)
class Gamma(Family):
    """A sum of waits."""

    name: str = "gamma"

    def log_density(self, hours: np.ndarray, median: float, spread: float) -> np.ndarray:
        shape, scale = _shape_and_scale(median, spread)
        logs = (shape - 1) * np.log(hours) - hours / scale
        return np.asarray(logs - shape * math.log(scale) - special.gammaln(shape))

    def log_survival(self, hours: np.ndarray, median: float, spread: float) -> np.ndarray:
        shape, scale = _shape_and_scale(median, spread)
        return np.asarray(np.log(np.maximum(special.gammaincc(shape, hours / scale), 1e-300)))

    def quantile(self, shares: np.ndarray | float, median: float, spread: float) -> np.ndarray:
        shape, scale = _shape_and_scale(median, spread)
        return np.asarray(scale * special.gammaincinv(shape, shares))


@lru_cache(maxsize=1_024)
def _shape_and_scale(median: float, spread: float) -> tuple[float, float]:
    """The shape whose logarithm has this spread (trigamma inverted, by Newton), and the scale."""
    wanted = spread**2
    shape = 0.5 + 1 / wanted
    for _ in range(50):
        found = float(special.polygamma(1, shape))
        step = found * (1 - found / wanted) / float(special.polygamma(2, shape))
        shape += step
        if -step < 1e-12 * shape:
            break
    return shape, median / max(float(special.gammaincinv(shape, 0.5)), 1e-300)


FAMILIES: Mapping[str, Family] = {
    family.name: family for family in (Lognormal(), Weibull(), Gamma(), LogLogistic())
}
"""By name; the first one is kept unless another predicts better."""
