"""A picture of an assignment: services by exposure and demand, coloured by who runs them."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from sim.ground.units import HOURS_PER
from sim.present.show import money, plain, trimmed
from sim.present.style import canvas, colours, log_axis, look
from sim.present.words import labels
from sim.questions.assign import Assignment

NAMED = 12
"""Services that a picture can name."""
FAINTEST = 0.15
"""Opacity of a service of which nothing is sure."""
NEAR = (0.1, 0.05)
"""Shares of the width and the height within which names would be printed over each other."""

Spots = dict[str, tuple[float, float]]
"""Exposure an hour and changes a year of each service."""


def assignment_figure(found: Assignment) -> Figure:
    """Services by exposure and demand; the fainter, the less sure their model is the cheapest."""
    scenario = found.asked.study.scenario
    spots = {n: (s.exposure, s.changes * HOURS_PER["y"]) for n, s in scenario.services.items()}
    with look():
        figure = canvas(4.8)
        ax = figure.axes[0]
        _dots(ax, found, spots)
        if all(exposure > 0 for exposure, _ in spots.values()):
            log_axis(ax, "x", lambda value: trimmed(money(value, scenario.currency)))
        log_axis(ax, "y", lambda value: trimmed(plain(value)))
        if len(spots) <= NAMED:
            _names(ax, spots)
        ax.set_xlabel("exposure, an hour of outage")
        ax.set_ylabel("demand, changes a year")
        ax.grid(axis="both")
        figure.legend(loc="outside lower center", ncols=3)
        ax.set_title("Who runs it; the fainter, the less sure")
    return figure


def _dots(ax: Axes, found: Assignment, spots: Spots) -> None:
    """A dot a service, in the colour of its model."""
    paint, names = colours(found.asked.models), labels(found.asked.study)
    sure = {choice.service: choice.chance_cheapest for choice in found.choices}
    for model in dict.fromkeys(found.best.values()):
        mine = [name for name, runs in found.best.items() if runs == model]
        shades = [to_rgba(paint[model], max(FAINTEST, sure[name])) for name in mine]
        x, y = zip(*(spots[name] for name in mine), strict=True)
        ax.scatter(x, y, s=60, color=shades, linewidths=0)
        ax.scatter([], [], s=60, color=paint[model], label=names[model])
    ax.margins(0.1)


def _names(ax: Axes, spots: Spots) -> None:
    """Each service by its name; those at one spot, or too near to each other, in one line."""
    groups: list[list[str]] = []
    for name in sorted(spots, key=lambda name: spots[name]):
        near = (g for g in groups if _near(ax, spots[g[-1]], spots[name]))
        found = next(near, None)
        if found is None:
            groups.append([name])
        else:
            found.append(name)
    for group in groups:
        ax.annotate(", ".join(group), spots[group[-1]], (6, 4), textcoords="offset points",
                    fontsize=8)  # fmt: skip


def _near(ax: Axes, one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether names at two spots would be printed over each other."""
    (x, y), (u, v) = (ax.transData.transform(spot) for spot in (one, other))
    wide, high = ax.bbox.width * NEAR[0], ax.bbox.height * NEAR[1]
    return bool(abs(x - u) < wide and abs(y - v) < high)
