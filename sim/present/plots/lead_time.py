"""How long a finished change waits to be live."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.present.plots.rows import (
    CUT_SAYS,
    Estimate,
    axis_text,
    cut_at,
    estimates,
    is_narrow,
    labels_of,
    mark_cut,
    models_of,
    note,
    reach,
    tip,
    whisker,
)
from sim.present.show import duration
from sim.present.style import colours, rows_of_models

MEDIAN, MOST = "lead_time_days_median", "lead_time_days_p85"


def lead_time(table: pd.DataFrame, ax: Axes) -> Axes:
    """Median (dot) and 85th percentile (bar's end) of each model, with their intervals.

    ``table`` is a summary: model, metric, mean, ci_low, ci_high; maybe label.
    """
    models = models_of(table)
    median, most, paint = estimates(table, MEDIAN), estimates(table, MOST), colours(models)
    limit = cut_at(found.end for found in most.values())
    for y, name in zip(rows_of_models(ax, labels_of(table)), models, strict=True):
        _row(ax, y, median[name], most=most[name], colour=paint[name], limit=limit)
    ax.set_xlim(0, (1.6 if is_narrow(ax) else 1.85) * min(reach(most), limit))
    label = "days from ready to live; the bar ends where 85 % of changes are live"
    ax.set_xlabel(axis_text(ax, label + (CUT_SAYS if reach(most) > limit else "")))
    ax.xaxis.set_major_locator(MaxNLocator(3 if is_narrow(ax) else 7, integer=True))
    return ax


def _row(ax: Axes, y: float, median: Estimate, most: Estimate, colour: str, limit: float) -> None:
    times = [duration(24 * found.mean) for found in (median, most)]
    text = f"half within {times[0]}, 85 % within {times[1]}"
    (bar,) = ax.barh(y, min(most.mean, limit), height=0.16, color=colour, alpha=0.55)
    bar.set_gid(tip(text, y))
    for found in (median, most):
        whisker(ax, y, found, colour, limit)
    if median.mean < limit:
        ax.plot([median.mean], [y], "o", color=colour, markersize=8, zorder=3)
    if most.end > limit:
        mark_cut(ax, y, limit)
    note(ax, min(most.end, limit), y, " – ".join(times) if is_narrow(ax) else text)
