"""Whether a run's queues empty, and whether its people are busy: what tells a mean from survivors.

Key figures of a run by name, so that they can be kept and averaged like metrics.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.organisation.team import Team
from sim.records.survival import median_with_waiting
from sim.records.tables import Records

NEVER_LIVE, STILL_OPEN, BUSY = "changes never live", "incidents still open", "busy "
LEAD_MEDIAN, RESTORE_MEDIAN = "median hours to live", "median hours to restore"
"""Medians that count what still waits; NaN where half of it does."""
SETTLED = 0.75
"""What begins before this share of the horizon has time to end; the rest says nothing yet."""


def queues(run: Records) -> dict[str, float]:
    """Shares of early changes never live and early incidents never restored; each team's load.

    A load is the share of a team's hours on duty that it spends on incidents and deployments.
    """
    before = SETTLED * run.scenario.horizon
    changes, incidents = run.changes, run.incidents
    early = changes[changes["ready_at"] < before]
    begun = incidents[incidents["appeared_at"] < before]
    return {
        NEVER_LIVE: _share(early["live_at"].isna().to_numpy()),
        STILL_OPEN: _share(begun["restored_at"].isna().to_numpy()),
        LEAD_MEDIAN: _median(changes["ready_at"], changes["live_at"], run),
        RESTORE_MEDIAN: _median(incidents["appeared_at"], incidents["restored_at"], run),
        **{f"{BUSY}{name}": load for name, load in _loads(run).items()},
    }


def _share(which: np.ndarray) -> float:
    return float(which.mean()) if len(which) else 0.0


def _median(begins: pd.Series, ends: pd.Series, run: Records) -> float:
    """What has not ended by the horizon has lasted until then."""
    ended = ends.notna().to_numpy()
    hours = (ends.fillna(run.scenario.horizon) - begins).to_numpy()
    return median_with_waiting(hours, ended)


def _loads(run: Records) -> dict[str, float]:
    """By team, where anybody is on duty."""
    jobs, horizon = run.jobs, run.scenario.horizon
    ends = jobs["left_at"].fillna(horizon).clip(upper=horizon)
    hours = (ends - jobs["started_at"]).groupby(jobs["team"], observed=False).sum()
    found = {}
    for number, team in enumerate(run.teams):
        begins = min(team.there_from, horizon)
        working = run.working_of[number].open_hours(begins, horizon)
        there = _on_duty_hours(team, working, horizon - begins - working)
        if there > 0:
            found[team.name] = float(hours.get(team.name, 0.0)) / there
    return found


def _on_duty_hours(team: Team, working: float, rest: float) -> float:
    """Person-hours on duty; where somebody waits at night without being on duty, none."""
    duty = team.document.on_duty
    return duty.working_hours * working + duty.out_of_hours * rest
