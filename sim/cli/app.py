"""The commands and their options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import (
    assign,
    claims,
    drivers,
    dynamics,
    explain_difference,
    explore,
    fit,
    models,
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
    chosen: Annotated[
        str,
        typer.Option("--models", help="Instead of the scenario's, such as ops-run-it,you-run-it."),
    ] = "",
    name: Annotated[
        str | None, typer.Option(help="A name for this run: its folder, instead of the scenario's.")
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite",
            help="Even if it is less than the finished run whose results are there.",
        ),
    ] = False,
    large: Annotated[
        bool, typer.Option("--large", help="Even if it needs more memory than there is.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON for a program, and nothing else.")
    ] = False,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Print only; write no results.")
    ] = False,
) -> None:
    """Compare the support models of a scenario: verdict, three numbers a model, the table."""
    from sim.cli.comparing import Wanted, compare_one, compare_study

    if only_replication is not None:
        compare_one(scenario, only_replication)
        return
    width = share_of("--precision", precision) if precision is not None else None
    names = tuple(part.strip() for part in chosen.split(",") if part.strip())
    raise typer.Exit(
        compare_study(
            Wanted(
                file=scenario,
                out=out,
                replications=replications,
                quick=quick,
                every_table=every_table,
                precision=width,
                workers=workers,
                on=on,
                resume=resume,
                models=names,
                name=name,
                overwrite=overwrite,
                large=large,
                json=as_json,
                report=not no_report,
            )
        )
    )


def share_of(option: str, text: str) -> float:
    """A share above 0, such as 5% or 0.05."""
    from sim.documents.errors import InputError, Problem
    from sim.ground.units import parse_share

    try:
        share = parse_share(_as_number(text))
    except ValueError:
        meant = f"; did you mean {text}%?" if isinstance(_as_number(text), float) else ""
        why = f"found {text!r}; it is a share below 1, such as 5% or 0.05{meant}"
        raise InputError(option, [Problem("", why)]) from None
    if not 0 < share < 1:
        why = f"found {text!r}; it is a share above 0 and below 1, such as 5% or 0.05"
        raise InputError(option, [Problem("", why)])
    return share


def _as_number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


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
    from sim.documents.errors import written_to

    with written_to(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    typer.echo(f"wrote {path}")


@app.command(epilog="Example: whorunsit check scenarios/tiny.toml")
def check(scenario: ScenarioFile) -> None:
    """Check a scenario and the models that it names, without running it."""
    from sim.documents.load import load_study
    from sim.documents.remarks import document_remarks, left_out
    from sim.study.plausible.space import space_of

    study = load_study(scenario)
    space_of(study)  # what [uncertain] says
    found = study.scenario
    typer.echo(
        f"{scenario}: sound. {_several(len(found.services), 'service')}, "
        f"{_several(len(found.teams), 'team')}, "
        f"{_several(len(found.compare), 'support model')}: {', '.join(found.compare)}."
    )
    for remark in [*left_out(found, study.models), *document_remarks(found, study.models)]:
        typer.echo(f"Remark: {remark}")


def _several(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


models.register(app)
money.register(app)
verify.register(app)
trace.register(app)
claims.register(app)
sensitivity.register(app)
drivers.register(app)
dynamics.register(app)
uncertainty.register(app)
explain_difference.register(app)
side_by_side.register(app)
explore.register(app)
fit.register(app)
assign.register(app)
