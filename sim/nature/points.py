"""Instants of things that happen: Poisson processes by change of time, on the grid."""

from __future__ import annotations

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


def arrivals(rng: np.random.Generator, by_day: np.ndarray, horizon: float) -> np.ndarray:
    """A Poisson process with this expected number of points on each day, by change of time."""
    expected = np.concatenate([[0.0], np.cumsum(by_day)])
    points = unit_arrivals(rng, float(expected[-1]))
    # A flat stretch (no faults expected) has measure zero, so interpolation inverts the integral.
    at = np.interp(points, expected, 24.0 * np.arange(len(expected)))
    return moments(at[at < horizon])
