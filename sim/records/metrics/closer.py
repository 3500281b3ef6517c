"""Metrics that take a closer look; measured where somebody, such as a claim, asks for them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.engine.log import EventKind
from sim.ground.units import HOURS_PER
from sim.organisation.practice import Practice
from sim.records.grouped import Grouped
from sim.records.incidents import TAGS
from sim.records.lines.effort import release_sync, synced
from sim.records.lines.losses import PENALTIES
from sim.records.metrics.headlines import years
from sim.records.metrics.registry import metric
from sim.records.money import LOSSES, Accounts

YEAR = HOURS_PER["y"]
WORK = ("diagnosing_hours", "fixing_hours")
UNSEEN = "undetected_hours"


def mean(values: pd.Series | np.ndarray) -> float:
    """Mean of the known values; NaN if there are none."""
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[~np.isnan(numbers)]
    return float(numbers.mean()) if len(numbers) else float("nan")


def _line(run: Accounts, *lines: str) -> float:
    ledger = run.ledger
    return float(ledger.loc[ledger["line"].isin(lines), "amount"].sum()) / years(run)


@metric("money/y", "lower", group="money", label="Standby pay", summary=False)
def standby_per_year(run: Accounts) -> float:
    """Standby payments."""
    return _line(run, "standby")


@metric("money/y", "lower", group="money", label="Support cost", summary=False)
def support_cost_per_year(run: Accounts) -> float:
    """What capital and operating budgets pay together; no losses."""
    ledger = run.ledger
    return float(ledger.loc[~ledger["line"].isin(LOSSES), "amount"].sum()) / years(run)


@metric("money/y", "lower", group="money", label="Head count, licences and on-call", summary=False)
def run_and_on_call_per_year(run: Accounts) -> float:
    """Head count that a support model adds, licences, standby and callouts."""
    return _line(run, "run", "standby", "callout")


@metric("money/y", "lower", group="money", label="Cost without outages", summary=False)
def cost_without_outages_per_year(run: Accounts) -> float:
    """All costs but the outage loss."""
    ledger = run.ledger
    return float(ledger.loc[ledger["line"].ne("outage loss"), "amount"].sum()) / years(run)


@metric("money/y", "lower", group="money", label="Penalties of long outages", by="service")
def penalties_per_year(run: Grouped) -> np.ndarray:
    """The part of the outage loss that doesn't follow from exposure: sums for long outages."""
    entries = run.ledger.where(run.ledger["unit"] == PENALTIES)
    return np.asarray(entries.total(entries["amount"]) / run.years)


@metric("h", "lower", group="incidents", label="Waiting during an incident, mean", summary=False)
def waiting_hours_mean(run: Accounts) -> float:
    """Part of the mean time to restore after detection in which nobody works on the incident."""
    waits = [tag for tag in TAGS if tag not in (*WORK, UNSEEN)]
    done = run.incidents[run.incidents["restored_at"].notna()]
    return mean(done[waits].sum(axis=1))


@metric("h", "lower", group="incidents", label="Work during an incident, mean", summary=False)
def working_hours_mean(run: Accounts) -> float:
    """Part of the mean time to restore in which somebody diagnoses or fixes."""
    done = run.incidents[run.incidents["restored_at"].notna()]
    return mean(done[list(WORK)].sum(axis=1))


@metric("h", "lower", group="incidents", label="Diagnosis of defects, mean", summary=False)
def diagnosing_hours_of_defects_mean(run: Accounts) -> float:
    """Mean hours of diagnosis of an incident that a change caused."""
    table = run.incidents
    chosen = table["cause"].eq("change") & table["restored_at"].notna()
    return mean(table.loc[chosen, "diagnosing_hours"])


@metric("min", "lower", group="incidents", label="Time to acknowledge, p95", summary=False)
def time_to_acknowledge_minutes_p95(run: Accounts) -> float:
    """95th percentile of the time from the first page to somebody beginning to act."""
    waits = (run.incidents["acknowledged_at"] - run.incidents["paged_at"]).dropna()
    return float(np.quantile(60 * waits, 0.95)) if len(waits) else float("nan")


def _desks(run: Accounts) -> set[str]:
    """The teams that take customers' reports."""
    desks = ((practice, practice.service_desk) for practice in run.planned.every_practice)
    return {practice.teams[desk.team].name for practice, desk in desks if desk is not None}


def _first_role(practice: Practice) -> str:
    """The role of whoever the first line of a service's support model asks."""
    role = practice.model.path()[0].team
    return practice.teams[role].role if role in practice.teams else role


@metric(
    "share",
    "neither",
    "share",
    group="incidents",
    label="Incidents beyond the first line",
    summary=False,
)
def share_beyond_first_line(run: Accounts) -> float:
    """Share of acknowledged incidents on which more than one line worked; the desk is no line."""
    jobs = run.jobs
    jobs = jobs[jobs["kind"].eq("incident") & ~jobs["team"].isin(_desks(run))]
    teams = jobs.groupby("subject")["team"].nunique()
    return mean(teams.gt(1).to_numpy(dtype=float))


@metric(
    "share",
    "neither",
    "share",
    group="incidents",
    label="Hours beyond the first line",
    summary=False,
)
def hours_beyond_first_line_share(run: Accounts) -> float:
    """Share of the hours worked on incidents that is not the first line's; the desk is no line."""
    jobs = run.jobs[run.jobs["kind"].eq("incident") & ~run.jobs["team"].isin(_desks(run))]
    role = np.array([team.role for team in run.teams])[jobs["team"].cat.codes]
    at = run.incidents["appeared_at"].to_numpy()[jobs["subject"].to_numpy() - 1]
    first = run.of_practices(_first_role, jobs["service"].cat.codes.to_numpy(), at)
    total = float(jobs["hours"].sum())
    later = float(jobs.loc[role != first, "hours"].sum())
    return later / total if total else float("nan")


@metric("1", "lower", group="incidents", label="Incidents per fault", summary=False)
def incidents_per_fault(run: Accounts) -> float:
    """How often a fault shows itself until it is gone."""
    faults = run.incidents["fault"].nunique()
    return len(run.incidents) / faults if faults else float("nan")


@metric("changes", "neither", group="flow", label="Changes per release", summary=False)
def changes_per_release(run: Accounts) -> float:
    """Mean number of changes that go live together."""
    return mean(run.releases.loc[run.releases["kind"].eq("feature"), "changes"])


@metric("days", "lower", group="flow", label="Wait for a deployer, mean", summary=False)
def deployer_wait_days_mean(run: Accounts) -> float:
    """Mean wait of a change for somebody to deploy it."""
    return mean(run.changes["deployer_hours"]) / 24


@metric("share", "higher", "share", group="flow", label="Live within a fortnight", summary=False)
def live_within_fortnight_share(run: Accounts) -> float:
    """Share of changes that are live within two weeks; those too young to tell are left out."""
    table, fortnight = run.changes, 336.0
    old_enough = table["ready_at"] <= run.scenario.horizon - fortnight
    return mean(table.loc[old_enough, "lead_time_hours"].le(fortnight).to_numpy(dtype=float))


@metric("h/y", "lower", group="on call", label="Deployers' hours on incidents", summary=False)
def incident_hours_of_deployers_per_year(run: Accounts) -> float:
    """Hours that the team which deploys by hand works on incidents."""
    jobs = run.jobs
    chosen = jobs["kind"].eq("incident") & jobs["team"].isin(_deployers(run))
    return float(jobs.loc[chosen, "hours"].sum()) / years(run)


def _deployers(run: Accounts) -> dict[str, int | None]:
    """The teams that deploy by hand, with their people; None where they are delivery teams."""
    every = run.planned.every_practice
    by_hand = [practice for practice in every if practice.release.deployer is not None]
    teams = [practice.teams[practice.release.deployer or ""] for practice in by_hand]
    return {team.name: team.document.people for team in teams}


@metric(
    "h/y", "lower", group="on call", label="Deployers' hours on incidents per person", summary=False
)
def incident_hours_of_deployers_per_person_year(run: Accounts) -> float:
    """Hours that each person of the team which deploys by hand works on incidents."""
    people = sum(count or 0 for count in _deployers(run).values())
    return incident_hours_of_deployers_per_year(run) / people if people else float("nan")


@metric("h/y", "lower", group="on call", label="Knowledge sync", summary=False)
def sync_hours_per_year(run: Accounts) -> float:
    """Hours that both sides spend on knowledge sync after releases and incidents."""
    released = release_sync(run)[run.releases["kind"].eq("feature").to_numpy()]
    worked = sum(float(hours.sum()) for _, hours in synced(run))
    return (float(released.sum()) + worked) / years(run)


@metric("h/y", "lower", group="on call", label="Knowledge sync per service", summary=False)
def sync_hours_per_service_year(run: Accounts) -> float:
    """Hours that both sides spend on knowledge sync, for each service."""
    return sync_hours_per_year(run) / len(run.scenario.services)


def last_year(run: Accounts) -> pd.DataFrame:
    """Incidents that appear in the last year of the horizon."""
    table = run.incidents
    return table[table["appeared_at"] >= run.scenario.horizon - YEAR]


@metric("1/y", "lower", group="incidents", label="Incidents per service, last year", summary=False)
def incidents_per_service_last_year(run: Accounts) -> float:
    """Incidents of a service in the last year of the horizon."""
    return len(last_year(run)) / len(run.scenario.services)


@metric(
    "share", "lower", "share", group="incidents", label="Impact, mean, last year", summary=False
)
def impact_mean_last_year(run: Accounts) -> float:
    """Mean share of requests that an incident of the last year hits."""
    return mean(last_year(run)["impact"])


@metric("1", "lower", group="reliability", label="Error budgets burned", summary=False)
def budgets_burned(run: Accounts) -> float:
    """Failed requests over those that all error budgets together allowed."""
    return float(run.budgets["spent"].sum() / run.budgets["allowed"].sum())


def _calm(run: Accounts) -> np.ndarray:
    """Which rows of the budgets belong to services with fewer changes than the mean."""
    rates = {name: service.changes for name, service in run.scenario.services.items()}
    middle = np.mean(list(rates.values()))
    calm = [name for name, rate in rates.items() if rate < middle]
    return np.asarray(run.budgets["service"].isin(calm))


@metric("h/y", "lower", group="reliability", label="Launch block of calm services", summary=False)
def blocked_hours_of_calm_services(run: Accounts) -> float:
    """Hours of launch block a year of each service that changes less than the mean."""
    table = run.budgets[_calm(run)]
    return float(table["frozen_hours"].sum()) / max(1, table["service"].nunique()) / years(run)


@metric("h/y", "lower", group="reliability", label="Launch block of busy services", summary=False)
def blocked_hours_of_busy_services(run: Accounts) -> float:
    """Hours of launch block a year of each service that changes at least as much as the mean."""
    table = run.budgets[~_calm(run)]
    return float(table["frozen_hours"].sum()) / max(1, table["service"].nunique()) / years(run)


@metric("1/y", "neither", group="reliability", label="Hand-backs", summary=False)
def hand_backs_per_year(run: Accounts) -> float:
    """Services that SREs hand back in a year."""
    return len(run.select(EventKind.HANDED_BACK)["at"]) / years(run)


@metric(
    "services", "neither", group="reliability", label="Services with SREs at the end", summary=False
)
def services_with_sres_at_end(run: Accounts) -> float:
    """Services that SREs run or share when the horizon is reached."""
    last = run.budgets["quarter"].max()
    return float(run.budgets.loc[run.budgets["quarter"].eq(last), "state"].isin(
        ["shared", "sre"]).sum())  # fmt: skip


@metric("h/y", "lower", group="on call", label="SREs' hours on incidents, last year", summary=False)
def sre_incident_hours_last_year(run: Accounts) -> float:
    """Hours that the engaged team works on incidents in the last year."""
    jobs = run.jobs
    sres = [team.name for team in run.engaged_teams]
    chosen = jobs["kind"].eq("incident") & jobs["team"].isin(sres)
    chosen &= jobs["started_at"].ge(run.scenario.horizon - YEAR)
    return float(jobs.loc[chosen, "hours"].sum())
