"""``whorunsit scenarios`` and ``whorunsit diff``: two scenarios, or two results, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sim.questions.side_by_side import Side

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario document.", metavar="A.toml")]
OtherFile = Annotated[Path, typer.Argument(help="Another one.", metavar="B.toml")]
Every = Annotated[bool, typer.Option("--every", help="Every metric, not the headlines alone.")]
Table = Annotated[Path | None, typer.Option(help="Write the differences into this CSV file.")]


def register(app: typer.Typer) -> None:
    """Give the command line these commands."""
    example = "Example: whorunsit scenarios scenarios/tiny.toml scenarios/tiny.toml -n 4"
    app.command("scenarios", epilog=example)(scenarios)
    app.command("diff", epilog="Example: whorunsit diff results/tiny results/tiny")(diff)


def scenarios(
    first: ScenarioFile,
    second: OtherFile,
    replications: Annotated[
        int | None, typer.Option("--replications", "-n", min=2, help="Of each; absent: the fewer.")
    ] = None,
    every: Every = False,
    table: Table = None,
    workers: Annotated[int | None, typer.Option("--workers", "-j", min=1)] = None,
) -> None:
    """Live through two scenarios and put them side by side, with what differs in the documents."""
    from sim.cli.progress import progress_bar
    from sim.documents.load import load_study
    from sim.questions.compare import compare
    from sim.questions.side_by_side import side_of

    studies = [load_study(first), load_study(second)]
    count = replications or min(study.scenario.replications for study in studies)
    sides = []
    for file, study in zip((first, second), studies, strict=True):
        with progress_bar(str(file)) as advance:
            found = compare(study, replications=count, workers=workers, progress=advance)
        sides.append(side_of(found, str(file)))
    _tell(sides[0], sides[1], every, table)


def diff(
    first: Annotated[Path, typer.Argument(help="A folder of results.", metavar="RESULT")],
    second: Annotated[Path, typer.Argument(help="Another one.", metavar="RESULT")],
    every: Every = False,
    table: Table = None,
) -> None:
    """Put two folders of results side by side: differences, and which lines differ."""
    from sim.questions.side_by_side import read_side

    _tell(read_side(first), read_side(second), every, table)


def _tell(first: Side, second: Side, every: bool, table: Path | None) -> None:
    from rich.console import Console

    from sim.documents.errors import written_to
    from sim.present.files import write_csv
    from sim.present.side_by_side import rendered, table_of
    from sim.questions.side_by_side import put_side_by_side

    found = put_side_by_side(first, second)
    Console(highlight=False, markup=False).print(rendered(found, every))
    if table is not None:
        with written_to(table):
            write_csv(table_of(found), table)
        typer.echo(f"wrote {table}")
