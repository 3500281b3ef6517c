"""``whorunsit drivers``: how far every typed-in number moves the differences."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario document.", metavar="SCENARIO.toml")]


def register(app: typer.Typer) -> None:
    """Give the command line this command."""
    example = "Example: whorunsit drivers scenarios/tiny.toml --against you-run-it -n 4"
    app.command("drivers", epilog=example)(drivers)


def drivers(
    scenario: ScenarioFile,
    against: Annotated[str | None, typer.Option(help="Instead of the baseline.")] = None,
    replications: Annotated[
        int | None, typer.Option("--replications", "-n", min=2, help="Instead of the scenario's.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Numbers whose names begin like this; may be given again."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Results go to a folder in it.")] = Path("results"),
    into: Annotated[
        Path | None, typer.Option(help="A page between whose marks the table is written.")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", "-j", min=1)] = None,
) -> None:
    """How far each number of nature, prices and models moves the differences over its range.

    Interrupted, it goes on where it was when it is called again.
    """
    from rich.console import Console

    from sim.cli.money import check_model
    from sim.cli.progress import progress_bar
    from sim.documents.load import load_study
    from sim.present.drivers import biggest, write_drivers
    from sim.present.drivers_page import check_page, into_page, page
    from sim.questions.drivers import drivers as find
    from sim.study.value_checkpoint import ValueCheckpoint

    study = load_study(scenario)
    other = against or study.baseline
    check_model(study, "--against", other)
    if into is not None:
        check_page(into)
    kept = ValueCheckpoint(out / f".{study.name}-drivers.partial")
    with progress_bar(f"Moving the numbers of {study.scenario.title}") as advance:
        found = find(
            study, other, only=only or (), replications=replications, workers=workers,
            progress=advance, kept=kept,
        )  # fmt: skip
    words = ["whorunsit", "drivers", str(scenario), "--against", other]
    words += ["--replications", str(found.replications), *(f"--only={name}" for name in only or ())]
    command = shlex.join(words)
    console = Console()
    for line in biggest(found):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    folder = write_drivers(found, out / f"{study.name}-drivers", command)
    console.print(f"wrote {folder}", highlight=False)
    if into is not None:
        into_page(into, page(found, command))
        console.print(f"wrote the table into {into}", highlight=False)
    kept.remove()
