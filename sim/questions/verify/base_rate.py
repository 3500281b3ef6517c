"""The base rates: what is published, in which band ours may lie, how it is measured in a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sim.nature.months import month_edges
from sim.records.metrics import METRICS
from sim.records.money import Accounts

DAY, WEEK = 24.0, 168.0
OPS, OWN = "ops-run-it", "you-run-it"
BOTH = (OPS, OWN)
ATLASSIAN = "Cloud Uptime Archive: 481 outages of Atlassian's services"
PAGERDUTY = "PagerDuty, State of Digital Operations 2021"
DORA = "DORA, State of DevOps 2023"
LOW_TARGETS = (
    "nearly half of its services have a target of 95 %: what fails a few of their requests is "
    "slight, and may lie for days"
)


@dataclass(frozen=True)
class BaseRate:
    """A published figure."""

    name: str
    unit: str
    published: float
    low: float
    high: float
    source: str
    measure: Callable[[Accounts], float]
    models: tuple[str, ...] = BOTH
    """The support models that it can be said of."""
    differs: Mapping[str, str] = field(default_factory=dict)
    """Why a scenario, or one of its models, is not like what was measured."""


def _durations(run: Accounts) -> pd.Series:
    """Hours of the incidents that were restored."""
    table = run.incidents
    return table.loc[table["restored_at"].notna(), "duration_hours"]


def spread(run: Accounts) -> float:
    """Standard deviation of the logarithm of the time to restore."""
    hours = _durations(run)
    return float(np.log(hours[hours > 0]).std())


def longer_than(run: Accounts, hours: float) -> float:
    """Share of restored incidents that lasted longer."""
    return float((_durations(run) > hours).mean())


def excess_of_months(run: Accounts) -> float:
    """(variance − mean) / mean² of the monthly counts of incidents; 0 for a Poisson process.

    Of whole months; NaN where there are fewer than two.
    """
    edges = month_edges(run.scenario.start, run.scenario.horizon)[:-1]
    counts, _ = np.histogram(run.incidents["appeared_at"], edges)
    mean = counts.mean() if len(counts) > 1 else 0.0
    return float((counts.var(ddof=1) - mean) / mean**2) if mean else float("nan")


def several_hit(run: Accounts) -> float:
    """Share of incidents that hit more than one service."""
    hit = run.impacts.groupby("incident").size()
    return float((hit > 1).mean()) if len(hit) else float("nan")


RATES: tuple[BaseRate, ...] = (
    BaseRate(
        "Share of incidents from changes", "share", 0.70, 0.40, 0.80,
        "Google, SRE workbook: 70 %; Microsoft Teams: 53 %",
        METRICS["share_of_incidents_from_changes"].of,
    ),
    BaseRate(
        "Change failure rate of daily releases", "share", 0.05, 0.03, 0.10,
        f"{DORA}: elite 5 %, high 10 %", METRICS["change_failure_rate"].of, (OWN,),
    ),
    BaseRate(
        "Change failure rate of fortnightly releases", "share", 0.15, 0.10, 0.40,
        f"{DORA}: medium 15 %; 2024: low 40 %", METRICS["change_failure_rate"].of, (OPS,),
    ),
    BaseRate(
        "Lead time of daily releases, median", "days", 1.0, 0.0, 7.0,
        f"{DORA}: elite under a day, high under a week", METRICS["lead_time_days_median"].of,
        (OWN,),
    ),
    BaseRate(
        "Lead time under a change advisory board, median", "days", 15.0, 7.0, 30.0,
        f"{DORA}: medium a week to a month", METRICS["lead_time_days_median"].of, (OPS,),
    ),
    BaseRate(
        "Pages out of hours per person-month", "1/month", 2.0, 0.5, 7.0,
        f"{PAGERDUTY}: 2 good, 7 bad, 19 burn-out",
        METRICS["pages_out_of_hours_per_person_month"].of,
    ),
    BaseRate(
        "Pages that were nothing", "share", 0.89, 0.50, 0.95,
        f"{PAGERDUTY}: 55,000 critical incidents among 500,000 interruptions a day",
        METRICS["false_pages_share"].of,
        differs={
            f"enterprise {OWN}": "its services change half as often as the retailer's, so that "
            "fewer of its pages are about failures"
        },
    ),
    BaseRate(
        "Excess variation of monthly incidents, (variance − mean) / mean²", "1", 0.17, 0.05, 0.60,
        "GitHub status 2022-26: variance/mean 3.4 at 14 a month", excess_of_months,
    ),
    BaseRate(
        "Time to restore, median", "h", 1.25, 0.8, 4.0,
        f"GitHub status 2022-26: 75 min; {ATLASSIAN}: 3.1 h",
        METRICS["time_to_restore_hours_median"].of, differs={"enterprise": LOW_TARGETS},
    ),
    BaseRate(
        "Time to restore, standard deviation of the logarithm", "1", 1.31, 1.03, 1.50,
        f"GitHub status 1.13, status pages of language models 1.22, {ATLASSIAN}: 1.31", spread,
        differs={
            "enterprise": LOW_TARGETS,
            "furniture-retailer": "a third of its services have a target of 95 %: what is slight "
            "lies in the backlog",
        },
    ),
    BaseRate(
        "Incidents longer than a day", "share", 0.14, 0.05, 0.20, ATLASSIAN,
        lambda run: longer_than(run, DAY), differs={"enterprise": LOW_TARGETS},
    ),
    BaseRate(
        "Incidents longer than a week", "share", 0.017, 0.004, 0.035, ATLASSIAN,
        lambda run: longer_than(run, WEEK),
    ),
    BaseRate(
        "Incidents that hit several services", "share", 0.40, 0.20, 0.60,
        "status pages of language models: incidents of several components", several_hit,
        differs={
            "furniture-retailer": "its services are declared without dependencies and without "
            "common causes",
            "enterprise": "some of its services are declared to need one other, and it has no "
            "common causes",
        },
    ),
)  # fmt: skip
"""What the shipped scenarios are held against."""
