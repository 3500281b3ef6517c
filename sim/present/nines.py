"""Effort against nines: what availability each model's engineering buys, and what one more would.

Points are simulated, lines are arithmetic: unavailability as a power of effort through the
baseline's point, for several elasticities.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from sim.ground.theory.nines import SEED, nines, times_the_effort
from sim.present.grid import Cell, Grid, Line
from sim.present.show import money, percent, plain, trimmed
from sim.present.style import FAINT, LINE, canvas, lines, narrow
from sim.present.words import labels
from sim.study.comparison import Comparison

ELASTICITIES = (0.3, 0.5, 0.7, 1.0)
STRICT = 0.9999
"""A target from which on the effort behind it is worth a picture."""
EFFORT, AVAILABLE, MET = (
    "reliability_hours_per_service_year", "availability_requests", "budgets_met_share",
)  # fmt: skip
FURTHEST = 1_000.0
"""Times the baseline's effort up to which lines are drawn."""


def asks_for_nines(comparison: Comparison) -> bool:
    """Whether a service promises four nines, or the scenario says what nines cost."""
    scenario = comparison.study.scenario
    strict = any(service.target >= STRICT for service in scenario.services.values())
    return strict or scenario.nature.operability.nines is not None


def draw_nines(comparison: Comparison) -> Figure:
    """Hours of reliability a service-year against the share of requests that fails."""
    figure = canvas(4.4)
    ax, names, inks = figure.axes[0], labels(comparison.study), lines(comparison.models)
    _lines(ax, *_point(comparison, comparison.study.baseline))
    for model in comparison.models:
        hours, failing = _point(comparison, model)
        point = dict(inks[model], linestyle="", markersize=7)
        ax.plot([hours], [failing], label=names[model], **point)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.set_yticks([10.0**-n for n in range(1, 7)], [_promise(n) for n in range(1, 7)])
    ax.minorticks_off()
    low, high = ax.get_ylim()
    ax.set_ylim(max(high, 10 * low), low)  # better is higher
    ax.set_xlabel("reliability hours, a service and year")
    ax.set_ylabel("requests answered")
    ax.grid(axis="both")
    ax.legend(loc="lower right", fontsize=6.5 if narrow() else 8.5)
    return figure


def _promise(count: int) -> str:
    """Three nines are 99.9 %."""
    return f"{100 * (1 - 10.0**-count):.{max(0, count - 2)}f} %"


def _point(comparison: Comparison, model: str) -> tuple[float, float]:
    """Effort, and the share of requests that fails (at least one in ten million)."""
    failing = 1 - comparison.mean(model, AVAILABLE)
    return max(1.0, comparison.mean(model, EFFORT)), max(1e-7, failing)


def _lines(ax: Axes, hours: float, failing: float) -> None:
    times = np.geomspace(1, FURTHEST, 50)
    for elasticity in ELASTICITIES:
        ax.plot(hours * times, failing * times**-elasticity, color=LINE, linewidth=1.2, zorder=0)
        end = failing * FURTHEST**-elasticity
        ax.text(hours * FURTHEST, end, f" {elasticity:g}", color=FAINT, fontsize=8, va="center")


def nines_grid(comparison: Comparison) -> Grid:
    """A row a model: quarters that meet their targets, at what effort, what nines more would cost.

    No rows where nobody asks for nines.
    """
    law = comparison.study.scenario.nature.operability.nines
    elasticity = law.elasticity if law is not None else SEED
    one = times_the_effort(10, elasticity)
    said = (
        "no effort buys another nine"
        if isinf(one)
        else f"the next nine takes {trimmed(plain(one))} times as much effort"
    )
    names = labels(comparison.study).items() if asks_for_nines(comparison) else ()
    return Grid(
        "Effort, and what a nine more would take",
        "Reliability engineering for each service, a year, at a developer's salary. At an "
        f"elasticity of {elasticity:g} {said}.",
        ["Support model", "Quarters that meet their target", "Nines of requests answered",
         "Hours", "Cost", "One nine more", "Two more"],
        [Line(name, list(_row(comparison, model, one))) for model, name in names],
    )  # fmt: skip


def _row(comparison: Comparison, model: str, one: float) -> Iterator[Cell]:
    """``one`` is how many times the effort of a nine more is."""
    scenario = comparison.study.scenario
    rate = scenario.prices.salaries.developer / scenario.prices.working_hours_per_year
    (hours, failing), met = _point(comparison, model), comparison.mean(model, MET)
    yield Cell(percent(met), sort=f"{met:.6g}")
    yield Cell(f"{nines(failing):.1f}", sort=f"{nines(failing):.6g}")
    yield Cell(f"{hours:,.0f}", sort=f"{hours:.6g}")
    for cost in (hours * rate, hours * rate * one, hours * rate * one * one):
        yield Cell("–" if isinf(cost) else money(cost, scenario.currency), sort=f"{cost:.6g}")


def nines_words(_: Comparison) -> str:
    """What the picture says; the table below it has the numbers."""
    return "Effort against availability, both logarithmic: a dot a support model."
