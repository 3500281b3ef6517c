"""Which support model for which service: the cheapest assignment, and how sure."""

from __future__ import annotations

from sim.questions.assign.analysis import assign
from sim.questions.assign.answer import Assignment, Choice
from sim.questions.assign.asked import Asked, ask
from sim.questions.assign.ladder import Step
from sim.questions.assign.lived import checkpoint_in
from sim.questions.assign.staffing import Staff, staff

__all__ = [
    "Asked",
    "Assignment",
    "Choice",
    "Staff",
    "Step",
    "ask",
    "assign",
    "checkpoint_in",
    "staff",
]
