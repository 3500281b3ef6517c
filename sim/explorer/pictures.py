"""The pictures of the page: each twice, for a wide place and for a narrow one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from textwrap import fill

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from sim.explorer.burning import burn_plot, burn_words
from sim.present import plots
from sim.present.alternatives import ALTERNATIVES
from sim.present.plots.rows import legend
from sim.present.style import WIDTH_INCHES, colours, height_of, look
from sim.present.svg import as_svg, inline
from sim.present.tables import labelled
from sim.present.words import labels
from sim.study.comparison import Comparison

WIDTHS = {"broad": WIDTH_INCHES, "slim": 4.4}
"""Inches, by the class that the style sheet shows or hides."""
SLIM_LABEL, SLIM_AXIS = 15, 48
"""Characters of a line."""
MUCH = 1.1
"""Bars that shrink by more than this have no room for words inside."""
SLIM_ROOM = 1.1
"""For what stands behind the longest bar."""


@dataclass(frozen=True)
class Bars:
    """A picture with a row a model."""

    table: Callable[[Comparison], pd.DataFrame]
    plot: Callable[[pd.DataFrame, Axes], Axes]
    alternative: str
    """The name of its description among those of the report's figures."""
    row_inches: float
    around_inches: float


COST = Bars(lambda found: labelled(found, found.summary), plots.total, "total_cost", 0.7, 0.9)
"""Budgets and losses of each model."""
RESTORE = Bars(
    lambda found: labelled(found, found.minutes), plots.restore, "time_to_restore", 0.62, 1.15
)
"""What the minutes of an incident were, by model."""


def bar_end(bars: Bars, comparison: Comparison) -> float:
    """Where the axis of a picture would end if it stood alone."""
    with look():
        ax = bars.plot(bars.table(comparison), Figure().subplots())
    return float(ax.get_xlim()[1])


def bar_picture(bars: Bars, comparison: Comparison, name: str, end: float) -> str:
    """The picture with its axis up to ``end``; ``name`` tells it from others of the page."""
    height = height_of(len(comparison.models), bars.row_inches, bars.around_inches)
    return _both(
        name,
        ALTERNATIVES[bars.alternative](comparison),
        lambda place: _rows(place, bars, comparison, height, end),
    )


def burn_picture(
    comparison: Comparison, tables: Mapping[str, pd.DataFrame], name: str, lowest: float
) -> str:
    """A panel a model; ``tables`` have the rows of one quarter of one service by model."""
    names = labels(comparison.study)
    said = "; ".join(f"{names[model]}: {burn_words(table)}" for model, table in tables.items())
    return _both(
        name,
        f"Error budget through a quarter. {said}.",
        lambda place: _panels(place, tables, names, lowest),
    )


def _both(name: str, alternative: str, draw: Callable[[str], Figure]) -> str:
    parts = []
    for place in WIDTHS:
        with look():
            svg = as_svg(draw(place))
        parts.append(f'<div class="{place}">{inline(svg, f"{name}-{place}", alternative)}</div>')
    return f'<div class="picture">{"".join(parts)}</div>'


def _canvas(place: str, height: float, rows: int = 1) -> Figure:
    figure = Figure(figsize=(WIDTHS[place], height), layout="constrained")
    figure.subplots(rows, 1, squeeze=False, sharex=True)
    return figure


def _rows(place: str, bars: Bars, comparison: Comparison, height: float, end: float) -> Figure:
    slim, table = place == "slim", bars.table(comparison)
    figure = _canvas(place, height + (0.5 if slim else 0))
    if slim:
        table = table.assign(label=table["label"].map(lambda text: fill(text, SLIM_LABEL)))
    ax = bars.plot(table, figure.axes[0])
    if end > ax.get_xlim()[1] * MUCH:
        _without(ax, lambda text: text.get_horizontalalignment() == "center")
    ax.set_xlim(right=end)
    if slim:
        _slimmed(ax)
    return figure


def _without(ax: Axes, unwanted: Callable[[Text], bool]) -> None:
    for text in [text for text in ax.texts if unwanted(text)]:
        text.remove()


def _slimmed(ax: Axes) -> None:
    """Fewer ticks, a legend of two columns, and only the first note of each row."""
    old = ax.get_legend()
    if old is not None:
        names = [text.get_text() for text in old.get_texts()]
        fills = [patch.get_facecolor() for patch in old.get_patches()]
        legend(ax, names, fills, columns=2)  # type: ignore[arg-type]  # any colour will do
    ax.xaxis.set_major_locator(MaxNLocator(3))
    ax.set_xlim(right=ax.get_xlim()[1] * SLIM_ROOM)
    ax.set_xlabel(fill(ax.get_xlabel(), SLIM_AXIS))
    _without(ax, lambda text: " lost + " in text.get_text())


def _panels(
    place: str, tables: Mapping[str, pd.DataFrame], names: Mapping[str, str], lowest: float
) -> Figure:
    figure = _canvas(place, 0.45 + 1.45 * len(tables), len(tables))
    paint = colours(tables)
    for ax, (model, table) in zip(figure.axes, tables.items(), strict=True):
        burn_plot(table, ax, paint[model], lowest)
        words = f"{names[model]}: {burn_words(table)}"
        ax.set_title(fill(words, 48 if place == "slim" else 100), fontsize=9.5)
        if ax is not figure.axes[-1]:
            ax.set_xlabel("")
    return figure
