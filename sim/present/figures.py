"""Every figure of a comparison, which comes out the same each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from textwrap import fill

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec

from sim.present import plots
from sim.present.nines import asks_for_nines, draw_nines
from sim.present.plots.budgets import MOST_ROWS, quarter_ticks, worst_first
from sim.present.risk import draw_risk
from sim.present.style import blank, canvas, colours, height_of, narrow
from sim.present.tables import (
    LABEL_CHARACTERS,
    labelled,
    lines_of,
    most_telling_service,
    paid_a_year,
)
from sim.present.words import labels
from sim.questions.compare.risk import has_years
from sim.study.comparison import Comparison

WRITTEN_UP_TO, ROWS_OF_MANY = 20, 16
"""Rows up to which a heat-map carries numbers; rows it has where there are many models."""
FEW_MODELS = 4
"""Up to so many, the panels of the heat-map are two abreast and carry numbers."""
ABREAST = 4
"""Panels side by side where there are more models: all of them on one printed page."""
CLOSE_CHARACTERS = 16
"""Of a line of their titles."""


@dataclass(frozen=True)
class Picture:
    """A figure with the name of its files."""

    name: str
    draw: Callable[[Comparison], Figure]
    when: Callable[[Comparison], bool] = lambda _: True
    """Whether a comparison has anything to show in it."""


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
        "people_on_call_out_of_hours": ("People on call", "at the same time,\nout of hours"),
        "pages_out_of_hours_per_person_month": (
            "Pages",
            "a person and month, out of\nhours; broad: about failures",
        ),
        "on_call_cost_per_year": ("On-call pay", f"{currency} a year,\nstandby and callouts"),
    }
    table = labelled(comparison, comparison.summary)
    figure = _abreast(len(comparison.models), len(wanted))
    for ax, (metric, (title, unit)) in zip(figure.axes, wanted.items(), strict=True):
        pale = "false_pages_share" if metric.startswith("pages") else None
        plots.dots(table, ax, metric, unit, pale)
        ax.set_title(title)
    return figure


def _abreast(models: int, panels: int) -> Figure:
    """Panels beside each other, or below each other where the picture is narrow."""
    if narrow():
        return canvas(panels * height_of(models, 0.36, 1.1), panels, 1)
    wide = {"width_ratios": [1.0, 1.35, 1.1][:panels]}
    return canvas(height_of(models, 0.42, 1.25), 1, panels, sharey=True, gridspec_kw=wide)


def draw_heat(comparison: Comparison) -> Figure:
    """Error budgets of all services: one panel a model."""
    table, names = comparison.budget_means, labels(comparison.study)
    services, few = worst_first(table), len(names) <= FEW_MODELS
    most = MOST_ROWS if few else ROWS_OF_MANY
    columns = 1 if narrow() else min(2 if few else ABREAST, len(names))
    lines = ceil(len(names) / columns)
    each = 0.8 + (0.22 if few else 0.17) * min(len(services), most)
    figure = blank(each * lines + 0.3)
    grid = figure.add_gridspec(lines + 1, columns, height_ratios=[*[each] * lines, 0.3])
    for place, (name, label) in enumerate(names.items()):
        ax, mine = figure.add_subplot(grid[divmod(place, columns)]), table[table["model"] == name]
        plots.heat(mine, ax, services, most)
        width = LABEL_CHARACTERS if few else CLOSE_CHARACTERS
        ax.set_title(label if narrow() else lines_of(label, width), fontsize=10)
        ax.tick_params(labelleft=place % columns == 0)
        if not few:
            quarter_ticks(ax, quarters_of(mine), years_only=True)
        elif has_numbers(comparison):
            plots.write_cells(mine, ax, services)
    plots.burn_key(figure.add_subplot(grid[lines, :]))
    return figure


def has_numbers(comparison: Comparison) -> bool:
    """Whether the cells of the heat-map are large enough for numbers."""
    models, services = len(comparison.models), len(comparison.study.scenario.services)
    return models <= FEW_MODELS and services <= WRITTEN_UP_TO


def rows_shown(comparison: Comparison) -> int:
    """Services that the heat-map shows one by one; the rest is their median."""
    most = MOST_ROWS if len(comparison.models) <= FEW_MODELS else ROWS_OF_MANY
    services = len(comparison.study.scenario.services)
    return services if services <= most else most - 1


def draw_burn(comparison: Comparison) -> Figure:
    """Error-budget burn of the most telling service, a panel a model, with its stages below."""
    service, names = most_telling_service(comparison), labels(comparison.study)
    table = comparison.budgets_of(service)
    columns = 1 if narrow() or len(names) <= FEW_MODELS else ABREAST
    lines = ceil(len(names) / columns)
    figure = blank((2.75 if columns == 1 else 2.1) * lines)
    grid, paint = figure.add_gridspec(lines, columns), colours(names)
    for place, (name, label) in enumerate(names.items()):
        mine, cell = table[table["model"] == name], grid[divmod(place, columns)]
        title = label if columns > 1 else f"{service}: {label}"
        first = len(figure.axes)
        _burn_panel(figure, cell, mine, title, paint[name])
        for ax in figure.axes[first:] if columns > 1 or narrow() else []:
            _tighten(ax, quarters_of(table), columns)
            ax.tick_params(labelleft=place % columns == 0)
    return figure


def _burn_panel(
    figure: Figure, cell: SubplotSpec, table: pd.DataFrame, title: str, colour: str
) -> None:
    """One model's burn; below it the stages, where the service moved through any."""
    moves = table["state"].nunique() > 1
    inner = cell.subgridspec(2 if moves else 1, 1, height_ratios=[4, 1] if moves else [1])
    plots.burn(table, figure.add_subplot(inner[0]), colour).set_title(title)
    if moves:
        plots.stages(table, figure.add_subplot(inner[1]))


def _tighten(ax: Axes, quarters: list[object], columns: int) -> None:
    """Panels of less than the full width: years only, no axis label, smaller words."""
    ax.set_ylabel("")
    ax.set_title(fill(ax.get_title(loc="left"), 40 if columns == 1 else 18), fontsize=9)
    if len(ax.get_xticks()):
        quarter_ticks(ax, quarters, years_only=True)
    legend = ax.get_legend()
    for text in [*ax.texts, *(legend.get_texts() if legend else [])]:
        text.set_fontsize(6.5)
    for text in list(ax.texts):
        if legend or (columns > 1 and "side" in text.get_text()):
            text.remove()  # the legend names the stages; the caption, which side is inside
            continue
        if text.get_text().endswith("%"):
            text.set_text(text.get_text().replace("blocked\n", ""))
            text.set_rotation(90)


def quarters_of(table: pd.DataFrame) -> list[object]:
    """The quarters of a table of budgets, in order."""
    return sorted(table["quarter"].unique())


PICTURES = (
    Picture("lead_time", draw_lead_time),
    Picture("lead_time_waits", draw_waits),
    Picture("time_to_restore", draw_restore),
    Picture("error_budgets", draw_heat),
    Picture("error_budget_burn", draw_burn),
    Picture("total_cost", draw_total_cost),
    Picture("budgets_paid", draw_budgets_paid),
    Picture("on_call", draw_on_call),
    Picture("risk", draw_risk, has_years),
    Picture("nines", draw_nines, asks_for_nines),
)
