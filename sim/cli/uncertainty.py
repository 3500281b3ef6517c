"""``whorunsit uncertainty``: how sure a choice is, and what to measure first."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario document.", metavar="SCENARIO.toml")]


def register(app: typer.Typer) -> None:
    """Give the command line this command."""
    example = "Example: whorunsit uncertainty scenarios/tiny.toml --samples 200"
    app.command("uncertainty", epilog=example)(uncertainty)


def uncertainty(
    scenario: ScenarioFile,
    samples: Annotated[int, typer.Option(min=1, help="Joint draws of what is uncertain.")] = 500,
    replications: Annotated[
        int,
        typer.Option(
            "--replications", "-n", min=1, help="Of each sample; with 1 every eighth has a second."
        ),
    ] = 1,
    only: Annotated[
        list[str] | None, typer.Option(help="Vary this alone: a path or an assumption.")
    ] = None,
    without: Annotated[list[str] | None, typer.Option(help="Leave this as it is.")] = None,
    out: Annotated[Path, typer.Option(help="Results go to a folder in it.")] = Path("results"),
    workers: Annotated[int | None, typer.Option("--workers", "-j", min=1)] = None,
    on: Annotated[str, typer.Option(help="Where to run: processes, dask or ray.")] = "processes",
) -> None:
    """How likely is each model the cheapest, what does a wrong choice cost, what to measure first.

    Finished samples are kept: an interrupted study goes on where it was.
    """
    from rich.console import Console

    from sim.cli.progress import progress_bar
    from sim.documents.load import load_study
    from sim.present.publish import check_writable
    from sim.present.uncertainty import sentences, write_uncertainty
    from sim.questions.uncertainty import check_size, judge
    from sim.study.plausible.samples import checkpoint_in, live_samples, runs_of
    from sim.study.plausible.space import space_of
    from sim.study.plausible.surrogate import sklearn

    study = load_study(scenario)
    sklearn("linear_model")
    space = space_of(study, only or (), without or ())
    check_size(study, space, samples)
    folder = check_writable(out / study.name)
    runs = runs_of(samples, replications, study.scenario.replications)
    with progress_bar(f"{study.scenario.title}: samples") as advance:
        found = live_samples(
            space, space.points(samples), runs, kept=checkpoint_in(folder),
            workers=workers, on=on, progress=advance,
        )  # fmt: skip
    judged = judge(found)
    write_uncertainty(judged, folder)
    console = Console()
    for line in sentences(judged):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    console.print(f"wrote uncertainty.csv, worth_knowing.csv and others into {out / study.name}")
