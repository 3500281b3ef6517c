"""Every figure of a comparison, as SVG and PNG files that come out the same each time."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.present import plots
from sim.present.plots.budgets import MOST_ROWS, WRITTEN_UP_TO, worst_first
from sim.present.style import blank, canvas, colours, height_of, look
from sim.present.tables import labelled, most_telling_service, paid_a_year
from sim.present.words import labels
from sim.study.compare import Comparison

DOTS_PER_INCH = 150
FEW_MODELS = 4
"""Up to so many, the panels of the heat-map are two abreast and carry numbers."""


@dataclass(frozen=True)
class Picture:
    """A figure with the name of its files."""

    name: str
    draw: Callable[[Comparison], Figure]


def draw_lead_time(comparison: Comparison) -> Figure:
    """Median and 85th percentile of the lead time."""
    figure = canvas(height_of(len(comparison.models), 0.42))
    plots.lead_time(labelled(comparison, comparison.summary), figure.axes[0])
    return figure


def draw_restore(comparison: Comparison) -> Figure:
    """Time to restore by what the minutes were."""
    figure = canvas(height_of(len(comparison.models), 0.62, 1.15))
    plots.restore(labelled(comparison, comparison.minutes), figure.axes[0])
    return figure


def draw_waits(comparison: Comparison) -> Figure:
    """Lead time by what a change waited for."""
    figure = canvas(height_of(len(comparison.models), 0.62, 1.15))
    plots.waits(labelled(comparison, comparison.minutes), figure.axes[0])
    return figure


def draw_total_cost(comparison: Comparison) -> Figure:
    """Budgets and losses."""
    figure = canvas(height_of(len(comparison.models), 0.7))
    plots.total(labelled(comparison, comparison.summary), figure.axes[0])
    return figure


def draw_budgets_paid(comparison: Comparison) -> Figure:
    """Who pays, by line."""
    table = paid_a_year(comparison)
    rows = int((table.groupby(["model", "funding"])["amount"].sum() > 0).sum())
    figure = canvas(height_of(rows, 0.55))
    plots.paid(table, figure.axes[0])
    return figure


def draw_on_call(comparison: Comparison) -> Figure:
    """People on call, their pages, and what it costs."""
    currency = comparison.study.scenario.currency
    wanted = {
        "people_on_call_out_of_hours": ("People on call", "at the same time, out of hours"),
        "pages_out_of_hours_per_person_month": ("Pages", "out of hours, a person and month"),
        "on_call_cost_per_year": ("On-call pay", f"{currency} a year, standby and callouts"),
    }
    table = labelled(comparison, comparison.summary)
    figure = canvas(height_of(len(comparison.models), 0.42, 1.1), 1, len(wanted), sharey=True)
    for ax, (metric, (title, unit)) in zip(figure.axes, wanted.items(), strict=True):
        plots.dots(table, ax, metric, unit)
        ax.set_title(title)
    return figure


def draw_heat(comparison: Comparison) -> Figure:
    """Error budgets of all services: one panel a model."""
    table, names = comparison.error_budgets, labels(comparison.study)
    services = worst_first(table)
    rows = min(len(services), MOST_ROWS)
    few = len(names) <= FEW_MODELS
    columns = min(2 if few else 3, len(names))
    lines = ceil(len(names) / columns)
    written = few and rows <= WRITTEN_UP_TO
    each = 0.75 + (0.22 if written else 0.17) * rows
    figure = blank(each * lines + 0.3)
    grid = figure.add_gridspec(lines + 1, columns, height_ratios=[*[each] * lines, 0.3])
    for place, (name, label) in enumerate(names.items()):
        ax = figure.add_subplot(grid[divmod(place, columns)])
        plots.heat(table[table["model"] == name], ax, services, written)
        ax.set_title(label)
        ax.tick_params(labelleft=place % columns == 0)
    plots.burn_key(figure.add_subplot(grid[lines, :]))
    return figure


def draw_burn(comparison: Comparison) -> Figure:
    """Error-budget burn of the most telling service, one row a model, with its stages below."""
    service, names = most_telling_service(comparison), labels(comparison.study)
    table = comparison.error_budgets
    table = table[table["service"] == service]
    has_stages = {m: _moves(table[table["model"] == m]) for m in names}
    heights = [h for m in names for h in ([2.0, 0.5] if has_stages[m] else [2.0])]
    figure = canvas(sum(heights) + 0.35 * len(names), len(heights), 1, height_ratios=heights)
    paint, axes = colours(names), iter(figure.axes)
    for name, label in names.items():
        mine = table[table["model"] == name]
        ax = plots.burn(mine, next(axes), paint[name])
        ax.set_title(f"{service} under {label}")
        if has_stages[name]:
            plots.stages(mine, next(axes))
    return figure


def _moves(table: pd.DataFrame) -> bool:
    return table["state"].nunique() > 1


PICTURES = (
    Picture("lead_time", draw_lead_time),
    Picture("lead_time_waits", draw_waits),
    Picture("time_to_restore", draw_restore),
    Picture("error_budgets", draw_heat),
    Picture("error_budget_burn", draw_burn),
    Picture("total_cost", draw_total_cost),
    Picture("budgets_paid", draw_budgets_paid),
    Picture("on_call", draw_on_call),
)


def as_svg(figure: Figure) -> str:
    """The text of an SVG without date or random ids."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def draw_all(comparison: Comparison, folder: Path | None = None) -> dict[str, str]:
    """The SVG text of every figure by name; with a folder, written there as SVG and PNG too."""
    drawn = {}
    for picture in PICTURES:
        with look():
            figure = picture.draw(comparison)
            drawn[picture.name] = as_svg(figure)
            if folder is not None:
                (folder / f"{picture.name}.svg").write_text(drawn[picture.name], encoding="utf-8")
                path = folder / f"{picture.name}.png"
                figure.savefig(path, dpi=DOTS_PER_INCH, metadata={"Software": None})
    return drawn
