"""One look for every figure: fonts, ink, grid, and a colour that a support model keeps."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from math import log10
from pathlib import Path
from typing import Any, Literal

from matplotlib import rc_context, rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

INK = "#1c2024"
FAINT = "#5f666d"
LINE = "#d9dde1"
PAPER = "#ffffff"
ALARM = "#b3261e"
WIDTH_INCHES, NARROW_INCHES = 8.4, 4.3
"""Of a picture on a screen or on paper, and on a phone."""

LOOK: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
    "font.size": 9.5,
    "text.color": INK,
    "axes.labelcolor": FAINT,
    "axes.labelsize": 9,
    "axes.edgecolor": LINE,
    "axes.facecolor": "none",
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.unicode_minus": True,
    "text.parse_math": False,  # a dollar is a dollar
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": FAINT,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 9.5,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "figure.facecolor": PAPER,
    "figure.figsize": (WIDTH_INCHES, 4.8),
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",
    "svg.hashsalt": "whorunsit",
    "path.simplify": False,
}


@contextmanager
def look(width_inches: float = WIDTH_INCHES) -> Iterator[None]:
    """Matplotlib with the settings of this project, and as it was afterwards."""
    settings = {**LOOK, "figure.figsize": (width_inches, 4.8)}
    with rc_context(settings):  # type: ignore[arg-type]  # the names of settings are literals
        yield


def narrow() -> bool:
    """Whether pictures are drawn for a phone now."""
    return bool(rcParams["figure.figsize"][0] <= NARROW_INCHES)


def blank(height_inches: float) -> Figure:
    """An empty figure of the look's width, outside of any global state."""
    width = NARROW_INCHES if narrow() else WIDTH_INCHES
    figure = Figure(figsize=(width, height_inches), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.08, h_pad=0.08)  # type: ignore[union-attr, call-arg]
    return figure


def canvas(height_inches: float, rows: int = 1, columns: int = 1, **options: Any) -> Figure:
    """A figure of the standard width with its axes."""
    figure = blank(height_inches)
    figure.subplots(rows, columns, squeeze=False, **options)
    return figure


@cache
def palette(section: str) -> Mapping[str, str]:
    """The colours of a section of colours.toml."""
    found: Mapping[str, str] = _colours()[section]
    return found


@cache
def _colours() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "colours.toml").read_text(encoding="utf-8"))


def colours(models: Iterable[str]) -> dict[str, str]:
    """The colour of each support model: fixed for shipped names, by a hash of any other name.

    Two variants whose names fall on the same spare colour get different ones, in order.
    """
    known, spare = palette("models"), list(_colours()["spare"])
    chosen: dict[str, str] = {}
    for name in models:
        first = int(sha256(name.encode()).hexdigest(), 16) % len(spare)
        ring = spare[first:] + spare[:first]
        free = [colour for colour in ring if colour not in chosen.values()]
        chosen[name] = known.get(name) or (free or ring)[0]
    return chosen


MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p")


def lines(models: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Colour and marker of each support model's line: nobody has to tell it by the colour alone.

    Markers go by place; with more models than there are markers the first ones come again.
    """
    paint = colours(models := list(models))
    return {
        name: {"color": paint[name], "marker": MARKERS[place % len(MARKERS)]}
        for place, name in enumerate(models)
    }


FEW_DECADES = 2.0
"""A logarithmic axis of fewer powers of ten has marks between them."""
HARDLY_ANY = 0.7
"""One of fewer may have no power of ten at all, so its marks are those of any axis."""


def log_axis(ax: Axes, which: Literal["x", "y"], told: Callable[[float], str]) -> None:
    """Make an axis logarithmic, with round numbers in these words and nothing between them.

    Data and limits must be there already.
    """
    ax.set(**{f"{which}scale": "log"})
    axis = ax.xaxis if which == "x" else ax.yaxis
    low, high = sorted(axis.get_view_interval())
    decades = log10(high / low)
    between = (1.0, 2.0, 5.0) if decades < FEW_DECADES else (1.0,)
    axis.set_major_locator(MaxNLocator(4) if decades < HARDLY_ANY else LogLocator(subs=between))
    axis.set_major_formatter(lambda value, _: told(value))
    axis.set_minor_locator(NullLocator())


def rows_of_models(ax: Axes, labels: list[str]) -> list[int]:
    """Prepare one row a model from the top down; returns their heights on the y axis."""
    at = list(range(len(labels)))
    ax.set_yticks(at, labels, fontsize=8 if narrow() or len(labels) > FEW_ROWS else None)
    ax.set_ylim(len(labels) - 0.45, -0.55)
    ax.grid(axis="x")
    return at


FEW_ROWS, CLOSER = 5, 0.7
"""Rows beyond which they move closer together, by so much, with smaller labels."""


def height_of(models: int, per_model: float = 0.5, around: float = 0.9) -> float:
    """Height in inches of a figure with a row a model, whose labels wrap where it is narrow."""
    closer = CLOSER if models > FEW_ROWS else 1.0
    return around + per_model * closer * models * (1.3 if narrow() else 1.0)
