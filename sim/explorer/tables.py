"""The numbers of the page as HTML tables."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from sim.present.report import three_numbers
from sim.present.show import SPACE, quantity
from sim.present.words import THREE, labels, metric_heading
from sim.records.metrics import METRICS
from sim.study.comparison import Comparison
from sim.study.paired import NOT_DISTINGUISHABLE, paired_difference, verdict

SAID = {NOT_DISTINGUISHABLE: "can’t be told apart"}


def three_table(comparison: Comparison, setting: str) -> str:
    """Three numbers a model with their intervals; ``setting`` tells the table from another."""
    heads = [metric_heading(metric) for metric in THREE]
    rows = []
    for line in three_numbers(comparison):
        dot = f'<span class="swatch" style="background:{line.colour}" aria-hidden="true"></span>'
        cells = [f"<b>{escape(c.text)}</b><small>{escape(c.bounds)}</small>" for c in line.cells]
        remark = f'<span class="badge">{escape(line.remark)}</span>' if line.remark else ""
        rows.append(_row(f"{dot}{escape(line.heading)}{remark}", cells))
    caption = (
        f"Means over {comparison.replications} replications; below them 95 % intervals. "
        "Cost counts what budgets pay and what is lost."
    )
    label = f"Three numbers, setting {setting}"
    return _table("three", label, caption, ["Support model", *heads], rows)


def moved_table(rows: Sequence[tuple[str, str, str]]) -> str:
    """What two settings differ in."""
    said = [
        _row(escape(what), [f"{escape(a)}", f"<mark>{escape(b)}</mark>"]) for what, a, b in rows
    ]
    return _table("moved", "Settings", "What B has otherwise", ["Setting", "A", "B"], said)


def contrast_table(a: Comparison, b: Comparison) -> str:
    """B against A for every model that both have, in the same runs; sure differences marked."""
    both = [model for model in a.models if model in b.models]
    names, count = labels(a.study), min(a.replications, b.replications)
    heads = ["Support model", *map(metric_heading, THREE)]
    rows = [
        _row(escape(names[model]), [_change(a, b, model, metric) for metric in THREE])
        for model in both
    ]
    caption = (
        f"B against A, in the first {count} replications of both; below each, the difference "
        "with its 95 % interval. Marked: surely better or worse."
    )
    return _table("contrast", "Results of B against A", caption, heads, rows) if both else ""


def _change(a: Comparison, b: Comparison, model: str, metric: str) -> str:
    left, right = _paired(a, b, model, metric)
    gap, unit = paired_difference(right, left), METRICS[metric].unit
    word = verdict(gap, METRICS[metric].better)
    currency = a.study.scenario.currency

    def said(value: float) -> str:
        return escape(quantity(value, unit, currency))

    def signed(value: float) -> str:
        return f"+{said(value)}" if value > 0 else said(value)

    before, after = said(float(np.nanmean(left))), said(float(np.nanmean(right)))
    values = f"{before}{SPACE}→ {after}"
    shown = SAID.get(word, word)
    if word == NOT_DISTINGUISHABLE:
        return f"<b>{values}</b><small>{shown}</small>"
    bounds = f"<span>{signed(gap.low)}</span> to <span>{signed(gap.high)}</span>"
    return (
        f'<b>{values}</b><mark class="{word}">{shown}</mark>'
        f"<small><span>{signed(gap.mean)}</span> ({bounds})</small>"
    )


def _paired(a: Comparison, b: Comparison, model: str, metric: str) -> tuple[np.ndarray, np.ndarray]:
    """Values of the replications that both have, in the same order."""
    left, right = (_by_replication(side, model, metric) for side in (a, b))
    both = sorted(left.keys() & right.keys())
    return np.array([left[n] for n in both]), np.array([right[n] for n in both])


def _by_replication(side: Comparison, model: str, metric: str) -> dict[int, float]:
    world = side.study.scenario.world
    return {
        run.replication: run.metrics[metric]
        for run in side.runs
        if run.model == model and run.world == world
    }


def _row(heading: str, cells: Sequence[str]) -> str:
    return f'<tr><th scope="row">{heading}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _table(kind: str, label: str, caption: str, heads: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return (
        f'<div class="across" role="region" tabindex="0" aria-label="{escape(label)}">'
        f'<table class="{kind}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
