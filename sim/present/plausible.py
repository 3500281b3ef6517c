"""What a report says of how sure the choice is, out of the uncertainty study beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from sim.present.show import plain, trimmed
from sim.present.style import INK, canvas, lines, look
from sim.present.sure import first_heading, how_often, made_of
from sim.present.svg import as_svg, inline
from sim.present.words import labels, plausible_sentences
from sim.study.comparison import Comparison


def section(comparison: Comparison) -> dict[str, object]:
    """The sentence, the picture, what to measure first and where it comes from; or nothing."""
    found = comparison.plausible
    if found is None:
        return {}
    said, *first = plausible_sentences(comparison)
    return {
        "said": said,
        "first": first,
        "first_heading": first_heading(found),
        "made_of": made_of(found, comparison.study.scenario.currency),
        "picture": _picture(comparison),
    }


def _picture(comparison: Comparison) -> Markup:
    """The first picture after the verdict."""
    found = comparison.plausible
    assert found is not None
    names = labels(comparison.study)
    chances = {model: np.array(found.curve[model]) for model in comparison.models}
    with look():
        drawn = as_svg(acceptability_figure(np.array(found.multiples), chances, names))
    said = acceptability_words(found.multiples, chances, names)
    return Markup(inline(drawn, "acceptability", said))


def acceptability_words(
    multiples: Sequence[float], chances: Mapping[str, np.ndarray], names: Mapping[str, str]
) -> str:
    """The picture for who can't see it."""
    ends = [
        f"{names[model]} {how_often(line[0])} to {how_often(line[-1])}"
        for model, line in chances.items()
    ]
    said = f"Chance to be the cheapest, from {multiples[0]:g} to {multiples[-1]:g} times the"
    return f"{said} exposures: {'; '.join(ends)}."


def acceptability_figure(
    multiples: np.ndarray, chances: dict[str, np.ndarray], names: dict[str, str]
) -> Figure:
    """The chance that each model is the cheapest, over multiples of all exposures."""
    with look():
        figure, styles = canvas(3.4), lines(chances)
        ax = figure.axes[0]
        for model, line in chances.items():
            ax.plot(multiples, line, linewidth=2, label=names[model], **styles[model])
        ax.axvline(1, color=INK, linewidth=0.8, linestyle=":")
        ax.set_xscale("log")
        ax.set_xticks(multiples, [trimmed(plain(float(x))) for x in multiples])
        ax.minorticks_off()
        ax.set_ylim(-0.02, 1.02)
        ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.grid(axis="y")
        ax.set_xlabel(
            "exposure of every service, times what the scenario says (dotted: as it says)"
        )
        ax.set_ylabel("chance to be the cheapest")
        figure.legend(loc="outside upper left", ncols=3)
        return figure
