"""``whorunsit explain-difference``: where the difference between two support models comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario document.", metavar="SCENARIO.toml")]


def register(app: typer.Typer) -> None:
    """Give the command line this command."""
    example = (
        "Example: whorunsit explain-difference scenarios/tiny.toml ops-run-it you-run-it "
        "--replications 4"
    )
    app.command("explain-difference", epilog=example)(explain_difference)


def explain_difference(
    scenario: ScenarioFile,
    model: Annotated[str, typer.Argument(help="One of the compared support models.")],
    against: Annotated[str, typer.Argument(help="Another one.")],
    replications: Annotated[int, typer.Option("--replications", "-n", min=2)] = 20,
    out: Annotated[Path, typer.Option(help="Results go to a folder in it.")] = Path("results"),
    workers: Annotated[int | None, typer.Option("--workers", "-j", min=1)] = None,
) -> None:
    """Divide the difference in cost, restoration and lead time among the parts that differ."""
    from rich.console import Console

    from sim.cli.money import check_model
    from sim.cli.progress import progress_bar
    from sim.documents.load import load_study
    from sim.present.explain_difference import divided, sentences, write_explanation
    from sim.questions.explain_difference import explain
    from sim.study.beside import keep_divided

    study = load_study(scenario)
    for option, name in (("MODEL", model), ("AGAINST", against)):
        check_model(study, option, name)
    with progress_bar(f"{model} to {against}, part by part") as advance:
        found = explain(
            study, model, against, replications=replications, workers=workers, progress=advance
        )
    console = Console()
    for line in sentences(found):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    folder = out / f"{study.name}-difference"
    write_explanation(found, folder)
    if (out / study.name).is_dir():
        keep_divided(out / study.name, study, divided(found))
    console.print(f"wrote {folder}", highlight=False)
