"""What the plots with one row a support model share."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from math import inf
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch

from sim.present.style import FAINT, INK, PAPER, WIDTH_INCHES


def models_of(table: pd.DataFrame) -> list[str]:
    """Names of the models in the order of the table."""
    return list(dict.fromkeys(table["model"]))


def labels_of(table: pd.DataFrame) -> list[str]:
    """Labels of a table's models: the column ``label`` where there is one, else the names."""
    column = "label" if "label" in table else "model"
    return list(table.drop_duplicates("model")[column])


def currency_of(table: pd.DataFrame) -> str:
    """The currency that a table is in."""
    return str(table["currency"].iloc[0]) if "currency" in table else "USD"


class Estimate(NamedTuple):
    """A mean with its interval; NaN bounds where there is none."""

    mean: float
    low: float
    high: float

    @property
    def end(self) -> float:
        """The larger of the mean and the upper bound."""
        return self.high if self.high > self.mean else self.mean


def estimates(table: pd.DataFrame, metric: str) -> dict[str, Estimate]:
    """A metric of a summary by model."""
    rows = table[table["metric"] == metric]
    columns = (rows[name].tolist() for name in ("model", "mean", "ci_low", "ci_high"))
    return {m: Estimate(*numbers) for m, *numbers in zip(*columns, strict=True)}


def reach(found: dict[str, Estimate]) -> float:
    """Where an axis must end to show all of them; 1 where there is nothing to show."""
    ends = [estimate.end for estimate in found.values() if estimate.end > 0]
    return max(ends, default=1.0)


def whisker(ax: Axes, y: float, found: Estimate, colour: str, limit: float = inf) -> None:
    """An interval as a line, from zero on and up to a limit; nothing where there is none."""
    if found.high > found.low and found.low < limit:
        low = max(0.0, found.low)
        ax.plot(
            [low, min(found.high, limit)],
            [y, y],
            color=colour,
            linewidth=1.4,
            solid_capstyle="butt",
            zorder=2,
        )


def note(ax: Axes, x: float, y: float, text: str, right_points: float = 6, **style: object) -> None:
    """A direct label a few points to the right of a value."""
    options: dict[str, object] = {
        "va": "center",
        "ha": "left",
        "fontsize": 9,
        "color": INK,
        **style,
    }
    said = ax.annotate(text, (x, y), (right_points, 0), textcoords="offset points", **options)  # type: ignore[arg-type]
    said.set_in_layout(False)  # else long labels would squeeze the axes


LONG, GAP, ROOM = 30.0, 3.0, 1.3
"""An axis is cut where the longest bar is so many times the shortest; at the first gap from above
that is a factor of so much; so far beyond the bar below the gap."""
CUT = "//"
CUT_SAYS = f"; a bar with {CUT} is cut"


def cut_at(lengths: Iterable[float]) -> float:
    """Where an axis ends on which all but a few would be slivers; infinity: it isn't cut."""
    known = sorted((length for length in lengths if length > 0), reverse=True)
    if len(known) < 2 or known[0] < LONG * known[-1]:
        return inf
    below = (shorter for longer, shorter in pairwise(known) if longer >= GAP * shorter)
    return ROOM * next(below, inf)


def shown(widths: Sequence[float], limit: float) -> list[float]:
    """Parts of a stack as far as they lie below a limit."""
    ends = [0.0, *accumulate(widths)]
    return [min(end, limit) - min(start, limit) for start, end in pairwise(ends)]


def mark_cut(ax: Axes, y: float, limit: float, height: float = 0.55) -> None:
    """Two strokes through the end of a bar that is longer than its axis."""
    ax.text(
        limit * 0.97, y, CUT, ha="right", va="center", fontsize=22 * height + 4, color=PAPER,
        fontweight="bold", zorder=4,
    )  # fmt: skip


def stack(
    ax: Axes,
    y: float,
    widths: Sequence[float],
    fills: Sequence[str],
    height: float = 0.55,
    *,
    limit: float = inf,
    tips: Sequence[str] = (),
) -> list[float]:
    """A stacked bar from zero, cut at a limit; returns the middle of each part.

    ``tips`` say what a part is, to who points at it.
    """
    start, middles = 0.0, []
    for place, (width, fill) in enumerate(zip(shown(widths, limit), fills, strict=True)):
        (bar,) = ax.barh(
            y, width, left=start, height=height, color=fill, edgecolor=PAPER, linewidth=0.7
        )
        if tips and width > 0:
            bar.set_gid(tip(tips[place], place, y))
        middles.append(start + width / 2)
        start += width
    if sum(widths) > limit:
        mark_cut(ax, y, limit, height)
    return middles


def tip(text: str, *place: object) -> str:
    """An id that carries what a part of a picture says when it is pointed at."""
    return f"tip-{'-'.join(map(str, place))}-{text.encode().hex()}"


def inside(
    ax: Axes, x: float, y: float, text: str, width: float, fill: str, fontsize: float = 8.5
) -> bool:
    """Write into a part of a bar if it fits (to be called after the limits are set)."""
    inches = drawn_inches(ax) * width / (ax.get_xlim()[1] - ax.get_xlim()[0])
    longest = max(map(len, text.split("\n")))
    if inches < longest * fontsize * 0.62 / 72 + 0.06:
        return False
    ax.text(
        x, y, text, ha="center", va="center", fontsize=fontsize, color=on(fill), linespacing=1.15
    )
    return True


def drawn_inches(ax: Axes) -> float:
    """About how wide the axes will be beside their row labels."""
    names = [line for label in ax.get_yticklabels() for line in label.get_text().split("\n")]
    figure = ax.get_figure(root=True)
    width = WIDTH_INCHES if figure is None else figure.get_figwidth()
    return width - 0.3 - 0.082 * max(map(len, names), default=0)


def on(fill: str) -> str:
    """Ink that is readable on a fill: black or white, which both stay in light and dark."""
    return "#000000" if luminance(fill) > 0.2 else "#fefefe"


def luminance(colour: str) -> float:
    """Relative luminance by WCAG."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


BROAD_INCHES, NARROW_LINE = 6.0, 44
"""Width from which a figure is no narrow one; characters of a line below one that is."""


def is_narrow(ax: Axes) -> bool:
    """Whether a picture is drawn for a phone: fewer words beside bars, legends of two columns."""
    figure = ax.get_figure(root=True)
    return figure is not None and figure.get_figwidth() < BROAD_INCHES


def axis_text(ax: Axes, text: str) -> str:
    """What an axis says, in as many lines as the picture is narrow for."""
    return textwrap.fill(text, NARROW_LINE) if is_narrow(ax) else text


def legend(ax: Axes, names: Sequence[str], fills: Sequence[str], columns: int) -> None:
    """Names of the parts above the bars, in the order of the stack."""
    patches = [Patch(facecolor=fill, label=name) for name, fill in zip(names, fills, strict=True)]
    ax.legend(
        handles=patches, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=columns, fontsize=8.5,
        handlelength=0.9, handleheight=0.9, handletextpad=0.5, columnspacing=1.2, borderaxespad=0.2,
        labelcolor=FAINT,
    )  # fmt: skip
