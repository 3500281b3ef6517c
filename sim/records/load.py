"""How busy teams are: hours that they work, over hours that they are on duty."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.ground.units import HOURS_PER
from sim.organisation.team import Team
from sim.records.tables import Records


def hours_on_duty(run: Records) -> np.ndarray:
    """Person-hours on duty of each team of the log, by day and night; shape (teams, 2)."""
    found = np.zeros((len(run.teams), 2))
    for number, team in enumerate(run.teams):
        for since, until, by_day, by_night in _on_duty(team, run.scenario.horizon):
            working = run.working_of[number].open_hours(since, until)
            found[number] += by_day * working, by_night * (until - since - working)
    return found


def _on_duty(team: Team, horizon: float) -> Iterator[tuple[float, float, int, int]]:
    """Stretches in which a team is there: from, until, on duty by day, and by night.

    By its document; where its head count follows a rule, by that.
    """
    duty = team.document.on_duty
    if team.document.head_count is None:
        for since, until in team.spans:
            begins = min(max(team.there_from, since), horizon)
            yield begins, min(until, horizon), duty.working_hours, duty.out_of_hours
        return
    for (since, people), until in zip(
        team.head_counts, [*(at for at, _ in team.head_counts[1:]), horizon], strict=True
    ):
        yield min(since, horizon), min(until, horizon), *team.on_duty_of(people)


def paid_hours(run: Records, team: Team) -> float:
    """Hours that all people of a team are paid for, over the horizon."""
    there = float(team.person_hours(np.array([0.0, run.scenario.horizon]))[0])
    return there * run.scenario.prices.working_hours_per_year / HOURS_PER["y"]


def hours_worked(run: Records) -> np.ndarray:
    """Hours on incidents and deployments, by day and night, of each team; shape (teams, 2)."""
    jobs, horizon = run.job_columns, run.scenario.horizon
    team, starts, ends = jobs["team"], jobs["started_at"], np.fmin(jobs["left_at"], horizon)
    found = np.zeros((len(run.teams), 2))
    for number, working in enumerate(run.working_of):
        mine = team == number
        by_day = working.open_hours_array(ends[mine]) - working.open_hours_array(starts[mine])
        every = (ends[mine] - starts[mine]).sum()
        found[number] = by_day.sum(), every - by_day.sum()
    return found


def hours_of_errands(run: Records) -> np.ndarray:
    """Hours worked on alerts that were nothing and on requests; shape (teams, 2)."""
    found = np.zeros((len(run.teams), 2))
    alerts, requests = run.alert_columns, run.request_columns
    np.add.at(found, (alerts["team"], alerts["out_of_hours"].astype(int)), alerts["hours"])
    np.add.at(found[:, 0], requests["team"], requests["hours"])
    return found
