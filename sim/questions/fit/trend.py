"""How incidents grow with traffic: to a power of it, from counts by service and month.

A count is Poisson at the service's rate times the month's traffic (relative to the first month's)
to a power, times a gamma of mean 1. Power and clumping are integrated on a grid, so few
observations give wide intervals; each service's rate is integrated at each of its points (Laplace),
around that of all services together. What told services of much and little traffic apart tells
nothing: only the course over time does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from sim.documents.nature import Nature
from sim.ground.rng import stream
from sim.questions.fit.counts import (
    CLUMPINGS,
    DEFAULT_CLUMPING,
    DEFAULT_RATE,
    DRAWS,
    MOST_FOR_CLUMPING,
    SPREAD_OF_CLUMPING,
    SPREAD_OF_RATES,
    WEIGHT_OF_DEFAULT,
    Months,
    month_edges,
)
from sim.questions.fit.observations import HOUR
from sim.questions.fit.traffic import by_month, told_until

POWERS = np.linspace(0.0, 2.0, 41)
SPREAD_OF_POWER = 0.3
"""Standard deviation of the prior, so that it has nine tenths between 0 and 1, the assumed range of
A-traffic-exponent, around its default."""
NEWTON = 4
"""Steps to the likeliest rate; the third is already exact to a thousandth."""


@dataclass(frozen=True)
class Trend:
    """What the counts and the traffic say together."""

    months: Months
    begins: np.ndarray
    """When the months of ``course`` begin, hours: those of the counts, and what the file tells of
    later ones."""
    course: np.ndarray
    """Requests a second; shape (services, months); NaN: of a service that the file doesn't have."""
    weights: np.ndarray
    """Posterior on the grid of powers and clumpings."""

    @property
    def n(self) -> int:
        """Incidents of services whose traffic is known."""
        return int(self.months.counts[self.known].sum())

    @property
    def traffic(self) -> np.ndarray:
        """Requests a second in the months that have counts; shape (services, months)."""
        return self.course[:, : len(self.months.hours)]

    @property
    def known(self) -> np.ndarray:
        """Whether each service's traffic is; shape (services,)."""
        return np.asarray(np.isfinite(self.traffic).all(axis=1))

    @property
    def power(self) -> float:
        """Posterior mean."""
        return float(self.weights.sum(axis=1) @ POWERS)

    @property
    def clumping(self) -> float:
        """Of months, once traffic is taken out: posterior mean of the logarithm, back."""
        return float(np.exp(self.weights.sum(axis=0) @ np.log(CLUMPINGS)))

    @cached_property
    def draws(self) -> tuple[np.ndarray, np.ndarray]:
        """Powers and clumpings, jointly; shapes (draws,)."""
        draws = stream(0, 0, "fit", "trend").random((DRAWS, 2))
        which = np.searchsorted(np.cumsum(self.weights.ravel()), draws[:, 0] * (1 - 1e-12))
        at, c = np.unravel_index(which, self.weights.shape)
        step = POWERS[1] - POWERS[0]
        powers = np.clip(POWERS[at] + step * (draws[:, 1] - 0.5), POWERS[0], POWERS[-1])
        return powers, CLUMPINGS[c]

    @cached_property
    def rates(self) -> np.ndarray:
        """Rates an hour at the first traffic, jointly with ``draws``; shape (draws, services)."""
        away = stream(0, 0, "fit", "trend rates").standard_normal((DRAWS, len(self.traffic)))
        found = []
        for power, clumping, one in zip(*self.draws, away, strict=True):
            log, spread, _ = _rates_at(self.months.counts, self._exposure(power), 1 / clumping)
            found.append(np.exp(log + spread * one))
        return np.array(found)

    @cached_property
    def rate(self) -> np.ndarray:
        """Rates an hour at the first traffic that bring, with ``power``, the mean count of each;
        shape (services,)."""
        over = np.array([self.over_start(power) for power in self.draws[0]])
        return np.asarray((self.rates * over).mean(axis=0) / self.over_start(self.power))

    def over_start(self, power: float) -> np.ndarray:
        """A service's rate on average over the period, times that at its first traffic; shape
        (services,)."""
        return np.asarray(self._exposure(power).sum(axis=1) / self.months.hours.sum())

    def _exposure(self, power: float) -> np.ndarray:
        relative = np.where(self.known[:, None], self.traffic / self.traffic[:, :1], 1.0)
        return np.asarray(self.months.hours * relative**power)

    def courses(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Services whose traffic is known, each with its traffic as a scenario writes it: steps
        from month to month."""
        for service, known, rates in zip(
            self.months.services, self.known, self.course, strict=True
        ):
            if not known:
                continue
            times = zip(self.begins[1:], rates[1:] / rates[0], strict=True)
            steps = [[f"{at:g} h", float(f"{x:.4g}")] for at, x in times]
            growth = {"growth": {"kind": "steps", "steps": steps}} if steps else {}
            yield service, {"start": f"{rates[0]:.4g}/s", **growth}


def fit_trend(months: Months, table: pd.DataFrame, ends: pd.Timestamp) -> Trend:
    """The trend of counts with the traffic of a file."""
    last = told_until(table)
    later = month_edges(ends, last) if last > ends else [ends]
    edges = [*months.starts, *later]
    course = by_month(table, months.services, edges)
    traffic = course[:, : len(months.hours)]
    known = np.flatnonzero(np.isfinite(traffic).all(axis=1))
    most = known[np.argsort(-months.counts[known].sum(axis=1), kind="stable")][:MOST_FOR_CLUMPING]
    counts, relative = months.counts[most], traffic[most] / traffic[most][:, :1]
    default, size = float(Nature.model_validate({}).background_with_traffic), 1 / CLUMPINGS
    logs = np.stack([
        _rates_at(counts, months.hours * relative**power, size[:, None])[2].sum(axis=-1)
        for power in POWERS
    ])  # fmt: skip
    logs -= 0.5 * ((POWERS[:, None] - default) / SPREAD_OF_POWER) ** 2
    logs -= 0.5 * (np.log(CLUMPINGS / DEFAULT_CLUMPING)[None, :] / SPREAD_OF_CLUMPING) ** 2
    weights = np.exp(logs - logs.max())
    begins = np.array([(at - edges[0]) / HOUR for at in edges[:-1]])
    return Trend(months, begins, course, weights / weights.sum())


def _rates_at(
    counts: np.ndarray, exposure: np.ndarray, size: float | np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log of each service's rate, its spread, and the log of what the counts are worth as evidence.

    Counts are negative binomial of ``size`` (one over clumping), shape (..., 1); ``counts`` and
    ``exposure`` in hours are of shape (services, months), what is found of (..., services).
    """
    size = np.asarray(size)[..., None]
    total, hours = counts.sum(), exposure.sum()
    centre = np.log((total + WEIGHT_OF_DEFAULT) / (hours + WEIGHT_OF_DEFAULT / DEFAULT_RATE))
    log = np.log((counts.sum(axis=1) + 0.5) / exposure.sum(axis=1)) + 0 * size[..., 0]
    for _ in range(NEWTON):
        slope, curve = _slope(counts, exposure * np.exp(log)[..., None], size)
        slope, curve = slope - (log - centre) / SPREAD_OF_RATES**2, curve + SPREAD_OF_RATES**-2
        log = log + np.clip(slope / curve, -1.0, 1.0)
    expected = exposure * np.exp(log)[..., None]
    both = np.log(size + expected)
    terms = size * (np.log(size) - both) + counts * (np.log(expected) - both)
    terms += special.gammaln(counts + size) - special.gammaln(size)
    evidence = terms.sum(axis=-1) - 0.5 * ((log - centre) / SPREAD_OF_RATES) ** 2
    curve = _slope(counts, expected, size)[1] + SPREAD_OF_RATES**-2
    return log, curve**-0.5, evidence - 0.5 * np.log(curve)


def _slope(
    counts: np.ndarray, expected: np.ndarray, size: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Slope of the log likelihood in the log of each rate, and its curvature turned round."""
    pull = (counts + size) * expected / (size + expected)
    return (counts - pull).sum(axis=-1), (pull * size / (size + expected)).sum(axis=-1)
