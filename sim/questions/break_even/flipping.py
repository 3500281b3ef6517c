"""Where the choice flips: the cheapest model over exposure and one other number.

Outage loss is linear in exposure, so only the other number needs runs of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.questions.break_even.analysis import costs_of
from sim.study.comparison import Comparison
from sim.study.frontier import UNDECIDED, Column, Costs, break_even, column, exposures

DECADES = 2
"""Exposures are looked at this many powers of ten below and above the scenario's."""


@dataclass(frozen=True)
class Frontier:
    """An exposure at which two models cost the same on average."""

    below: str
    """The cheaper of the two at lower exposures."""
    above: str
    exposure: float
    low: float
    high: float
    """Its 95 % interval (Fieller); infinite where losses can't be told apart."""


@dataclass(frozen=True)
class FlipMap:
    """Which model is surely the cheapest, by exposure and by a number that moves."""

    models: tuple[str, ...]
    service: str | None
    """None: all services together, whose exposures move together."""
    exposure: float
    """Of the scenario, an hour; the mean over the services."""
    columns: Mapping[str, Column]
    """By the value of the number, as written."""
    frontiers: Mapping[str, Sequence[Frontier]]
    """Where the lowest mean passes from one model to the next, by the same value."""

    def stretches(self, value: str) -> list[tuple[float, float, str | None]]:
        """From and to which exposure which model is the cheapest; None where none surely is."""
        found = self.columns[value]
        edges = [0, *(np.flatnonzero(np.diff(found.cheapest)) + 1).tolist()]
        ends = [*edges[1:], len(found.cheapest)]
        return [
            (float(found.exposures[a]), float(found.exposures[min(b, len(found.exposures) - 1)]),
             self._name(int(found.cheapest[a])))
            for a, b in zip(edges, ends, strict=True)
        ]  # fmt: skip

    def _name(self, place: int) -> str | None:
        return None if place == UNDECIDED else self.models[place]


def flip_map(lived: Mapping[str, Comparison], service: str | None = None) -> FlipMap:
    """Of comparisons of the same models by the value of the number that moves between them."""
    first = next(iter(lived.values()))
    services = first.study.scenario.services
    mine = [s.exposure for name, s in services.items() if service in (None, name)]
    usual = float(np.mean(mine))
    at = exposures(usual * 10.0**-DECADES, usual * 10.0**DECADES)
    arms = {value: _arms(one, service, usual) for value, one in lived.items()}
    return FlipMap(
        first.models, service, usual,
        {value: column(mine, at) for value, mine in arms.items()},
        {value: list(frontiers(first.models, mine, at)) for value, mine in arms.items()},
    )  # fmt: skip


def frontiers(models: Sequence[str], arms: Sequence[Costs], at: np.ndarray) -> Iterator[Frontier]:
    """From the lowest exposure up, wherever another model has the lowest mean."""
    means = np.array([[arm.at(float(exposure)).mean() for arm in arms] for exposure in at])
    lowest = means.argmin(axis=1)
    for place in np.flatnonzero(np.diff(lowest)).tolist():
        below, above = int(lowest[place]), int(lowest[place + 1])
        flip = break_even(arms[below], arms[above])
        yield Frontier(models[below], models[above], flip.exposure, flip.low, flip.high)


def _arms(comparison: Comparison, service: str | None, usual: float) -> list[Costs]:
    """Costs of each model, split by what follows from exposure."""
    found = [costs_of(comparison, model, service) for model in comparison.models]
    return [Costs(total - loss, loss, usual) for loss, total in found]
