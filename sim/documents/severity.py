"""When work on an incident begins: at once, by the next working day, or in the backlog."""

from __future__ import annotations

from typing import Literal

from sim.documents.base import Document, param
from sim.documents.quantities import LawOf

Begins = Literal["at-once", "next-working-day", "backlog"]


class Severity(Document):
    """When work begins, by how fast an incident burns the error budget of its service.

    What need not begin at once wakes nobody: out of hours only those deal with it who are at work
    by shift, or who answer by contract.
    """

    severe: Begins = param("severe incidents: at once, at any hour", "at-once", source="playbook")
    moderate: Begins = param(
        "moderate incidents: by the next working day", "next-working-day", source="playbook"
    )
    slight: Begins = param("slight incidents: in the backlog", "backlog", source="playbook")
    severe_from: float = param(
        "severe: it fails at least so many times the share of requests that the target allows",
        14.4, unit="times", gt=0, low=6, high=30,
        source="SRE workbook ch. 5: page at 2 % of a 30-day budget in an hour",
    )  # fmt: skip
    moderate_from: float = param(
        "moderate: at least so many times, and not severe; slight: fewer", 2.0, unit="times", gt=0,
        assumption="A-severity", low=1, high=6,
    )  # fmt: skip
    backlog: LawOf = param(
        "time until work on something in the backlog begins", {"median": "1 d", "p95": "7 d"},
        source="Cloud Uptime Archive, 481 outages of Atlassian's services: 14 % beyond a day, "
        "1.7 % beyond a week", assumption="A-severity", times=(0.3, 3),
    )  # fmt: skip

    def begins(self, impact: float, target: float) -> Begins:
        """When work begins on an incident that fails a share of a service's requests."""
        burn = round(impact / (1 - target), 9) if target < 1 else float("inf")
        if burn >= self.severe_from:
            return self.severe
        return self.moderate if burn >= self.moderate_from else self.slight
