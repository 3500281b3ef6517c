"""The commands and their options."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import money

app = typer.Typer(
    name="whorunsit",
    help="Who should run it? The same world lived through each production-support model.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario document.", metavar="SCENARIO.toml")]
Replications = Annotated[
    int | None, typer.Option("--replications", "-n", min=2, help="Instead of the scenario's.")
]
Workers = Annotated[
    int | None, typer.Option("--workers", "-j", min=1, help="Processes; all cores if absent.")
]
QUICK_REPLICATIONS = 5


@app.command(epilog="Example: whorunsit compare scenarios/furniture-retailer.toml")
def compare(
    scenario: ScenarioFile,
    replications: Replications = None,
    workers: Workers = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Few replications, wide intervals.")
    ] = False,
    out: Annotated[
        Path, typer.Option(help="Results go to a folder of the scenario's name in it.")
    ] = Path("results"),
    every_table: Annotated[
        bool,
        typer.Option(
            "--every-table", help="Keep incidents, releases and changes of all replications."
        ),
    ] = False,
) -> None:
    """Compare the support models of a scenario: verdict, three numbers a model, the table."""
    from rich.console import Console

    from sim.cli.progress import progress_bar
    from sim.documents.load import load_study
    from sim.present.console import render
    from sim.present.publish import check_writable, write_results
    from sim.study.compare import compare as run

    study = load_study(scenario)
    folder = out / study.name
    check_writable(folder)
    if quick and replications is None:
        replications = min(QUICK_REPLICATIONS, study.scenario.replications)
    began = time.perf_counter()
    with progress_bar(f"Living through {study.scenario.title}") as advance:
        result = run(
            study,
            replications=replications,
            workers=workers,
            progress=advance,
            tables_of=None if every_table else 1,
        )
    Console().print(render(result))
    with progress_bar("Writing results") as advance:
        write_results(result, folder, _command(), time.perf_counter() - began)
        advance(1, 1)
    Console().print(
        f"Results are in [bold]{folder}[/bold]; open {folder / 'report.html'} in a browser."
    )
    if result.broken_laws:
        typer.echo(f"Operational laws are broken: {', '.join(result.broken_laws)}.", err=True)
        raise typer.Exit(1)


def _command() -> str:
    """The command as a user would type it again."""
    import shlex
    import sys

    return shlex.join(["whorunsit", *sys.argv[1:]])


@app.command(epilog="Example: whorunsit models")
def models() -> None:
    """List the support models that come with the package."""
    from rich.console import Console
    from rich.table import Table

    from sim.documents.load import load_model, shipped_models

    table = Table("model", "title", "who runs it", box=None, header_style="bold", pad_edge=False)
    for name in shipped_models():
        model = load_model(name)
        table.add_row(name, model.title, model.summary)
    Console().print(table)


@app.command(epilog="Example: whorunsit schema --out schemas")
def schema(
    out: Annotated[
        Path | None, typer.Option(help="A folder for scenario.json and support-model.json.")
    ] = None,
) -> None:
    """Export the JSON Schemas of the documents, for editors."""
    from sim.documents.schema import json_schemas

    for name, document in json_schemas().items():
        text = json.dumps(document, indent=2, ensure_ascii=False)
        if out is None:
            typer.echo(text)
        else:
            _write(out / f"{name}.json", text + "\n")


def _write(path: Path, text: str) -> None:
    from sim.documents.errors import InputError, Problem

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as why:
        raise InputError(path, [Problem("", f"can't be written: {why.strerror}")]) from None
    typer.echo(f"wrote {path}")


@app.command(epilog="Example: whorunsit check scenarios/tiny.toml")
def check(scenario: ScenarioFile) -> None:
    """Check a scenario and the models that it names, without running it."""
    from sim.documents.load import load_study

    study = load_study(scenario)
    found = study.scenario
    typer.echo(
        f"{scenario}: sound. {len(found.services)} services, {len(found.teams)} teams, "
        f"{len(found.compare)} support models: {', '.join(found.compare)}."
    )


money.register(app)
