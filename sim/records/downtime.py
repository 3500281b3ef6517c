"""Overlapping incidents: together they never fail more than every request."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd


def effective_impact_hours(incidents: pd.DataFrame) -> np.ndarray:
    """Full-outage hours of each incident; shape (incidents,).

    Where simultaneous incidents of a service add up to more than all requests, each counts by its
    part. Their sum over a service is the exact integral of min(1, Σ impact).
    """
    hours = (incidents["impact"] * incidents["duration_hours"]).to_numpy().copy()
    start = incidents["appeared_at"].to_numpy()
    end = start + incidents["duration_hours"].to_numpy()
    for rows in _overlapping(incidents["service"].cat.codes.to_numpy(), start, end):
        hours[rows] = _shared(start[rows], end[rows], incidents["impact"].to_numpy()[rows])
    return hours


def _overlapping(service: np.ndarray, start: np.ndarray, end: np.ndarray) -> list[np.ndarray]:
    """Groups of rows (of one service) that overlap in time, singles left out."""
    order = np.lexsort((start, service))
    groups: list[list[int]] = []
    current: list[int] = []
    until, of = -np.inf, -1
    for row in order.tolist():
        if service[row] != of or start[row] >= until:
            groups.append(current)
            current, until, of = [], -np.inf, service[row]
        current.append(row)
        until = max(until, end[row])
    return [np.array(group) for group in [*groups, current] if len(group) > 1]


def _shared(start: np.ndarray, end: np.ndarray, impact: np.ndarray) -> np.ndarray:
    edges = np.unique(np.concatenate([start, end]))
    hours = np.zeros(len(start))
    for a, b in pairwise(edges):
        running = (start <= a) & (end >= b)
        total = impact[running].sum()
        hours[running] += impact[running] * (b - a) / max(1.0, total)
    return hours
