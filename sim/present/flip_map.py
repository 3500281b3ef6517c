"""A map of where the choice flips: a table, sentences, a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.documents.errors import written_to
from sim.present.claims_figures import save
from sim.present.files import write_csv
from sim.present.show import money, trimmed
from sim.present.style import FAINT, LINE, canvas, colours, look
from sim.questions.break_even.flipping import FlipMap

FILES = {"flip_map.csv": "the cheapest by exposure", "flip_map.svg": "the same as a picture"}
"""What the command writes into a folder of results; a comparison leaves it alone."""


def write_flip_map(found: FlipMap, over: str, currency: str, folder: Path) -> None:
    """Write the table and the picture.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(flip_table(found, over), folder / "flip_map.csv")
        save(flip_figure(found, over, currency), folder / "flip_map.svg")


def flip_table(found: FlipMap, over: str) -> pd.DataFrame:
    """A row a stretch of exposures."""
    rows = [
        (over, value, low, high, model or "undecided")
        for value in found.columns
        for low, high, model in found.stretches(value)
    ]
    columns = ["over", "value", "exposure_from", "exposure_to", "cheapest"]
    return pd.DataFrame(rows, columns=columns)


def flip_sentences(found: FlipMap, names: Mapping[str, str], currency: str) -> Iterator[str]:
    """A line for each value."""
    for value in found.columns:
        told = [
            f"{names[model] if model else 'undecided'} to {trimmed(money(high, currency))}"
            for _, high, model in found.stretches(value)
        ]
        yield f"{value}: from the lowest exposure an hour on, {', then '.join(told)}."


def flip_figure(found: FlipMap, over: str, currency: str) -> Figure:
    """Exposure upwards, a bar a value; grey where no model surely is the cheapest."""
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
        ax.set_yscale("log")
        ax.set_xticks(range(len(found.columns)), list(found.columns))
        ticks = 10.0 ** np.arange(np.ceil(np.log10(at[0])), np.floor(np.log10(at[-1])) + 1)
        ax.set_yticks(ticks, [trimmed(money(float(tick), currency)) for tick in ticks])
        ax.minorticks_off()
        ax.set_xlabel(over)
        whose = f"of {found.service}" if found.service else "of a service, the mean"
        ax.set_ylabel(f"exposure {whose}, {currency} an hour")
        handles = [Patch(color=paint[model], label=model) for model in found.models]
        handles.append(Patch(color=LINE, label="undecided"))
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure
