"""``whorunsit fit``, ``replay`` and ``init``: from your own history and lists to a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sim.questions.fit import Wanted
    from sim.questions.fit.reading import Bar

Files = Annotated[
    list[Path], typer.Option(help="Exports of incidents; the option may be given several times.")
]
Changes = Annotated[
    list[Path] | None, typer.Option(help="Exports of changes, deployments or releases.")
]
Columns = Annotated[
    list[Path] | None,
    typer.Option(help="Mapping files for forms that aren't known; --guess drafts one."),
]
Zone = Annotated[
    str | None, typer.Option(help="Of instants that don't say theirs, such as Europe/London.")
]
Start = Annotated[
    datetime | None, typer.Option(help="First day, where instants count from a beginning.")
]
Begins = Annotated[
    datetime | None, typer.Option("--from", help="The period begins; absent: first incident.")
]
Ends = Annotated[
    datetime | None, typer.Option("--to", help="The period ends; absent: after the last incident.")
]
Workers = Annotated[int | None, typer.Option("--workers", "-j", min=1)]


def register(app: typer.Typer) -> None:
    """Give the command line these commands."""
    example = "Example: whorunsit fit --incidents incidents.csv --today ops-run-it --out mine.toml"
    app.command("fit", epilog=example)(fit)
    app.command("replay", epilog="Example: whorunsit replay mine.toml --incidents incidents.csv")(
        replay
    )
    app.command("init", epilog="Example: whorunsit init --services catalog.yaml --out mine.toml")(
        init
    )


def fit(
    incidents: Files,
    changes: Changes = None,
    services: Annotated[
        list[Path] | None,
        typer.Option(help="An inventory: Backstage YAML, OpenSLO YAML, CMDB CSV."),
    ] = None,
    today: Annotated[str, typer.Option(help="The support model of the past.")] = "ops-run-it",
    columns: Columns = None,
    zone: Zone = None,
    start: Start = None,
    begins: Begins = None,
    ends: Ends = None,
    traffic: Annotated[
        Path | None,
        typer.Option(help="Requests by month or day, of each service or of all together."),
    ] = None,
    guess: Annotated[
        bool, typer.Option("--guess", help="Draft a mapping file of the first file, and stop.")
    ] = False,
    calibrate: Annotated[
        bool, typer.Option(help="Scale what wasn't read off until the replayed totals agree.")
    ] = True,
    out: Annotated[Path, typer.Option(help="The scenario; its data go beside it.")] = Path(
        "mine.toml"
    ),
    force: Annotated[
        bool, typer.Option("--force", help="Replace a scenario that is there.")
    ] = False,
    workers: Workers = None,
) -> None:
    """Make a scenario of your own incidents and changes, and say what they tell and don't."""
    from sim.questions.fit import check_model
    from sim.questions.fit import fit as fitted
    from sim.questions.fit.listing import read_inventory

    if guess:
        _draft_mapping(changes[0] if changes else incidents[0], bool(changes))
        return
    check_model(today)
    _check_free(out, force)
    inventory = read_inventory(services) if services else None
    wanted = _wanted(incidents, changes, columns, zone=zone, start=start, begins=begins, ends=ends)
    wanted = replace(wanted, traffic=traffic)
    with _bars() as bar:
        found = fitted(
            wanted, today, inventory=inventory, calibrated=calibrate, bar=bar, workers=workers
        )
    _say(found.sentences())
    from sim.present.fit_page import fit_page
    from sim.questions.fit.writing import write

    _say(f"wrote {path}" for path in write(found.draft, out, fit_page(found)))


def replay(
    scenario: Annotated[Path, typer.Argument(help="A fitted scenario.", metavar="SCENARIO.toml")],
    incidents: Files,
    changes: Changes = None,
    today: Annotated[
        str | None, typer.Option(help="The support model of the past; absent: the baseline.")
    ] = None,
    columns: Columns = None,
    zone: Zone = None,
    start: Start = None,
    begins: Begins = None,
    ends: Ends = None,
    forecast: Annotated[
        str | None,
        typer.Option(help="Fit this share of the history, such as 70%, and judge by the rest."),
    ] = None,
    replications: Annotated[int | None, typer.Option("--replications", "-n", min=8)] = None,
    out: Annotated[Path, typer.Option(help="Results go to a folder in it.")] = Path("results"),
    workers: Workers = None,
) -> None:
    """Hold a scenario's simulated past against the real one; exit code 1 if they differ."""
    from sim.documents.load import load_study
    from sim.present.fit_files import write_replay
    from sim.questions.fit import check_forecast, check_replay, read, with_traffic_of

    study = load_study(scenario)
    wanted = _wanted(incidents, changes, columns, zone=zone, start=start, begins=begins, ends=ends)
    with _bars() as bar:
        if forecast is None:
            found = check_replay(study, wanted, today, count=replications, bar=bar, workers=workers)
        else:
            share, seen = _part(forecast), with_traffic_of(study, read(wanted, bar))
            found = check_forecast(
                seen, share, today or study.baseline, count=replications, bar=bar, workers=workers
            )
    from sim.present.fit_files import table_of

    _table(table_of(found))
    _say([found.verdict, f"wrote {write_replay(found, out / f'{study.name}-replay')}"])
    raise typer.Exit(0 if found.passed else 1)


def init(
    services: Annotated[
        list[Path], typer.Option(help="Backstage YAML, OpenSLO YAML or a CMDB's CSV.")
    ],
    out: Annotated[Path, typer.Option(help="The scenario.")] = Path("mine.toml"),
    force: Annotated[
        bool, typer.Option("--force", help="Replace a scenario that is there.")
    ] = False,
) -> None:
    """Make a scenario of an inventory of services; what it doesn't say is a commented default."""
    from sim.questions.fit.listing import read_inventory
    from sim.questions.fit.starting import write_start

    _check_free(out, force)
    inventory = read_inventory(services)
    write_start(inventory, out)
    _say([*inventory.sentences(), f"wrote {out}"])


def _wanted(
    incidents: list[Path], changes: list[Path] | None, columns: list[Path] | None,
    zone: str | None, start: datetime | None, begins: datetime | None, ends: datetime | None,
) -> Wanted:  # fmt: skip
    from sim.questions.fit import Wanted

    return Wanted(
        incidents=incidents,
        changes=changes or (),
        mappings=columns or (),
        zone=zone,
        start=start.date() if start else None,
        begins=begins,
        ends=ends,
    )


def _check_free(out: Path, force: bool) -> None:
    """Refuse to overwrite a scenario that somebody may have edited."""
    from sim.documents.errors import InputError, Problem

    if out.exists() and not force:
        raise InputError(out, [Problem("", "is there already; --force replaces it")])


def _part(text: str) -> float:
    from sim.documents.errors import InputError, Problem
    from sim.ground.units import parse_share

    try:
        share = parse_share(text)
    except ValueError as why:
        raise InputError("--forecast", [Problem("", str(why))]) from None
    if not 0.1 <= share <= 0.9:
        raise InputError("--forecast", [Problem("", f"found {text}; it is 10% to 90%")])
    return share


def _draft_mapping(path: Path, changes: bool) -> None:
    from sim.questions.fit.guessing import guess

    typer.echo(guess(path, "changes" if changes else "incidents"), nl=False)


@contextmanager
def _bars() -> Iterator[Bar]:
    """A progress bar for each step, one after the other."""
    from sim.cli.progress import steps_bar

    with steps_bar() as bar:
        yield bar


def _say(lines: Iterator[str] | list[str]) -> None:
    from rich.console import Console

    console = Console()
    for line in lines:
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def _table(rows: list[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*rows[0], box=None, header_style="bold", pad_edge=False)
    for row in rows[1:]:
        table.add_row(*row)
    Console().print(table)
