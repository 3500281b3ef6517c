"""Metrics of an engagement of SREs: when they come, what is lost, and what they work on."""

from __future__ import annotations

import numpy as np

from sim.engine.log import EventKind
from sim.organisation.team import Team
from sim.records.arrivals import arrivals_of
from sim.records.grouped import Grouped
from sim.records.load import paid_hours
from sim.records.metrics.registry import metric
from sim.records.money import Accounts
from sim.records.operating import operational_hours

DAYS = 365.25


def _over(amount: float, by: float) -> float:
    return amount / by if by > 0 else float("nan")


@metric("days", "lower", group="reliability", label="From asking to SREs, mean", summary=False)
def days_to_sres_mean(run: Accounts) -> float:
    """Mean wait of a service from its first request to a rota with SREs, of those who get it."""
    found = arrivals_of(run)
    return DAYS * _over(found.waited, found.came)


@metric("h/y", "lower", group="reliability", label="Outage before SREs came", summary=False)
def outage_hours_before_sres_per_service_year(run: Accounts) -> float:
    """Hours of full outage a year of the services to which SREs come, until they do."""
    found = arrivals_of(run)
    return _over(found.lost_before, found.before)


@metric("h/y", "lower", group="reliability", label="Outage with SREs", summary=False)
def outage_hours_with_sres_per_service_year(run: Accounts) -> float:
    """Hours of full outage a year of services while SREs share or have their rota."""
    found = arrivals_of(run)
    return _over(found.lost_since, found.since)


@metric("share", "lower", "share", group="on call", label="Operational work of SREs", summary=False)
def sre_operational_share(run: Accounts) -> float:
    """Share of the SREs' paid time on incidents, alerts, requests and toil; overtime counts too."""
    worked = sum(operational_hours(run, team) for team in run.engaged_teams)
    return _over(worked, sum(paid_hours(run, team) for team in run.engaged_teams))


@metric("share", "lower", "share", group="on call", label="On-call share of a person's time",
        by="team", summary=False)  # fmt: skip
def on_call_time_share(run: Grouped) -> np.ndarray:
    """Share of its time that a person is on call: all on call, over all who take turns."""
    horizon = run.scenario.horizon
    edges = np.array([0.0, horizon])

    def on_call(team: Team) -> float:
        return team.document.on_duty.out_of_hours * team.needed_hours(horizon)

    turns = run.of_teams(lambda team: team.rota_hours(edges)[0])
    return np.asarray(run.of_teams(on_call) / np.where(turns > 0, turns, np.nan))


@metric("h/y", "lower", group="on call", label="Toil", by="service", summary=False)
def toil_hours_per_service_year(run: Grouped) -> np.ndarray:
    """Hours a year of a service on work by hand that a machine could do, whoever does it."""
    toil = run.requests.where(run.requests["toil"])
    return np.asarray(toil.total(toil["hours"]) / run.services / run.years)


@metric("1/y", "lower", group="on call", label="Overflows to owners", summary=False)
def overflows_per_year(run: Accounts) -> float:
    """Times a year that SREs give a service's requests and toil to its owners, being too busy."""
    return len(run.select(EventKind.OVERFLOWS)["at"]) * DAYS * 24 / run.scenario.horizon
