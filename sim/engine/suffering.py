"""Who suffers with whom: the services that fail, in part, when one that they need fails."""

from __future__ import annotations

from sim.engine.practising import hidden
from sim.engine.state import ServiceState, World

Callers = dict[str, list[tuple[str, float]]]
"""Who calls each service directly, and the share of their requests that need it."""


def link_dependants(services: list[ServiceState]) -> None:
    """Work out who suffers with whom, through several steps too, without circuit breakers."""
    callers = _callers(services)
    open_to = {service.name: 1 - service.document.degrades_gracefully for service in services}
    for service in services:
        service.dependants = _named(services, _suffering(service.name, callers, open_to))


def dependants_of(world: World, service: ServiceState) -> list[tuple[ServiceState, float]]:
    """Who suffers with a service now: circuit breakers on the way let less through."""
    reached = [dependant for dependant, _ in service.dependants]
    if all(r.practice.model.practices.circuit_breaker is None for r in reached):
        return service.dependants
    open_to = {r.name: open_now(world, r) for r in reached}
    return _named(reached, _suffering(service.name, _callers(reached), open_to))


def open_now(world: World, service: ServiceState) -> float:
    """The share of a needed service's failures that a service passes on to its users."""
    return (1 - service.document.degrades_gracefully) * (1 - hidden(world, service))


def _callers(services: list[ServiceState]) -> Callers:
    callers: Callers = {}
    for service in services:
        for needed, share in service.document.needs.items():
            callers.setdefault(needed, []).append((service.name, share))
    return callers


def _named(
    services: list[ServiceState], suffers: dict[str, float]
) -> list[tuple[ServiceState, float]]:
    by_name = {service.name: service for service in services}
    return [(by_name[name], share) for name, share in suffers.items()]


def _suffering(name: str, callers: Callers, open_to: dict[str, float]) -> dict[str, float]:
    """Everybody who needs a service, directly or not, with the strongest share of any way.

    What a service on the way hides from its users (``open_to`` is the rest) goes no further.
    """
    found: dict[str, float] = {}
    reached = [(name, 1.0)]
    while reached:
        at, strength = reached.pop()
        for caller, share in callers.get(at, ()):
            through = strength * share
            if through > found.get(caller, 0.0):
                found[caller] = through
                reached.append((caller, through * open_to[caller]))
    return found
