"""What a run says about a known answer, read from its tables and its log.

A run starts empty and is cut off at the horizon. A ``Period`` leaves out the warm-up before it and
the tail after it; both are stated with each case and are many times what the queue remembers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.engine.log import EventKind
from sim.records.money import Accounts


class Period(NamedTuple):
    """The stretch of the horizon that counts, hours."""

    start: float
    end: float

    @property
    def hours(self) -> float:
        """Length of the horizon in hours."""
        return self.end - self.start


def appeared(run: Accounts, period: Period) -> pd.DataFrame:
    """The incidents that appeared in the period; each must have ended by the horizon."""
    at = run.incidents["appeared_at"]
    return run.incidents[(at >= period.start) & (at < period.end)]


def tag_mean(run: Accounts, period: Period, tag: str) -> float:
    """Mean hours of an incident in a phase; NaN if one is still under way."""
    table = appeared(run, period)
    return float(table[tag].mean()) if table["restored_at"].notna().all() else float("nan")


def wait_mean(run: Accounts, period: Period) -> float:
    """Mean wait in the queue."""
    return tag_mean(run, period, "queueing_hours")


def waits_longer(run: Accounts, period: Period, than: float) -> float:
    """Share of incidents that queue longer than this."""
    return float((appeared(run, period)["queueing_hours"] > than).mean())


def wait_of_impact(run: Accounts, period: Period, impact: float) -> float:
    """Mean wait of the incidents of one severity."""
    table = appeared(run, period)
    return float(table.loc[np.isclose(table["impact"], impact), "queueing_hours"].mean())


def incidents_an_hour(run: Accounts, period: Period) -> float:
    """Rate of incidents."""
    return len(appeared(run, period)) / period.hours


def incidents_a_service(run: Accounts) -> float:
    """Incidents of a service over the horizon."""
    return len(run.incidents) / len(run.scenario.services)


def mean_under_way(run: Accounts, period: Period) -> float:
    """Time average of the incidents that are not restored."""
    start = run.incidents["appeared_at"].to_numpy()
    end = run.incidents["restored_at"].fillna(np.inf).to_numpy()
    return _overlap(start, end, period) / period.hours


def busy_people(run: Accounts, period: Period, team: str) -> float:
    """Time average of the people of a team who are at work."""
    jobs = run.jobs[run.jobs["team"] == team]
    end = jobs["left_at"].fillna(np.inf).to_numpy()
    return _overlap(jobs["started_at"].to_numpy(), end, period) / period.hours


def _overlap(start: np.ndarray, end: np.ndarray, period: Period) -> float:
    """Hours of all these stretches inside the period."""
    inside = np.minimum(end, period.end) - np.maximum(start, period.start)
    return float(np.clip(inside, 0.0, None).sum())


def team_waits(run: Accounts, period: Period, team: str) -> np.ndarray:
    """Wait of each job of a team that was taken up in the period, from the log."""
    jobs = run.jobs[run.jobs["team"] == team]
    jobs = jobs[(jobs["started_at"] >= period.start) & (jobs["started_at"] < period.end)]
    asked = run.select(EventKind.QUEUEING)
    mine = asked["who"] == run.log.team_names.index(team)
    queued = pd.Series(asked["at"][mine], index=asked["subject"][mine])
    since = queued.reindex(jobs["subject"]).to_numpy()
    return np.asarray(np.nan_to_num(jobs["started_at"].to_numpy() - since, nan=0.0))


def team_wait_mean(run: Accounts, period: Period, team: str) -> float:
    """Mean wait for a person of a team."""
    return float(team_waits(run, period, team).mean())
