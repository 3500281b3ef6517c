"""Overlapping incidents: together they never fail more than every request."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd

Passed = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""What has passed up to each instant at each service (its code), such as hours or traffic."""


def hours_passed(service: np.ndarray, at: np.ndarray) -> np.ndarray:
    """By the clock: each hour counts alike."""
    return at


def effective_impact_hours(incidents: pd.DataFrame, passed: Passed = hours_passed) -> np.ndarray:
    """Full-outage hours of each incident; shape (incidents,).

    Where simultaneous incidents of a service add up to more than all requests, each counts by its
    part. Their sum over a service is the exact integral of min(1, Σ impact), by the clock or by
    whatever ``passed`` measures.
    """
    impact, service = incidents["impact"].to_numpy(), incidents["service"].cat.codes.to_numpy()
    start = incidents["appeared_at"].to_numpy()
    lasted = incidents["duration_hours"].to_numpy()
    end = start + lasted
    # By the clock the length itself: a difference of instants could be off by a rounding.
    by_clock = passed is hours_passed
    hours = impact * (lasted if by_clock else passed(service, end) - passed(service, start))
    for rows in _overlapping(service, start, end):
        hours[rows] = _shared(service[rows], start[rows], end[rows], impact[rows], passed)
    return np.asarray(hours)


def _overlapping(service: np.ndarray, start: np.ndarray, end: np.ndarray) -> list[np.ndarray]:
    """Groups of rows (of one service) that overlap in time, singles left out."""
    order = np.lexsort((start, service))
    groups: list[list[int]] = []
    current: list[int] = []
    until, of = -np.inf, -1
    ordered = (column[order].tolist() for column in (service, start, end))
    for row, who, begins, ends in zip(order.tolist(), *ordered, strict=True):
        if who != of or begins >= until:
            groups.append(current)
            current, until, of = [], -np.inf, who
        current.append(row)
        until = max(until, ends)
    return [np.array(group) for group in [*groups, current] if len(group) > 1]


def _shared(
    service: np.ndarray, start: np.ndarray, end: np.ndarray, impact: np.ndarray, passed: Passed
) -> np.ndarray:
    edges = np.unique(np.concatenate([start, end]))
    parts = np.diff(passed(np.full(len(edges), service[0]), edges))
    hours = np.zeros(len(start))
    for (a, b), part in zip(pairwise(edges), parts, strict=True):
        running = (start <= a) & (end >= b)
        total = impact[running].sum()
        hours[running] += impact[running] * part / max(1.0, total)
    return hours
