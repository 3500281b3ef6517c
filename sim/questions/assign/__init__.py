"""Which support model for which service: the cheapest assignment, and how sure."""

from __future__ import annotations

from sim.questions.assign.analysis import Assignment, Choice, assign
from sim.questions.assign.asked import Asked, ask
from sim.questions.assign.ladder import Step

__all__ = ["Asked", "Assignment", "Choice", "Step", "ask", "assign"]
