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
from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.documents.load import Study, known_models, load_study, select
from sim.documents.places import is_plain_name
from sim.present.console import render
from sim.present.leftovers import clear_leftovers
from sim.present.machine import as_json
from sim.present.publish import check_writable, write_results
from sim.present.runs import aside, holds_finished, short, whole
from sim.present.since import earlier, since
from sim.study.beside import read_divided, read_plausible
from sim.study.checkpoints import FolderStore, partial_folder
from sim.study.comparison import Comparison
from sim.study.living import Plan, live_through
from sim.study.runner import HERE
from sim.study.size import WORTH_SAYING, check_size, size_of
from sim.study.store import MemoryStore, Store
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
    out: Path = Path("results")
    replications: int | None = None
    quick: bool = False
    every_table: bool = False
    precision: float | None = None
    workers: int | None = None
    on: str = "processes"
    resume: bool = False
    models: tuple[str, ...] = ()
    """Instead of the scenario's; none: those."""
    name: str | None = None
    overwrite: bool = False
    large: bool = False
    json: bool = False
    report: bool = True

    def study(self) -> Study:
        """The scenario with the models that are asked for."""
        study = load_study(self.file)
        unknown = [name for name in self.models if name not in known_models(study)]
        if unknown:
            hint = nearest(unknown[0], known_models(study))
            raise InputError("--models", [Problem("", f"no support model '{unknown[0]}'{hint}")])
        return select(study, self.models) if self.models else study

    def plan(self, study: Study) -> Plan:
        """How many replications of the study."""
        replications = self.replications
        if self.quick and replications is None:
            replications = min(QUICK_REPLICATIONS, study.scenario.replications)
        return Plan(replications, None if self.every_table else 1, self.precision)

    def folder(self, study: Study) -> Path:
        """Where results go; beside those of a finished run if these will be fewer."""
        folder = self.out / (self.name or study.name)
        if self.overwrite or self.resume:
            return folder
        if self.models:
            return aside(folder, "selected")
        return aside(folder, "quick") if short(self.plan(study), study) else folder

    def command(self, study: Study) -> str:
        """The command that gives the same results on any machine, on any number of workers."""
        plan, words = self.plan(study), ["whorunsit", "compare", str(self.file)]
        if self.models:
            words += ["--models", ",".join(self.models)]
        if plan.replications not in (None, study.scenario.replications):
            words += ["--replications", str(plan.replications)]
        if self.precision is not None:
            words += ["--precision", f"{100 * self.precision:g}%"]
        return shlex.join([*words, "--every-table"] if self.every_table else words)


def compare_study(wanted: Wanted) -> int:
    """Run the comparison and write its results; returns the exit code."""
    if wanted.name is not None and not is_plain_name(wanted.name):
        why = f"found {wanted.name!r}; it is the name of a folder, no path"
        raise InputError("--name", [Problem("", why)])
    study = wanted.study()
    _say_how_large(wanted, study)
    if not wanted.report:
        return _compare(wanted, study, None, MemoryStore())
    folder = check_writable(wanted.folder(study))
    store = FolderStore(partial_folder(folder), study_key(study), wanted.resume)
    try:
        clear_leftovers(folder)
        _say_what_is_kept(store, wanted.resume)
        return _compare(wanted, study, folder, store)
    finally:
        store.close()


def _say_how_large(wanted: Wanted, study: Study) -> None:
    """Before it starts; on other machines it is theirs to say."""
    if wanted.on != HERE:
        return
    size = size_of(study, wanted.plan(study).asked(study), wanted.workers)
    if not wanted.large:
        check_size(study, size)
    if wanted.precision is None and size.seconds > WORTH_SAYING:
        typer.echo(size.told(), err=True)


def _say_what_is_kept(store: FolderStore, resume: bool) -> None:
    kept = len({outcome.replication for outcome in store.outcomes})
    if store.refused:
        typer.echo("What was kept belongs to other documents or versions: starting anew.", err=True)
    elif resume:
        typer.echo(f"{kept} finished replications were kept.", err=True)


def _compare(wanted: Wanted, study: Study, folder: Path | None, store: Store) -> int:
    began, interrupted = time.perf_counter(), False
    plausible = read_plausible(folder, study) if folder is not None else None
    divided = read_divided(folder, study) if folder is not None else ()
    result = Comparison(study, store, wanted.plan(study), plausible, divided)
    try:
        with study_bar(study, store) as advance:
            live_through(
                study, store, result.plan, workers=wanted.workers, on=wanted.on, progress=advance
            )
    except Interrupted:
        interrupted = True
    _tell_failures(result)
    if result.replications < 2:
        return _nothing_to_report(result, interrupted, folder is not None)
    written = _publish(result, wanted, folder, time.perf_counter() - began)
    _say(result, wanted, written)
    return _close(result, store, interrupted)


def _tell_failures(result: Comparison) -> None:
    for failure in result.failures[:MOST_LINES]:
        typer.echo(str(failure), err=True)
    if len(result.failures) > MOST_LINES:
        typer.echo(f"… and {len(result.failures) - MOST_LINES} more; see manifest.json", err=True)


def _nothing_to_report(result: Comparison, interrupted: bool, kept: bool) -> int:
    if interrupted:
        typer.echo(
            f"Interrupted; too few replications ({result.replications}) are finished to report on.",
            err=True,
        )
        if kept:
            _say_how_to_go_on()
        return INTERRUPTED
    typer.echo("Nothing was written: fewer than two replications could be finished.", err=True)
    return FAILED


def _publish(
    result: Comparison, wanted: Wanted, folder: Path | None, seconds: float
) -> tuple[Path, list[str]] | None:
    """Write the results; where they are, and what is different from those that were there."""
    if folder is None:
        return None
    if not whole(result) and holds_finished(folder) and not wanted.overwrite:
        folder = folder.with_name(f"{folder.name}-partial")
    before = earlier(folder)
    told = since(before, result) if before is not None else []
    with progress_bar("Writing results") as advance:
        command = wanted.command(result.study)
        rows = [failure.row() for failure in result.failures]
        write_results(result, folder, command, seconds, rows, wanted.workers)
        advance(1, 1)
    return wanted.out / folder.name, told


def _say(result: Comparison, wanted: Wanted, written: tuple[Path, list[str]] | None) -> None:
    if wanted.json:
        typer.echo(as_json(result, None if written is None else str(written[0])))
        return
    console = Console()
    console.print(render(result))
    for note in [note for note in result.notes if note not in result.alarms]:
        console.print(note, style="bold" if result.partial else "dim", markup=False)
    if written is None:
        return
    shown, told = written
    if told:
        console.print("Since the last run whose results were here:", highlight=False)
    for line in told:
        console.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)
    console.print(
        f"Results are in [bold]{shown}[/bold]; open {shown / 'report.html'} in a browser."
    )
    usual = wanted.out / (wanted.name or result.study.name)
    if shown != usual:
        console.print(f"{usual} keeps what is there; --overwrite replaces it.", style="dim")


def _close(result: Comparison, store: Store, interrupted: bool) -> int:
    """Keep what a later run can go on with; else nothing."""
    if interrupted:
        if isinstance(store, FolderStore):
            _say_how_to_go_on()
        return INTERRUPTED
    if result.failures:
        return FAILED
    if isinstance(store, FolderStore):
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
    from sim.study.replication import live

    study = load_study(file)
    runs = [run for run in live(study, replication) if run.world == study.scenario.world]
    table = Table("metric", "unit", *study.scenario.compare, box=None, header_style="bold")
    for name, metric in METRICS.items():
        table.add_row(name, metric.unit, *(f"{run.metrics[name]:.6g}" for run in runs))
    Console().print(table)
    broken = sorted({law for run in runs for law in run.broken_laws})
    typer.echo(f"Operational laws that are broken: {', '.join(broken) or 'none'}.")
