"""How often: a rate for each service and how months clump, from counts by service and month.

A count is Poisson at the service's rate times the month's factor, a gamma of mean 1 and squared
coefficient of variation ``c`` of its own for each service and month. Rate and ``c`` are integrated
on a grid, so few observations give wide intervals and no zero. The prior of a rate is lognormal
around that of all services together; that of ``c`` around the default.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import special

from sim.ground.rng import stream
from sim.ground.units import HOURS_PER
from sim.questions.fit.observations import HOUR

DEFAULT_RATE = 3.0 / HOURS_PER["y"]
"""Incidents of a service an hour, where nothing else is known: that of the shipped scenarios."""
WEIGHT_OF_DEFAULT = 1.0
"""Incidents that the default is worth in the mean over services."""
SPREAD_OF_RATES = 1.2
"""Standard deviation of the logarithm of rates between services, before the data."""
DEFAULT_CLUMPING = 0.17
SPREAD_OF_CLUMPING = 1.5
CLUMPINGS = np.geomspace(0.003, 8.0, 33)
LOG_AWAY = np.linspace(-4.5, 4.5, 181)
"""Grid of log rates around that of all services."""
MOST_FOR_CLUMPING = 150
"""Services from which ``c`` is found: those with most incidents."""
DRAWS = 400


@dataclass(frozen=True)
class Months:
    """Counts by service and month; ``hours`` is how much of each month is inside the period."""

    services: tuple[str, ...]
    hours: np.ndarray
    """Shape (months,)."""
    counts: np.ndarray
    """Shape (services, months)."""
    starts: tuple[pd.Timestamp, ...] = ()


def month_counts(
    opened: pd.Series, service: pd.Series, services: Sequence[str], begins: pd.Timestamp,
    ends: pd.Timestamp,
) -> Months:  # fmt: skip
    """Counts by calendar month in UTC, the first and last one as far as they are inside."""
    edges = month_edges(begins, ends)
    hours = np.array([(b - a) / HOUR for a, b in pairwise(edges)])
    month = np.searchsorted(_plain(pd.Series(edges[1:])), _plain(opened), "right")
    place = {name: row for row, name in enumerate(services)}
    row = service.astype("str").map(place).to_numpy()
    counts = np.zeros((len(services), len(hours)))
    inside = month < len(hours)
    np.add.at(counts, (row[inside].astype(int), month[inside]), 1)
    return Months(tuple(services), hours, counts, tuple(edges[:-1]))


def month_edges(begins: pd.Timestamp, ends: pd.Timestamp) -> list[pd.Timestamp]:
    """The period cut at the beginnings of months."""
    first = (begins + pd.offsets.MonthBegin(1)).floor("D")
    inner = pd.date_range(first, ends, freq="MS", inclusive="left")
    return [begins, *(edge for edge in inner if edge > begins), ends]


def _plain(instants: pd.Series) -> np.ndarray:
    return np.asarray(
        instants.dt.tz_convert("UTC").dt.tz_localize(None).dt.as_unit("us").to_numpy()
    )


@dataclass(frozen=True)
class Rates:
    """What the counts say: by service a rate, and how months clump."""

    months: Months
    pooled: float
    """Rate of all services together over their number, an hour."""
    weights: np.ndarray
    """Posterior of ``c`` on its grid."""
    by_service: np.ndarray
    """Posterior of each rate on the grid of log rates, given ``c``; shape (services, c, rates)."""

    @property
    def grid(self) -> np.ndarray:
        """Rates an hour."""
        return np.asarray(self.pooled * np.exp(LOG_AWAY))

    @cached_property
    def _marginal(self) -> np.ndarray:
        found = np.einsum("c,scr->sr", self.weights, self.by_service)
        return np.asarray(found / found.sum(axis=1, keepdims=True))

    @property
    def mean(self) -> np.ndarray:
        """Rate an hour of each service; shape (services,)."""
        return np.asarray(self._marginal @ self.grid)

    def interval(self, level: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of each rate, an hour."""
        low, high = (_quantiles(self._marginal, q, LOG_AWAY) for q in _tails(level))
        return self.pooled * np.exp(low), self.pooled * np.exp(high)

    @property
    def clumping(self) -> float:
        """Posterior mean of ``c``'s logarithm, back."""
        return float(np.exp(self.weights @ np.log(CLUMPINGS)))

    def clumping_interval(self, level: float = 0.9) -> tuple[float, float]:
        """Bounds of ``c``."""
        logs = np.log(CLUMPINGS)
        low, high = (_quantiles(self.weights[None, :], q, logs)[0] for q in _tails(level))
        return float(np.exp(low)), float(np.exp(high))

    @cached_property
    def draws(self) -> tuple[np.ndarray, np.ndarray]:
        """Clumpings (draws,) and rates an hour (draws, services), jointly."""
        draws = stream(0, 0, "fit", "rates")
        which = _pick(np.cumsum(self.weights)[None, :], draws.random((1, DRAWS)))[0]
        by_c = np.cumsum(self.by_service, axis=2)
        rates = np.stack([
            self.grid[_pick(by_c[:, c, :], draws.random((len(self.months.services), 1)))[:, 0]]
            for c in which
        ])  # fmt: skip
        return CLUMPINGS[which], rates


def _tails(level: float) -> tuple[float, float]:
    return 0.5 - level / 2, 0.5 + level / 2


def _quantiles(weights: np.ndarray, share: float, grid: np.ndarray) -> np.ndarray:
    """Quantile of each row's law on a grid, interpolated; shape (rows,)."""
    below = np.cumsum(weights, axis=1) - 0.5 * weights
    return np.array([np.interp(share, row / total, grid) for row, total in
                     zip(below, weights.sum(axis=1), strict=True)])  # fmt: skip


def _pick(cumulated: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Index into each row that each uniform falls on; shapes (rows, grid), (rows, draws)."""
    scaled = u * cumulated[:, -1:]
    return np.array([np.searchsorted(row, one) for row, one in zip(cumulated, scaled, strict=True)])


def fit_rates(months: Months) -> Rates:
    """Rates and clumping from counts."""
    services = len(months.services)
    total, exposure = months.counts.sum(), months.hours.sum() * services
    pooled = (total + WEIGHT_OF_DEFAULT) / (exposure + WEIGHT_OF_DEFAULT / DEFAULT_RATE)
    logs = np.stack([_log_posterior(months, c, pooled) for c in CLUMPINGS], axis=1)
    top = logs.max(axis=2, keepdims=True)
    by_service = np.exp(logs - top)
    evidence = np.log(by_service.sum(axis=2)) + top[:, :, 0]
    chosen = np.argsort(-months.counts.sum(axis=1), kind="stable")[:MOST_FOR_CLUMPING]
    away = (np.log(CLUMPINGS) - np.log(DEFAULT_CLUMPING)) / SPREAD_OF_CLUMPING
    of_c = evidence[chosen].sum(axis=0) - 0.5 * away**2
    weights = np.exp(of_c - of_c.max())
    by_service /= by_service.sum(axis=2, keepdims=True)
    return Rates(months, pooled, weights / weights.sum(), by_service)


def _log_posterior(months: Months, clumping: float, pooled: float) -> np.ndarray:
    """Of each service's rate on the grid, given ``c``; shape (services, rates)."""
    expected = months.hours[:, None] * pooled * np.exp(LOG_AWAY)[None, :]  # (months, rates)
    size = 1 / clumping  # the gamma of a month's factor
    base = size * np.log(size) - size * np.log(size + expected)  # (months, rates)
    slope = np.log(expected) - np.log(size + expected)
    n = months.counts
    constant = (special.gammaln(n + size) - special.gammaln(size) - special.gammaln(n + 1)).sum(1)
    found = base.sum(axis=0)[None, :] + n @ slope + constant[:, None]
    return np.asarray(found - 0.5 * (LOG_AWAY / SPREAD_OF_RATES) ** 2)


def dispersion(months: Months) -> float:
    """Variance over mean of counts by service and month, pooled over services; NaN if unknown."""
    n, share = months.counts, months.hours / months.hours.sum()
    expected = n.sum(axis=1, keepdims=True) * share
    freedom = (len(months.hours) - 1) * (n.sum(axis=1) > 0).sum()
    if freedom < 1:
        return float("nan")
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(expected > 0, (n - expected) ** 2 / expected, 0.0)
    return float(terms.sum() / freedom)
