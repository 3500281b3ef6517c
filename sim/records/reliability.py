"""Reliability time: the share of the owners' time that goes into a service, as a step function."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.documents.responding import Stage
from sim.engine.log import Did
from sim.records.budgets import STAGE_AFTER
from sim.records.run import Run

Steps = tuple[np.ndarray, np.ndarray]
"""Instants (hours, ascending, the first 0) and the share from each of them on."""


def reliability_time(run: Run) -> list[Steps]:
    """The share of its owners' time by service, in the order of the file.

    What the support model states for the stage; once the owners have responded to anything, what
    they put in from then on.
    """
    stages = run.select(*STAGE_AFTER, Did.REVIEW_FAILED)
    raised = run.select(Did.RELIABILITY_TIME)
    found = []
    for service, practice in enumerate(run.practices):
        mine, incentive = stages["service"] == service, practice.incentive
        since, level = _levels(
            incentive.invests, incentive.by_stage, stages["at"][mine], stages["what"][mine]
        )
        ours = raised["service"] == service
        found.append(_responding(since, level, raised["at"][ours], raised["amount"][ours]))
    return found


def _levels(
    base: float, by_stage: Mapping[Stage, float], at: np.ndarray, what: np.ndarray
) -> Steps:
    """What is stated for each stage that a service went through."""
    stages: list[Stage] = ["team"]
    settled: Stage = "team"
    for kind in what.tolist():
        stages.append(STAGE_AFTER.get(Did(kind), settled))
        settled = settled if stages[-1] == "review" else stages[-1]
    level = np.array([by_stage.get(stage, base) for stage in stages])
    return np.concatenate([[0.0], at]), level


def _responding(since: np.ndarray, level: np.ndarray, at: np.ndarray, share: np.ndarray) -> Steps:
    """From the first response on, every change is a response, those of a stage too."""
    if not len(at):
        return since, level
    before = since < at[0]
    return np.concatenate([since[before], at]), np.concatenate([level[before], share])
