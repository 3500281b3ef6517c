"""Metrics of work that is no incident, and of how much of their time people have left."""

from __future__ import annotations

import numpy as np

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
