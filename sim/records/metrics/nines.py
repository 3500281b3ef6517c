"""Metrics of the effort that availability takes."""

from __future__ import annotations

import numpy as np

from sim.engine.log import Did
from sim.ground.units import HOURS_PER
from sim.organisation.team import Team
from sim.records.metrics.headlines import years
from sim.records.metrics.registry import metric
from sim.records.money import Accounts


@metric("h/y", "neither", group="reliability", label="Reliability hours per service")
def reliability_hours_per_service_year(run: Accounts) -> float:
    """Hours a year of a service that its owners and SREs put into reliability.

    The owners' reliability time, in which improvements are made, and the engineering time of SREs
    less what readiness reviews take of it, divided over all services.
    """
    ours = run.ledger["line"].eq("operability")
    full_time = float(run.ledger.loc[ours, "quantity"].sum()) + _sres(run)
    working = run.scenario.prices.working_hours_per_year
    return full_time * working / years(run) / len(run.scenario.services)


def _sres(run: Accounts) -> float:
    """Person-years of engineering by SREs; 0 where none are engaged."""
    rules = {
        practice.engaged_team.name: practice.engagement.engineering
        for practice in run.practices
        if practice.engaged_team is not None and practice.engagement is not None
    }
    hours = 0.0
    for team in run.engaged_teams:
        rule = rules[team.name]
        if rule is not None:
            hours += _there(run, team) * rule.share - rule.review_takes * _reviewing(run)
    return max(0.0, hours) / HOURS_PER["y"]


def _there(run: Accounts, team: Team) -> float:
    """Hours of the horizon times the people who were in a team."""
    since = np.array([at for at, _ in team.head_counts] + [run.scenario.horizon])
    people = np.array([count for _, count in team.head_counts])
    return float((people * np.diff(np.minimum(since, run.scenario.horizon))).sum())


def _reviewing(run: Accounts) -> float:
    """Hours that readiness reviews were under way, each counted."""
    begun = run.select(Did.REVIEW_STARTED)["at"]
    ended = run.select(Did.REVIEW_PASSED, Did.REVIEW_FAILED)["at"]
    open_ones = (len(begun) - len(ended)) * run.scenario.horizon
    return float(ended.sum() + open_ones - begun.sum())
