"""Pictures of a fit: each law against its data, months, hours; and of a replay: bands."""

from __future__ import annotations

import io

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.ground.units import show_duration
from sim.present.style import ALARM, FAINT, INK, LINE, canvas, look, palette
from sim.questions.fit.durations import DurationLaw
from sim.questions.fit.families import FAMILIES
from sim.questions.fit.history import History
from sim.questions.fit.replaying import SHARES, Replay
from sim.questions.fit.sample import observed_quantiles

MOST_POINTS = 200
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def svg(figure: Figure) -> str:
    """The text of a figure as SVG, the same bytes for the same figure."""
    text = io.StringIO()
    with look():
        figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()


def _data() -> str:
    return palette("paid")["capex"]


def _durations(ax: Axes) -> None:
    ax.set_xscale("log")
    low, high = ax.get_xlim()
    marks = [1 / 60, 5 / 60, 0.5, 2, 8, 24, 96, 24 * 30, 24 * 365]
    inside = [mark for mark in marks if low <= mark <= high]
    ax.set_xticks(inside, [show_duration(mark) for mark in inside])
    ax.minorticks_off()


def law_figure(law: DurationLaw, title: str) -> Figure:
    """Quantiles of the data against those of the law; on the diagonal they agree."""
    points = min(MOST_POINTS, max(5, law.n))
    shares = (np.arange(points) + 0.5) / points
    seen = observed_quantiles(law.sample, shares)
    told = FAMILIES[law.family].quantile(shares, law.median, law.spread)
    fine = np.isfinite(seen)
    with look():
        figure = canvas(3.4)
        ax = figure.axes[0]
        ends = [min(told[fine].min(), seen[fine].min()), max(told[fine].max(), seen[fine].max())]
        ax.plot(ends, ends, color=FAINT, linewidth=1)
        ax.plot(told[fine], seen[fine], "o", markersize=3, color=_data())
        ax.set_yscale("log")
        _durations(ax)
        ticks = ax.get_xticks()
        ax.set_yticks(ticks, [show_duration(float(t)) for t in ticks])
        ax.minorticks_off()
        ax.grid(color=LINE)
        ax.set_xlabel(f"quantiles of the {law.family} law (duration)")
        ax.set_ylabel("observed (duration)")
        ax.set_title(f"{title}: n = {law.n:,}, {law.censored:,} censored")
        return figure


def months_figure(history: History) -> Figure:
    """Incidents of all services by month."""
    months = history.rates.months
    counts = months.counts.sum(axis=0)
    with look():
        figure = canvas(2.4)
        ax = figure.axes[0]
        ax.bar(range(len(counts)), counts, color=_data(), width=0.8)
        step = max(1, len(counts) // 12)
        ax.set_xticks(
            range(0, len(counts), step), [f"{start:%Y-%m}" for start in months.starts[::step]]
        )
        ax.grid(axis="y", color=LINE)
        ax.set_ylabel("incidents in the month")
        ax.set_title("Incidents by month")
        return figure


def clock_figure(by_hour: np.ndarray, by_day: np.ndarray) -> Figure:
    """Incidents by hour of the day, and by day of the week."""
    with look():
        figure = canvas(2.4, 1, 2)
        hours, days = figure.axes
        hours.bar(range(24), by_hour, color=_data(), width=0.8)
        hours.set_xlabel("hour of the day")
        days.bar(range(7), by_day, color=_data(), width=0.8)
        days.set_xticks(range(7), DAYS)
        days.set_xlabel("day of the week")
        for ax in (hours, days):
            ax.grid(axis="y", color=LINE)
            ax.set_ylabel("incidents")
        return figure


def restore_figure(found: Replay) -> Figure:
    """Quantiles of the time to restore: observed, and the band of simulated pasts."""
    runs = np.array([run.restore for run in found.runs])
    with look():
        figure = canvas(2.8)
        ax = figure.axes[0]
        seen = np.isfinite(runs).mean(axis=0) > 0.95  # what hasn't ended has no quantile
        if seen.any():
            low, high = np.nanquantile(runs[:, seen], [0.05, 0.95], axis=0)
            ax.fill_betweenx(100 * SHARES[seen], low, high, color=LINE, label="simulated, 90 %")
        ax.plot(found.observed.restore, 100 * SHARES, color=INK, label="observed")
        _durations(ax)
        ax.grid(color=LINE)
        ax.set_xlabel("time to restore (duration)")
        ax.set_ylabel("percent restored")
        ax.legend(loc="lower right")
        return figure


def replayed_months_figure(found: Replay) -> Figure:
    """Incidents by month: observed, and the band of simulated pasts."""
    runs = np.array([run.by_month for run in found.runs])
    at = np.arange(len(found.observed.by_month))
    with look():
        figure = canvas(2.6)
        ax = figure.axes[0]
        low, high = np.quantile(runs, [0.05, 0.95], axis=0)
        ax.bar(at, high - low, bottom=low, color=LINE, width=0.8, label="simulated, 90 %")
        ax.plot(at, found.observed.by_month, "o", color=INK, markersize=4, label="observed")
        step = max(1, len(at) // 12)
        ax.set_xticks(at[::step], found.months[::step])
        ax.grid(axis="y", color=LINE)
        ax.set_ylabel("incidents in the month")
        ax.legend(loc="upper right")
        return figure


def lines_figure(found: Replay) -> Figure:
    """Each number relative to the middle of its band."""
    lines = [line for line in found.lines if line.low > 0 and line.moment.value > 0]
    top = max([5.0, *(line.moment.value / line.middle for line in lines)])
    with look():
        figure = canvas(0.9 + 0.26 * max(1, len(lines)))
        ax = figure.axes[0]
        for y, line in enumerate(lines):
            ax.plot([line.low / line.middle, line.high / line.middle], [y, y], color=LINE,
                    linewidth=7, solid_capstyle="butt")  # fmt: skip
            colour = ALARM if line.is_off else INK
            ax.plot(line.moment.value / line.middle, y, "o", color=colour, markersize=5)
        ax.set_xscale("log")
        ax.set_xlim(1 / top, top)
        ax.set_xticks([0.25, 0.5, 1, 2, 4], ["¼", "½", "1", "2", "4"])
        ax.minorticks_off()
        ax.set_yticks(range(len(lines)), [line.moment.label for line in lines])
        ax.set_ylim(len(lines) - 0.4, -0.6)
        ax.grid(axis="x", color=LINE)
        ax.set_xlabel("times the simulated middle; band: where a true model would lie")
        return figure
