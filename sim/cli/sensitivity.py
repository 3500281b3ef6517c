"""``whorunsit sensitivity``: what a comparison hangs on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario document.", metavar="SCENARIO.toml")]


def register(app: typer.Typer) -> None:
    """Give the command line this command."""
    example = "Example: whorunsit sensitivity scenarios/tiny.toml --metric total_cost_per_year"
    app.command("sensitivity", epilog=example)(sensitivity)


def sensitivity(
    scenario: ScenarioFile,
    metric: Annotated[str, typer.Option(help="What is compared.")] = "total_cost_per_year",
    model: Annotated[str | None, typer.Option(help="Absent: the first beside it.")] = None,
    against: Annotated[str | None, typer.Option(help="Instead of the baseline.")] = None,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=2, help="Of each end of the tornado.")
    ] = 10,
    trajectories: Annotated[int, typer.Option(min=2, help="Of the screening.")] = 4,
    samples: Annotated[
        int, typer.Option(min=2, help="Joint draws, as of an uncertainty study.")
    ] = 500,
    only: Annotated[
        list[str] | None, typer.Option(help="Vary this alone: a path or an assumption.")
    ] = None,
    without: Annotated[list[str] | None, typer.Option(help="Leave this as it is.")] = None,
    out: Annotated[Path, typer.Option(help="Results go to a folder in it.")] = Path("results"),
    workers: Annotated[int | None, typer.Option("--workers", "-j", min=1)] = None,
) -> None:
    """Which assumptions matter, how much each, and at which value the verdict flips.

    What is finished is kept: an interrupted analysis goes on where it was, and shares its samples
    with ``whorunsit uncertainty``.
    """
    from rich.console import Console

    from sim.cli.money import check_model
    from sim.cli.progress import progress_bar
    from sim.documents.load import load_study
    from sim.present.sensitivity import sentences, write_sensitivity
    from sim.questions.sensitivity import Effort, analyse
    from sim.study.plausible.samples import checkpoint_in
    from sim.study.plausible.space import space_of

    study = load_study(scenario)
    other = against or study.baseline
    one = model or next((name for name in study.models if name != other), other)
    for option, name in (("--model", one), ("--against", other)):
        check_model(study, option, name)
    _check(metric, one, other)
    space = space_of(study, only or (), without or ())
    with progress_bar(f"Varying {study.scenario.title}") as advance:
        found = analyse(
            space, one, other, metric, Effort(replications, trajectories, samples),
            kept=checkpoint_in(out / study.name), workers=workers, progress=advance,
        )  # fmt: skip
    console = Console()
    for line in sentences(found):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    folder = write_sensitivity(found, out / f"{study.name}-sensitivity")
    console.print(f"wrote {folder}", highlight=False)


def _check(metric: str, model: str, against: str) -> None:
    from sim.documents.errors import InputError, Problem
    from sim.documents.hints import nearest
    from sim.records.metrics import METRICS

    if metric not in METRICS:
        hint = nearest(metric, list(METRICS))
        raise InputError("--metric", [Problem("", f"no metric '{metric}'{hint}")])
    if model == against:
        raise InputError("--model", [Problem("", "needs two different support models")])
