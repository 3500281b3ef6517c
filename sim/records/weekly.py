"""A service week by week: what is left of its budget, what its owners do, and what follows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.ground.steps import integral
from sim.ground.units import HOURS_PER
from sim.records.budgets import blocks
from sim.records.burn import burn_down
from sim.records.reliability import reliability_time
from sim.records.tables import Records

WEEK = HOURS_PER["w"]
QUANTITIES = {
    "budget_left": "share of the error budget that is left at the week's end",
    "reliability_time": "share of the owners' time, mean of the week",
    "operability": "stock at the week's end",
    "releases": "releases of features that went live in the week",
    "blocked": "share of the week in which launches were blocked",
}
"""What is told of each week, by its column."""


def weeks_of(horizon: float) -> np.ndarray:
    """The edges of the whole weeks of a run, hours; shape (weeks + 1,)."""
    return WEEK * np.arange(int(horizon // WEEK) + 1)


def weekly(run: Records, service: str) -> dict[str, np.ndarray]:
    """``QUANTITIES`` of one service; each array of shape (weeks,).

    Raises
    ------
    KeyError
        If the scenario has no such service.
    """
    edges, number = weeks_of(run.scenario.horizon), list(run.scenario.services).index(service)
    since, level = reliability_time(run)[number]
    return {
        "budget_left": _left(burn_down(run, service), edges[1:]),
        "reliability_time": integral(since, level, edges) / WEEK,
        "operability": run.log.stocks[number].levels(edges[1:]),
        "releases": _releases(run.releases, service, edges),
        "blocked": _blocked(run, number, edges),
    }


def _left(burn: pd.DataFrame, at: np.ndarray) -> np.ndarray:
    """What is left at each instant; where two quarters meet, of the one that ends."""
    found = np.full(len(at), np.nan)
    for _, part in burn.groupby("quarter"):
        known = part["at"].to_numpy()
        mine = (at > known[0]) & (at <= known[-1])
        found[mine] = np.interp(at[mine], known, part["remaining_share"].to_numpy())
    return found


def _releases(table: pd.DataFrame, service: str, edges: np.ndarray) -> np.ndarray:
    mine = table["service"].eq(service) & table["kind"].eq("feature")
    live = table.loc[mine, "live_at"].dropna().to_numpy()
    return np.histogram(live, edges)[0].astype(float)


def _blocked(run: Records, number: int, edges: np.ndarray) -> np.ndarray:
    hours = np.zeros(len(edges) - 1)
    for which, start, end in blocks(run):
        if which == number:
            hours += np.clip(np.minimum(edges[1:], end) - np.maximum(edges[:-1], start), 0, None)
    return hours / WEEK
