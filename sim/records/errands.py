"""Work that is no incident as tables: alerts that were nothing, requests with toil."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.engine.log import EventKind
from sim.organisation.team import Team
from sim.records.run import Run, names_of


def alert_table(run: Run) -> pd.DataFrame:
    """One row an alert that was nothing; ``slower``: how much longer a tired person takes."""
    facts = run.log.alerts
    team, at = facts["team"].astype(int), facts["asked_at"]
    out = run.out_of_hours(at, team)
    slower = _slower(run, team, at, out)
    return pd.DataFrame(
        {
            "team": names_of(run.log.team_names, team),
            "service": names_of(list(run.scenario.services), facts["service"]),
            "at": at,
            "hours": facts["hours"] * slower,
            "out_of_hours": out,
            "slower": slower,
        }
    )


def _slower(run: Run, team: np.ndarray, at: np.ndarray, out: np.ndarray) -> np.ndarray:
    """How tired whoever is called out of hours is, by the calls of the shift and by the rota."""
    fatigue, slower = run.scenario.nature.fatigue, np.ones(len(at))
    if fatigue is None:
        return slower
    calls = run.select(EventKind.ACKNOWLEDGING, EventKind.CALLED_AGAIN)
    called = run.out_of_hours(calls["at"], calls["who"])
    for number in np.unique(team[out]).tolist():
        mine = np.flatnonzero(out & (team == number))
        others = calls["at"][called & (calls["who"] == number)]
        when = np.sort(np.concatenate([at[mine], others]))
        shift = np.searchsorted(when, at[mine], side="right") - np.searchsorted(
            when, at[mine] - fatigue.shift, side="right"
        )
        people = run.teams[number]
        overloaded = shift > fatigue.overload * max(1, people.document.on_duty.out_of_hours)
        rota = _rota(people, at[mine])
        missing = np.maximum(0, fatigue.smallest_rota - rota)
        slower[mine] = np.where(overloaded, fatigue.slows, 1.0) * fatigue.tires**missing
    return slower


def _rota(team: Team, at: np.ndarray) -> np.ndarray:
    """People who take turns at each instant; shape of ``at``."""
    since = np.array([begins for begins, _ in team.head_counts])
    turns = np.array([team.rota_at(moment) for moment in since.tolist()])
    return np.asarray(turns[np.maximum(0, np.searchsorted(since, at, side="right") - 1)])


def request_table(run: Run) -> pd.DataFrame:
    """One row a stretch of work on a request; one that nobody began has ``started_at`` NaN.

    ``rest``: it goes on with one that was left for something urgent; ``toil``: a machine could do
    it.
    """
    facts = run.log.requests
    return pd.DataFrame(
        {
            "team": names_of(run.log.team_names, facts["team"]),
            "service": names_of(list(run.scenario.services), facts["service"]),
            "asked_at": facts["asked_at"],
            "started_at": facts["started_at"],
            "hours": facts["hours"],
            "rest": facts["rest"].astype(bool),
            "toil": facts["toil"].astype(bool),
        }
    )
