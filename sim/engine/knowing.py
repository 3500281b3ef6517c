"""What those who run a service know about a fault: known errors are found and ended sooner."""

from __future__ import annotations

from sim.documents.responding import FixKind, Tier
from sim.engine.ability import fixes_of
from sim.engine.incident import Incident
from sim.engine.state import Known

NOTHING = Known()


def known_of(incident: Incident) -> Known:
    """What is known about its fault so far."""
    return incident.service.known.get(incident.fault, NOTHING)


def needs(incident: Incident) -> FixKind:
    """What it takes to serve users again, as far as is known.

    A workaround that somebody has found is an operator's work; and what operators can do, anybody
    can do by the runbook once it was reviewed.
    """
    known = known_of(incident)
    kind = incident.fix_kind
    if kind == "code" and known.workaround:
        kind = "operate"
    return "restart" if kind == "operate" and known.documented else kind


def can_end(incident: Incident, tier: Tier) -> bool:
    """Whether a line can serve users again."""
    return needs(incident) in fixes_of(incident, tier)


def learns(incident: Incident, team: int) -> None:
    """A team has found what is wrong."""
    incident.service.known.setdefault(incident.fault, Known()).by.add(team)
