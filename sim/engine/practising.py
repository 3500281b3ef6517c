"""Whose practice is it: canaries and rollback belong to those who make the effort."""

from __future__ import annotations

from sim.documents.releasing import Canary, Rollback
from sim.engine.state import ServiceState, World


def practised(world: World, service: ServiceState, rule: Canary | Rollback, name: str) -> bool:
    """Whether the people of a service practise it, at its present stage of the engagement."""
    if rule.stages is not None and service.stage not in rule.stages:
        return False
    if rule.effort is not None and not service.operability.bought(rule.effort, world.env.now):
        return False
    if rule.adopted in (0.0, 1.0):
        return rule.adopted == 1.0
    return world.tape.uniform(f"{name} adopted", service.name) < rule.adopted
