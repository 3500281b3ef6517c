"""Whether a run's queues empty, and whether its people are busy: what tells a mean from survivors.

Key figures of a run by name, so that they can be kept and averaged like metrics.
"""

from __future__ import annotations

import numpy as np

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
    ready, live = changes["ready_at"].to_numpy(), changes["live_at"].to_numpy()
    appeared, restored = incidents["appeared_at"].to_numpy(), incidents["restored_at"].to_numpy()
    return {
        NEVER_LIVE: _share(np.isnan(live[ready < before])),
        STILL_OPEN: _share(np.isnan(restored[appeared < before])),
        LEAD_MEDIAN: _median(ready, live, run),
        RESTORE_MEDIAN: _median(appeared, restored, run),
        **{f"{BUSY}{name}": load for name, load in _loads(run).items()},
    }


def _share(which: np.ndarray) -> float:
    return float(which.mean()) if len(which) else 0.0


def _median(begins: np.ndarray, ends: np.ndarray, run: Records) -> float:
    """What has not ended by the horizon has lasted until then."""
    ended = ~np.isnan(ends)
    return median_with_waiting(np.where(ended, ends, run.scenario.horizon) - begins, ended)


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
