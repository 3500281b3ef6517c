"""``whorunsit dynamics``: a service's error budget and what it moves, week by week."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario document.", metavar="SCENARIO.toml")]


def register(app: typer.Typer) -> None:
    """Give the command line this command."""
    example = (
        "Example: whorunsit dynamics scenarios/error-budget-lab.toml --service shop "
        "--replications 4"
    )
    app.command(epilog=example)(dynamics)


def dynamics(
    scenario: ScenarioFile,
    service: Annotated[str, typer.Option(help="Which service is looked at.")],
    replications: Annotated[
        int | None, typer.Option("--replications", "-n", min=2, help="Instead of the scenario's.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Results go to a folder in it.")] = Path("results"),
    workers: Annotated[int | None, typer.Option("--workers", "-j", min=1)] = None,
) -> None:
    """Show how an error budget moves those who spend it: does the loop settle, swing or ratchet?"""
    from rich.console import Console

    from sim.cli.progress import progress_bar
    from sim.documents.load import load_study
    from sim.present.dynamics import sentences, write_dynamics
    from sim.questions.dynamics import dynamics as live

    study = load_study(scenario)
    with progress_bar(f"{service}, week by week") as advance:
        found = live(study, service, replications=replications, workers=workers, progress=advance)
    console = Console()
    for line in sentences(found):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    folder = write_dynamics(found, out / f"{study.name}-dynamics")
    console.print(f"wrote {folder}", highlight=False)
