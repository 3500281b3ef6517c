"""Reliability time: the share of the owners' time that goes into a service, as a step function."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.documents.responding import Stage
from sim.documents.support_model import Incentive
from sim.engine.log import EventKind
from sim.records.budgets import STAGE_AFTER
from sim.records.run import Run

Steps = tuple[np.ndarray, np.ndarray]
"""Instants (hours, ascending, the first 0) and the share from each of them on."""


def reliability_time(run: Run) -> list[Steps]:
    """The share of its owners' time by service, in the order of the file.

    What the support model states for the stage; once the owners have responded to anything, what
    they put in from then on.
    """
    stages = run.select(*STAGE_AFTER, EventKind.REVIEW_FAILED)
    raised = run.select(EventKind.RELIABILITY_TIME)
    found = []
    for service, stretches in enumerate(run.stretches):
        ends = [since for since, _ in stretches[1:]]
        parts = []
        for (since, practice), until in zip(stretches, [*ends, np.inf], strict=True):
            mine = _within(stages, service, since, until)
            at, level = _levels(practice.incentive, since, mine["at"], mine["what"])
            ours = _within(raised, service, since, until)
            parts.append(_responding(at, level, ours["at"], ours["amount"]))
        found.append((np.concatenate([at for at, _ in parts]),
                      np.concatenate([level for _, level in parts])))  # fmt: skip
    return found


def _within(
    facts: Mapping[str, np.ndarray], service: int, since: float, until: float
) -> dict[str, np.ndarray]:
    """The facts of a service while it is run in one way."""
    at = facts["at"]
    mine = (facts["service"] == service) & (since <= at) & (at < until)
    return {name: column[mine] for name, column in facts.items()}


def _levels(incentive: Incentive, since: float, at: np.ndarray, what: np.ndarray) -> Steps:
    """What is stated for each stage that a service went through since an instant."""
    stages: list[Stage] = ["team"]
    settled: Stage = "team"
    for kind in what.tolist():
        stages.append(STAGE_AFTER.get(EventKind(kind), settled))
        settled = settled if stages[-1] == "review" else stages[-1]
    level = np.array([incentive.at(stage) for stage in stages])
    return np.concatenate([[since], at]), level


def _responding(since: np.ndarray, level: np.ndarray, at: np.ndarray, share: np.ndarray) -> Steps:
    """From the first response on, every change is a response, those of a stage too."""
    if not len(at):
        return since, level
    before = since < at[0]
    return np.concatenate([since[before], at]), np.concatenate([level[before], share])
