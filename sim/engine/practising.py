"""Whose practice is it: practices belong to those who make the effort."""

from __future__ import annotations

from sim.documents.practices import Practised
from sim.engine.state import ServiceState, World


def practised(world: World, service: ServiceState, rule: Practised, name: str) -> bool:
    """Whether the people of a service practise it now, at its present stage of the engagement."""
    if rule.stages is not None and service.stage not in rule.stages:
        return False
    if rule.effort is not None and not service.operability.bought(rule.effort, world.env.now):
        return False
    if rule.needs:
        others = service.practice.model.practised
        if not all(practised(world, service, others[needed], needed) for needed in rule.needs):
            return False
    if rule.adopted in (0.0, 1.0):
        return rule.adopted == 1.0
    return world.tape.uniform(f"{name} adopted", service.name) < rule.adopted


def hidden(world: World, service: ServiceState) -> float:
    """The share of a needed service's failures that a circuit breaker hides from its users."""
    rule = service.practice.model.practices.circuit_breaker
    if rule is None or not practised(world, service, rule, "circuit_breaker"):
        return 0.0
    return rule.hides


def spared(world: World, service: ServiceState, cause: str) -> float:
    """The share of what would fail that redundancy serves."""
    rule = service.practice.model.practices.redundancy
    if rule is None or cause not in rule.of:
        return 0.0
    return rule.spares if practised(world, service, rule, "redundancy") else 0.0
