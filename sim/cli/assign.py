"""``whorunsit assign``: which support model for which service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario document.", metavar="SCENARIO.toml")]


def register(app: typer.Typer) -> None:
    """Give the command line this command."""
    example = "Example: whorunsit assign scenarios/tiny.toml --most 20"
    app.command("assign", epilog=example)(assign)


def assign(
    scenario: ScenarioFile,
    models: Annotated[
        str, typer.Option(help="To choose from, such as ops-run-it,you-run-it.")
    ] = "",
    today: Annotated[
        str | None, typer.Option(help="How services are run now; the baseline if absent.")
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-n", min=2, help="Of the first stage: 10, or more."),
    ] = None,
    most: Annotated[int, typer.Option(min=10, help="Replications of a stage at most.")] = 60,
    within: Annotated[
        str, typer.Option(help="A difference that doesn't matter, of the cheapest model's cost.")
    ] = "5%",
    out: Annotated[Path, typer.Option(help="Results go to a folder in it.")] = Path("results"),
    workers: Annotated[int | None, typer.Option("--workers", "-j", min=1)] = None,
    staffing: Annotated[
        bool, typer.Option("--staff", help="Search for the people that each team needs, too.")
    ] = False,
    on: Annotated[str, typer.Option(help="Where to run: processes, dask or ray.")] = "processes",
) -> None:
    """The cheapest assignment of support models to services under its rules, and how sure that is.

    What was lived through is kept: an interrupted search goes on where it was.
    """
    from rich.console import Console

    from sim.cli.app import share_of
    from sim.cli.progress import steps_bar
    from sim.documents.load import load_study
    from sim.present.assignment import sentences, write_assignment
    from sim.present.assignment_beside import keep_assignment
    from sim.present.publish import check_writable
    from sim.present.staffing import staff_sentences, write_staffing
    from sim.questions.assign import ask, checkpoint_in, staff
    from sim.questions.assign import assign as search

    study = load_study(scenario)
    chosen = tuple(part.strip() for part in models.split(",") if part.strip())
    asked = ask(study, chosen, today)
    share = share_of("--within", within)
    folder = check_writable(out / study.name)
    with steps_bar() as begin:
        found = search(
            asked, replications=replications, share=share, most=most, keep=checkpoint_in(folder),
            workers=workers, on=on, begin=begin,
        )  # fmt: skip
    write_assignment(found, folder)
    people: list[str] = []
    written = "assignment.csv, assignment.toml"
    if staffing:
        with steps_bar() as begin:
            needed = staff(
                found, replications=replications, most=most, keep=checkpoint_in(folder),
                workers=workers, on=on, begin=begin,
            )  # fmt: skip
        write_staffing(needed, folder)
        people = list(staff_sentences(needed, study.scenario.currency))
        written = f"{written}, staffing.csv, staffing.toml"
    keep_assignment(found, study, folder, people)
    console = Console()
    for line in [*sentences(found), *people]:
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    console.print(
        f"wrote {written}, assignment.svg and others into {out / study.name}; the report of the "
        "next comparison of this scenario tells it too"
    )
