"""The risk view: what a year can cost, by model, as a table and as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from sim.present.grid import Cell, Grid, Line
from sim.present.show import money, percent, trimmed
from sim.present.style import canvas, lines, narrow
from sim.present.words import labels
from sim.questions.compare.risk import WORST, Risk, losses_told, risks
from sim.study.comparison import Comparison
from sim.study.intervals import Interval, mean_interval

ROUND = (1e5, 1e6, 1e7, 1e8)
"""Losses of a year that a committee asks about, as far as they happen."""


def risk_table(comparison: Comparison) -> pd.DataFrame:
    """``risk.csv``: a row a model and number, with 95 % intervals where there are some."""
    rows = [
        (risk.model, what, unit, value.mean, value.low, value.high)
        for risk in risks(comparison)
        for what, unit, value in _numbers(risk)
    ]
    return pd.DataFrame(rows, columns=["model", "what", "unit", "value", "ci_low", "ci_high"])


def _numbers(risk: Risk) -> Iterator[tuple[str, str, Interval]]:
    yield "cost of a year", "money/y", mean_interval(risk.cost.mean(axis=1), "positive")
    yield "cost of the worst year", "money/y", mean_interval(risk.worst, "positive")
    for what, values in (("a year", risk.cost), ("the worst year", risk.worst)):
        level = float(np.quantile(values, WORST))
        yield f"cost that 1 in 20 exceeds: {what}", "money/y", _alone(level)
    for above in ROUND:
        yield f"chance of a year's loss above {above:,.0f}", "share", risk.chance_of_loss(above)
    yield "chance that a service misses 99.9 % in a year", "share", risk.chance_missed
    yield "chance that any service misses 99.9 % in a year", "share", risk.chance_any_missed


def _alone(value: float) -> Interval:
    return Interval(value, float("nan"), float("nan"), 0, "none")


def risk_grid(comparison: Comparison) -> Grid:
    """A row a model: a usual year, one in twenty, the worst of the horizon, and 99.9 % missed."""
    names, currency = labels(comparison.study), comparison.study.scenario.currency
    return Grid(
        "A usual year, a bad one, the worst",
        "Years of all replications. The worst is that of each replication.",
        ["Support model", "Half of all years cost less than", "One year in twenty costs more than",
         "One worst year in twenty costs more than", "A promise of 99.9 % is missed in"],
        [Line(names[risk.model], list(_told(risk, currency))) for risk in risks(comparison)],
    )  # fmt: skip


def _told(risk: Risk, currency: str) -> Iterator[Cell]:
    amounts = np.median(risk.cost), *(np.quantile(x, WORST) for x in (risk.cost, risk.worst))
    for amount in map(float, amounts):
        yield Cell(money(amount, currency), sort=f"{amount:.6g}")
    missed = risk.chance_missed.mean
    there = missed == missed
    yield Cell(f"{percent(missed)} of years" if there else "–", sort=f"{missed:.6g}" * there)


def draw_risk(comparison: Comparison) -> Figure:
    """The chance that a year's cost, its losses, and the worst year's cost exceed an amount."""
    found, names = risks(comparison), labels(comparison.study)
    currency = comparison.study.scenario.currency
    figure = canvas(6.4, 2, 1) if narrow() else canvas(3.4, 1, 2, sharey=True)
    cost, loss = figure.axes
    styles, steps = lines(names), losses_told(found)
    for risk in found:
        line = dict(styles[risk.model], markersize=4)
        _exceedance(cost, risk.cost, linewidth=1.8, label=names[risk.model], **line)
        _exceedance(cost, risk.worst, linewidth=1.0, linestyle="--", **line)
        chances = [(risk.loss > step).mean() for step in steps]
        loss.plot(steps, chances, linewidth=1.8, markevery=0.1, **line)
    for ax, label in ((cost, "cost of a year"), (loss, "outage losses of a year")):
        _axis(ax, f"{label}, {currency}", currency)
    cost.set_title("A year; dashed: the worst of the horizon")
    loss.set_title("Its outage losses")
    cost.set_ylabel("chance of more than this")
    figure.legend(loc="outside upper left", ncols=1 if narrow() else 3)
    return figure


def _axis(ax: Axes, label: str, currency: str) -> None:
    ax.set_xscale("log")
    ax.minorticks_off()
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.xaxis.set_major_formatter(lambda x, _: trimmed(money(x, currency)))
    ax.set_xlabel(label)
    ax.set_ylim(-0.02, 1.02)
    ax.grid(axis="both")


def _exceedance(ax: Axes, values: np.ndarray, **line: Any) -> None:
    """The share of values above each of them, as steps."""
    ordered = np.sort(values.ravel())
    above = 1 - np.arange(1, len(ordered) + 1) / len(ordered)
    ax.step(ordered, above, where="post", markevery=0.1, **line)


def risk_words(_: Comparison) -> str:
    """The picture in words, for who can't see it; the table below it has the numbers."""
    return "Curves of the chance that a year costs, or loses, more than an amount."
