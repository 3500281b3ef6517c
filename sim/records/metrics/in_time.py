"""Measures that look at a stretch of time: peaks, and the weeks after a launch."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.ground.units import HOURS_PER
from sim.organisation.calendars import Calendars
from sim.records.downtime import effective_impact_hours
from sim.records.metrics.headlines import years
from sim.records.metrics.registry import metric
from sim.records.metrics.restoring import restored_hours
from sim.records.money import Accounts

HYPERCARE_HOURS = 8 * HOURS_PER["w"]
"""How long after a launch the claims look for an effect of hypercare."""


def _in_peak(run: Accounts, table: pd.DataFrame) -> np.ndarray:
    """Which incidents appear in a traffic peak of their service; shape (incidents,)."""
    calendars = Calendars(run.scenario, run.working)
    at = table["appeared_at"].to_numpy()
    found = np.zeros(len(table), dtype=bool)
    for name, service in run.scenario.services.items():
        mine = np.asarray(table["service"].eq(name))
        found[mine] = calendars.peaks(service).next_open_array(at[mine]) == at[mine]
    return found


@metric("h/y", "lower", group="reliability", label="Full outage in peaks", summary=False)
def outage_hours_in_peaks(run: Accounts) -> float:
    """Full-outage hours a year of incidents that appear in a traffic peak."""
    hours = effective_impact_hours(run.impacts)
    return float(hours[_in_peak(run, run.impacts)].sum()) / years(run)


@metric("h/y", "lower", group="reliability", label="Full outage off peak", summary=False)
def outage_hours_off_peak(run: Accounts) -> float:
    """Full-outage hours a year of incidents that appear outside of the peaks."""
    hours = effective_impact_hours(run.impacts)
    return float(hours[~_in_peak(run, run.impacts)].sum()) / years(run)


@metric("money/y", "lower", group="money", label="Standby pay, peaks only", summary=False)
def standby_paid_when_needed_per_year(run: Accounts) -> float:
    """Standby, if a team whose lines answer only in peaks is paid only for the peaks' share.

    The ledger pays a rota all year; this states what an organisation would pay that ends its
    standby with the peak.
    """
    ledger = run.ledger[run.ledger["line"].eq("standby")]
    rules = [
        (practice.teams[rule.team].name, rule.when.in_peak)
        for practice in run.planned.every_practice
        for rule in practice.model.respond.values()
        if rule.team in practice.teams
    ]
    seasonal = [
        team.name
        for team in run.teams
        if all(in_peak for name, in_peak in rules if name == team.name)
    ]
    share = np.where(ledger["team"].isin(seasonal), _peak_share(run), 1.0)
    return float((ledger["amount"] * share).sum()) / years(run)


def _peak_share(run: Accounts) -> float:
    """The share of the horizon that lies in a peak of any service."""
    calendars = Calendars(run.scenario, run.working)
    hours = np.arange(0.0, run.scenario.horizon)
    inside = np.zeros(len(hours), dtype=bool)
    for service in run.scenario.services.values():
        inside |= calendars.peaks(service).next_open_array(hours) == hours
    return float(inside.mean())


def _age_hours(run: Accounts) -> np.ndarray:
    """Time since its service's launch at which each incident appears; shape (incidents,)."""
    launches = {name: service.launches or 0.0 for name, service in run.scenario.services.items()}
    launched = run.incidents["service"].astype(str).map(launches).to_numpy(dtype=float)
    return np.asarray(run.incidents["appeared_at"].to_numpy() - launched)


@metric(
    "h", "lower", group="incidents", label="Time to restore after a launch, mean", summary=False
)
def restore_hours_after_launch_mean(run: Accounts) -> float:
    """Mean time to restore in the first eight weeks of a service."""
    return restored_hours(run.incidents[_age_hours(run) < HYPERCARE_HOURS])


@metric(
    "h",
    "lower",
    group="incidents",
    label="Time to restore later than a launch, mean",
    summary=False,
)
def restore_hours_later_mean(run: Accounts) -> float:
    """Mean time to restore after the first eight weeks of a service."""
    return restored_hours(run.incidents[_age_hours(run) >= HYPERCARE_HOURS])
