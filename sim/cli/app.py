"""The commands and their options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import (
    claims,
    drivers,
    explain_difference,
    explore,
    fit,
    money,
    sensitivity,
    side_by_side,
    trace,
    uncertainty,
    verify,
)

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
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with what an interrupted run has finished.")
    ] = False,
    precision: Annotated[
        str | None,
        typer.Option(help="Add replications until total costs are known to this, such as 5%."),
    ] = None,
    on: Annotated[
        str,
        typer.Option(
            help="Where to run: processes, dask or ray; with =ADDRESS, a cluster that is there.",
        ),
    ] = "processes",
    only_replication: Annotated[
        int | None, typer.Option(min=0, help="Repeat one replication here, to see why it failed.")
    ] = None,
) -> None:
    """Compare the support models of a scenario: verdict, three numbers a model, the table."""
    from sim.cli.comparing import Wanted, compare_one, compare_study

    if only_replication is not None:
        compare_one(scenario, only_replication)
        return
    width = _share("--precision", precision) if precision is not None else None
    raise typer.Exit(
        compare_study(
            Wanted(scenario, out, replications, quick, every_table, width, workers, on, resume)
        )
    )


def _share(option: str, text: str) -> float:
    """A share above 0, such as 5%."""
    from sim.documents.errors import InputError, Problem
    from sim.ground.units import parse_share

    try:
        share = parse_share(text)
    except ValueError as error:
        raise InputError(option, [Problem("", str(error))]) from None
    if share <= 0:
        raise InputError(option, [Problem("", f"must be more than 0, such as 5%; found {text}")])
    return share


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
    from sim.documents.remarks import document_remarks
    from sim.study.plausible.space import space_of

    study = load_study(scenario)
    space_of(study)  # what [uncertain] says
    found = study.scenario
    typer.echo(
        f"{scenario}: sound. {_several(len(found.services), 'service')}, "
        f"{_several(len(found.teams), 'team')}, "
        f"{_several(len(found.compare), 'support model')}: {', '.join(found.compare)}."
    )
    for remark in document_remarks(found, study.models):
        typer.echo(f"Remark: {remark}")


def _several(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


money.register(app)
verify.register(app)
trace.register(app)
claims.register(app)
sensitivity.register(app)
drivers.register(app)
uncertainty.register(app)
explain_difference.register(app)
side_by_side.register(app)
explore.register(app)
fit.register(app)
