"""What a line can fix: what its document says, and code that it has come to know with time."""

from __future__ import annotations

import math

from sim.documents.responding import FixKind, Tier
from sim.engine.incident import Incident
from sim.engine.state import ServiceState


def fixes_of(incident: Incident, tier: Tier) -> tuple[FixKind, ...]:
    """The kinds of fix that a line can make now for this fault of this service.

    Which faults' code it knows is drawn, the same at each occurrence: who knows it once knows it
    for as long as the engagement lasts.
    """
    if tier.code_in_time == 0 or "code" in tier.fixes:
        return tier.fixes
    service = incident.service
    here_for = incident.runs.teams[tier.team].env.now - _since(service)
    known = tier.code_in_time * -math.expm1(-here_for / tier.learns_code)
    draw = incident.tape.uniform("code learned", service.name, *incident.fault)
    return (*tier.fixes, "code") if draw < known else tier.fixes


def _since(service: ServiceState) -> float:
    """When those who aren't its owners came to know a service: an engagement, or its launch."""
    if service.engaged_at is not None:
        return service.engaged_at
    return service.document.launches or 0.0
