"""The metrics of every summary: each a registered function of a run's records."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.ground.units import HOURS_PER
from sim.records.downtime import effective_impact_hours
from sim.records.metrics.registry import metric
from sim.records.money import Accounts


def years(run: Accounts) -> float:
    """Length of the horizon."""
    return run.scenario.horizon / HOURS_PER["y"]


def _quantile(values: np.ndarray, q: float) -> float:
    known = values[~np.isnan(values)]
    return float(np.quantile(known, q)) if len(known) else float("nan")


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def _service_years(run: Accounts) -> float:
    return len(run.scenario.services) * years(run)


@metric("days", "lower", group="flow", label="Lead time, median", by="service")
def lead_time_days_median(run: Accounts) -> float:
    """Median time from a change being ready to being live, of those that went live."""
    return _quantile(run.changes["lead_time_hours"].to_numpy() / 24, 0.5)


@metric("days", "lower", group="flow", label="Lead time, p85", by="service")
def lead_time_days_p85(run: Accounts) -> float:
    """85th percentile of the time from a change being ready to being live, of those that are."""
    return _quantile(run.changes["lead_time_hours"].to_numpy() / 24, 0.85)


@metric("1/y", "higher", group="flow", label="Releases per service-year", by="service")
def releases_per_service_year(run: Accounts) -> float:
    """Releases of a service in a year."""
    return len(run.releases) / _service_years(run)


@metric("share", "lower", "share", group="flow", label="Change failure rate", by="service")
def change_failure_rate(run: Accounts) -> float:
    """Share of releases that brought at least one defect."""
    return _mean(run.releases["failed"].to_numpy(dtype=float))


@metric("1/y", "lower", group="incidents", label="Incidents per service-year", by="service")
def incidents_per_service_year(run: Accounts) -> float:
    """Incidents of a service in a year, repeats included."""
    return len(run.incidents) / _service_years(run)


@metric(
    "share",
    "neither",
    "share",
    group="incidents",
    label="Share of incidents from changes",
    by="service",
)
def share_of_incidents_from_changes(run: Accounts) -> float:
    """Share of incidents that a defect in a change caused."""
    return _mean(run.incidents["cause"].eq("change").to_numpy(dtype=float))


@metric("min", "lower", group="incidents", label="Time to acknowledge, median", by="service")
def time_to_acknowledge_minutes_median(run: Accounts) -> float:
    """Median time from the first page to somebody beginning to act."""
    ended = run.incidents["acknowledged_at"] - run.incidents["paged_at"]
    return _quantile(60 * ended.to_numpy(), 0.5)


def _restore_hours(run: Accounts) -> np.ndarray:
    return (run.incidents["restored_at"] - run.incidents["appeared_at"]).to_numpy()


@metric("h", "lower", group="incidents", label="Time to restore, median", by="service")
def time_to_restore_hours_median(run: Accounts) -> float:
    """Median time from failure to restoration, of restored incidents."""
    return _quantile(_restore_hours(run), 0.5)


@metric("h", "lower", group="incidents", label="Time to restore, mean", by="service")
def time_to_restore_hours_mean(run: Accounts) -> float:
    """Mean time from failure to restoration, of restored incidents."""
    return _mean(_restore_hours(run))


@metric("h", "lower", group="incidents", label="Time to restore, p95", by="service")
def time_to_restore_hours_p95(run: Accounts) -> float:
    """95th percentile of the time from failure to restoration, of restored incidents."""
    return _quantile(_restore_hours(run), 0.95)


@metric(
    "share",
    "higher",
    "share",
    group="reliability",
    label="Availability by requests",
    by="service",
)
def availability_requests(run: Accounts) -> float:
    """Share of requests answered, the mean over services."""
    sums = run.budgets.groupby("service", observed=False)[["spent", "requests"]].sum()
    return float(1 - (sums["spent"] / sums["requests"]).mean())


@metric(
    "share",
    "higher",
    "share",
    group="reliability",
    label="Availability by the clock",
    by="service",
)
def availability_clock(run: Accounts) -> float:
    """Share of time up, a partial failure by its share, the mean over services."""
    down = float(effective_impact_hours(run.impacts).sum())
    return 1 - down / (run.scenario.horizon * len(run.scenario.services))


@metric("share", "higher", "share", group="reliability", label="Error budgets met", by="service")
def budgets_met_share(run: Accounts) -> float:
    """Share of service-quarters inside the error budget."""
    return float((run.budgets["spent"] <= run.budgets["allowed"]).mean())


@metric("h/y", "lower", group="reliability", label="Frozen hours per service-year", by="service")
def frozen_hours_per_service_year(run: Accounts) -> float:
    """Hours of launch block of a service in a year."""
    return float(run.budgets["frozen_hours"].sum()) / _service_years(run)


@metric("1/month", "lower", group="on call", label="Pages out of hours per person-month", by="team")
def pages_out_of_hours_per_person_month(run: Accounts) -> float:
    """Times that a person of a rota is called out of hours in a month, the mean over people."""
    jobs = run.jobs
    calls = int((jobs["out_of_hours"] & jobs["kind"].eq("incident")).sum())
    edges = np.array([0.0, run.scenario.horizon])
    people = sum(float(team.rota_hours(edges)[0]) for team in run.teams) / run.scenario.horizon
    return calls / people / (12 * years(run)) if people else float("nan")


@metric("people", "lower", group="on call", label="People on call out of hours", by="team")
def people_on_call_out_of_hours(run: Accounts) -> float:
    """People on call at the same time out of hours; not the desk, nor unpaid best endeavours."""
    roles = [team.document for team in run.teams]
    rotas = [r for r in roles if r.pay != "best-endeavours" and r.role != "desk"]
    return float(sum(r.on_duty.out_of_hours for r in rotas))


def _per_year(run: Accounts, chosen: pd.Series) -> float:
    return float(run.ledger.loc[chosen, "amount"].sum()) / years(run)


@metric("money/y", "lower", group="money", label="On-call cost", by="team")
def on_call_cost_per_year(run: Accounts) -> float:
    """Standby and callouts."""
    return _per_year(run, run.ledger["line"].isin(["standby", "callout"]))


@metric("money/y", "lower", group="money", label="Capex")
def capex_per_year(run: Accounts) -> float:
    """What capital budgets pay, as their holders see it."""
    return _per_year(run, run.ledger["funding"].eq("capex"))


@metric("money/y", "lower", group="money", label="Opex")
def opex_per_year(run: Accounts) -> float:
    """What operating budgets pay."""
    return _per_year(run, run.ledger["funding"].eq("opex"))


@metric("money/y", "lower", group="money", label="Outage loss", by="service")
def outage_loss_per_year(run: Accounts) -> float:
    """Revenue lost in incidents."""
    return _per_year(run, run.ledger["line"].eq("outage loss"))


@metric("money/y", "lower", group="money", label="Cost of delay", by="service")
def cost_of_delay_per_year(run: Accounts) -> float:
    """Value of changes while they waited to be live."""
    return _per_year(run, run.ledger["line"].eq("cost of delay"))


@metric("money/y", "lower", group="money", label="Total cost")
def total_cost_per_year(run: Accounts) -> float:
    """Budgets and losses together."""
    return float(run.ledger["amount"].sum()) / years(run)


@metric("share", "higher", "real", group="money", label="Loss protection", by="service")
def loss_protection_share(run: Accounts) -> float:
    """Share of the loss that the targets would tolerate which did not happen; below 0: exceeded."""
    services = run.scenario.services.values()
    tolerated = sum(s.exposure * (1 - s.target) for s in services) * run.scenario.horizon
    if not tolerated:
        return float("nan")
    return 1 - outage_loss_per_year(run) * years(run) / tolerated
