"""``whorunsit verify``: the simulator against what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from sim.questions.verify import Row


def register(app: typer.Typer) -> None:
    """Give the command line this command."""
    app.command(epilog="Example: whorunsit verify --quick")(verify)


def verify(
    quick: Annotated[bool, typer.Option("--quick", help="Leave out what takes longest.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", "-j", min=1, help="Processes; all cores if absent.")
    ] = None,
) -> None:
    """Hold the simulator against closed forms and published arithmetic; exit 1 if one fails."""
    from rich.console import Console

    from sim.cli.progress import progress_bar
    from sim.questions.verify import verify_rows

    with progress_bar("Known answers") as advance:
        rows = verify_rows(lambda done, total, _: advance(done, total), quick, workers)
    Console().print(_table(rows))
    failed = [row for row in rows if row.verdict != "holds"]
    typer.echo(f"{len(rows) - len(failed)} of {len(rows)} known answers hold.")
    if failed:
        raise typer.Exit(1)


def _table(rows: list[Row]) -> Table:
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("known answer", overflow="fold")
    for heading in ("theory", "simulated, 99.9 %", "half-width"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for row in rows:
        table.add_row(
            row.name,
            f"{row.theory:.5g}",
            f"{row.mean:.5g} ± {(row.high - row.low) / 2:.2g}",
            f"{row.width:.1%} ≤ {row.allowed:.1%}",
            row.verdict if row.verdict == "holds" else f"[bold red]{row.verdict}[/]",
        )
    return table
