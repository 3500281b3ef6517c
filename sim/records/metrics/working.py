"""Metrics of work that is no incident, of how busy people are, of recovery from changes."""

from __future__ import annotations

import numpy as np

from sim.engine.log import EventKind
from sim.records.grouped import Grouped
from sim.records.load import hours_of_errands, hours_on_duty, hours_worked
from sim.records.metrics.registry import metric


@metric("share", "neither", "share", group="on call", label="Utilisation by day", by="team")
def utilisation(run: Grouped) -> np.ndarray:
    """Share of the hours on duty by day that incidents, deployments, alerts and requests take."""
    duty = run.of_teams_array(hours_on_duty(run.run)[:, 0])
    worked = run.of_teams_array((hours_worked(run.run) + hours_of_errands(run.run))[:, 0])
    return np.asarray(np.minimum(1.0, worked / np.where(duty > 0, duty, np.nan)))


@metric("days", "lower", group="on call", label="Wait of requests, mean", by="team")
def request_wait_days_mean(run: Grouped) -> np.ndarray:
    """Mean time until somebody begins to work on a request, of those that somebody has begun."""
    begun = run.requests.where(~run.requests["rest"])
    return begun.mean((begun["started_at"] - begun["asked_at"]) / 24)


@metric("min", "lower", group="on call", label="Queueing for a team, mean", by="team",
        summary=False)  # fmt: skip
def queueing_minutes_mean(run: Grouped) -> np.ndarray:
    """Mean time until somebody of the team was free, each time that an incident came to one."""
    queued = run.phases.where(run.phases["what"] == EventKind.QUEUEING)
    came = run.phases.where(run.phases["what"] == EventKind.ACKNOWLEDGING).count()
    return 60 * queued.total(queued["hours"]) / np.where(came > 0, came, np.nan)


@metric("h", "lower", group="incidents", label="Recovery from failed changes, median", by="service")
def failed_change_recovery_hours_median(run: Grouped) -> np.ndarray:
    """Median time from failure to restoration, of restored incidents that a change caused."""
    failed = run.incidents.where(run.incidents["cause"] == "change")
    return failed.quantile(failed["restored_at"] - failed["appeared_at"], 0.5)
