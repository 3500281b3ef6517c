"""Observed durations, some of which have not ended, and their quantiles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from sim.questions.fit.families import Family

LEAST_HOURS = 30 / 3600
"""What is shorter is taken for this: tools count in minutes."""


@dataclass(frozen=True)
class Sample:
    """Durations; those that have not ended are at least so long."""

    hours: np.ndarray
    ended: np.ndarray

    @classmethod
    def of(cls, hours: np.ndarray, ended: np.ndarray | None = None) -> Sample:
        """Without what is no number, and with nothing shorter than what a tool can tell."""
        hours = np.asarray(hours, dtype=float)
        done = np.ones(len(hours), dtype=bool) if ended is None else np.asarray(ended, dtype=bool)
        fine = np.isfinite(hours)
        return cls(np.maximum(hours[fine], LEAST_HOURS), done[fine])

    def __len__(self) -> int:
        return len(self.hours)

    def capped(self, share: float) -> Sample:
        """The longest of them, one at least, known only to be longer than all others."""
        longest = max(1, round(share * len(self)))
        if longest >= len(self):
            return self
        cap = np.sort(self.hours)[-longest - 1]
        order = np.argsort(self.hours, kind="stable")[-longest:]
        ended = self.ended.copy()
        ended[order] = False
        return Sample(np.minimum(self.hours, cap), ended)

    def chosen(self, which: np.ndarray) -> Sample:
        """Some of them."""
        return Sample(self.hours[which], self.ended[which])

    def log_likelihood(self, family: Family, at: np.ndarray) -> float:
        """At (log median, log spread)."""
        median, spread = np.exp(at)
        seen = family.log_density(self.hours[self.ended], median, spread).sum()
        left = self.hours[~self.ended]
        return float(seen + (family.log_survival(left, median, spread).sum() if len(left) else 0))


def observed_quantiles(sample: Sample, shares: np.ndarray) -> np.ndarray:
    """Quantiles by Kaplan and Meier, NaN beyond what was seen to end; shape of ``shares``."""
    if not sample.ended.any():
        return np.full(len(shares), np.nan)
    data = stats.CensoredData(
        uncensored=sample.hours[sample.ended], right=sample.hours[~sample.ended]
    )
    found = stats.ecdf(data).cdf
    place = np.searchsorted(found.probabilities, shares - 1e-12)
    inside = place < len(found.quantiles)
    return np.where(inside, found.quantiles[np.minimum(place, len(found.quantiles) - 1)], np.nan)
