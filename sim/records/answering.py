"""Who answers first when a service fails, at a stage of its engagement."""

from __future__ import annotations

from typing import Literal

from sim.documents.responding import Stage, When
from sim.organisation.practice import Practice

Hours = Literal["working", "out-of-hours"]


def first_answer(practice: Practice, stage: Stage) -> str:
    """The team that is called first: ``ops-bridge``, or one by day and another by night."""
    day, night = (_first(practice, stage, hours) for hours in ("working", "out-of-hours"))
    return day if day == night else f"{day} in working hours, {night} out of hours"


def _first(practice: Practice, stage: Stage, hours: Hours) -> str:
    """The team of the first line that takes pages then, whatever the weather; "nobody" if none."""
    lines = (line.rule for line in practice.path if _takes(line.rule.when, stage, hours))
    return next((practice.teams[rule.team].name for rule in lines), "nobody")


def _takes(when: When, stage: Stage, hours: Hours) -> bool:
    usual = when.since_launch is None and not when.in_peak
    return usual and when.hours in ("always", hours) and stage in (when.stages or (stage,))
