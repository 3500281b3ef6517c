"""The commands about money: down to the rates of a line, and where a model begins to pay."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sim.documents.load import Study
    from sim.records.explain import Sum

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
    line: Annotated[str, typer.Option(help="A line of costs, such as standby.")],
    replication: Annotated[int, typer.Option(min=0, help="Which life.")] = 0,
    entries: Annotated[
        bool, typer.Option("--entries", help="Every entry too, with the event behind it.")
    ] = False,
) -> None:
    """Say what a line of costs is made of in one life: events, quantities, rates, prices."""
    from rich.console import Console

    from sim.documents.load import load_study
    from sim.engine.run import simulate
    from sim.nature.tape import draw
    from sim.records.explain import explain
    from sim.records.money import Accounts

    study = load_study(scenario)
    check_model(study, "--model", model)
    tape = draw(study.scenario, replication)
    document = study.models[model]
    run = Accounts(study.scenario, document, tape, simulate(study.scenario, document, tape))
    sums = explain(run, line)
    console, currency = Console(), study.scenario.currency
    console.print(f"{document.title}, {line}, replication {replication}", highlight=False)
    for text in lines_of(sums, currency):
        console.print(text, highlight=False, markup=False, soft_wrap=True)
    if entries:
        journal = run.journal[run.journal["line"] == line]
        columns = ["date", "because", "team", "service", "quantity", "unit", "rate", "amount"]
        console.print(
            journal[columns].to_string(index=False), highlight=False, markup=False, soft_wrap=True
        )


def check_model(study: Study, option: str, model: str) -> None:
    """Refuse a model that the scenario doesn't compare."""
    from sim.documents.errors import InputError, Problem
    from sim.documents.hints import nearest

    if model not in study.models:
        found = f"found '{model}'; the scenario doesn't compare it"
        hint = nearest(model, list(study.models))
        raise InputError(option, [Problem("", found + hint)])


def lines_of(sums: list[Sum], currency: str) -> list[str]:
    """Each sum down to its prices, then the total, to the cent."""
    lines = []
    for found in sums:
        span = found.first if found.entries == 1 else f"{found.first} to {found.last}"
        prices = ", ".join(found.made_of) or "given, not paid"
        lines += [
            "",
            f"{found.team}: {found.quantity:,.4f} {found.unit} × {found.rate:,.4f} {currency} = "
            f"{found.amount:,.2f} {currency}",
            f"  {found.funding}, {found.treatment}; {found.entries:,} entries, {span}",
            f"  {found.rate:,.4f} {currency} = {found.formula}",
            f"  from {prices}",
        ]
    return [*lines, "", f"total: {math.fsum(found.amount for found in sums):,.2f} {currency}"]


def break_even(
    scenario: ScenarioFile,
    model: Annotated[str | None, typer.Option(help="Only this model.")] = None,
    against: Annotated[str | None, typer.Option(help="Instead of the baseline.")] = None,
    replications: Annotated[int | None, typer.Option("--replications", "-n", min=2)] = None,
    workers: Annotated[int | None, typer.Option("--workers", "-j", min=1)] = None,
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
    with progress_bar(f"Living through {study.scenario.title}") as advance:
        result = run(study, replications=replications, workers=workers, progress=advance)
    wanted = [model] if model else [name for name in result.models if name != other]
    for name in wanted:
        found = between(result, name, other)
        Console().print(said(found, study.scenario.currency, labels(study)), highlight=False)
