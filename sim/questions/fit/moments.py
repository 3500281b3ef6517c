"""Numbers by which a past is told from another: counts, clumps, times to restore, releases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sim.documents.organisation import Calendar
from sim.ground.units import HOURS_PER, parse_share
from sim.questions.fit.counts import dispersion, month_counts
from sim.questions.fit.mixes import SHARES
from sim.questions.fit.observations import Observations
from sim.questions.fit.sample import Sample, observed_quantiles

FEWEST = 10
"""Durations from which a quantile is told."""
MAJOR = 0.2
"""Share of requests hit from which an incident counts as severe."""


@dataclass(frozen=True)
class Moment:
    """A number of a past."""

    name: str
    label: str
    unit: str
    value: float
    """NaN where there is too little to measure, infinite a time that most don't end in."""
    logarithmic: bool = True
    """Whether distances are told as factors."""


def moments_of(found: Observations, services: list[str], calendar: Calendar) -> list[Moment]:
    """Everything that is compared between an observed and a simulated past."""
    return [
        *_counts(found, services), *_restoring(found, calendar), *_paging(found, calendar),
        *_releasing(found),
    ]  # fmt: skip


def _counts(found: Observations, services: list[str]) -> Iterator[Moment]:
    table = found.incidents
    months = month_counts(table["opened_at"], table["service"], services, found.begins, found.ends)
    by_month = months.counts.sum(axis=0) / months.hours * HOURS_PER["month"]
    whole = by_month[months.hours > HOURS_PER["month"] / 2]
    yield Moment("incidents", "Incidents", "", float(len(table)))
    if len(whole) >= 3:
        yield Moment("busiest_month", "Incidents in the busiest month", "", float(whole.max()))
        yield Moment("dispersion", "Monthly counts, variance over mean", "", dispersion(months))


def _restoring(found: Observations, calendar: Calendar) -> Iterator[Moment]:
    yield from _quantiles("restore", "Time to restore", found)
    if found.anchored:
        out = found.out_of_hours(calendar)
        for name, label, which in (("in_hours", "in hours", ~out), ("off", "out of hours", out)):
            yield from _quantiles(
                f"restore_{name}", f"Time to restore, {label}", _some(found, which)
            )
    if "severity" in found.incidents:
        severe = severe_ones(found)
        for name, label, which in (
            ("severe", "severe", severe == 1),
            ("mild", "others", severe == 0),
        ):
            yield from _quantiles(
                f"restore_{name}", f"Time to restore, {label}", _some(found, which)
            )


def _some(found: Observations, which: np.ndarray) -> Observations:
    return replace(found, incidents=found.incidents[which].reset_index(drop=True))


def _quantiles(name: str, label: str, found: Observations) -> Iterator[Moment]:
    sample = Sample.of(*found.restore_hours())
    shares = np.array([0.5, 0.9])
    ended = np.nan_to_num(observed_quantiles(sample, shares), nan=np.inf)
    values = ended if len(sample) >= FEWEST else shares * np.nan
    for share, value in zip(("median", "p90"), values, strict=True):
        yield Moment(f"{name}_{share}", f"{label}, {share}", "h", float(value))


def severe_ones(found: Observations) -> np.ndarray:
    """1 severe, 0 not, NaN unknown; shape (incidents,)."""
    said = found.incidents["severity"].astype("str").str.replace(",", ".", regex=False)
    number = pd.to_numeric(said, errors="coerce")
    if number.notna().any() and number.max() <= 1 and number[number > 0].lt(1).any():
        return np.where(number.notna(), (number >= MAJOR).astype(float), np.nan)
    words = {w: parse_share(share) for share, words in SHARES.items() for w in words}
    words |= {word.lower(): share for word, share in found.severities.items()}
    shares = said.str.lower().map(words).to_numpy(dtype=float)
    return np.where(np.isfinite(shares), (shares >= MAJOR).astype(float), np.nan)


def _paging(found: Observations, calendar: Calendar) -> Iterator[Moment]:
    if found.anchored:
        out = found.out_of_hours(calendar).sum() / found.hours * HOURS_PER["month"]
        yield Moment("pages_off", "Incidents out of hours a month", "1/month", float(out))
    if found.responders:
        each = len(found.incidents) / found.responders / found.hours * HOURS_PER["month"]
        yield Moment("pages_a_person", "Incidents a person a month", "1/month", each)
    if "acknowledged_at" in found.incidents:
        table = found.incidents
        hours = (table["acknowledged_at"] - table["opened_at"]).dt.total_seconds() / 3600
        yield Moment("acknowledge", "Time to acknowledge, median", "h", float(hours.median()))


def _releasing(found: Observations) -> Iterator[Moment]:
    changes = found.changes
    if changes is None or not len(changes):
        return
    releases = changes.drop_duplicates(["service", "live_at"])
    a_year = len(releases) / found.years
    yield Moment("releases", "Releases a year, all services", "1/y", a_year)
    yield Moment("changes", "Changes a year, all services", "1/y", len(changes) / found.years)
    if "ready_at" in changes:
        lead = (changes["live_at"] - changes["ready_at"]).dt.total_seconds() / 3600
        yield Moment("lead", "Lead time, median", "h", float(lead.median()))
        yield Moment("lead_p90", "Lead time, p90", "h", float(lead.quantile(0.9)))
    if "failed" in changes and changes["failed"].notna().any():
        share = float(releases["failed"].mean())
        yield Moment("failures", "Change failure rate", "share", share)
