"""What the observations say of each thing that a scenario asks for, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.documents.errors import InputError, Problem
from sim.documents.organisation import Calendar
from sim.questions.fit.common import Common, alone, common_causes
from sim.questions.fit.counts import Months, Rates, fit_rates, month_counts
from sim.questions.fit.durations import DurationLaw, Prior, fit_law
from sim.questions.fit.flow import Flow, fit_flow
from sim.questions.fit.mixes import Mix, Proportion, impact_mix
from sim.questions.fit.observations import Observations
from sim.questions.fit.sample import Sample
from sim.questions.fit.trend import Trend, fit_trend

PRIORS = {
    "restore": Prior(1.25, 1.125, 1.0, 0.25, "GitHub status 2022-26: medians 52 to 170 min"),
    "acknowledge": Prior(5 / 60, 0.8, 1.0, 0.3, "PagerDuty, SRE book, playbook: 4 to 30 min"),
    "acknowledge_out_of_hours": Prior(5 / 60, 0.8, 1.0, 0.3, "as in working hours"),
    "diagnose": Prior(28 / 60, 1.23, 0.8, 0.25, "status pages, n = 123"),
    "fix": Prior(28 / 60, 1.45, 0.8, 0.25, "status pages, n = 130"),
}
"""What was published of durations (docs/model.md), as wide as sources differ."""
FROM_CHANGES = (2.8, 1.2)
"""Prior of the share of incidents that changes cause: mean 70 %, 40 % to 80 % published."""
HANDED_OVER = (0.88, 1.12)
"""Prior of the share handed over at least once: mean 44 %, 4 % to 92 % published."""
REOPENED = (0.1, 4.9)
FOREVER = pd.Timestamp("2200-01-01", tz="UTC").as_unit("us")
ENOUGH = 20
"""Observations on each side from which hours are told apart."""
WAITED = 0.05
"""Share of answers, the slowest, that are taken to be at least so slow and no more: some of them
waited for somebody who was busy with a release or a repair, which no export of incidents tells."""
ANSWERS = ("acknowledge", "acknowledge_out_of_hours")
CHANGE_WORDS = ("change", "deploy", "release", "rollout", "config")
REPAIR_WORDS = ("repair", "hotfix")
"""Of causes that are no number of their own: a repair breaks something as often as a change does,
and how many repairs there are comes out of the simulation."""


@dataclass(frozen=True)
class History:
    """Everything that was estimated; None or absent: the data don't say."""

    observations: Observations
    calendar: Calendar
    rates: Rates
    """Of all incidents."""
    mix: Mix | None
    laws: dict[str, DurationLaw]
    """By the names of ``PRIORS``; diagnosis and fix are hands-on."""
    flow: Flow | None
    from_changes: Proportion | None
    """Share of incidents that a change caused."""
    background: Rates | None
    """Of incidents that no change caused, where that is told."""
    handed_over: Proportion | None
    reopened: Proportion | None
    by_hour: np.ndarray | None
    """Incidents by hour of the day, shape (24,)."""
    by_day: np.ndarray | None
    """Incidents by day of the week from Monday, shape (7,)."""
    several: Proportion | None
    """Share of incidents that hit several services."""
    overlapping: int
    """Incidents that opened while another of the same service was open."""
    common: tuple[Common, ...] = ()
    """What hits several services at once; such incidents are in no service's rate."""
    trend: Trend | None = None
    """How the rates of faults that no change caused grow with traffic, where that is given."""


def learn(found: Observations, calendar: Calendar | None = None) -> History:
    """Estimate everything that the observations say something about."""
    calendar = calendar or Calendar()
    table = found.incidents
    common = common_causes(found)
    months = _months(found, alone(found, common))
    by_change, by_repair = _by_change(found), _by_repair(found)
    severity = table.get("severity")
    mix = impact_mix(severity, found.severities) if severity is not None else None
    rates, rest = fit_rates(months), _rest(found, by_change, ~by_repair & alone(found, common))
    return History(
        found, calendar, rates, mix if mix is not None and mix.n else None,
        _laws(found, calendar), fit_flow(found), _share(by_change, ~by_repair), rest,
        _some(table, "handed_over", HANDED_OVER), _some(table, "reopened", REOPENED),
        *_clocks(found), _several(table), int(_while_another(table).sum()), common,
        _trend(found, rest or rates),
    )  # fmt: skip


def _trend(found: Observations, rates: Rates) -> Trend | None:
    """Of what wears by itself, with traffic.

    Raises
    ------
    InputError
        If the instants have no dates, or the traffic isn't of their period.
    """
    if found.traffic is None:
        return None
    if not found.anchored:
        why = "the incidents' instants have no dates; --start says the first day"
        raise InputError("--traffic", [Problem("", why)])
    return fit_trend(rates.months, found.traffic, found.ends)


def _months(found: Observations, which: np.ndarray) -> Months:
    table = found.incidents[which]
    return month_counts(
        table["opened_at"], table["service"], found.services, found.begins, found.ends
    )


def _laws(found: Observations, calendar: Calendar) -> dict[str, DurationLaw]:
    """The law of each stage that the data have."""
    samples = {"restore": Sample.of(*found.restore_hours()), **_stages(found)}
    samples |= _by_hours(found, samples.get("acknowledge"), calendar)
    samples |= {name: _answers(sample) for name, sample in samples.items() if name in ANSWERS}
    return {name: fit_law(sample, PRIORS[name]) for name, sample in samples.items() if len(sample)}


def _answers(sample: Sample) -> Sample:
    """With the slowest known as at least so slow, where there are enough to tell by."""
    return sample.capped(WAITED) if len(sample) >= ENOUGH else sample


def _stages(found: Observations) -> dict[str, Sample]:
    """Times between neighbouring stages of the same incident, in hours."""
    table = found.incidents
    stages = {}
    if "acknowledged_at" in table:
        stages["acknowledge"] = Sample.of(_acknowledging(table))
    for word, name in (("diagnosing", "diagnose"), ("fixing", "fix")):
        if word in table:
            hands_on = table[word].where(table["restored_at"].notna()).to_numpy(dtype=float)
            stages[name] = Sample.of(np.where(hands_on > 0, hands_on, np.nan))
    if "diagnosed_at" in table:
        first = table["opened_at"].where(pd.Series(table["exact"], index=table.index))
        begun = table["acknowledged_at"].fillna(first) if "acknowledged_at" in table else first
        stages["diagnose"] = Sample.of(_hours(begun, table["diagnosed_at"]))
        fixed = table["fixed_at"] if "fixed_at" in table else table["restored_at"]
        stages["fix"] = Sample.of(_hours(table["diagnosed_at"], fixed))
    return stages


def _hours(start: pd.Series, end: pd.Series) -> np.ndarray:
    hours = (end - start).dt.total_seconds().to_numpy(dtype=float) / 3600
    return np.where(hours >= 0, hours, np.nan)


def _acknowledging(table: pd.DataFrame) -> np.ndarray:
    """From the page to the answer, hours; NaN where whoever answers was likely busy.

    A model's law of acknowledging is that of somebody who is free; waits for somebody who isn't
    come out of the simulation, and would be counted twice.
    """
    since = table["paged_at"] if "paged_at" in table else table["opened_at"]
    hours, busy = _hours(since, table["acknowledged_at"]), _while_another(table)
    free = np.where(busy, np.nan, hours)
    return free if np.isfinite(free).sum() >= ENOUGH else hours


def _by_hours(
    found: Observations, acknowledge: Sample | None, calendar: Calendar
) -> dict[str, Sample]:
    """Acknowledging in and out of working hours, where there is enough of both."""
    if acknowledge is None or not found.anchored:
        return {}
    hours, out = _acknowledging(found.incidents), found.out_of_hours(calendar)
    parts = Sample.of(hours[~out]), Sample.of(hours[out])
    if min(map(len, parts)) < ENOUGH:
        return {}
    return {"acknowledge": parts[0], "acknowledge_out_of_hours": parts[1]}


def _by_change(found: Observations) -> tuple[pd.Series, str] | None:
    """Whether a change caused each incident (NaN: not said), and how that is told."""
    table = found.incidents
    if "cause" in table and table["cause"].ne("").any():
        said = _says(table["cause"], CHANGE_WORDS).astype(float)
        return said.mask(table["cause"].eq("")), "causes in the file"
    if "change" in table and found.changes is not None and "id" in found.changes:
        linked = table["change"].isin(set(found.changes["id"]) - {""})
        if linked.any():
            return linked.astype(float), "links to changes"
    return None


def _by_repair(found: Observations) -> np.ndarray:
    """Whether the cause of each is said to be a repair, and no other change; shape (incidents,)."""
    if "cause" not in found.incidents:
        return np.zeros(len(found.incidents), dtype=bool)
    cause = found.incidents["cause"]
    return np.asarray(_says(cause, REPAIR_WORDS) & ~_says(cause, CHANGE_WORDS), dtype=bool)


def _says(cause: pd.Series, words: Sequence[str]) -> pd.Series:
    found: pd.Series = cause.str.lower().str.contains("|".join(words))
    return found


def _share(by_change: tuple[pd.Series, str] | None, which: np.ndarray) -> Proportion | None:
    if by_change is None:
        return None
    told = by_change[0][which].dropna()
    return Proportion(float(told.sum()), len(told), FROM_CHANGES, by_change[1])


def _rest(
    found: Observations, by_change: tuple[pd.Series, str] | None, which: np.ndarray
) -> Rates | None:
    """Rates of those incidents that no change caused; what doesn't say counts as such."""
    if by_change is None:
        return None
    return fit_rates(_months(found, by_change[0].ne(1.0).to_numpy() & which))


def _some(table: pd.DataFrame, word: str, prior: tuple[float, float]) -> Proportion | None:
    """The share of incidents that were handed over, or reopened, at least once."""
    if word not in table:
        return None
    known = table[word].dropna()
    return Proportion(float(known.gt(0).sum()), len(known), prior, "counts in the file")


def _clocks(found: Observations) -> tuple[np.ndarray | None, np.ndarray | None]:
    if not found.anchored:
        return None, None
    at = found.local()
    hours = np.bincount(at.dt.hour.to_numpy(), minlength=24)
    return hours.astype(float), np.bincount(at.dt.day_of_week.to_numpy(), minlength=7).astype(float)


def _several(table: pd.DataFrame) -> Proportion | None:
    if "hits" not in table:
        return None
    return Proportion(float(table["hits"].gt(1).sum()), len(table), (0.5, 4.5), "components")


def _while_another(table: pd.DataFrame) -> np.ndarray:
    """Whether each opened while another of its service was open; shape (incidents,)."""
    until = table["restored_at"].fillna(FOREVER)
    by_service = table["service"].astype("str").to_numpy()
    latest = until.groupby(by_service).cummax().groupby(by_service).shift()
    return np.asarray(table["opened_at"] < latest)
