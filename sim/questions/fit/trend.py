"""How incidents grow with traffic: to a power of it, from counts by service and month.

A count is Poisson at the service's rate times the month's traffic (relative to the first month's)
to a power, times a gamma of mean 1. Power and clumping are integrated on a grid, so few
observations give wide intervals; given both, a service's rate is that which brings its total. So
what told services of much and little traffic apart tells nothing: only the course over time does.
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
    DRAWS,
    MOST_FOR_CLUMPING,
    SPREAD_OF_CLUMPING,
    Months,
)
from sim.questions.fit.traffic import by_month

POWERS = np.linspace(0.0, 2.0, 41)
SPREAD_OF_POWER = 0.3
"""Standard deviation of the prior, so that it has nine tenths between 0 and 1, the assumed range of
A-traffic-exponent, around its default."""


@dataclass(frozen=True)
class Trend:
    """What the counts and the traffic say together."""

    months: Months
    traffic: np.ndarray
    """Requests a second; shape (services, months); NaN: of a service that the file doesn't have."""
    weights: np.ndarray
    """Posterior on the grid of powers and clumpings."""

    @property
    def n(self) -> int:
        """Incidents of services whose traffic is known."""
        return int(self.months.counts[self.known].sum())

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

    def over_start(self, powers: np.ndarray) -> np.ndarray:
        """A service's rate on average over the period, times that at its first traffic, for each
        power; shape (powers, services)."""
        relative = np.where(self.known[:, None], self.traffic / self.traffic[:, :1], 1.0)
        share = self.months.hours / self.months.hours.sum()
        return np.asarray(relative[None, :, :] ** powers[:, None, None] @ share)

    def courses(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Services whose traffic is known, each with its traffic as a scenario writes it: steps
        from month to month."""
        begins = np.cumsum(self.months.hours)
        for service, known, rates in zip(
            self.months.services, self.known, self.traffic, strict=True
        ):
            if not known:
                continue
            times = rates[1:] / rates[0]
            steps = [[f"{at:g} h", float(f"{x:.4g}")] for at, x in zip(begins, times, strict=False)]
            growth = {"growth": {"kind": "steps", "steps": steps}} if steps else {}
            yield service, {"start": f"{rates[0]:.4g}/s", **growth}


def fit_trend(months: Months, table: pd.DataFrame, ends: pd.Timestamp) -> Trend:
    """The trend of counts with the traffic of a file."""
    traffic = by_month(table, months, ends)
    known = np.flatnonzero(np.isfinite(traffic).all(axis=1))
    most = known[np.argsort(-months.counts[known].sum(axis=1), kind="stable")][:MOST_FOR_CLUMPING]
    counts, relative = months.counts[most], traffic[most] / traffic[most][:, :1]
    default = float(Nature.model_validate({}).background_with_traffic)
    logs = np.stack(
        [_log_likelihood(counts, months.hours * relative**power) for power in POWERS]
    ) + _combinations(counts)
    logs -= 0.5 * ((POWERS[:, None] - default) / SPREAD_OF_POWER) ** 2
    logs -= 0.5 * (np.log(CLUMPINGS / DEFAULT_CLUMPING)[None, :] / SPREAD_OF_CLUMPING) ** 2
    weights = np.exp(logs - logs.max())
    return Trend(months, traffic, weights / weights.sum())


def _log_likelihood(counts: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """Of counts, negative binomial, each service at the rate that brings its total, less what only
    clumping tells; shape (clumpings,)."""
    total = counts.sum(axis=1, keepdims=True)
    expected = np.maximum(total, 0.5) * exposure / exposure.sum(axis=1, keepdims=True)
    size = (1 / CLUMPINGS)[:, None, None]
    both = np.log(size + expected)
    found = size * (np.log(size) - both) + counts * (np.log(expected) - both)
    return np.asarray(found.sum(axis=(1, 2)))


def _combinations(counts: np.ndarray) -> np.ndarray:
    """What clumping alone tells of the likelihood; shape (clumpings,)."""
    size = (1 / CLUMPINGS)[:, None, None]
    return np.asarray((special.gammaln(counts + size) - special.gammaln(size)).sum(axis=(1, 2)))
