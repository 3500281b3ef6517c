"""Where a difference comes from, for people: a table, sentences, and a waterfall."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.documents.errors import InputError, Problem
from sim.present.claims_figures import save
from sim.present.files import write_csv
from sim.present.show import interval, quantity, trimmed
from sim.present.style import FAINT, INK, blank, look, palette
from sim.present.words import join, labels, metric_label
from sim.questions.explain_difference import Explained, Explanation
from sim.records.metrics import METRICS

NAMED = 3


def write_explanation(found: Explanation, folder: Path) -> Path:
    """Write the table and the waterfall into a folder; the same lives give the same bytes.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(table(found), folder / "parts.csv")
        save(waterfall(found), folder / "waterfall.svg")
        text = "\n".join(sentences(found)) + "\n"
        (folder / "explanation.txt").write_text(text, encoding="utf-8")
    except OSError as why:
        raise InputError(folder, [Problem("", f"can't be written: {why.strerror}")]) from None
    return folder


def table(found: Explanation) -> pd.DataFrame:
    """A row a metric and part; the parts of a metric add up to its difference."""
    rows = [
        (one.metric, METRICS[one.metric].unit, part.name, part.share.mean, part.share.low,
         part.share.high, ", ".join(part.assumptions))
        for one in found.metrics
        for part in one.parts
    ]  # fmt: skip
    columns = ["metric", "unit", "part", "share", "ci_low", "ci_high", "assumptions"]
    return pd.DataFrame(rows, columns=columns)


def sentences(found: Explanation) -> Iterator[str]:
    """Each difference with the parts that make most of it."""
    names, currency = labels(found.study), found.study.scenario.currency
    for one in found.metrics:
        unit, gap = METRICS[one.metric].unit, one.difference
        yield (
            f"{metric_label(one.metric)}: {names[found.against]} less {names[found.model]} is "
            f"{quantity(gap.mean, unit, currency)} ({interval(gap.low, gap.high, unit, currency)}; "
            f"{gap.n} replications). Of it {join(_parts(one, unit, currency))}."
        )
        assumed = sorted({name for part in one.parts[:NAMED] for name in part.assumptions})
        if assumed:
            yield f"  These parts rest on {join(assumed)}."


def _parts(one: Explained, unit: str, currency: str) -> list[str]:
    told = [
        f"{part.name} {quantity(part.share.mean, unit, currency)} "
        f"({interval(part.share.low, part.share.high, unit, currency)})"
        for part in one.parts[:NAMED]
    ]
    rest = one.parts[NAMED:]
    if rest:
        left = sum(part.share.mean for part in rest)
        told.append(f"the {len(rest)} others together {quantity(left, unit, currency)}")
    return told


def waterfall(found: Explanation) -> Figure:
    """A panel a metric: from the first model to the second, a step a part."""
    rows = [len(one.parts) + 2 for one in found.metrics]
    with look():
        figure = blank(0.7 * len(rows) + 0.3 * sum(rows))
        axes = figure.subplots(len(rows), 1, squeeze=False, height_ratios=rows)[:, 0]
        for ax, one in zip(axes, found.metrics, strict=True):
            _steps(ax, one, found)
        return figure


def _steps(ax: Axes, one: Explained, found: Explanation) -> None:
    names, currency = labels(found.study), found.study.scenario.currency
    unit, at = METRICS[one.metric].unit, one.first
    more, less = palette("paid")["lost"], palette("minutes")["diagnosing_hours"]
    ax.barh(0, at, height=0.6, color=FAINT)
    for y, part in enumerate(one.parts, start=1):
        colour = more if part.share.mean > 0 else less
        ax.barh(y, part.share.mean, left=at, height=0.6, color=colour)
        ax.plot([at + part.share.low, at + part.share.high], [y, y], color=INK, linewidth=0.8)
        at += part.share.mean
        ax.plot([at, at], [y - 0.3, y + 1.3], color=FAINT, linewidth=0.6)
    ax.barh(len(one.parts) + 1, at, height=0.6, color=FAINT)
    ticks = [names[found.model], *(part.name for part in one.parts), names[found.against]]
    ax.set_yticks(range(len(ticks)), ticks)
    ax.set_ylim(len(ticks) - 0.4, -0.6)
    ax.grid(axis="x")
    ax.xaxis.set_major_formatter(lambda x, _: trimmed(quantity(x, unit, currency)))
    ax.set_title(f"{metric_label(one.metric)} (thin lines: 95 % intervals)")
