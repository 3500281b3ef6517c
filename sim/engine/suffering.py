"""Who suffers with whom: the services that fail, in part, when one that they need fails."""

from __future__ import annotations

from sim.engine.state import ServiceState


def link_dependants(services: list[ServiceState]) -> None:
    """Work out who suffers with whom, through several steps too."""
    by_name = {service.name: service for service in services}
    callers: dict[str, list[tuple[str, float]]] = {}
    for service in services:
        for needed, share in service.document.needs.items():
            callers.setdefault(needed, []).append((service.name, share))
    open_to = {service.name: 1 - service.document.degrades_gracefully for service in services}
    for service in services:
        suffers = _suffering(service.name, callers, open_to)
        service.dependants = [(by_name[name], share) for name, share in suffers.items()]


def _suffering(
    name: str, callers: dict[str, list[tuple[str, float]]], open_to: dict[str, float]
) -> dict[str, float]:
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
