"""Measures of how long restoring takes, for some of the incidents."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sim.records.metrics.closer import last_year, mean
from sim.records.metrics.registry import metric
from sim.records.money import Accounts


def restored_hours(incidents: pd.DataFrame) -> float:
    """Mean time to restore of some incidents."""
    return mean(incidents["restored_at"] - incidents["appeared_at"])


@metric(
    "h", "lower", group="incidents", label="Time to restore beyond runbooks, median", summary=False
)
def restore_hours_median_beyond_runbooks(run: Accounts) -> float:
    """Median time to restore of incidents that no runbook ends."""
    table = run.incidents[run.incidents["fix"].ne("restart")]
    hours = (table["restored_at"] - table["appeared_at"]).dropna()
    return float(hours.median()) if len(hours) else float("nan")


@metric(
    "h",
    "lower",
    group="incidents",
    label="Time to restore of the first four services, mean",
    summary=False,
)
def restore_hours_mean_of_first_four(run: Accounts) -> float:
    """Mean time to restore of the first four services, which have the same faults among others."""
    names = list(run.scenario.services)[:4]
    return restored_hours(run.incidents[run.incidents["service"].isin(names)])


@metric(
    "h",
    "lower",
    group="incidents",
    label="Time to restore at targets from 99 %, mean",
    summary=False,
)
def restore_hours_mean_from_99(run: Accounts) -> float:
    """Mean time to restore of services that promise 99 % or more."""
    return _restored_where(run, lambda target: target >= 0.99)


@metric(
    "h",
    "lower",
    group="incidents",
    label="Time to restore at targets below 99.9 %, mean",
    summary=False,
)
def restore_hours_mean_below_999(run: Accounts) -> float:
    """Mean time to restore of services that promise less than 99.9 %."""
    return _restored_where(run, lambda target: target < 0.999)


def _restored_where(run: Accounts, chosen: Callable[[float], bool]) -> float:
    names = [name for name, s in run.scenario.services.items() if chosen(s.target)]
    return restored_hours(run.incidents[run.incidents["service"].isin(names)])


@metric("h", "lower", group="incidents", label="Time to restore out of hours, mean", summary=False)
def restore_hours_out_of_hours_mean(run: Accounts) -> float:
    """Mean time to restore of incidents that appear out of working hours."""
    table = run.incidents
    return restored_hours(table[run.out_of_hours(table["appeared_at"].to_numpy())])


@metric(
    "h", "lower", group="incidents", label="Time to restore in the last year, mean", summary=False
)
def restore_hours_mean_last_year(run: Accounts) -> float:
    """Mean time to restore of incidents of the last year."""
    return restored_hours(last_year(run))
