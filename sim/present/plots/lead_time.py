"""How long a finished change waits to be live."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.present.plots.rows import Estimate, estimates, labels_of, models_of, note, reach, whisker
from sim.present.show import duration
from sim.present.style import colours, rows_of_models

MEDIAN, MOST = "lead_time_days_median", "lead_time_days_p85"


def lead_time(table: pd.DataFrame, ax: Axes) -> Axes:
    """Median (dot) and 85th percentile (bar's end) of each model, with their intervals.

    ``table`` is a summary: model, metric, mean, ci_low, ci_high; maybe label.
    """
    models = models_of(table)
    median, most, paint = estimates(table, MEDIAN), estimates(table, MOST), colours(models)
    for y, name in zip(rows_of_models(ax, labels_of(table)), models, strict=True):
        _row(ax, y, median[name], most[name], paint[name])
    ax.set_xlim(0, 1.85 * reach(most))
    ax.set_xlabel("days from ready to live; the bar ends where 85 % of changes are live")
    ax.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    return ax


def _row(ax: Axes, y: float, median: Estimate, most: Estimate, colour: str) -> None:
    ax.barh(y, most.mean, height=0.16, color=colour, alpha=0.55)
    for found in (median, most):
        whisker(ax, y, found, colour)
    ax.plot([median.mean], [y], "o", color=colour, markersize=8, zorder=3)
    text = f"half within {duration(24 * median.mean)}, 85 % within {duration(24 * most.mean)}"
    note(ax, most.end, y, text)
