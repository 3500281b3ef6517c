"""What the minutes of an incident and the days of a change were."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from sim.present.plots.rows import (
    CUT_SAYS,
    axis_text,
    cut_at,
    inside,
    is_narrow,
    labels_of,
    legend,
    models_of,
    note,
    shown,
    stack,
)
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
    sums = means.sum(axis=1).tolist()
    limit = cut_at(sums)
    longest = min(max(sums), limit)
    at = rows_of_models(ax, labels_of(table))
    ax.set_xlim(0, (longest if longest > 0 else 1.0) * (1.3 if is_narrow(ax) else 1.15))
    for y, name in zip(at, models_of(table), strict=True):
        _row(ax, y, means.loc[[name]].to_numpy()[0].tolist(), fills=fills, hours=hours, limit=limit)
    columns = 2 if is_narrow(ax) else 4
    legend(ax, [tag_label(tag) for tag in fills], list(fills.values()), columns)
    ax.set_xlabel(axis_text(ax, label + (CUT_SAYS if max(sums) > limit else "")))
    return ax


def _row(
    ax: Axes, y: float, widths: list[float], fills: dict[str, str], hours: float, limit: float
) -> None:
    texts, colours = [duration(width * hours) for width in widths], list(fills.values())
    tips = [f"{tag_label(tag)}: {text}" for tag, text in zip(fills, texts, strict=True)]
    middles, parts = stack(ax, y, widths, colours, limit=limit, tips=tips), shown(widths, limit)
    for x, width, text, fill in zip(middles, parts, texts, colours, strict=True):
        if not inside(ax, x, y, text=text, width=width, fill=fill):
            inside(ax, x, y, text=text.replace(SPACE, "\n"), width=width, fill=fill)
    note(ax, min(sum(widths), limit), y, duration(sum(widths) * hours), fontweight="bold")


def tag_label(tag: str) -> str:
    """A time tag for people: "waiting_for_cover_hours" is "waiting for cover"."""
    return tag.removesuffix("_hours").replace("_", " ")
