"""The measurements as a page of the documentation."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version

from benchmarks import goals, queues, reduced, scaling, startup, textbook
from benchmarks.agreement import agreements
from benchmarks.reduced import Reduced
from benchmarks.timing import fastest

PACKAGES = ("simpy", "numpy", "scipy", "pandas", "pyarrow", "joblib", "ciw", "salabim")
CASES = {"through a pipeline": Reduced(), "by hand, four people": Reduced(deployers=4)}
GROWN = ("you-run-it", "ops-run-it")

Row = Sequence[object]
Found = dict[str, float]
"""What the goals are held against."""


def table(head: Row, rows: Sequence[Row]) -> str:
    """A table in Markdown."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(value: object) -> str:
    return f"{value:,.3g}" if isinstance(value, float) and value < 1000 else (
        f"{value:,.0f}" if isinstance(value, (int, float)) else str(value)
    )  # fmt: skip


def machine() -> str:
    """Kind of machine, no name."""
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return (
        f"Measured on {date.today():%Y-%m-%d}: {platform.system()} on {platform.machine()}, "
        f"{os.cpu_count()} cores, {platform.python_implementation()} {platform.python_version()}; "
        f"{versions}. The load of the machine was {load:.1f} when the measurements began: "
        "times are processor times, and ratios come from one run."
    )


def page(say: Callable[[str], None]) -> str:
    """Measure everything and say so."""
    about = machine()
    parts: list[str] = []
    found: Found = {}
    for title, part in PARTS.items():
        say(title)
        parts.append(f"## {title}\n\n{part(found)}")
    return "\n\n".join([INTRODUCTION, about, goals.told(found), *parts]) + "\n"


def against_the_textbook(found: Found) -> str:
    """Entities a second, and whether both say the same."""
    speed, says = [], []
    for name, case in CASES.items():
        study = case.study()
        mine = fastest(lambda study=study: reduced.ours(study, 0))  # type: ignore[misc]
        other = fastest(lambda case=case: textbook.textbook(case, 0))  # type: ignore[misc]
        many = reduced.entities(mine.result[1])
        theirs = len(other.result.changes) + len(other.result.incidents)
        fast, slow = many / mine.seconds, theirs / other.seconds
        speed.append([name, many, fast, slow, fast / slow])
        found["by hand" if case.deployers else "pipeline"] = fast / slow
        for both in agreements(case):
            interval = f"{100 * both.low:+.1f} % … {100 * both.high:+.1f} %"
            verdict = "agree" if both.holds else "differ"
            says.append([f"{name}: {both.what}", both.ours, both.theirs, interval, verdict])
    head = ["Deployments", "entities", "ours, 1/s", "textbook, 1/s", "ratio"]
    agree = ["Mean", "ours", "textbook", "difference, 99.9 %", ""]
    return f"{TEXTBOOK}\n\n{table(head, speed)}\n\n{table(agree, says)}"


def against_engines(found: Found) -> str:
    """M/M/3."""
    measured = queues.all_engines()
    bare = measured[1].microseconds
    rows = [
        [m.engine, 1e6 / m.microseconds, m.microseconds / bare, f"{m.wait:.4f}",
         f"{m.low:.4f} … {m.high:.4f}", "holds" if m.holds else "fails"]
        for m in measured
    ]  # fmt: skip
    head = ["Engine", "customers, 1/s", "time, × bare SimPy", "wait, h", "99.9 %", ""]
    study = CASES["by hand, four people"].study()
    ours, count = queues.microseconds_an_event(lambda: reduced.ours(study, 0))
    plain, _ = queues.microseconds_an_event(lambda: queues.in_simpy(0))
    case = queues.make_case("shared-team").study
    model = case.models["textbook"]
    tape = queues.draw(case.scenario, 0)
    same, _ = queues.microseconds_an_event(lambda: queues.simulate(case.scenario, model, tape))
    found["event"] = same / plain
    events = [
        ["bare SimPy, M/M/3", plain, 1.0],
        ["ours, M/M/3", same, same / plain],
        [f"ours, deployments by hand ({count:,} events)", ours, ours / plain],
    ]
    return (
        f"Erlang C: {queues.ERLANG:.4f} h.\n\n{table(head, rows)}\n\n"
        f"{EVENTS}\n\n{table(['Events', 'µs an event', 'ratio'], events)}"
    )


def scales(found: Found) -> str:
    """Services, years, replications."""
    grown = [g for model in GROWN for g in scaling.grow(model)]
    found["linear"] = max(_growth([g for g in grown if g.model == model]) for model in GROWN)
    rows = [
        [g.model, g.horizon, g.services, g.entities, g.seconds, g.microseconds, g.bytes]
        for g in grown
    ]
    head = ["Model", "horizon", "services", "entities", "s", "µs an entity", "bytes an entity"]
    peaks = scaling.replicate()
    found["study"] = peaks["80"] / peaks["5"]
    study = table(["Replications of tiny.toml", "peak, MiB"], [[n, p] for n, p in peaks.items()])
    return f"{SCALES}\n\n{table(head, rows)}\n\n{STUDY}\n\n{study}"


def _growth(grown: Sequence[scaling.Grown]) -> float:
    """Time an entity of five banks over that of a tenth of one, within a year."""
    a_year = [g for g in grown if g.horizon == "1 y"]
    small, *_, large = sorted(a_year, key=lambda g: g.services)
    return large.microseconds / small.microseconds


def bank(found: Found) -> str:
    """One replication of the bank under each model."""
    models = (
        "ops-run-it", "you-run-it", "you-run-it-at-scale", "ops-sometimes-run-it", "sre-run-it",
    )  # fmt: skip
    rows = [[model, *scaling.one_run(model)] for model in models]
    found["bank GiB"] = 2 * max(float(row[2]) for row in rows) / 1024
    seconds = sum(float(row[1]) for row in rows)
    found["bank min"] = 100 * 0.8 * seconds / 2 / 60
    return (
        f"{table(['One replication of bank.toml', 's', 'peak, MiB'], rows)}\n\n"
        f"Twenty replications of five models, each in three worlds, on two cores: "
        f"{20 * 3 * seconds / 2 / 60:.0f} minutes by these figures, before the report is written. "
        f"The goal's four models count as four fifths of the five."
    )


def tables(_: Found) -> str:
    """From the log to numbers."""
    made, mib = scaling.tables()
    rows = [
        [name, many, seconds, 1e6 * seconds / many if many > 1000 else "–"]
        for name, (many, seconds) in made.items()
    ]
    head = ["Table of one run of the bank", "rows", "s", "s a million rows"]
    return f"{table(head, rows)}\n\nTogether they take {mib:.0f} MiB beyond the log."


def a_verdict(found: Found) -> str:
    """The main job, by the clock."""
    found["compare s"] = startup.compares("furniture-retailer")
    rows = [["`whorunsit compare scenarios/furniture-retailer.toml`", found["compare s"]]]
    return table(["Everything written, two cores", "s (wall)"], rows)


def start(_: Found) -> str:
    """Before anything happens."""
    rows = [[f"`{name}`", 1000 * seconds] for name, seconds in startup.starts().items()]
    return table(["Start", "ms (wall)"], rows)


INTRODUCTION = """# Performance

`make bench` measures what stands here and writes this page. An *entity* is a change or an incident;
a run's time includes drawing its nature, unless it says otherwise."""

TEXTBOOK = """`benchmarks/textbook.py` is the same reduced world (changes with approvals and a daily
release in office hours; a bridge, then the owners; faults that return until they are improved
away) as a textbook would write it in SimPy: a process for each job, a draw for each event, a
`Resource` for each team, a dictionary for each record. Both must say the same."""

EVENTS = """Time by SimPy event. Ours does more at each: an incident's event looks up who answers,
works out durations from laws, notes facts and burns a budget, where the bare model appends a pair
of numbers."""

SCALES = "Parts of `scenarios/bank.toml`; the tape is drawn beforehand, and counts as memory."

STUDY = "A study keeps what is finished on disk, and a few dozen numbers of it in memory."

PARTS: dict[str, Callable[[Found], str]] = {
    "Against a textbook model": against_the_textbook,
    "Against other engines": against_engines,
    "A bank of a thousand services": bank,
    "Growth": scales,
    "From the log to tables": tables,
    "To a verdict": a_verdict,
    "Start": start,
}
