"""Operational work of SRE teams: incidents and what follows them, alerts, requests and toil."""

from __future__ import annotations

from sim.documents.policies import Engagement
from sim.organisation.team import Team
from sim.records.lines.jobs import first_jobs
from sim.records.payroll import Payroll


def engagement_of(run: Payroll, team: Team) -> Engagement:
    """The engagement of an SRE team.

    Raises
    ------
    StopIteration
        If no support model engages it.
    """
    rules = ((p.engaged_team, p.engagement) for p in run.planned.every_practice)
    return next(rule for its, rule in rules if its is not None and its.name == team.name and rule)


def operational_hours(run: Payroll, team: Team) -> float:
    """Hours of all its people, over the horizon."""
    number, rule = run.log.team_names.index(team.name), engagement_of(run, team).operations
    jobs = run.jobs[run.jobs["team"].eq(team.name)]
    hours = float(jobs["hours"].sum())
    for table in (run.alerts, run.requests):
        hours += float(table.loc[table["team"].eq(team.name), "hours"].sum())
    if rule is not None:
        hours += rule.follow_up * len(first_jobs(run, number))
    return hours
