"""A sensitivity analysis for people: tables, sentences, and the tornado."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.documents.errors import written_to
from sim.present.claims_figures import save
from sim.present.files import write_csv
from sim.present.show import plain, quantity, trimmed
from sim.present.style import FAINT, INK, LINE, canvas, look, palette
from sim.questions.sensitivity import Bar, Flip, Sensitivity
from sim.records.metrics import METRICS

MOST_BARS = 15
SHARE_COLUMNS = ["first", "first_low", "first_high", "total", "total_low", "total_high"]


def write_sensitivity(found: Sensitivity, folder: Path) -> Path:
    """Write the tables and the tornado into a folder; the same analysis gives the same bytes.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables(found).items():
            write_csv(table, folder / f"{name}.csv")
        save(tornado_figure(found), folder / "tornado.svg")
        (folder / "verdict.txt").write_text("\n".join(sentences(found)) + "\n", encoding="utf-8")
    return folder


def tables(found: Sensitivity) -> dict[str, pd.DataFrame]:
    """``tornado``, ``morris``, ``shares`` and ``flips``, one row a parameter."""
    bars = [
        (b.name, b.unit, b.value, b.low_at, b.high_at, *_three(b.low), *_three(b.high))
        for b in found.bars
    ]
    ends = [f"{end}_{part}" for end in ("low", "high") for part in ("mean", "ci_low", "ci_high")]
    morris = [(s.name, s.mu_star, s.mu_star_half_width, s.sigma) for s in found.screened]
    sobol = [astuple(share) for share in found.shares]
    flips = [(f.name, f.unit, f.end, f.at, f.sure_from) for f in found.flips]
    return {
        "tornado": pd.DataFrame(bars, columns=["parameter", "unit", "value", "low", "high", *ends]),
        "morris": pd.DataFrame(
            morris, columns=["parameter", "mu_star", "mu_star_half_width", "sigma"]
        ),
        "shares": pd.DataFrame(sobol, columns=["parameter", *SHARE_COLUMNS]),
        "flips": pd.DataFrame(flips, columns=["parameter", "unit", "towards", "at", "sure_from"]),
    }


def _three(difference: object) -> tuple[float, float, float]:
    return difference.mean, difference.low, difference.high  # type: ignore[attr-defined]


def sentences(found: Sensitivity) -> Iterator[str]:
    """The result in words: the difference, what moves it most, what flips it."""
    base = found.base
    yield (
        f"{found.metric} of {found.model} less that of {found.against}: {_said(found, base.mean)} "
        f"({_said(found, base.low)} to {_said(found, base.high)}; {base.n} replications)."
    )
    strongest = [one for one in found.screened if one.mu_star > 0][:3]
    for one in strongest:
        yield (
            f"{one.name} moves it by {_said(found, one.mu_star)} over its range "
            f"(Morris, ± {_said(found, one.mu_star_half_width)})."
        )
    for share in [one for one in found.shares if one.total > 0][:3]:
        yield (
            f"{share.name} explains {plain(100 * share.first, 2)} % of the variance by assumptions "
            f"alone ({plain(100 * share.first_low, 2)} to {plain(100 * share.first_high, 2)}), "
            f"{plain(100 * share.total, 2)} % with interactions "
            f"({plain(100 * share.total_low, 2)} to {plain(100 * share.total_high, 2)})."
        )
    yield from (_flips(flip) for flip in found.flips)
    if not found.flips:
        yield "No single parameter flips the sign inside its range."


def _flips(flip: Flip) -> str:
    side = "below" if flip.end == "low" else "above"
    unit = f" {flip.unit}" if flip.unit else ""
    sure = f"surely from {plain(flip.sure_from)}{unit} on"
    if flip.sure_from != flip.sure_from:
        sure = "not surely inside its range"
    return (
        f"The sign flips when {flip.name} is {side} {plain(flip.at)}{unit} "
        f"(it is {plain(flip.value)}), {sure}."
    )


def _said(found: Sensitivity, value: float) -> str:
    unit = METRICS[found.metric].unit
    return quantity(value, unit, found.study.scenario.currency)


def tornado_figure(found: Sensitivity) -> Figure:
    """A row a parameter: the difference at the low and at the high end of its range."""
    bars = [bar for bar in found.bars if bar.width > 0][:MOST_BARS]
    low, high = palette("paid")["opex"], palette("paid")["capex"]
    with look():
        figure = canvas(1.3 + 0.34 * max(1, len(bars)))
        ax = figure.axes[0]
        for y, bar in enumerate(bars):
            for end, colour in ((bar.low, low), (bar.high, high)):
                ax.barh(y, end.mean - found.base.mean, left=found.base.mean, color=colour,
                        height=0.62)  # fmt: skip
                ax.plot([end.low, end.high], [y, y], color=INK, linewidth=0.8)
        ax.axvline(found.base.mean, color=FAINT, linewidth=1)
        ax.axvline(0, color=INK, linewidth=1.2)
        ax.set_yticks(range(len(bars)), [_label(bar) for bar in bars])
        ax.set_ylim(max(1, len(bars)) - 0.45, -0.55)
        ax.grid(axis="x", color=LINE)
        ticks = ax.get_xticks()[1:-1]
        ax.set_xticks(ticks, [trimmed(_said(found, float(np.round(t, 9)))) for t in ticks])
        ax.set_xlabel(f"{found.metric}: {found.model} less {found.against}")
        ax.set_title("What the difference hangs on (pale: low end, dark: high end)")
        return figure


def _label(bar: Bar) -> str:
    name = ".".join(bar.name.split(".")[-2:])
    return f"{name}\n{plain(bar.low_at)} … {plain(bar.high_at)} {bar.unit}".rstrip()
