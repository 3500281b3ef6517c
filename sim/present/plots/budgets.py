"""How error budgets are spent, quarter by quarter."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba_array

from sim.present.plots.rows import is_narrow, on
from sim.present.style import ALARM, FAINT, INK, PAPER, palette

FLOOR, CEILING = 1.0, 10_000.0
"""Percent of the allowance between which a burn is drawn."""
CROWDED = 12
"""Quarters beyond which words no longer fit side by side."""
MOST_ROWS = 40
"""Services in a heat-map; the rest is put together."""


def with_burn(table: pd.DataFrame) -> pd.DataFrame:
    """The budgets with ``burn``: percent of the allowance that was spent."""
    return table.assign(burn=100 * table["spent_share"])


def burn(table: pd.DataFrame, ax: Axes, colour: str = INK) -> Axes:
    """One service under one model: burn by quarter over its runs, block and hand-back marked.

    ``table`` has quarter, replication, allowed, spent, frozen_hours, state. The dot is the median
    run, the line holds 80 % of runs; the shade is as deep as runs with a launch block are many.
    """
    table = with_burn(table)
    groups = table.groupby("quarter", sort=True)
    for x, (_, runs) in enumerate(groups):
        low, middle, high = np.clip(np.quantile(runs["burn"], [0.1, 0.5, 0.9]), FLOOR, CEILING)
        ax.plot([x, x], [low, high], color=colour, linewidth=5, alpha=0.4, solid_capstyle="butt")
        ax.plot([x], [middle], "o", color=colour, markersize=6.5, zorder=3)
        share = float((runs["frozen_hours"] > 0).mean())
        _mark_blocks(ax, x, share, "" if len(groups) > CROWDED else "blocked\n")
    quarters = list(groups.groups)
    ax.axhline(100, color=ALARM, linewidth=1.1)
    ax.text(len(groups) - 0.4, 120, "outside", color=ALARM, fontsize=8.5, va="bottom")
    ax.text(len(groups) - 0.4, 80, "inside the\nbudget", color=FAINT, fontsize=8.5, va="top")
    ax.set_yscale("log")
    ax.set_ylim(FLOOR * 0.8, CEILING * 1.3)
    ax.set_yticks([1, 10, 100, 1_000, 10_000], ["≤ 1 %", "10 %", "100 %", "10 times", "100 times"])
    ax.minorticks_off()
    ax.set_xlim(-0.55, len(quarters) + 0.55)
    quarter_ticks(ax, quarters)
    ax.grid(axis="y")
    ax.set_ylabel("allowance spent")
    return ax


def _mark_blocks(ax: Axes, x: int, share: float, word: str) -> None:
    if share <= 0:
        return
    ax.axvspan(x - 0.5, x + 0.5, color=ALARM, alpha=0.08 + 0.32 * share, linewidth=0)
    ax.text(x, CEILING, f"{word}{100 * share:.0f} %", ha="center", va="top", fontsize=8, color=INK)


def stages(table: pd.DataFrame, ax: Axes) -> Axes:
    """The strip below: share of runs in each stage of the engagement at the quarter's end."""
    fills = palette("stages")
    shares = pd.crosstab(table["quarter"], table["state"], normalize="index").sort_index()
    base = np.zeros(len(shares))
    for stage in [stage for stage in fills if stage in shares]:
        height = shares[stage].to_numpy()
        ax.bar(range(len(shares)), height, bottom=base, width=0.94, color=fills[stage], label=stage)
        for x in np.flatnonzero(height > 0.34).tolist() if len(shares) <= CROWDED else ():
            ax.text(x, base[x] + height[x] / 2, stage.replace("-", "-\n"), ha="center", va="center",
                    fontsize=7, color=on(fills[stage]), linespacing=0.9)  # fmt: skip
        base = base + height
    ax.set_xlim(-0.55, len(shares) + 0.55)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.set_ylim(0, 1)
    ax.set_yticks([])
    ax.set_ylabel("stage", rotation=0, ha="right", va="center")
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.08), ncols=5, fontsize=8.5, labelcolor=FAINT,
              handlelength=0.9, handleheight=0.9, borderaxespad=0)  # fmt: skip
    return ax


def heat(
    table: pd.DataFrame, ax: Axes, rows: list[str] | None = None, most: int = MOST_ROWS
) -> Axes:
    """Services × quarters of one model, each cell the part of the allowance spent (all runs).

    ``rows`` fixes the services and their order; else the worst come first. Services beyond
    ``most`` are put together as their median.
    """
    grid = burn_grid(table, rows or worst_first(table), most)
    fills = np.array(list(palette("burn").values()))[burn_class(grid.to_numpy())]
    rgba = to_rgba_array(fills.ravel()).reshape(*grid.shape, 4)
    ax.imshow(rgba, aspect="auto", interpolation="none")
    ax.set_yticks(range(len(grid)), list(grid.index))
    ax.hlines(np.arange(len(grid)) - 0.5, -0.5, grid.shape[1] - 0.5, color=PAPER, linewidth=1)
    ax.vlines(np.arange(grid.shape[1]) - 0.5, -0.5, len(grid) - 0.5, color=PAPER, linewidth=1)
    quarter_ticks(ax, list(grid.columns))
    ax.tick_params(length=0)
    ax.spines[["bottom"]].set_visible(False)
    return ax


def write_cells(table: pd.DataFrame, ax: Axes, rows: list[str], most: int = MOST_ROWS) -> Axes:
    """The numbers in the cells of ``heat``: percent, or × for times the allowance."""
    cells = burn_grid(table, rows, most).to_numpy()
    fills = np.array(list(palette("burn").values()))[burn_class(cells)]
    for (row, column), value in np.ndenumerate(cells):
        ax.text(column, row, _cell(value), ha="center", va="center", fontsize=7,
                color=on(fills[row, column]))  # fmt: skip
    return ax


def quarter_ticks(ax: Axes, quarters: list[object], years_only: bool = False) -> None:
    """Quarters below an axis, a year below its first quarter."""
    names = [quarter_label(quarter) for quarter in quarters]
    if years_only:
        names = [name.partition("\n")[2] for name in names]
    ax.set_xticks(range(len(names)), names)


def burn_class(percent: np.ndarray) -> np.ndarray:
    """Which colour a burn has: its place in the palette; same shape."""
    edges = [float(edge) for edge in palette("burn")]
    return np.asarray(np.searchsorted(edges, np.nan_to_num(percent), side="right") - 1)


def burn_key(ax: Axes) -> Axes:
    """The key to the colours of ``heat``: one strip with the edges of the classes."""
    fills = list(palette("burn").values())
    names = ["below 1 %", "1 %", "10 %", "50 %", "100 %", "2 times", "10 times", "100 times"]
    ax.imshow([to_rgba_array(fills)], aspect="auto", interpolation="none")
    for x, (name, fill) in enumerate(zip(names, fills, strict=True)):
        said = name if x == 0 or is_narrow(ax) else f"from {name}"
        ax.text(x, 0, said.replace(" times", "×") if is_narrow(ax) else said, ha="center",
                va="center", fontsize=6 if is_narrow(ax) else 7.5, color=on(fill))  # fmt: skip
    ax.set_yticks([0], ["spent, from" if is_narrow(ax) else "allowance spent"])
    ax.set_xticks([])
    ax.spines[:].set_visible(False)
    return ax


def _cell(percent: float) -> str:
    if percent < FLOOR:
        return "<1"
    return f"{percent / 100:.0f}×" if percent >= 1_000 else f"{percent:.0f}"


def worst_first(table: pd.DataFrame) -> list[str]:
    """Services by their burn over all quarters, runs and models of a table, the worst first."""
    sums = table.groupby("service", sort=True, observed=True)[["spent", "allowed"]].sum()
    order = (sums["spent"] / sums["allowed"]).sort_values(ascending=False, kind="stable")
    return [str(service) for service in order.index]


def burn_grid(table: pd.DataFrame, rows: list[str], most: int = MOST_ROWS) -> pd.DataFrame:
    """Percent of the allowance spent, mean over runs; shape (rows, quarters)."""
    means = table.groupby(["service", "quarter"], observed=True)["spent_share"].mean()
    grid = (100 * means).unstack("quarter").reindex(rows)
    if len(rows) <= most:
        return grid
    shown, rest = grid.iloc[: most - 1], grid.iloc[most - 1 :]
    other = rest.median().to_frame(f"median of {len(rest):,} others").T
    return pd.concat([shown, other])


def quarter_label(quarter: object) -> str:
    """2026-Q1 as two short lines, the year at its first quarter."""
    year, _, number = str(quarter).partition("-")
    return f"{number}\n{year}" if number == "Q1" else number
