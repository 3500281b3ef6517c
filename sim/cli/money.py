"""The commands about money: down to the rates of a line, and where a model begins to pay."""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sim.documents.load import Study
    from sim.records.explain import Sum
    from sim.records.money import Accounts


class By(StrEnum):
    """By what costs can be added up."""

    line = "line"
    service = "service"
    team = "team"


ScenarioFile = Annotated[Path, typer.Argument(help="A scenario document.", metavar="SCENARIO.toml")]


def register(app: typer.Typer) -> None:
    """Give the command line these commands."""
    example = (
        "Example: whorunsit explain-cost scenarios/tiny.toml --model ops-run-it --line standby"
    )
    app.command("explain-cost", epilog=example)(explain_cost)
    app.command("break-even", epilog="Example: whorunsit break-even scenarios/tiny.toml")(
        break_even
    )


def explain_cost(
    scenario: ScenarioFile,
    model: Annotated[str, typer.Option(help="One of the compared support models.")],
    line: Annotated[
        str | None,
        typer.Option(help="A line of costs, such as standby, down to its rates; absent: all."),
    ] = None,
    service: Annotated[
        str | None, typer.Option(help="Only what is paid or lost for this service.")
    ] = None,
    by: Annotated[
        By | None, typer.Option(help="Amounts by these; absent: by line, or the line's rates.")
    ] = None,
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    entries: Annotated[
        bool, typer.Option("--entries", help="Every entry too, with the event behind it.")
    ] = False,
) -> None:
    """Say what costs are made of in one replication: amounts a year, or a line's rates."""
    from rich.console import Console

    from sim.documents.load import load_study
    from sim.engine.run import simulate
    from sim.nature.tape import draw
    from sim.records.money import Accounts

    study = load_study(scenario)
    check_model(study, "--model", model)
    tape = draw(study.scenario, replication)
    document = study.models[model]
    run = Accounts(study.scenario, document, tape, simulate(study.scenario, document, tape))
    told = [part for part in (document.title, line, service) if part is not None]
    console = Console(highlight=False)
    console.print(f"{', '.join(told)}, replication {replication}", markup=False)
    if line is None or by is not None:
        console.print(_amounts(run, by or By.line, line, service))
    else:
        _tell_rates(run, line, service, console)
    if entries:
        _tell_entries(run, line, service, console)


def _amounts(run: Accounts, by: By, line: str | None, service: str | None) -> Table:
    """Amounts a year with their shares, the largest first."""
    from rich.table import Table

    from sim.records.explain import shares, years

    found, currency = shares(run, by.value, line, service), run.scenario.currency
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column(by.value)
    for heading in (f"{currency} a year", "share"):
        table.add_column(heading, justify="right", no_wrap=True)
    total = float(found.sum())
    for name, amount in found.items():
        table.add_row(str(name), f"{amount / years(run):,.2f}", _share(float(amount), total))
    table.add_row("total", f"{total / years(run):,.2f}", "", style="bold")
    return table


def _share(amount: float, total: float) -> str:
    return f"{100 * amount / total:.1f} %" if total else "–"


def _tell_rates(run: Accounts, line: str, service: str | None, console: Console) -> None:
    from sim.records.explain import explain, years

    for text in lines_of(explain(run, line, service), run.scenario.currency, years(run)):
        console.print(text, markup=False, soft_wrap=True)


def _tell_entries(run: Accounts, line: str | None, service: str | None, console: Console) -> None:
    journal = run.journal
    for column, name in (("line", line), ("service", service)):
        journal = journal if name is None else journal[journal[column] == name]
    columns = ["date", "because", "line", "team", "service", "quantity", "unit", "rate", "amount"]
    shown = [column for column in columns if line is None or column != "line"]
    console.print(journal[shown].to_string(index=False), markup=False, soft_wrap=True)


def check_model(study: Study, option: str, model: str) -> None:
    """Refuse a model that the scenario doesn't compare."""
    from sim.documents.errors import InputError, Problem
    from sim.documents.hints import nearest

    if model not in study.models:
        found = f"found '{model}'; the scenario doesn't compare it"
        hint = nearest(model, list(study.models))
        raise InputError(option, [Problem("", found + hint)])


def check_service(study: Study, service: str) -> None:
    """Refuse a service that isn't there."""
    from sim.documents.errors import InputError, Problem
    from sim.documents.hints import nearest

    services = list(study.scenario.services)
    if service not in services:
        hint = nearest(service, services)
        raise InputError("--service", [Problem("", f"no such service '{service}'{hint}")])


def lines_of(sums: list[Sum], currency: str, years: float) -> list[str]:
    """Each sum down to its prices, then the total, to the cent, in the run and a year."""
    total, lines = math.fsum(found.amount for found in sums), []
    for found in sums:
        span = found.first if found.entries == 1 else f"{found.first} to {found.last}"
        prices = ", ".join(found.made_of) or "given, not paid"
        lines += [
            "",
            f"{found.team}: {found.quantity:,.4f} {found.unit} × {found.rate:,.4f} {currency} = "
            f"{found.amount:,.2f} {currency}",
            f"  {found.amount / years:,.2f} {currency} a year, {_share(found.amount, total)} of "
            "the line",
            f"  {found.funding}, {found.treatment}; {found.entries:,} entries, {span}",
            f"  {found.rate:,.4f} {currency} = {found.formula}",
            f"  from {prices}",
        ]
    end = f"total: {total:,.2f} {currency}, {total / years:,.2f} {currency} a year"
    return [*lines, "", end]


def break_even(
    scenario: ScenarioFile,
    model: Annotated[str | None, typer.Option(help="Only this model.")] = None,
    against: Annotated[str | None, typer.Option(help="Instead of the baseline.")] = None,
    service: Annotated[str | None, typer.Option(help="Of one service alone.")] = None,
    replications: Annotated[int | None, typer.Option("--replications", "-n", min=2)] = None,
    workers: Annotated[int | None, typer.Option("--workers", "-j", min=1)] = None,
    over: Annotated[
        str | None, typer.Option(help="A number that moves too, such as services.checkout.changes.")
    ] = None,
    values: Annotated[str, typer.Option(help="With --over: what it moves to.")] = "",
    out: Annotated[Path, typer.Option(help="With --over: results go to a folder in it.")] = Path(
        "results"
    ),
) -> None:
    """At which loss an hour does the dearer model pay? With the chance that a model is cheaper."""
    from rich.console import Console

    from sim.cli.progress import progress_bar
    from sim.documents.load import load_study
    from sim.present.break_even import said
    from sim.present.words import labels
    from sim.questions.break_even import break_even as between
    from sim.questions.compare import compare as run

    study = load_study(scenario)
    other = against or study.baseline
    for option, name in (("--model", model), ("--against", other)):
        if name is not None:
            check_model(study, option, name)
    if service is not None:
        check_service(study, service)
    if over is not None:
        from sim.cli.flipping import tell_flips

        tell_flips(
            study,
            over,
            values,
            service=service,
            replications=replications,
            workers=workers,
            out=out,
        )
        return
    with progress_bar(f"Living through {study.scenario.title}") as advance:
        result = run(study, replications=replications, workers=workers, progress=advance)
    wanted = [model] if model else [name for name in result.models if name != other]
    for name in wanted:
        found = between(result, name, other, service=service)
        Console().print(said(found, study.scenario.currency, labels(study)), highlight=False)
