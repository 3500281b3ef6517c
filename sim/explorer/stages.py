"""What is lived through one after the other: a verdict soon, a better one later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sim.documents.load import Study
from sim.explorer.memory import Memory, in_world
from sim.explorer.settings import FIRST_LOOK
from sim.study.comparison import Comparison

ENOUGH = 2
"""Replications from which on there are intervals, and so a verdict."""


def stages(study: Study) -> Iterator[Study]:
    """What is lived through one after the other: each holds what comes before it.

    The world of the verdict comes first, since the others only tell what becomes of it.
    """
    few = min(FIRST_LOOK, study.scenario.replications)
    alone = in_world(study, study.scenario.world)
    yield replace(alone, scenario=alone.scenario.model_copy(update={"replications": few}))
    yield alone
    yield study


def so_far(study: Study, memory: Memory) -> Comparison | None:
    """What a run that was stopped has for a verdict; at worst in one world, or nothing yet."""
    _, alone, whole = stages(study)
    found = (memory.so_far(stage) for stage in (whole, alone))
    return next((one for one in found if one.replications >= ENOUGH), None)
