"""Shares of the variance that assumptions make, from joint samples (Sobol's indices)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from sim.ground.rng import stream
from sim.study.plausible.knowing import expected
from sim.study.plausible.polynomials import Basis
from sim.study.plausible.space import Space
from sim.study.plausible.surrogate import Surface, fit

MANY, DRAWS = 2048, 200
BOUNDS = (0.025, 0.975)


@dataclass(frozen=True)
class Share:
    """Of the variance by assumptions: a quantity's alone, and with all its interactions.

    Each with the ends of its 95 % interval. A quantity that no term has is told as 0, up to the
    least that the samples would have shown.
    """

    name: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


def shares(space: Space, points: np.ndarray, gaps: np.ndarray, runs: np.ndarray) -> list[Share]:
    """The shares of each column, the largest first; ``gaps`` is (samples, replications)."""
    with threadpool_limits(1):
        basis = Basis(space.scaled(space.points(MANY, "many points")))
        surface = fit(basis, space.scaled(points), gaps, runs)
        found = shares_of(
            surface, space.names, space.blocks, len(points), space.study.scenario.seed
        )
    return sorted(found, key=lambda one: -one.total)


def shares_of(
    surface: Surface, names: Sequence[str], blocks: Sequence[Sequence[int]], samples: int, seed: int
) -> list[Share]:
    """The shares of each column of a surface, in its order."""
    draws = stream(seed, 0, "shares of variance").standard_normal((DRAWS, len(surface.sizes) + 2))
    sizes = np.vstack([surface.sizes, surface.drawn(draws[:, 2:])])
    rest = np.concatenate([[surface.rest**2], surface.rest_drawn(draws[:, :2])])
    explained = _variances(surface.design(surface.basis.many), sizes)
    whole = np.maximum(explained + rest, 1e-300)
    every = set(range(len(names)))
    unseen = least_seen(surface, samples) / max(float(whole[0]), 1e-300)
    found = []
    for column, name in enumerate(names):
        if not surface.by_column(column):
            found.append(Share(name, 0.0, 0.0, min(1.0, unseen), 0.0, 0.0, min(1.0, unseen)))
            continue
        alone = _variances(expected(surface, blocks, {column}), sizes) / whole
        others = _variances(expected(surface, blocks, every - {column}), sizes) / whole
        with_all = np.maximum(explained / whole - others, alone)
        found.append(Share(name, *_interval(alone), *_interval(with_all)))
    return found


def least_seen(surface: Surface, samples: int) -> float:
    """The variance of the weakest term that so many samples would have told from nothing."""
    noise = surface.rest**2 + surface.chance**2 * surface.by_runs
    return float(2 * np.log(samples) * noise / samples)


def _variances(design: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """The variance over the points of each surface; shape (surfaces,)."""
    return np.asarray(np.var(design @ sizes.T, axis=0))


def _interval(values: np.ndarray) -> tuple[float, float, float]:
    """What the samples say, and the ends that chance in the samples allows."""
    low, high = np.quantile(np.clip(values[1:], 0, 1), BOUNDS)
    return float(values[0]), float(min(low, values[0])), float(max(high, values[0]))
