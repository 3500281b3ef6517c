"""Figures of the claims: where each holds, and who is cheapest at which exposure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.present.show import money, trimmed
from sim.present.style import ALARM, INK, LINE, blank, canvas, colours, look, palette
from sim.questions.claims.document import Frontier
from sim.questions.claims.runner import Finding
from sim.study.frontier import UNDECIDED

HOLDS, OPEN, FAILS = "#1f8a8a", LINE, ALARM
STEPS = ("#cfe3dc", "#a3cdbf", "#6fb09c", "#1f8a8a")
"""From less to more, where the arms are steps of one variation and no support models as shipped."""


def save(figure: Figure, path: Path) -> None:
    """Write a figure as SVG, the same bytes for the same figure."""
    with look():
        figure.savefig(path, format="svg", metadata={"Date": None})


def overview_figure(findings: Sequence[Finding]) -> Figure:
    """A row a claim: the share of circumstances, defaults included, in which it holds."""
    with look():
        figure = canvas(0.9 + 0.24 * len(findings))
        ax = figure.axes[0]
        for y, finding in enumerate(findings):
            _row(ax, y, finding)
        ax.set_yticks(range(len(findings)), [f"{f.claim.id} {f.word}" for f in findings])
        ax.set_ylim(len(findings) - 0.4, -0.6)
        ax.set_xlim(0, 100)
        ax.set_xlabel(
            "percent of the circumstances tried: defaults, other worlds, assumptions, others"
        )
        names = (("holds", HOLDS), ("open", OPEN), ("fails", FAILS))
        figure.legend(
            handles=[Patch(color=colour, label=name) for name, colour in names],
            loc="outside upper right", ncols=3,
        )  # fmt: skip
        return figure


def _row(ax: Axes, y: int, finding: Finding) -> None:
    found, left = Counter(finding.outcomes.values()), 0.0
    for kind, colour in (("holds", HOLDS), ("open", OPEN), ("fails", FAILS)):
        width = 100 * found[kind] / len(finding.outcomes)  # type: ignore[index]
        ax.barh(y, width, left=left, color=colour, height=0.7)
        left += width


def frontier_figure(finding: Finding) -> Figure:
    """Who is cheapest, by exposure upwards and by column; grey where nobody surely is."""
    frontier = finding.claim.frontier
    assert frontier is not None
    with look():
        panels = list(dict.fromkeys(panel for panel, _ in finding.cells))
        figure = blank(4.2)
        axes = np.atleast_1d(figure.subplots(1, len(panels), sharey=True))
        shades = _shades(finding, frontier)
        for ax, panel in zip(axes, panels, strict=True):
            _panel(ax, finding, panel, shades)
            _thumbs(ax, frontier, told=ax is axes[-1])
            ax.set_xlabel(frontier.across.label, fontsize=8.5 if len(panels) < 3 else 7.5)
        axes[0].set_ylabel("loss in an hour of outage, a service")
        figure.suptitle(frontier.title, x=0.01, ha="left", fontsize=10.5, fontweight="bold")
        handles = [Patch(color=c, label=n) for c, n in zip(shades, frontier.names, strict=True)]
        handles.append(Patch(color=LINE, label="undecided"))
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
        return figure


def _thumbs(ax: Axes, frontier: Frontier, *, told: bool) -> None:
    """The sources' rules of thumb, as lines over what came out."""
    for says, exposure in frontier.thumbs.items():
        ax.axhline(exposure, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
        if told:
            ax.annotate(
                says, (1.0, exposure), xycoords=("axes fraction", "data"), xytext=(3, 0),
                textcoords="offset points", va="center", fontsize=7, annotation_clip=False,
            )  # fmt: skip


def _shades(finding: Finding, frontier: Frontier) -> list[str]:
    models = [finding.claim.arms[arm].model for arm in frontier.arms]
    if set(models) <= set(palette("models")):
        return list(colours(models).values())
    return list(STEPS[-len(models) :])


def _panel(ax: Axes, finding: Finding, panel: str, shades: list[str]) -> None:
    columns = {name: c for (where, name), c in finding.columns().items() if where == panel}
    at = next(iter(columns.values())).exposures
    edges = np.append(at, at[-1] * at[-1] / at[-2])
    paint = {UNDECIDED: LINE, **dict(enumerate(shades))}
    for x, column in enumerate(columns.values()):
        turns = [0, *np.flatnonzero(np.diff(column.cheapest)) + 1, len(at)]
        for first, end in pairwise(turns):
            height = edges[end] - edges[first]
            colour = paint[int(column.cheapest[first])]
            ax.bar(x, height, width=1.0, bottom=edges[first], color=colour, linewidth=0)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(edges[0], edges[-1])
    ax.set_yscale("log")
    ax.set_xticks(range(len(columns)), list(columns))
    ticks = 10.0 ** np.arange(np.ceil(np.log10(at[0])), np.floor(np.log10(at[-1])) + 1)
    ax.set_yticks(ticks, [trimmed(money(float(tick))) for tick in ticks])
    ax.minorticks_off()
    ax.set_title(panel)
