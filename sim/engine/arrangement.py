"""How a service is run for a while: by which rules, by whom, and when it may be deployed.

An incident or a change keeps the arrangement under which it began, whatever becomes of the service
meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.engine.duty import DutyTeam
from sim.ground.working_time import Windows
from sim.organisation.practice import Practice


@dataclass
class Arrangement:
    """Rules, people, windows."""

    practice: Practice
    teams: dict[str, DutyTeam]
    """The team that plays each role; another one after its team was disbanded."""
    window: Windows
    """When it may be deployed."""
    repair_window: Windows
    """When a repair of it may be deployed that is no emergency."""
