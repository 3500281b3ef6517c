"""Metrics of an engagement of SREs: how long they take to come, what is lost before and since."""

from __future__ import annotations

from sim.records.arrivals import arrivals_of
from sim.records.metrics.registry import metric
from sim.records.money import Accounts

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
