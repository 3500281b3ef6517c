"""Getting to know a service: what a team doesn't know of it shrinks with time and with incidents.

The familiarity that a document states is where the curve starts:
1 − (1 − start) · exp(−time with it / scale − incidents of it / scale).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.documents.nature import Acquaintance

if TYPE_CHECKING:
    from sim.engine.duty import DutyTeam
    from sim.engine.state import ServiceState


@dataclass
class Met:
    """What a team and a service have had to do with each other."""

    since: float
    """When it came to have to do with it."""
    dealt: int = 0
    """Incidents that it has worked on."""
    alone_from: float = -math.inf
    """Until when those who ran the service stayed beside the team that took it over."""


def familiarity(rule: Acquaintance, start: float, met: Met, now: float) -> float:
    """Share of an owner's speed at diagnosis that a team has by now."""
    took_over = math.isfinite(met.alone_from)
    if took_over and now >= met.alone_from:
        start *= rule.takes_over
    strange = math.exp(-(now - met.since) / rule.time - met.dealt / rule.incidents)
    return 1 - (1 - start) * strange


def introduce(service: ServiceState, since: float) -> None:
    """Its teams that have nothing to do with it yet meet it; SREs when they are engaged."""
    for team in present(service):
        service.met.setdefault(team.index, Met(since))


def present(service: ServiceState) -> list[DutyTeam]:
    """Its teams, SREs among them once they are engaged."""
    engaged = service.practice.engaged_team if service.stage == "team" else None
    teams = service.teams.values()
    return [team for team in teams if engaged is None or team.team.name != engaged.name]
