"""What is left of a service's error budget as time goes on, and when launches are blocked.

By the window of its policy: a calendar quarter or month, or what lies behind each instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.ground.working_time import month_edges
from sim.organisation.budget_window import by_month, trailing_hours
from sim.organisation.targets import target_at
from sim.records.budgets import blocks

if TYPE_CHECKING:
    from sim.records.tables import Records

Before = Callable[[np.ndarray], np.ndarray]
"""Requests from the start to each instant."""
COLUMNS = ["quarter", "at", "remaining_share", "blocked"]


def burn_down(run: Records, service: str) -> pd.DataFrame:
    """A service's error budget over every quarter of a run, exact at each row and linear between.

    Columns: ``quarter`` (number from 0); ``at`` (hours since the start; an edge of the calendar
    has two rows, the old budget and the new one); ``remaining_share`` of what may fail in the
    window of the service's policy, without one in the quarter (1 where nothing has failed, below
    0 when overspent, NaN in a window without traffic); ``blocked``, whether launches are blocked
    from that row on. A rolling window is exact at each row, and nearly so between.

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
        _stretch(run, service, edges, spells, held).assign(quarter=quarter)
        for quarter, edges in _stretches(run, service)
    ]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def most_spent(run: Records, table: pd.DataFrame) -> np.ndarray:
    """Of each row of a table of budgets, the share of its budget that was spent.

    By the window of the service's policy: where that is shorter than a quarter, at the worst
    instant of the quarter.
    """
    spent, allowed = table["spent"].to_numpy(), table["allowed"].to_numpy()
    nothing = np.where(spent > 0, np.inf, 0.0)
    found = np.divide(spent, allowed, out=nothing, where=allowed > 0)
    for service, practice in run.organisation.practices.items():
        if practice.error_budget is not None and practice.error_budget.window != "quarter":
            least = burn_down(run, service).groupby("quarter")["remaining_share"].min()
            mine = (table["service"] == service).to_numpy()
            found[mine] = 1 - least.reindex(table.loc[mine, "quarter"]).fillna(1.0).to_numpy()
    return np.asarray(found)


def _stretches(run: Records, service: str) -> Iterator[tuple[int, tuple[float, float]]]:
    """The number of each quarter with its edges, or those of each month of it."""
    edges = run.quarters
    if by_month(run.organisation.practices[service].error_budget):
        edges = month_edges(run.scenario.start, run.scenario.horizon)
    for quarter, (begins, ends) in enumerate(pairwise(run.quarters)):
        for stretch in pairwise(at for at in edges if begins <= at <= ends):
            yield quarter, stretch


def _stretch(
    run: Records, service: str, edges: tuple[float, float], spells: np.ndarray, held: np.ndarray
) -> pd.DataFrame:
    """``spells`` are rows of (from, until, share of requests that fails), ``held`` of blocks."""
    practice = run.organisation.practices[service]
    trailing = trailing_hours(practice.error_budget)
    at = _instants(edges, spells, held, trailing)
    since = np.full(len(at), edges[0]) if trailing is None else np.maximum(0.0, at - trailing)
    until = np.full(len(at), edges[1]) if trailing is None else at
    before = run.tape.services[service].traffic.curve.before_array
    may_fail = 1 - target_at(practice.targets, edges[0])
    allowed = may_fail * (before(until) - before(since))
    failed = _failed_by(at, spells, before) - _failed_by(since, spells, before)
    share = 1 - np.divide(failed, allowed, out=np.full(len(at), np.nan), where=allowed > 0)
    if trailing is not None and at[0] == 0.0:
        share[0] = 1.0  # nothing lies behind the first instant
    blocked = ((held[:, :1] <= at) & (at < held[:, 1:])).any(axis=0)
    return pd.DataFrame({"at": at, "remaining_share": share, "blocked": blocked})


def _instants(
    edges: tuple[float, float], spells: np.ndarray, held: np.ndarray, trailing: float | None
) -> np.ndarray:
    """Where the slope may change: spells and blocks begin or end, and full hours in a spell.

    Traffic is even within an hour, so nothing bends elsewhere. What leaves a trailing window bends
    it too, and traffic each day.
    """
    bends = _bends(spells)
    every = np.concatenate([edges, held.ravel(), bends])
    if trailing is not None:
        every = np.concatenate([every, bends + trailing, np.arange(*edges, 24.0)])
    return np.unique(every[(every >= edges[0]) & (every <= edges[1])])


def _bends(spells: np.ndarray) -> np.ndarray:
    hours = [np.arange(np.ceil(a), b) for a, b, _ in spells]
    return np.concatenate([spells[:, :2].ravel(), *hours])


def _failed_by(at: np.ndarray, spells: np.ndarray, before: Before) -> np.ndarray:
    """Requests that have failed by each instant, since the start."""
    grid = np.unique(np.concatenate([[0.0], at, _bends(spells)]))
    failed = np.append(0.0, np.cumsum(_failing(grid[:-1], spells) * np.diff(before(grid))))
    return np.asarray(failed[np.searchsorted(grid, at)])


def _failing(at: np.ndarray, spells: np.ndarray) -> np.ndarray:
    """The share of requests that fails from each instant on; at most all of them."""
    running = (spells[:, :1] <= at) & (at < spells[:, 1:2])
    return np.asarray(np.minimum(1.0, (running * spells[:, 2:]).sum(axis=0)))
