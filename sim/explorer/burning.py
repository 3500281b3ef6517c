"""A service's error budget through a quarter: the runs to look at, and the plot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.documents.load import Study
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.present.show import duration, percent
from sim.present.style import ALARM, INK
from sim.records.burn import burn_down
from sim.records.tables import Records

LOWEST = -1.0
"""Overspending beyond this share of the allowance is said, not drawn."""
WHOLE_HOURS = 24 * 80.0
"""Whole quarters last longer."""


def first_runs(study: Study) -> dict[str, Records]:
    """Replication 0 under every compared model."""
    tape = draw(study.scenario, 0)
    return {
        name: Records(
            study.scenario,
            study.models[name],
            tape,
            simulate(study.scenario, study.models[name], tape),
        )
        for name in study.scenario.compare
    }


def telling_quarter(tables: Mapping[str, pd.DataFrame]) -> int:
    """The first quarter with a launch block under some model; without one, the most spent.

    What the start or the end of the horizon has left of a quarter is passed over, if others last.
    """
    every = pd.concat(list(tables.values()))
    lasts = every.groupby("quarter")["at"].transform(lambda at: at.max() - at.min())
    every = every[lasts >= min(lasts.max(), WHOLE_HOURS)]
    blocked = every.loc[every["blocked"], "quarter"]
    if len(blocked):
        return int(blocked.min())
    left = every.groupby("quarter")["remaining_share"].min().dropna()
    return int(left.index[int(left.argmin())]) if len(left) else 0


def burn_downs(runs: Mapping[str, Records], service: str) -> dict[str, pd.DataFrame]:
    """``burn_down`` of a service in each run."""
    return {name: burn_down(run, service) for name, run in runs.items()}


def burn_plot(table: pd.DataFrame, ax: Axes, colour: str = INK, lowest: float = LOWEST) -> Axes:
    """What is left of an error budget through one quarter, launch blocks shaded.

    ``table``: at (hours), remaining_share, blocked; the rows of one quarter. ``lowest`` is the
    share at which the axis ends, 0 or ``LOWEST``.
    """
    days = (table["at"].to_numpy() - table["at"].iloc[0]) / 24
    left = 100 * np.maximum(table["remaining_share"].to_numpy(), LOWEST)
    for begin, end in spans(days, table["blocked"].to_numpy()):
        ax.axvspan(begin, end, color=ALARM, alpha=0.25, linewidth=0)
    ax.axhline(0, color=ALARM, linewidth=1.1)
    ax.plot(days, left, color=colour, linewidth=2, solid_joinstyle="round")
    ax.set_xlim(0, days[-1])
    ax.set_ylim(100 * lowest - 4, 105)
    ax.set_yticks(sorted({100 * lowest, 0, 50 if lowest == 0 else 0, 100}))
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:.0f} %".replace("-", "−"))
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    ax.grid(axis="y")
    ax.set_xlabel("days into the quarter")
    return ax


def floor_of(tables: Iterable[pd.DataFrame]) -> float:
    """Where the axes of several burn-downs end together: at nothing left, or below."""
    return LOWEST if any((table["remaining_share"] < 0).any() for table in tables) else 0.0


def spans(at: np.ndarray, on: np.ndarray) -> list[tuple[float, float]]:
    """Stretches (from, until) in which something is on, from each instant to the next."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], on[:-1], [False]]).astype(int)))
    return [(float(at[a]), float(at[b])) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def burn_words(table: pd.DataFrame) -> str:
    """One quarter in words: what is left at its end, and how long launches were blocked."""
    left = float(table["remaining_share"].iloc[-1])
    hours = sum(
        end - begin for begin, end in spans(table["at"].to_numpy(), table["blocked"].to_numpy())
    )
    held = f"launches blocked for {duration(hours)}" if hours else "no launch block"
    if left != left:
        return f"no traffic yet, {held}"
    if left < 0:
        return f"{percent(1 - left)} of the budget spent, {held}"
    return f"{percent(left)} of the budget left, {held}"
