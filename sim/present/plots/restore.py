"""What the minutes of an incident and the days of a change were."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from sim.present.plots.rows import inside, labels_of, legend, models_of, note, stack
from sim.present.show import SPACE, duration
from sim.present.style import palette, rows_of_models


def restore(table: pd.DataFrame, ax: Axes) -> Axes:
    """Mean duration of an incident as a stack of its time tags, a row a model.

    ``table`` has model, replication and a column of mean hours for each tag; maybe label.
    """
    return _stacked(table, ax, "minutes", "hours from failure to restoration, mean over incidents")


def waits(table: pd.DataFrame, ax: Axes) -> Axes:
    """Mean lead time of a change as a stack of its waits, a row a model.

    ``table`` has model, replication and a column of mean hours for each wait; maybe label.
    """
    hours = [column for column in table if str(column).endswith("_hours")]
    days = table.assign(**{str(column): table[column] / 24 for column in hours})
    return _stacked(days, ax, "waits", "days from ready to live, mean over changes", 24)


def _stacked(table: pd.DataFrame, ax: Axes, section: str, label: str, hours: float = 1) -> Axes:
    """Columns named in a section of the palette as stacks; a unit of the axis is ``hours``."""
    fills = {tag: fill for tag, fill in palette(section).items() if tag in table}
    means = table.groupby("model", sort=False)[list(fills)].mean()
    longest = float(means.sum(axis=1).max())
    at = rows_of_models(ax, labels_of(table))
    ax.set_xlim(0, (longest if longest > 0 else 1.0) * 1.15)
    for y, name in zip(at, models_of(table), strict=True):
        _row(ax, y, means.loc[[name]].to_numpy()[0].tolist(), list(fills.values()), hours)
    legend(ax, [tag_label(tag) for tag in fills], list(fills.values()), columns=4)
    ax.set_xlabel(label)
    return ax


def _row(ax: Axes, y: float, widths: list[float], fills: list[str], hours: float) -> None:
    for x, width, fill in zip(stack(ax, y, widths, fills), widths, fills, strict=True):
        text = duration(width * hours)
        if not inside(ax, x, y, text, width, fill):
            inside(ax, x, y, text.replace(SPACE, "\n"), width, fill)
    note(ax, sum(widths), y, duration(sum(widths) * hours), fontweight="bold")


def tag_label(tag: str) -> str:
    """A time tag for people: "waiting_for_cover_hours" is "waiting for cover"."""
    return tag.removesuffix("_hours").replace("_", " ")
