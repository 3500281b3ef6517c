"""Instants of things that happen: Poisson processes on the grid, and the master tape of faults."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.ground.units import GRID_PER_HOUR


def grid_array(hours: np.ndarray) -> np.ndarray:
    """Each value rounded to the grid of 2**-20 hour, as ``on_grid`` does."""
    return np.asarray(np.round(hours * GRID_PER_HOUR) / GRID_PER_HOUR)


def moments(hours: np.ndarray) -> np.ndarray:
    """Instants rounded down to the grid, so that none leaves its window or the horizon."""
    return np.asarray(np.floor(hours * GRID_PER_HOUR) / GRID_PER_HOUR)


def unit_arrivals(rng: np.random.Generator, until: float) -> np.ndarray:
    """A Poisson process of rate one on (0, until); longer ``until`` keeps the first points."""
    points, total = [], 0.0
    while total < until:
        chunk = total + np.cumsum(rng.standard_exponential(64))
        points.append(chunk)
        total = float(chunk[-1])
    found = np.concatenate(points) if points else np.empty(0)
    return np.asarray(found[found < until])


CEILING_DOUBLES = 2.0
"""Each layer of the master tape reaches this many times as high as the one below it."""
NUMBERS_OF_A_LAYER = 10**8
"""Faults are numbered within their layer; no layer has as many points as this."""


@dataclass(frozen=True)
class Points:
    """Points over an axis (hours, say) and above it a rate; all arrays of shape (points,)."""

    at: np.ndarray
    """Place on the axis, ascending."""
    height: np.ndarray
    """A rate that is higher than this keeps the point, one that is not doesn't."""
    layer: np.ndarray
    index: np.ndarray
    """The point's number in its layer, from 0."""

    @property
    def number(self) -> np.ndarray:
        """What the point is called whichever rate keeps it; whole numbers."""
        return np.asarray(self.layer * NUMBERS_OF_A_LAYER + self.index)

    def where(self, kept: np.ndarray) -> Points:
        """The points of which ``kept`` says so."""
        return Points(self.at[kept], self.height[kept], self.layer[kept], self.index[kept])


def master_points(
    stream: Callable[[str], np.random.Generator], ceiling: float, highest: float, length: float
) -> Points:
    """A Poisson process of density one over (0, length) × (0, highest or somewhat more).

    Keeping the points that lie below a rate gives a Poisson process of that rate, and a lower rate
    keeps a subset. The first layer reaches from 0 to ``ceiling``, each later one as far again as
    all below it, so there is a layer for any rate; a higher one, or a longer axis, adds points
    and moves none. ``stream`` gives the generator of what is named.
    """
    layers = 1 + max(0, math.ceil(math.log2(highest / ceiling))) if highest > 0 else 0
    parts = [_layer(stream, layer, ceiling, length) for layer in range(layers)]
    found = Points(*(_column(parts, name) for name in ("at", "height", "layer", "index")))
    return found.where(np.argsort(found.at, kind="stable"))


def _column(parts: list[Points], name: str) -> np.ndarray:
    whole = name in ("layer", "index")
    columns = [getattr(part, name) for part in parts]
    return np.concatenate([np.empty(0, dtype=np.int64 if whole else float), *columns])


def _layer(
    stream: Callable[[str], np.random.Generator], layer: int, ceiling: float, length: float
) -> Points:
    """The points between the top of the layer below and this one's own."""
    bottom = ceiling * CEILING_DOUBLES ** (layer - 1) if layer else 0.0
    thickness = bottom or ceiling
    at = unit_arrivals(stream(f"born {layer}"), length * thickness) / thickness
    height = bottom + thickness * stream(f"height {layer}").random(len(at))
    return Points(at, height, np.full(len(at), layer), np.arange(len(at)))
