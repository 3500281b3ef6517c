"""``whorunsit compare``: live through a study, report on what is finished, keep the rest."""

from __future__ import annotations

import shlex
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console

from sim.cli.interrupt import Interrupted
from sim.cli.progress import progress_bar, study_bar
from sim.documents.load import Study, load_study
from sim.present.console import render
from sim.present.leftovers import clear_leftovers
from sim.present.publish import check_writable, write_results
from sim.study.beside import read_divided, read_plausible
from sim.study.checkpoints import FolderStore, partial_folder
from sim.study.comparison import Comparison
from sim.study.living import Plan, live_through
from sim.study.study_key import study_key

QUICK_REPLICATIONS = 5
DONE, FAILED, INTERRUPTED = 0, 1, 130
"""Exit codes."""
MOST_LINES = 10
"""Failed replications that are told in the terminal; the manifest has all."""


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    file: Path
    out: Path
    replications: int | None
    quick: bool
    every_table: bool
    precision: float | None
    workers: int | None
    on: str
    resume: bool

    def plan(self, study: Study) -> Plan:
        """How many replications of the study."""
        replications = self.replications
        if self.quick and replications is None:
            replications = min(QUICK_REPLICATIONS, study.scenario.replications)
        return Plan(replications, None if self.every_table else 1, self.precision)

    def command(self, study: Study) -> str:
        """The command that gives the same results on any machine, on any number of workers."""
        plan, words = self.plan(study), ["whorunsit", "compare", str(self.file)]
        if plan.replications not in (None, study.scenario.replications):
            words += ["--replications", str(plan.replications)]
        if self.precision is not None:
            words += ["--precision", f"{100 * self.precision:g}%"]
        return shlex.join([*words, "--every-table"] if self.every_table else words)


def compare_study(wanted: Wanted) -> int:
    """Run the comparison and write its results; returns the exit code."""
    study = load_study(wanted.file)
    folder = check_writable(wanted.out / study.name)
    store = FolderStore(partial_folder(folder), study_key(study), wanted.resume)
    try:
        clear_leftovers(folder)
        _say_what_is_kept(store, wanted.resume)
        return _compare(wanted, study, folder, store)
    finally:
        store.close()


def _say_what_is_kept(store: FolderStore, resume: bool) -> None:
    kept = len({outcome.replication for outcome in store.outcomes})
    if store.refused:
        typer.echo("What was kept belongs to other documents or versions: starting anew.", err=True)
    elif resume:
        typer.echo(f"{kept} finished replications were kept.", err=True)


def _compare(wanted: Wanted, study: Study, folder: Path, store: FolderStore) -> int:
    began, interrupted = time.perf_counter(), False
    beside = read_plausible(folder, study), read_divided(folder, study)
    result = Comparison(study, store, wanted.plan(study), *beside)
    try:
        with study_bar(study, store) as advance:
            live_through(
                study, store, result.plan, workers=wanted.workers, on=wanted.on, progress=advance
            )
    except Interrupted:
        interrupted = True
    _tell_failures(result)
    if result.replications < 2:
        return _nothing_to_report(result, interrupted)
    _report(result, wanted, folder, time.perf_counter() - began)
    return _close(result, store, interrupted)


def _tell_failures(result: Comparison) -> None:
    for failure in result.failures[:MOST_LINES]:
        typer.echo(str(failure), err=True)
    if len(result.failures) > MOST_LINES:
        typer.echo(f"… and {len(result.failures) - MOST_LINES} more; see manifest.json", err=True)


def _nothing_to_report(result: Comparison, interrupted: bool) -> int:
    if interrupted:
        typer.echo(
            f"Interrupted; too few replications ({result.replications}) are finished to report on.",
            err=True,
        )
        _say_how_to_go_on()
        return INTERRUPTED
    typer.echo("Nothing was written: fewer than two replications could be finished.", err=True)
    return FAILED


def _report(result: Comparison, wanted: Wanted, folder: Path, seconds: float) -> None:
    console = Console()
    console.print(render(result))
    for note in [note for note in result.notes if note not in result.alarms]:
        console.print(note, style="bold" if result.partial else "dim", markup=False)
    with progress_bar("Writing results") as advance:
        command = wanted.command(result.study)
        write_results(result, folder, command, seconds, [f.row() for f in result.failures])
        advance(1, 1)
    shown = wanted.out / result.study.name
    console.print(
        f"Results are in [bold]{shown}[/bold]; open {shown / 'report.html'} in a browser."
    )


def _close(result: Comparison, store: FolderStore, interrupted: bool) -> int:
    """Keep what a later run can go on with; else nothing."""
    if interrupted:
        _say_how_to_go_on()
        return INTERRUPTED
    if result.failures:
        return FAILED
    store.remove()
    if result.broken_laws:
        typer.echo(f"Operational laws are broken: {', '.join(result.broken_laws)}.", err=True)
        return FAILED
    return DONE


def _say_how_to_go_on() -> None:
    words = [word for word in sys.argv[1:] if word != "--resume"]
    command = shlex.join(["whorunsit", *words, "--resume"])
    typer.echo(f"What is finished is kept; go on with: {command}", err=True)


def compare_one(file: Path, replication: int) -> None:
    """Live through one replication in this process and print its metrics; errors are not caught."""
    from rich.table import Table

    from sim.records.metrics import METRICS
    from sim.study.life import live

    study = load_study(file)
    lives = [life for life in live(study, replication) if life.world == study.scenario.world]
    table = Table("metric", "unit", *study.scenario.compare, box=None, header_style="bold")
    for name, metric in METRICS.items():
        table.add_row(name, metric.unit, *(f"{life.metrics[name]:.6g}" for life in lives))
    Console().print(table)
    broken = sorted({law for life in lives for law in life.broken_laws})
    typer.echo(f"Operational laws that are broken: {', '.join(broken) or 'none'}.")
