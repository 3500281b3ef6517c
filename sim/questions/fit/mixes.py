"""Shares: severities and their impact, causes, failed changes; each with a prior worth few rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from sim.documents.nature import IMPACTS
from sim.ground.rng import stream
from sim.ground.units import parse_share

DRAWS = 400
WORTH = 3.0
"""Observations that the prior of a mix is worth."""

SHARES: Mapping[str, tuple[str, ...]] = {
    "100%": (
        "critical", "sev0", "sev1", "sev 1", "p1", "1", "highest", "blocker", "1 - critical",
        "1 - high", "outage", "severity::1", "severity1", "fatal",
    ),
    "30%": (
        "high", "major", "sev2", "sev 2", "p2", "2", "2 - high", "2 - medium", "error",
        "severity::2", "severity2", "partial",
    ),
    "5%": (
        "medium", "moderate", "minor", "low", "lowest", "none", "sev3", "sev4", "sev5", "p3", "p4",
        "p5", "3", "4", "5", "3 - moderate", "3 - low", "4 - low", "5 - planning", "warning",
        "info", "trivial", "severity::3", "severity::4", "unknown",
    ),
}  # fmt: skip
"""Words of tools for severity, by the share of requests that such an incident is taken to hit.

The three shares are those of the default mix; which word means which is ours to guess, and a
mapping file says otherwise (``severities``)."""

EDGES = (0.0, 0.15, 0.6, 1.0 + 1e-9)
"""Where shares that are measured are put into three classes."""


@dataclass(frozen=True)
class Mix:
    """Classes with counts, and the share of each with its interval."""

    classes: tuple[float, ...]
    """Share of requests that fails in each class."""
    counts: np.ndarray
    prior: np.ndarray
    """What the prior is worth, in observations of each class."""
    unknown: dict[str, int]
    """Words that say nothing to us."""
    measured: bool
    """Whether the shares of requests are from the data."""

    @property
    def n(self) -> int:
        """Observations."""
        return int(self.counts.sum())

    @property
    def shares(self) -> np.ndarray:
        """Of each class."""
        weights = self.counts + self.prior
        return np.asarray(weights / weights.sum())

    def interval(self, level: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
        """Of each class's share, from a Dirichlet posterior."""
        a = self.counts + self.prior
        low, high = (stats.beta.ppf(q, a, a.sum() - a) for q in (0.5 - level / 2, 0.5 + level / 2))
        return np.asarray(low), np.asarray(high)


def impact_mix(severity: pd.Series, own: Mapping[str, float]) -> Mix:
    """Classes of impact from a column of severities, words or shares of requests."""
    number = pd.to_numeric(severity.str.replace(",", ".", regex=False), errors="coerce")
    if number.notna().any() and number.max() <= 1 and number[number > 0].lt(1).any():
        return _measured(number.dropna().to_numpy())
    known = {word: parse_share(share) for share, words in SHARES.items() for word in words}
    known |= {word.lower(): share for word, share in own.items()}
    said = severity[severity.ne("")]
    shares = _shares(said, known)
    unknown = said[shares.isna()].value_counts().to_dict()
    classes = tuple(sorted({parse_share(i["share"]) for i in IMPACTS} | set(own.values())))
    counts = np.array([(shares == one).sum() for one in classes], dtype=float)
    return Mix(
        classes, counts, _prior(classes), {str(w): int(n) for w, n in unknown.items()}, False
    )


def _shares(said: pd.Series, known: Mapping[str, float]) -> pd.Series:
    """By the whole word, else by one of several (labels) that is known."""
    by_word = {}
    for word in said.unique():
        parts = [word.lower(), *(part.strip() for part in word.lower().split(";"))]
        by_word[word] = next((known[part] for part in parts if part in known), np.nan)
    return said.map(by_word).astype(float)


def _prior(classes: Sequence[float]) -> np.ndarray:
    """The default mix, on these classes by nearest share."""
    found = np.zeros(len(classes))
    weights = [float(str(i["weight"])) for i in IMPACTS]
    for weight, impact in zip(weights, IMPACTS, strict=True):
        away = [abs(one - parse_share(impact["share"])) for one in classes]
        found[int(np.argmin(away))] += WORTH * weight / sum(weights)
    return found


def _measured(shares: np.ndarray) -> Mix:
    """Three classes of measured shares, each with its mean; one without any at its default."""
    defaults = [parse_share(i["share"]) for i in IMPACTS]
    counts, means = [], []
    for low, high, default in zip(EDGES[:-1], EDGES[1:], defaults, strict=True):
        inside = shares[(shares >= low) & (shares < high)]
        counts.append(float(len(inside)))
        means.append(float(inside.mean()) if len(inside) and inside.mean() > 0 else default)
    return Mix(tuple(means), np.array(counts), _prior(defaults), {}, True)


@dataclass(frozen=True)
class Proportion:
    """A share of things, with a beta prior."""

    hits: float
    n: float
    prior: tuple[float, float]
    """Hits and misses that the prior is worth."""
    source: str

    @property
    def mean(self) -> float:
        """Posterior mean."""
        a, b = self._beta
        return a / (a + b)

    @property
    def _beta(self) -> tuple[float, float]:
        return self.hits + self.prior[0], self.n - self.hits + self.prior[1]

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        """Of the share."""
        a, b = self._beta
        low, high = (float(stats.beta.ppf(q, a, b)) for q in (0.5 - level / 2, 0.5 + level / 2))
        return low, high

    def draws(self, name: str) -> np.ndarray:
        """Shares as uncertain as they are; shape (draws,)."""
        return np.asarray(stats.beta.ppf(stream(0, 0, "fit", name).random(DRAWS), *self._beta))
