"""Changes: how many, in which batches, how long until they are live, how many fail."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from sim.questions.fit.durations import DurationLaw, Prior, fit_law
from sim.questions.fit.mixes import Proportion
from sim.questions.fit.observations import Observations
from sim.questions.fit.sample import Sample

WINDOW_HOURS = 24.0
"""Without a mark or a link, an incident so soon after a release is laid at its door, less those
that so many hours would have brought anyway."""
FEWEST = 10
"""Releases from which quantiles of the lead time are told, …"""
FEWEST_WEEKS = 4
"""… and weeks in which they went live."""
FAILURES = (1.5, 10.5)
"""Prior of the change failure rate: mean 12.5 %, within DORA's range (5 % to 40 %)."""
LEAD = Prior(72.0, 1.2, 1.5, 0.3, "DORA's bands: under a day to six months")


@dataclass(frozen=True)
class Flow:
    """What is known of changes."""

    by_service: dict[str, int]
    """Changes of each service in the period."""
    releases: dict[str, int]
    batch: float
    """Changes in a release, on average."""
    lead: DurationLaw | None
    lead_quantiles: dict[float, tuple[float, float, float]]
    """By share: the observed lead time and its 90 % interval, hours."""
    failures: Proportion | None
    """Share of releases that failed."""
    how: str
    """How a failure was told."""

    @property
    def total(self) -> int:
        """Changes of all services."""
        return sum(self.by_service.values())


def fit_flow(found: Observations) -> Flow | None:
    """The flow of changes; None without a file of changes."""
    if found.changes is None:
        return None
    changes = found.changes
    sizes = changes["batch"].fillna(1) if "batch" in changes else pd.Series(1.0, changes.index)
    services = changes["service"].astype("str")
    releases = _releases(changes, services)
    by_service = sizes.groupby(services).sum()
    counts = releases.groupby("service").size()
    failures, how = _failures(found, changes, releases)
    return Flow(
        {str(k): round(v) for k, v in by_service.items()},
        {str(k): int(v) for k, v in counts.items()},
        max(1.0, float(sizes.sum() / max(1, len(releases)))),
        _lead(changes), _lead_quantiles(changes, len(releases)), failures, how,
    )  # fmt: skip


def _releases(changes: pd.DataFrame, services: pd.Series) -> pd.DataFrame:
    """Each release once: by its id, else by the instant at which its changes went live."""
    by = "release" if "release" in changes and changes["release"].ne("").any() else "live_at"
    table = pd.DataFrame({"service": services, "key": changes[by], "live_at": changes["live_at"]})
    if "failed" in changes:
        table["failed"] = changes["failed"]
        return table.groupby(["service", "key"], as_index=False).agg(
            live_at=("live_at", "min"), failed=("failed", "max")
        )
    return table.drop_duplicates(["service", "key"]).reset_index(drop=True)


def _lead(changes: pd.DataFrame) -> DurationLaw | None:
    hours = _lead_times(changes)["hours"].to_numpy()
    return fit_law(Sample.of(hours), LEAD) if len(hours) else None


def _lead_times(changes: pd.DataFrame) -> pd.DataFrame:
    """``hours`` of each change for which they are known, and the ``week`` in which it went live."""
    if "ready_at" not in changes:
        return pd.DataFrame({"hours": [], "week": []})
    live = changes["live_at"]
    hours = (live - changes["ready_at"]).dt.total_seconds() / 3600
    week = (live - live.min()).dt.days // 7
    return pd.DataFrame({"hours": hours, "week": week}).dropna()


def _lead_quantiles(
    changes: pd.DataFrame, releases: int
) -> dict[float, tuple[float, float, float]]:
    """Observed quantiles with intervals, whatever the law.

    Changes of one release wait together, and so do those that a weekend or a board holds up, but
    one week is much like another: so weeks are what is drawn, and how the share below a quantile
    varies between them tells its interval (Woodruff 1952).
    """
    table = _lead_times(changes)
    hours, weeks = table["hours"].to_numpy(), table["week"].nunique()
    if min(len(hours), releases) < FEWEST or weeks < FEWEST_WEEKS:
        return {}
    found = {}
    for share in (0.5, 0.9):
        middle = float(np.quantile(hours, share))
        away = ((hours <= middle) - share) / len(hours)
        by_week = np.bincount(table["week"].astype(int), away)
        error = math.sqrt(float(by_week @ by_week) * weeks / (weeks - 1))
        half = float(stats.t.ppf(0.95, weeks - 1)) * error
        low, high = np.quantile(hours, np.clip([share - half, share + half], 0.0, 1.0))
        found[share] = (middle, float(low), float(high))
    return found


def _failures(
    found: Observations, changes: pd.DataFrame, releases: pd.DataFrame
) -> tuple[Proportion | None, str]:
    if "failed" in releases and releases["failed"].notna().any():
        known = releases["failed"].dropna()
        return Proportion(known.sum(), len(known), FAILURES, "marked"), "marked in the file"
    incidents = found.incidents
    if "change" in incidents and "id" in changes:
        linked = set(incidents["change"]) & set(changes["id"]) - {""}
        if linked:
            n = len(releases)
            return Proportion(min(n, len(linked)), n, FAILURES, "linked"), "linked by incidents"
    return _by_window(found, releases)


def _by_window(found: Observations, releases: pd.DataFrame) -> tuple[Proportion | None, str]:
    """Releases with an incident of their service soon after, less what chance brings."""
    opened = found.incidents.groupby(found.incidents["service"].astype("str"), observed=True)
    hits, expected = 0, 0.0
    for service, ours in releases.groupby("service"):
        if service not in opened.groups:
            continue
        at = np.sort(opened.get_group(service)["opened_at"].astype("int64").to_numpy()) / 3.6e9
        live = ours["live_at"].astype("int64").to_numpy() / 3.6e9
        first = np.searchsorted(at, live)
        soon = np.searchsorted(at, live + WINDOW_HOURS) > first
        hits += int(soon.sum())
        expected += len(live) * -np.expm1(-len(at) / found.hours * WINDOW_HOURS)
    n = len(releases)
    excess = max(0.0, hits - expected)
    how = (
        f"told by incidents within {WINDOW_HOURS:.0f} h after a release ({hits}), less those that "
        f"chance brings ({expected:.1f})"
    )
    return Proportion(excess, n, FAILURES, "window"), how


def rate_interval(count: float, level: float = 0.9) -> tuple[float, float]:
    """Bounds of the mean of a Poisson count, exact (Garwood)."""
    low = stats.chi2.ppf(0.5 - level / 2, 2 * count) / 2 if count else 0.0
    return float(low), float(stats.chi2.ppf(0.5 + level / 2, 2 * count + 2) / 2)
