"""Move these first: the way from today's assignment to the cheapest, a service at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.questions.assign.offers import Need, Offers
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
        needs = offers.needs(now)
        gains = {one: _gain(offers, needs, one, now[one], best[one]).mean() for one in left}
        service = max(left, key=lambda one: float(gains[one]))
        saves = float(gains[service])
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


def savings(offers: Offers, assigned: Assigned) -> list[list[np.ndarray]]:
    """What moving each service alone to each model saves a year, by service and model.

    Arrays of shape (replications,); zero where it is already.
    """
    needs, models = offers.needs(assigned), range(len(offers.models))
    return [
        [_gain(offers, needs, service, before, model) for model in models]
        for service, before in enumerate(assigned)
    ]


def _gain(
    offers: Offers, needs: Mapping[int, Counter[Need]], service: int, before: int, model: int
) -> np.ndarray:
    """What moving one service from a model to another saves, where services need this of pools."""
    own = offers.own[before, :, :, service] - offers.own[model, :, :, service]
    found = own.sum(axis=0)
    for number in offers.touching[service] if before != model else ():
        was = needs.get(number, Counter())
        then, teams = Counter(was), offers.pools[number].needs
        if (before, service) in teams:
            then[before, teams[before, service]] -= 1
        if (model, service) in teams:
            then[model, teams[model, service]] += 1
        found = found + (offers.pool_cost(was) - offers.pool_cost(+then)).sum(axis=0)
    return np.asarray(found)
