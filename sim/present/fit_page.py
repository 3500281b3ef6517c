"""The pages of a fit and of a replay: what was read, what came out, what could not be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.figure import Figure

from sim.present import fit_figures as figures
from sim.present.show import duration, percent, plain
from sim.present.svg import inline
from sim.questions.fit import Fit
from sim.questions.fit.durations import DurationLaw
from sim.questions.fit.moments import Moment
from sim.questions.fit.parameters import TREND
from sim.questions.fit.quantity import text_of
from sim.questions.fit.replaying import Replay
from sim.questions.fit.trend import Trend

PAGE = Path(__file__).parent / "page"
STAGES = {
    "restore": "Time to restore",
    "acknowledge": "Acknowledging",
    "acknowledge_out_of_hours": "Acknowledging out of hours",
    "diagnose": "Diagnosis",
    "fix": "Fixing",
}


@dataclass(frozen=True)
class Drawn:
    """A figure as part of the page."""

    caption: str
    svg: Markup


@dataclass(frozen=True)
class Part:
    """A section of the page."""

    heading: str
    lines: Sequence[str] = ()
    alarms: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    figures: Sequence[Drawn] = field(default=())
    small: bool = False


def _page(title: str, question: str, parts: Sequence[Part]) -> str:
    page = Environment(
        loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    css = Markup((PAGE / "report.css").read_text(encoding="utf-8"))
    return page.get_template("fit.html.j2").render(
        title=title, question=question, parts=parts, css=css
    )


def _drawn(name: str, caption: str, figure: Figure) -> Drawn:
    return Drawn(caption, Markup(inline(figures.svg(figure), name, caption)))


# --- fit ------------------------------------------------------------------------------------


def fit_page(found: Fit) -> str:
    """``fit.html``: what was read, each number, each law against its data, what is unknown."""
    seen = found.history.observations
    question = f"{seen.begins.date()} to {seen.ends.date()}, {len(seen.incidents):,} incidents"
    parts = [_read(found), _numbers(found), _services(found), _laws(found), _calibrated(found)]
    return _page("What your history says", question, [*parts, _times(found), _unknown(found)])


def _read(found: Fit) -> Part:
    rows = []
    for tally in found.history.observations.tallies:
        name = Path(tally.file).name
        rows.append((name, tally.form, "kept", f"{tally.kept:,}", ""))
        if tally.merged:
            rows.append((name, "", "further rows of a kept incident", f"{tally.merged:,}", ""))
        for word, reasons in (("dropped", tally.dropped), ("kept", tally.oddities)):
            rows += [
                (name, "", f"{word}: {why}", f"{which.rows:,}", str(which))
                for why, which in reasons.items()
            ]
        rows.append((name, "", "all rows of the file", f"{tally.rows:,}", tally.digest[:12]))
    head = ("File", "Read as", "What", "Rows", "Which (header = row 1); SHA-256")
    return Part("What was read", found.history.observations.notes, (), head, rows)


def _numbers(found: Fit) -> Part:
    rows = [
        (one.path, str(text_of(one.value, one.unit)), f"{text_of(one.low, one.unit)} to "
         f"{text_of(one.high, one.unit)}", f"{one.n:,}", one.source)
        for one in found.draft.parameters if not one.path.startswith("services.")
    ]  # fmt: skip
    head = ("Parameter", "Value", "90 % interval", "n", "From")
    return Part("What was fitted", list(_facts(found)), (), head, rows)


def _facts(found: Fit) -> Iterator[str]:
    """What was learnt and is no parameter."""
    history = found.history
    for share, words in (
        (history.from_changes, "of incidents were caused by changes"),
        (history.handed_over, "of incidents were handed over at least once"),
        (history.reopened, "of incidents were reopened"),
        (history.several, "of incidents hit several services (the first one is taken to own it)"),
    ):
        if share is not None:
            low, high = share.interval()
            bounds = f"{percent(low)} to {percent(high)}, n = {share.n:.0f}"
            yield f"{percent(share.mean)} {words} ({bounds})."
    if history.trend is not None:
        yield _trend(found, history.trend)
    flow = history.flow
    if flow is not None:
        yield (
            f"{flow.total:,} changes in {sum(flow.releases.values()):,} releases; a failure is "
            f"{flow.how}."
        )
        for part, (value, least, most) in flow.lead_quantiles.items():
            bounds = f"{duration(least)} to {duration(most)}"
            yield f"Lead time, {100 * part:.0f} % are live within {duration(value)} ({bounds})."
    if history.mix is not None and history.mix.unknown:
        words = ", ".join(f"{word} ({n})" for word, n in list(history.mix.unknown.items())[:8])
        yield f"Words for severity that say nothing to us, so left out: {words}."


def _trend(found: Fit, trend: Trend) -> str:
    power = next(one for one in found.draft.parameters if one.path == TREND)
    bounds = f"{plain(power.low)} to {plain(power.high)}, n = {trend.n:,} incidents"
    return (
        f"What no change caused grows as traffic to the power {plain(power.value)} ({bounds}): "
        f"with twice the traffic there is {plain(2**power.value)} times as much of it."
    )


def _services(found: Fit) -> Part:
    rates, per_year = found.history.rates, 8766.0
    low, high = rates.interval()
    rows = [
        (name, f"{rates.months.counts[i].sum():.0f}", plain(mean * per_year),
         f"{plain(low[i] * per_year)} to {plain(high[i] * per_year)}")
        for i, (name, mean) in enumerate(zip(rates.months.services, rates.mean, strict=True))
    ]  # fmt: skip
    head = ("Service", "Incidents", "A year", "90 % interval")
    drawn = [_drawn("months", "Incidents by month", figures.months_figure(found.history))]
    return Part(
        heading="Incidents by service", lines=(), alarms=(), head=head, rows=rows, figures=drawn
    )


def _told(law: DurationLaw) -> str:
    low, high = law.interval(0.5)
    return (
        f"median {duration(law.median)} ({duration(low)} to {duration(high)}), "
        f"p95 {duration(law.quantile(0.95))}, n = {law.n:,}"
    )


def _laws(found: Fit) -> Part:
    laws = found.history.laws
    lines = []
    for name, law in laws.items():
        score = "; ".join(f"{family} {value:.3f}" for family, value in law.scores.items())
        told = f"; mean log score of left-out data: {score}" if score else "; too few to choose"
        fits = "" if law.fits else " None of the families fits; the observations are used."
        lines.append(f"{STAGES[name]}: {law.family}, {_told(law)}{told}.{fits}")
    drawn = [
        _drawn(f"law-{name}", f"{STAGES[name]}: quantiles of data and law",
               figures.law_figure(law, STAGES[name]))
        for name, law in laws.items() if law.n
    ]  # fmt: skip
    return Part(
        heading="How long things take", lines=lines, alarms=(), head=(), rows=(), figures=drawn
    )


def _calibrated(found: Fit) -> Part:
    if found.calibration is None:
        return Part("Calibration", ("Nothing was scaled to totals (--no-calibrate).",))
    rows = [
        (one.label, f"{plain(one.observed)} {one.unit}", plain(one.before), plain(one.after),
         f"× {plain(one.factor)}", "reached" if one.close else "not reached")
        for one in found.calibration.reached
    ]  # fmt: skip
    head = ("Moment", "Observed", "Replayed before", "Replayed after", "Numbers scaled", "")
    return Part("Brought to the totals", found.calibration.unmatched, (), head, rows)


def _times(found: Fit) -> Part:
    by_hour, by_day = found.history.by_hour, found.history.by_day
    if by_hour is None or by_day is None:
        return Part("When incidents open", ("The instants have no dates.",))
    line = (
        "In the simulator faults come evenly over the day; this profile is told here and is not "
        "part of the scenario."
    )
    figure = figures.clock_figure(by_hour, by_day)
    return Part(
        "When incidents open", (line,), figures=[_drawn("clock", "By hour and day", figure)]
    )


def _unknown(found: Fit) -> Part:
    return Part("What the data don't say", found.draft.defaults)


# --- replay ---------------------------------------------------------------------------------


def replay_page(found: Replay) -> str:
    """``replay.html``: does the simulated past look like the real one?"""
    rows = [
        (line.moment.label, shown(line.moment, line.moment.value),
         f"{shown(line.moment, line.low)} to {shown(line.moment, line.high)}", line.verdict)
        for line in found.lines
    ]  # fmt: skip
    head = ("Number", "Observed", "Simulated band", "Verdict")
    alarms = () if found.passed else (found.verdict,)
    about = (
        f"Lived under {found.today}, {len(found.runs)} times. A true model is called off by any "
        "of the numbers in one case of ten."
    )
    drawn = [
        _drawn("bands", "Each number in its band", figures.lines_figure(found)),
        _drawn("by-month", "Incidents by month", figures.replayed_months_figure(found)),
        _drawn("restore", "Time to restore", figures.restore_figure(found)),
    ]
    what = "Forecast check" if found.forecast else "Replay check"
    return _page(
        what,
        found.period,
        [
            Part(
                heading=what,
                lines=(found.verdict, about),
                alarms=alarms,
                head=head,
                rows=rows,
                figures=drawn,
            )
        ],
    )


def shown(moment: Moment, value: float) -> str:
    """A value of a moment, with its unit."""
    if moment.unit == "h":
        return duration(value)
    return percent(value) if moment.unit == "share" else plain(value)
