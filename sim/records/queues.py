"""Whether a run's queues empty, and whether its people are busy: what tells a mean from survivors.

Key figures of a run by name, so that they can be kept and averaged like metrics.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.records.load import hours_of_errands, hours_on_duty, hours_worked
from sim.records.survival import median_with_waiting
from sim.records.tables import Records

NEVER_LIVE, STILL_OPEN, BUSY = "changes never live", "incidents still open", "busy "
LEAD_MEDIAN, RESTORE_MEDIAN = "median hours to live", "median hours to restore"
"""Medians that count what still waits; NaN where half of it does."""
SETTLED = 0.75
"""What begins before this share of the horizon has time to end; the rest says nothing yet."""


def queues(run: Records) -> dict[str, float]:
    """Shares of early changes never live and early incidents never restored; each team's load.

    A load is the share of a team's hours on duty that it works on anything that has to be done.
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
    there = hours_on_duty(run).sum(axis=1)
    worked = hours_worked(run).sum(axis=1) + hours_of_errands(run).sum(axis=1)
    names = [team.name for team in run.teams]
    return {
        name: float(hours / duty)
        for name, hours, duty in zip(names, worked, there, strict=True)
        if duty > 0
    }
