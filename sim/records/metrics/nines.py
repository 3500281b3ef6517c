"""Metrics of the effort that availability takes."""

from __future__ import annotations

from sim.engine.log import EventKind
from sim.ground.units import HOURS_PER
from sim.organisation.team import Team
from sim.records.load import paid_hours
from sim.records.metrics.headlines import years
from sim.records.metrics.registry import metric
from sim.records.money import Accounts
from sim.records.operating import engagement_of, operational_hours


@metric("h/y", "neither", group="reliability", label="Reliability hours per service")
def reliability_hours_per_service_year(run: Accounts) -> float:
    """Hours a year of a service that its owners and SREs put into reliability.

    The owners' reliability time, in which improvements are made, and the engineering time of SREs
    less what readiness reviews take of it, divided over all services.
    """
    ours = run.ledger["line"].eq("operability")
    working = run.scenario.prices.working_hours_per_year
    hours = float(run.ledger.loc[ours, "quantity"].sum()) * working
    hours += max(0.0, sum(_engineering(run, team) for team in run.engaged_teams))
    return hours / years(run) / len(run.scenario.services)


def _engineering(run: Accounts, team: Team) -> float:
    """Hours of engineering of an SRE team: what is planned, or what operational work leaves."""
    engagement, paid = engagement_of(run, team), paid_hours(run, team)
    rule = engagement.engineering
    if rule is None:
        return 0.0
    measured = engagement.operations is not None
    left = paid - operational_hours(run, team) if measured else paid * rule.share
    a_year = run.scenario.prices.working_hours_per_year
    return left - rule.review_takes * _reviewing(run) / HOURS_PER["y"] * a_year


def _reviewing(run: Accounts) -> float:
    """Hours that readiness reviews were under way, each counted."""
    begun = run.select(EventKind.REVIEW_STARTED)["at"]
    ended = run.select(EventKind.REVIEW_PASSED, EventKind.REVIEW_FAILED)["at"]
    open_ones = (len(begun) - len(ended)) * run.scenario.horizon
    return float(ended.sum() + open_ones - begun.sum())
