"""A law of durations from observations, some of them censored, with a prior from published ranges.

The parameters are those of highest posterior density, their uncertainty that of the curvature there
(Laplace). A family other than lognormal is chosen only where it predicts left-out observations
clearly better, by cross-validation.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import stats
from scipy.optimize import minimize

from sim.ground.rng import stream
from sim.questions.fit.families import FAMILIES, Family
from sim.questions.fit.sample import Sample, observed_quantiles

LOGNORMAL = next(iter(FAMILIES))
FOLDS = 5
FEW = 20
"""Below so many observations no family is chosen: they can't tell."""
MOST_TO_CHOOSE = 3_000
"""Observations that choose the family; of more, as many evenly spaced ones."""
DRAWS = 400
KOLMOGOROV, HALF_A_STEP = 1.63, 0.01
"""Bound at 1 % on the distance between a law and what comes from it, times √n; and a half per cent
each way for the steps at which it is looked at."""
STEP = 1e-3
SPREADS = (0.08, 5.0)
"""Spreads that are looked for."""


@dataclass(frozen=True)
class Prior:
    """What was published, before the data: on log median and log spread, both normal."""

    median: float
    """Hours."""
    spread: float
    of_median: float
    """Standard deviation of the log median."""
    of_spread: float
    """Standard deviation of the log spread."""
    source: str

    def log_density(self, at: np.ndarray) -> float:
        """At (log median, log spread), up to a constant."""
        away = (at - np.log([self.median, self.spread])) / [self.of_median, self.of_spread]
        return float(-0.5 * (away**2).sum())


@dataclass(frozen=True)
class DurationLaw:
    """What the data say of a duration, and how sure that is."""

    family: str
    at: np.ndarray
    """Log median and log spread of highest posterior density."""
    covariance: np.ndarray
    sample: Sample
    prior: Prior
    scores: dict[str, float]
    """Mean log score of left-out observations by family; empty if there were too few."""

    @property
    def median(self) -> float:
        """Hours."""
        return float(math.exp(self.at[0]))

    @property
    def spread(self) -> float:
        """Standard deviation of the logarithm."""
        return float(math.exp(self.at[1]))

    @property
    def n(self) -> int:
        """Observations that have ended."""
        return int(self.sample.ended.sum())

    @property
    def censored(self) -> int:
        """Observations that have not."""
        return len(self.sample) - self.n

    @cached_property
    def distance(self) -> float:
        """Greatest distance between what was seen (Kaplan and Meier) and the law."""
        shares = (np.arange(200) + 0.5) / 200
        seen = observed_quantiles(self.sample, shares)
        fine = np.isfinite(seen)
        survival = FAMILIES[self.family].log_survival(seen[fine], self.median, self.spread)
        return float(np.abs(-np.expm1(survival) - shares[fine]).max(initial=0.0))

    @property
    def fits(self) -> bool:
        """Whether what was seen may come from this law (Kolmogorov's bound at 1 %)."""
        return self.distance < KOLMOGOROV / math.sqrt(max(1, self.n)) + HALF_A_STEP

    @property
    def is_lognormal(self) -> bool:
        """Whether a lognormal says it: it predicts best, and is not refuted."""
        return self.family == LOGNORMAL and (self.fits or self.n < FEW)

    @cached_property
    def draws(self) -> np.ndarray:
        """Medians and spreads as uncertain as they are; shape (draws, 2)."""
        root = np.linalg.cholesky(self.covariance)
        draws = stream(0, 0, "fit", "duration").standard_normal((DRAWS, 2))
        found = self.at + draws @ root.T
        found[:, 1] = np.clip(found[:, 1], *np.log(SPREADS))
        return np.asarray(np.exp(found))

    def quantile(self, share: float) -> float:
        """The duration below which a share lies, hours."""
        return float(FAMILIES[self.family].quantile(share, self.median, self.spread))

    def interval(self, share: float, level: float = 0.9) -> tuple[float, float]:
        """Of a quantile: by the normal law of its logarithm (the delta method)."""
        return self._interval(lambda at: self._log_quantile(share, at), level)

    def spread_interval(self, level: float = 0.9) -> tuple[float, float]:
        """Of the spread."""
        return self._interval(lambda at: float(at[1]), level)

    def _log_quantile(self, share: float, at: np.ndarray) -> float:
        median, spread = np.exp(at)
        return float(np.log(FAMILIES[self.family].quantile(share, median, spread)))

    def _interval(self, of: Callable[[np.ndarray], float], level: float) -> tuple[float, float]:
        slope = _gradient(of, self.at)
        half = stats.norm.ppf(0.5 + level / 2) * math.sqrt(slope @ self.covariance @ slope)
        middle = of(self.at)
        return math.exp(middle - half), math.exp(middle + half)


def fit_law(sample: Sample, prior: Prior, family: str | None = None) -> DurationLaw:
    """The law of a sample, of the family that predicts best if none is named.

    Raises
    ------
    ValueError
        If there is not one observation.
    """
    if not len(sample):
        raise ValueError("no observations")
    scores = {} if family or sample.ended.sum() < FEW else _scores(sample, prior)
    name = family or _best(scores)
    at, covariance = _posterior(sample, prior, FAMILIES[name])
    return DurationLaw(
        name, at, covariance, sample, prior, {n: s.mean() for n, s in scores.items()}
    )


def _begin(sample: Sample, prior: Prior) -> np.ndarray:
    """Where to begin: what the observations look like, near the prior if there are few."""
    logs = np.log(sample.hours)
    few = 2 / (len(logs) + 2)
    median = (1 - few) * np.median(logs) + few * math.log(prior.median)
    spread = (1 - few) * logs.std() + few * prior.spread
    return np.array([median, math.log(min(max(spread, 0.2), 4.0))])


def _posterior(sample: Sample, prior: Prior, family: Family) -> tuple[np.ndarray, np.ndarray]:
    """Where the posterior is highest, and its curvature there as a covariance."""
    cost = _cost(sample, prior, family)
    at = _lowest(cost, _begin(sample, prior), 1e-5)
    return at, np.linalg.inv(_positive(_hessian(cost, at), prior))


def _cost(sample: Sample, prior: Prior, family: Family) -> Callable[[np.ndarray], float]:
    """Minus the log of the posterior, up to a constant."""

    def cost(at: np.ndarray) -> float:
        if not math.log(SPREADS[0]) < at[1] < math.log(SPREADS[1]):
            return 1e12
        found = sample.log_likelihood(family, at) + prior.log_density(at)
        return -found if math.isfinite(found) else 1e12

    return cost


def _lowest(cost: Callable[[np.ndarray], float], begin: np.ndarray, exact: float) -> np.ndarray:
    simplex = begin + np.array([[0, 0], [0.1, 0], [0, 0.1]])
    options = {"xatol": exact, "fatol": exact, "initial_simplex": simplex}
    return np.asarray(minimize(cost, begin, method="Nelder-Mead", options=options).x)  # type: ignore[call-overload]


def _positive(curvature: np.ndarray, prior: Prior) -> np.ndarray:
    """The prior's own curvature where that of the posterior is none, as at a bound."""
    if np.all(np.isfinite(curvature)) and np.all(np.linalg.eigvalsh(curvature) > 0):
        return curvature
    return np.diag([prior.of_median**-2, prior.of_spread**-2])


def _gradient(of: Callable[[np.ndarray], float], at: np.ndarray) -> np.ndarray:
    steps = STEP * np.eye(len(at))
    return np.array([(of(at + step) - of(at - step)) / (2 * STEP) for step in steps])


def _hessian(of: Callable[[np.ndarray], float], at: np.ndarray) -> np.ndarray:
    step = 1e-2  # the cost is a sum over many, so smaller steps drown in rounding
    moves, middle = step * np.eye(2), of(at)
    own = [(of(at + m) - 2 * middle + of(at - m)) / step**2 for m in moves]
    a, b = moves
    both = (of(at + a + b) - of(at + a - b) - of(at - a + b) + of(at - a - b)) / (4 * step**2)
    return np.array([[own[0], both], [both, own[1]]])


def _scores(sample: Sample, prior: Prior) -> dict[str, np.ndarray]:
    """By family: the log score of each observation, predicted from the other folds."""
    order = np.argsort(sample.hours, kind="stable")
    if len(order) > MOST_TO_CHOOSE:
        order = order[np.linspace(0, len(order) - 1, MOST_TO_CHOOSE).astype(int)]
    some = sample.chosen(order)
    fold = np.arange(len(some)) % FOLDS  # each fold has short and long ones alike
    return {name: _score(some, fold, prior, family) for name, family in FAMILIES.items()}


def _score(sample: Sample, fold: np.ndarray, prior: Prior, family: Family) -> np.ndarray:
    begin = _lowest(_cost(sample, prior, family), _begin(sample, prior), 1e-3)
    parts = [_left_out(sample, fold == k, prior, family, begin) for k in range(FOLDS)]
    return np.concatenate(parts)


def _left_out(
    sample: Sample, out: np.ndarray, prior: Prior, family: Family, begin: np.ndarray
) -> np.ndarray:
    at = _lowest(_cost(sample.chosen(~out), prior, family), begin, 2e-3)
    median, spread = np.exp(at)
    left = sample.chosen(out)
    seen = family.log_density(left.hours, median, spread)
    open_ones = family.log_survival(left.hours, median, spread)
    return np.where(left.ended, seen, open_ones)


def _best(scores: dict[str, np.ndarray]) -> str:
    """The lognormal, unless another scores better by more than two standard errors."""
    first, *others = FAMILIES
    if not scores:
        return first
    best = max(others, key=lambda name: float(scores[name].mean()))
    gain = scores[best] - scores[first]
    clear = gain.mean() > 2 * gain.std() / math.sqrt(len(gain))
    return best if clear else first
