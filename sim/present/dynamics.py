"""Error-budget dynamics for people: a table, a sentence a model, pictures over weeks, a phase."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.documents.errors import written_to
from sim.present.claims_figures import save
from sim.present.files import write_parquet
from sim.present.style import ALARM, FAINT, INK, canvas, colours, lines, look
from sim.present.words import labels
from sim.questions.dynamics import Dynamics
from sim.records.weekly import QUANTITIES

BAND = (0.1, 0.9)
"""Of the runs, between which the band lies: four in five."""
PANELS = {
    "budget_left": "budget left,\n% of a quarter's",
    "reliability_time": "reliability time,\n% of the team's",
    "operability": "operability,\nshare",
    "releases": "releases\na week",
}
PERCENT = frozenset({"budget_left", "reliability_time"})
LOWEST = -1.0
"""Budget left below which a picture doesn't follow: twice a quarter's is spent."""
BINS = 8


def write_dynamics(found: Dynamics, folder: Path) -> Path:
    """Write the table, the sentences and the pictures; the same runs give the same bytes.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_parquet([table(found)], folder / "dynamics.parquet")
        for model in found.runs:
            save(over_weeks(found, model), folder / f"{_file_name(model)}.svg")
        save(phase(found), folder / "phase.svg")
        text = "\n".join(sentences(found)) + "\n"
        (folder / "dynamics.txt").write_text(text, encoding="utf-8")
    return folder


def _file_name(model: str) -> str:
    return "weeks-" + re.sub(r"[^A-Za-z0-9._-]", "_", model)


def table(found: Dynamics) -> pd.DataFrame:
    """A row a model and week: mean, band over replications, and replication 0 of each quantity."""
    return pd.concat([_of_model(found, model) for model in found.runs], ignore_index=True)


def _of_model(found: Dynamics, model: str) -> pd.DataFrame:
    runs = found.runs[model]
    weeks = runs["releases"].shape[1]
    columns: dict[str, object] = {"model": model, "service": found.service}
    columns["week"] = np.arange(1, weeks + 1)
    for name in QUANTITIES:
        low, high = np.quantile(runs[name], BAND, axis=0)
        columns |= {
            f"{name}_mean": runs[name].mean(axis=0), f"{name}_low": low, f"{name}_high": high,
            f"{name}_replication_0": runs[name][0],
        }  # fmt: skip
    return pd.DataFrame(columns)


def sentences(found: Dynamics) -> Iterator[str]:
    """What each model's behaviour, stock and releases do, a line a model."""
    names = labels(found.study)
    for model in found.runs:
        seen = found.seen(model)
        time, level, ships = seen["reliability_time"], seen["operability"], seen["releases"]
        blocked = 100 * float(found.runs[model]["blocked"].mean())
        yield (
            f"{names[model]}: reliability time {time} ({100 * time.level:.3g} % on average), "
            f"operability {level} ({level.level:.2f}), the release rate {ships} "
            f"({ships.level:.3g} a week); launches are blocked {blocked:.2g} % of the time."
        )
    yield (
        f"{found.replications} replications of {found.service}; a word is given for what they have "
        "in common after the first quarter, beyond chance."
    )


def over_weeks(found: Dynamics, model: str) -> Figure:
    """Budget, reliability time, operability and releases of one model, one above the other."""
    with look():
        figure = canvas(1.6 * len(PANELS) + 0.8, len(PANELS), 1, sharex=True)
        colour = colours(found.runs)[model]
        for ax, (name, unit) in zip(figure.axes, PANELS.items(), strict=True):
            _panel(ax, found, model, name, colour)
            ax.set_ylabel(unit)
            ax.grid(axis="y")
        figure.axes[0].set_title(f"{labels(found.study)[model]}: {found.service}, week by week")
        figure.axes[0].axhline(0, color=ALARM, linewidth=1.0)
        figure.axes[-1].set_xlabel(
            "week (line: mean; band: four in five replications; thin: replication 0;\n"
            "red shade: share of replications in which launches are blocked)"
        )
        return figure


def _panel(ax: Axes, found: Dynamics, model: str, name: str, colour: str) -> None:
    runs, scale = found.runs[model], 100.0 if name in PERCENT else 1.0
    drawn = scale * (np.maximum(runs[name], LOWEST) if name == "budget_left" else runs[name])
    week = np.arange(1, drawn.shape[1] + 1)
    low, high = np.quantile(drawn, BAND, axis=0)
    ax.fill_between(week, low, high, color=colour, alpha=0.18, linewidth=0)
    ax.plot(week, drawn.mean(axis=0), color=colour, linewidth=1.8)
    ax.plot(week, drawn[0], color=FAINT, linewidth=0.7)
    for at, share in zip(week.tolist(), runs["blocked"].mean(axis=0).tolist(), strict=True):
        if share > 0:
            ax.axvspan(at - 1, at, color=ALARM, alpha=0.4 * share, linewidth=0)
    ax.set_xlim(0, len(week))


def phase(found: Dynamics) -> Figure:
    """Budget left at the beginning of a week against the releases in it, a line a model."""
    with look():
        figure = canvas(4.6)
        ax, names, styles = figure.axes[0], labels(found.study), lines(found.runs)
        for model, runs in found.runs.items():
            left, ships = _pairs(runs["budget_left"], runs["releases"])
            centres, mean, error = _binned(left, ships)
            ax.errorbar(
                100 * centres, mean, yerr=1.96 * error, label=names[model],
                linewidth=1.6, elinewidth=0.9, markersize=5, **styles[model],
            )  # fmt: skip
        ax.axvline(0, color=ALARM, linewidth=1.0)
        ax.text(0, 1.0, " budget spent", color=ALARM, fontsize=8.5, va="top",
                transform=ax.get_xaxis_transform())  # fmt: skip
        ax.set_xlabel(
            "budget left at the week's beginning, % of a quarter's (below −100 % as −100 %)"
        )
        ax.set_ylabel("releases in the week (mean, 95 %)", color=INK)
        ax.grid(axis="y")
        ax.legend(loc="lower right")
        return figure


def _pairs(left: np.ndarray, ships: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What was left before each week but the first, and the releases of that week; flat."""
    return np.maximum(left[:, :-1], LOWEST).ravel(), ships[:, 1:].ravel()


def _binned(left: np.ndarray, ships: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean releases and their standard error over classes of what is left; empty ones left out."""
    edges = np.linspace(LOWEST, 1.0, BINS + 1)
    place = np.clip(np.searchsorted(edges, left, side="right") - 1, 0, BINS - 1)
    groups = [(left[place == at], ships[place == at]) for at in range(BINS)]
    kept = [(x.mean(), y.mean(), y.std(ddof=1) / np.sqrt(len(y))) for x, y in groups if len(y) > 1]
    centres, mean, error = np.array(kept).reshape(-1, 3).T
    return centres, mean, error
