"""Targets that move: what follows when owners choose another at the end of a quarter."""

from __future__ import annotations

from sim.engine.log import EventKind
from sim.engine.state import ServiceState, World
from sim.organisation.targets import target_at


def review_target(world: World, service: ServiceState) -> None:
    """From now on it promises what its owners choose, and is covered accordingly."""
    chosen = target_at(service.practice.targets, world.env.now)
    if chosen == service.target:
        return
    service.target, service.runs.practice = chosen, service.practice.with_target(chosen)
    world.log.note(world.env.now, EventKind.TARGET_CHOSEN, service.index, 0, amount=chosen)
    world.reroute(service)
