"""Move these first: the way from today's assignment to the cheapest, a service at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.questions.assign.offers import Offers
from sim.questions.assign.solving import Assigned

MOST = 100
"""Steps that are told."""


@dataclass(frozen=True)
class Step:
    """One service moves."""

    service: str
    model: str
    """From here on."""
    before: str
    saves: float
    """Money a year, of this step alone; below zero where it pays only with later ones."""
    saved: float
    """Of all steps so far."""


def ladder(offers: Offers, today: Sequence[int], best: Assigned) -> list[Step]:
    """Steps in the order of what each saves, given those before; by the surrogate."""
    now, steps, saved = list(today), list[Step](), 0.0
    left = [service for service in range(len(now)) if now[service] != best[service]]
    while left and len(steps) < MOST:
        gains = {service: saving(offers, now, service, best[service]) for service in left}
        service = max(left, key=lambda one: float(gains[one].mean()))
        saves = float(gains[service].mean())
        saved += saves
        steps.append(
            Step(
                offers.services[service], offers.models[best[service]],
                offers.models[now[service]], saves, saved,
            )
        )  # fmt: skip
        now[service] = best[service]
        left.remove(service)
    return steps


def saving(offers: Offers, assigned: Sequence[int], service: int, model: int) -> np.ndarray:
    """What moving one service to a model saves a year; shape (replications,)."""
    before = assigned[service]
    own = offers.own[before, :, :, service] - offers.own[model, :, :, service]
    found = own.sum(axis=0)
    moved = [*assigned[:service], model, *assigned[service + 1 :]]
    for number, pool in enumerate(offers.pools):
        if (before, service) in pool.needs or (model, service) in pool.needs:
            was, then = (offers.needs_of(number, each) for each in (assigned, moved))
            found = found + (offers.pool_cost(was) - offers.pool_cost(then)).sum(axis=0)
    return np.asarray(found)
