"""What is left of a service's error budget as a quarter goes on, and when launches are blocked."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from sim.organisation.targets import target_at
from sim.records.budgets import blocks
from sim.records.tables import Records

COLUMNS = ["quarter", "at", "remaining_share", "blocked"]


def burn_down(run: Records, service: str) -> pd.DataFrame:
    """A service's error budget over every quarter of a run, exact at each row and linear between.

    Columns: ``quarter`` (number from 0); ``at`` (hours since the start; a quarter's edge has two
    rows, the old budget and the new one); ``remaining_share`` of the quarter's allowance (1 at
    its beginning, below 0 when overspent, NaN in a quarter without traffic); ``blocked``, whether
    launches are blocked from that row on.

    Raises
    ------
    KeyError
        If the scenario has no such service.
    """
    struck = run.impacts[run.impacts["service"] == service]
    start = struck["appeared_at"].to_numpy()
    spells = np.column_stack(
        [start, start + struck["duration_hours"], np.minimum(1.0, struck["impact"])]
    )
    number = list(run.scenario.services).index(service) if service in run.scenario.services else -1
    held = np.array([(a, b) for who, a, b in blocks(run) if who == number]).reshape(-1, 2)
    parts = [
        _quarter(run, service, edges, spells, held).assign(quarter=quarter)
        for quarter, edges in enumerate(pairwise(run.quarters))
    ]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _quarter(
    run: Records, service: str, edges: tuple[float, float], spells: np.ndarray, held: np.ndarray
) -> pd.DataFrame:
    """``spells`` are rows of (from, until, share of requests that fails), ``held`` of blocks."""
    at = _instants(edges, spells, held)
    traffic = run.tape.services[service].traffic.curve.before_array(at)
    target = target_at(run.organisation.practices[service].targets, edges[0])
    allowed = (1 - target) * (traffic[-1] - traffic[0])
    failed = np.append(0.0, np.cumsum(_failing(at[:-1], spells) * np.diff(traffic)))
    share = 1 - failed / allowed if allowed > 0 else np.full(len(at), np.nan)
    blocked = ((held[:, :1] <= at) & (at < held[:, 1:])).any(axis=0)
    return pd.DataFrame({"at": at, "remaining_share": share, "blocked": blocked})


def _instants(edges: tuple[float, float], spells: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Where the slope may change: spells and blocks begin or end, and full hours in a spell.

    Traffic is even within an hour, so nothing bends elsewhere.
    """
    hours = [np.arange(np.ceil(a), b) for a, b, _ in spells if b > edges[0] and a < edges[1]]
    every = np.concatenate([edges, spells[:, :2].ravel(), held.ravel(), *hours])
    return np.unique(every[(every >= edges[0]) & (every <= edges[1])])


def _failing(at: np.ndarray, spells: np.ndarray) -> np.ndarray:
    """The share of requests that fails from each instant on; at most all of them."""
    running = (spells[:, :1] <= at) & (at < spells[:, 1:2])
    return np.asarray(np.minimum(1.0, (running * spells[:, 2:]).sum(axis=0)))
