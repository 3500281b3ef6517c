"""A map of where the choice flips: a table, sentences, a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.documents.errors import written_to
from sim.present.claims_figures import save
from sim.present.files import write_csv
from sim.present.show import money, trimmed
from sim.present.style import FAINT, INK, LINE, canvas, colours, log_axis, look
from sim.questions.break_even.flipping import FlipMap

FILES = {
    "flip_map.csv": "the cheapest by exposure",
    "flip_frontier.csv": "where two models cost the same, with its interval",
    "flip_map.svg": "both as a picture",
}
"""What the command writes into a folder of results; a comparison leaves it alone."""


def write_flip_map(
    found: FlipMap, over: str, names: Mapping[str, str], currency: str, folder: Path
) -> None:
    """Write the tables and the picture; ``names`` are what people call the models.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(flip_table(found, over), folder / "flip_map.csv")
        write_csv(frontier_table(found, over), folder / "flip_frontier.csv")
        save(flip_figure(found, over, names, currency), folder / "flip_map.svg")


def flip_table(found: FlipMap, over: str) -> pd.DataFrame:
    """A row a stretch of exposures."""
    rows = [
        (over, value, low, high, model or "undecided")
        for value in found.columns
        for low, high, model in found.stretches(value)
    ]
    columns = ["over", "value", "exposure_from", "exposure_to", "cheapest"]
    return pd.DataFrame(rows, columns=columns)


def frontier_table(found: FlipMap, over: str) -> pd.DataFrame:
    """A row each exposure at which the lowest mean passes from one model to another."""
    rows = [
        (over, value, one.below, one.above, one.exposure, one.low, one.high)
        for value, frontiers in found.frontiers.items()
        for one in frontiers
    ]
    columns = ["over", "value", "below", "above", "exposure", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=columns)


def flip_sentences(found: FlipMap, names: Mapping[str, str], currency: str) -> Iterator[str]:
    """A line for each value."""
    for value in found.columns:
        told = [
            f"{names[model] if model else 'undecided'} to {trimmed(money(high, currency))}"
            for _, high, model in found.stretches(value)
        ]
        yield f"{value}: from the lowest exposure an hour on, {', then '.join(told)}."
        for one in found.frontiers[value]:
            below, above = names[one.below], names[one.above]
            at, low, high = (money(x, currency) for x in (one.exposure, one.low, one.high))
            yield f"  {below} and {above} cost the same at {at} an hour ({low} to {high})."


def flip_figure(found: FlipMap, over: str, names: Mapping[str, str], currency: str) -> Figure:
    """Exposure upwards, a bar a value; grey where no model surely is the cheapest.

    A dot where two models cost the same on average, with its 95 % interval.
    """
    paint = colours(found.models)
    with look():
        figure = canvas(4.4)
        ax = figure.axes[0]
        for x, value in enumerate(found.columns):
            for low, high, model in found.stretches(value):
                colour = paint[model] if model else LINE
                ax.bar(x, high - low, width=1.0, bottom=low, color=colour, linewidth=0)
        at = next(iter(found.columns.values())).exposures
        ax.axhline(found.exposure, color=FAINT, linewidth=1, linestyle="--")
        ax.set_xlim(-0.5, len(found.columns) - 0.5)
        ax.set_ylim(at[0], at[-1])
        _draw_frontiers(ax, found, float(at[0]), float(at[-1]))
        log_axis(ax, "y", lambda value: trimmed(money(value, currency)))
        ax.set_xticks(range(len(found.columns)), list(found.columns))
        ax.set_xlabel(over)
        whose = f"of {found.service}" if found.service else "of a service, the mean"
        ax.set_ylabel(f"exposure {whose}, an hour")
        handles = [Patch(color=paint[model], label=names[model]) for model in found.models]
        handles.append(Patch(color=LINE, label="undecided"))
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure


def _draw_frontiers(ax: Axes, found: FlipMap, lowest: float, highest: float) -> None:
    """Each with its interval, as far as the axis goes; side by side where a value has several."""
    for x, value in enumerate(found.columns):
        several = found.frontiers[value]
        for number, one in enumerate(several, 1):
            place = x - 0.5 + number / (len(several) + 1)
            ends = [min(highest, max(lowest, end)) for end in (one.low, one.high)]
            ax.plot([place, place], ends, color=INK, linewidth=1.4)
            ax.plot([place], [one.exposure], "o", color=INK, markersize=4)
