"""From one support model to another, a step a part: the waterfall, and what a report says of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.documents.load import Study
from sim.present.show import quantity, trimmed
from sim.present.style import FAINT, INK, blank, look, palette
from sim.present.svg import as_svg, inline
from sim.present.words import join, labels, metric_label
from sim.records.metrics import METRICS
from sim.study.beside import Divided
from sim.study.comparison import Comparison


def waterfall(divided: Sequence[Divided], study: Study) -> Figure:
    """A panel a metric: from the first model to the second, a step a part."""
    rows = [len(one.steps) + 2 for one in divided]
    with look():
        figure = blank(0.7 * len(rows) + 0.3 * sum(rows))
        axes = figure.subplots(len(rows), 1, squeeze=False, height_ratios=rows)[:, 0]
        for ax, one in zip(axes, divided, strict=True):
            _steps(ax, one, study)
        return figure


def _steps(ax: Axes, one: Divided, study: Study) -> None:
    names, currency = labels(study), study.scenario.currency
    unit, at = METRICS[one.metric].unit, one.first
    more, less = palette("paid")["lost"], palette("minutes")["diagnosing_hours"]
    ax.barh(0, at, height=0.6, color=FAINT)
    for y, step in enumerate(one.steps, start=1):
        ax.barh(y, step.share, left=at, height=0.6, color=more if step.share > 0 else less)
        ax.plot([at + step.low, at + step.high], [y, y], color=INK, linewidth=0.8)
        at += step.share
        ax.plot([at, at], [y - 0.3, y + 1.3], color=FAINT, linewidth=0.6)
    ax.barh(len(one.steps) + 1, at, height=0.6, color=FAINT)
    ticks = [names[one.model], *(step.part for step in one.steps), names[one.against]]
    ax.set_yticks(range(len(ticks)), ticks)
    ax.set_ylim(len(ticks) - 0.4, -0.6)
    ax.grid(axis="x")
    ax.xaxis.set_major_formatter(lambda x, _: trimmed(quantity(x, unit, currency)))
    ax.set_title(f"{metric_label(one.metric)} (thin lines: 95 % intervals)")


def in_words(one: Divided, study: Study) -> str:
    """The steps of one metric, for who can't see them."""
    names, currency = labels(study), study.scenario.currency
    unit = METRICS[one.metric].unit
    steps = [f"{step.part} {quantity(step.share, unit, currency)}" for step in one.steps]
    return (
        f"{metric_label(one.metric)} from {names[one.model]}, "
        f"{quantity(one.first, unit, currency)}, to {names[one.against]}: {join(steps)}."
    )


def sections(comparison: Comparison) -> list[dict[str, object]]:
    """For each pair of models that was divided: a heading, and its waterfall."""
    names = labels(comparison.study)
    found: list[dict[str, object]] = []
    pairs = dict.fromkeys((one.model, one.against) for one in comparison.divided)
    for number, (model, against) in enumerate(pairs):
        mine = [one for one in comparison.divided if (one.model, one.against) == (model, against)]
        said = " ".join(in_words(one, comparison.study) for one in mine)
        with look():
            drawn = as_svg(waterfall(mine, comparison.study))
        picture = Markup(inline(drawn, f"waterfall{number}", said))
        heading = f"From {names[model]} to {names[against]}"
        found.append({"heading": heading, "picture": picture})
    return found


def parts_table(comparison: Comparison) -> pd.DataFrame:
    """A row a pair of models, metric and part."""
    names, currency = labels(comparison.study), comparison.study.scenario.currency
    rows = [
        (names[one.model], names[one.against], metric_label(one.metric),
         METRICS[one.metric].unit.replace("money/y", f"{currency} a year"), step.part, step.share,
         step.low, step.high, ", ".join(step.assumptions))
        for one in comparison.divided
        for step in one.steps
    ]  # fmt: skip
    columns = ["from", "to", "what", "unit", "part", "share", "ci_low", "ci_high", "assumptions"]
    return pd.DataFrame(rows, columns=columns)
