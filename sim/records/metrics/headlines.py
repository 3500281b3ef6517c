"""The metrics of every summary: each a registered function of a run, or of a run by groups."""

from __future__ import annotations

import numpy as np

from sim.ground.units import HOURS_PER
from sim.organisation.team import Team
from sim.records.allocation import shared_by_service
from sim.records.downtime import effective_impact_hours
from sim.records.grouped import Grouped
from sim.records.metrics.registry import metric
from sim.records.money import Accounts


def years(run: Accounts) -> float:
    """Length of the horizon."""
    return run.scenario.horizon / HOURS_PER["y"]


def _service_years(run: Grouped) -> np.ndarray:
    return np.asarray(run.services * run.years)


@metric("days", "lower", group="flow", label="Lead time, median", by="service", headline=True)
def lead_time_days_median(run: Grouped) -> np.ndarray:
    """Median time from a change being ready to being live, of those that went live."""
    changes = run.changes
    return changes.quantile(changes["lead_time_hours"] / 24, 0.5)


@metric("days", "lower", group="flow", label="Lead time, p85", by="service")
def lead_time_days_p85(run: Grouped) -> np.ndarray:
    """85th percentile of the time from a change being ready to being live, of those that are."""
    changes = run.changes
    return changes.quantile(changes["lead_time_hours"] / 24, 0.85)


@metric("1/y", "higher", group="flow", label="Releases per service-year", by="service")
def releases_per_service_year(run: Grouped) -> np.ndarray:
    """Deployments of a service in a year, repairs and improvements included."""
    return np.asarray(run.releases.count() / _service_years(run))


@metric("share", "lower", "share", group="flow", label="Change failure rate", by="service")
def change_failure_rate(run: Grouped) -> np.ndarray:
    """Share of deployments, repairs included, that brought at least one defect."""
    return run.releases.mean(run.releases["failed"])


@metric("1/y", "lower", group="incidents", label="Incidents per service-year", by="service", rank=7)
def incidents_per_service_year(run: Grouped) -> np.ndarray:
    """Incidents of a service in a year, repeats included."""
    return np.asarray(run.incidents.count() / _service_years(run))


@metric(
    "share",
    "neither",
    "share",
    group="incidents",
    label="Share of incidents from changes",
    by="service",
)
def share_of_incidents_from_changes(run: Grouped) -> np.ndarray:
    """Share of incidents that a defect in a change caused."""
    return run.incidents.mean(run.incidents["cause"] == "change")


@metric("min", "lower", group="incidents", label="Time to acknowledge, median", by="service")
def time_to_acknowledge_minutes_median(run: Grouped) -> np.ndarray:
    """Median time from the first page to somebody beginning to act."""
    waited = run.incidents["acknowledged_at"] - run.incidents["paged_at"]
    return run.incidents.quantile(60 * waited, 0.5)


def _restore_hours(run: Grouped) -> np.ndarray:
    return np.asarray(run.incidents["restored_at"] - run.incidents["appeared_at"])


@metric(
    "h", "lower", group="incidents", label="Time to restore, median", by="service", headline=True
)
def time_to_restore_hours_median(run: Grouped) -> np.ndarray:
    """Median time from failure to restoration, of restored incidents."""
    return run.incidents.quantile(_restore_hours(run), 0.5)


@metric("h", "lower", group="incidents", label="Time to restore, mean", by="service")
def time_to_restore_hours_mean(run: Grouped) -> np.ndarray:
    """Mean time from failure to restoration, of restored incidents."""
    return run.incidents.mean(_restore_hours(run))


@metric("h", "lower", group="incidents", label="Time to restore, p95", by="service")
def time_to_restore_hours_p95(run: Grouped) -> np.ndarray:
    """95th percentile of the time from failure to restoration, of restored incidents."""
    return run.incidents.quantile(_restore_hours(run), 0.95)


def _resolve_hours(run: Grouped) -> np.ndarray:
    return np.asarray(run.incidents["resolved_at"] - run.incidents["appeared_at"])


@metric("h", "lower", group="incidents", label="Time to resolve, median", by="service")
def time_to_resolve_hours_median(run: Grouped) -> np.ndarray:
    """Median time from failure until the fault is gone for good, of incidents where it is."""
    return run.incidents.quantile(_resolve_hours(run), 0.5)


@metric("h", "lower", group="incidents", label="Time to resolve, mean", by="service")
def time_to_resolve_hours_mean(run: Grouped) -> np.ndarray:
    """Mean time from failure until the fault is gone for good, of incidents where it is."""
    return run.incidents.mean(_resolve_hours(run))


@metric("h", "lower", group="incidents", label="Time to resolve, p95", by="service")
def time_to_resolve_hours_p95(run: Grouped) -> np.ndarray:
    """95th percentile of the time until the fault is gone for good, of incidents where it is."""
    return run.incidents.quantile(_resolve_hours(run), 0.95)


@metric(
    "share",
    "higher",
    "share",
    group="reliability",
    label="Availability by requests",
    by="service",
)
def availability_requests(run: Grouped) -> np.ndarray:
    """Share of requests answered, the mean over services."""
    services = run.budgets if run.by == "service" else Grouped(run.run, "service").budgets
    asked = services.total(services["requests"])
    failed = services.total(services["spent"]) / np.where(asked > 0, asked, np.nan)
    if run.by == "service":
        return 1 - failed
    known = ~np.isnan(failed)
    return np.array([1 - np.nansum(failed) / known.sum() if known.any() else np.nan])


@metric(
    "share",
    "higher",
    "share",
    group="reliability",
    label="Availability by the clock",
    by="service",
)
def availability_clock(run: Grouped) -> np.ndarray:
    """Share of time up, a partial failure by its share, the mean over services."""
    down = run.impacts.total(effective_impact_hours(run.run.impacts))
    return 1 - down / (run.scenario.horizon * run.services)


@metric(
    "share", "higher", "share", group="reliability", label="Error budgets met", by="service", rank=3
)
def budgets_met_share(run: Grouped) -> np.ndarray:
    """Share of service-quarters inside the error budget, by the window that a policy goes by."""
    return run.budgets.mean(run.budgets["spent_share"] <= 1)


@metric("h/y", "lower", group="reliability", label="Frozen hours per service-year", by="service")
def frozen_hours_per_service_year(run: Grouped) -> np.ndarray:
    """Hours of launch block of a service in a year."""
    return np.asarray(run.budgets.total(run.budgets["frozen_hours"]) / _service_years(run))


def _real_pages(run: Grouped) -> np.ndarray:
    """Calls out of hours because of incidents."""
    jobs = run.jobs
    called = jobs.where(jobs["out_of_hours"] & (jobs["kind"] == "incident")).count()
    return np.asarray(called + run.called_again.count())


def _false_pages(run: Grouped) -> np.ndarray:
    """Calls out of hours because of alerts that were nothing."""
    return run.alerts.where(run.alerts["out_of_hours"]).count()


@metric("1/month", "lower", group="on call", label="Pages out of hours per person-month", by="team")
def pages_out_of_hours_per_person_month(run: Grouped) -> np.ndarray:
    """Times that a person of a rota is called out of hours in a month, the mean over people.

    Also by alerts that were nothing, and by a call once more after one that nobody answered.
    """
    horizon, calls = run.scenario.horizon, _real_pages(run) + _false_pages(run)
    edges = np.array([0.0, horizon])
    people = run.of_teams(lambda team: team.rota_hours(edges)[0]) / horizon
    asked = np.where(people > 0, people, np.nan)
    return np.asarray(calls / asked / (12 * run.years))


@metric("share", "lower", "share", group="on call", label="Pages that were nothing", by="team")
def false_pages_share(run: Grouped) -> np.ndarray:
    """Share of the calls out of hours that were about nothing."""
    false, real = _false_pages(run), _real_pages(run)
    every = false + real
    return np.asarray(false / np.where(every > 0, every, np.nan))


def _on_call(team: Team) -> float:
    role = team.document
    counts = role.pay != "best-endeavours" and role.role != "desk"
    return role.on_duty.out_of_hours if counts else 0


@metric("people", "lower", group="on call", label="People on call out of hours", by="team")
def people_on_call_out_of_hours(run: Grouped) -> np.ndarray:
    """People on call at the same time out of hours; not the desk, nor unpaid best endeavours.

    Those of a team that is hired later, or needed for a time only, count for that part of the run.
    """
    horizon = run.scenario.horizon

    def on_call(team: Team) -> float:
        return _on_call(team) * team.needed_hours(horizon) / horizon

    return run.of_teams(on_call)


def _per_year(run: Grouped, chosen: np.ndarray) -> np.ndarray:
    entries = run.ledger.where(chosen)
    return np.asarray(entries.total(entries["amount"]) / run.years)


@metric("money/y", "lower", group="money", label="On-call cost", by="team", rank=2)
def on_call_cost_per_year(run: Grouped) -> np.ndarray:
    """What standby and callouts cost."""
    return _per_year(run, run.ledger["line"].isin(["standby", "callout"]))


@metric("money/y", "lower", group="money", label="Capex", by="team", rank=4)
def capex_per_year(run: Grouped) -> np.ndarray:
    """What capital budgets pay, as their holders see it."""
    return _per_year(run, run.ledger["funding"] == "capex")


@metric("money/y", "lower", group="money", label="Opex", by="team", rank=5)
def opex_per_year(run: Grouped) -> np.ndarray:
    """What operating budgets pay, as their holders see it."""
    return _per_year(run, run.ledger["funding"] == "opex")


@metric("money/y", "lower", group="money", label="Outage loss", by="service", rank=1)
def outage_loss_per_year(run: Grouped) -> np.ndarray:
    """Revenue lost in incidents."""
    return _per_year(run, run.ledger["line"] == "outage loss")


@metric("money/y", "lower", group="money", label="Cost of delay", by="service", rank=6)
def cost_of_delay_per_year(run: Grouped) -> np.ndarray:
    """Value of changes while they waited to be live."""
    return _per_year(run, run.ledger["line"] == "cost of delay")


@metric("money/y", "lower", group="money", label="Foregone value", by="service")
def foregone_value_per_year(run: Grouped) -> np.ndarray:
    """Value of changes that nobody builds any more, since their team was disbanded."""
    return _per_year(run, run.ledger["line"] == "foregone value")


@metric("money/y", "lower", group="money", label="Total cost", by="service", headline=True)
def total_cost_per_year(run: Grouped) -> np.ndarray:
    """What all budgets pay, and all losses."""
    found = run.ledger.total(run.ledger["amount"])
    if run.by == "service":
        found = found + shared_by_service(run.run)
    return np.asarray(found / run.years)


@metric("share", "lower", group="money", label="Loss against what targets allow", by="service")
def loss_of_allowed_share(run: Grouped) -> np.ndarray:
    """Outage loss as a share of what the targets would allow; above 100 %: exceeded."""
    services = run.scenario.services.values()
    hours = np.full(len(services), run.scenario.horizon)
    if run.scenario.prices.loss.view == "traffic":
        hours = run.run.traffic_passed(np.arange(len(services)), hours)
    at_risk = [s.exposure * (1 - s.target) * h for s, h in zip(services, hours, strict=True)]
    allowed = run.of_services(at_risk)
    allowed = np.where(allowed > 0, allowed, np.nan)
    lost = run.ledger.where(run.ledger["line"] == "outage loss")
    return np.asarray(lost.total(lost["amount"]) / allowed)
