"""What being on call asks of people."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.present.plots.rows import (
    Estimate,
    currency_of,
    estimates,
    labels_of,
    models_of,
    note,
    reach,
    whisker,
)
from sim.present.show import plain, quantity, trimmed
from sim.present.style import colours, rows_of_models

LONG_NOTE = 9
"""Characters of a note from which it needs more room beside its bar."""


def dots(
    table: pd.DataFrame, ax: Axes, metric: str, unit_label: str, pale: str | None = None
) -> Axes:
    """One metric of each model as a line from zero with a dot, its interval and its value.

    ``table`` is a summary: model, metric, unit, mean, ci_low, ci_high; maybe label, currency. The
    metric ``pale``, if any, is the share of the line that stays pale; the rest is broad.
    """
    rest = estimates(table, pale) if pale is not None else {}
    models, found = models_of(table), estimates(table, metric)
    unit = str(table.loc[table["metric"] == metric, "unit"].iloc[0])
    currency = currency_of(table)
    paint = colours(models)
    texts = {name: quantity(one.mean, unit, currency) for name, one in found.items()}
    for y, name in zip(rows_of_models(ax, labels_of(table)), models, strict=True):
        _dot(ax, y, found[name], paint[name])
        if name in rest and rest[name].mean == rest[name].mean:
            ax.barh(y, found[name].mean * (1 - rest[name].mean), height=0.3, color=paint[name])
        note(ax, found[name].end, y, texts[name], right_points=8)
    ax.set_xlim(0, (2.3 if max(map(len, texts.values())) > LONG_NOTE else 1.65) * reach(found))
    ax.set_xlabel(unit_label)
    ax.xaxis.set_major_locator(MaxNLocator(3))
    ax.xaxis.set_major_formatter(lambda value, _: trimmed(_tick(value, unit, currency)))
    return ax


def _tick(value: float, unit: str, currency: str) -> str:
    """A number of the axis; "one in 7 months" is for a value alone."""
    return plain(value) if unit == "1/month" else quantity(value, unit, currency)


def _dot(ax: Axes, y: float, found: Estimate, colour: str) -> None:
    ax.barh(y, found.mean, height=0.12, color=colour, alpha=0.55)
    whisker(ax, y, found, colour)
    ax.plot([found.mean], [y], "o", color=colour, markersize=7, zorder=3)
