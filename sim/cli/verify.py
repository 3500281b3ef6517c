"""``whorunsit verify``: the simulator against what is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from sim.questions.verify import Row
    from sim.questions.verify.base_rates import Held


def register(app: typer.Typer) -> None:
    """Give the command line this command."""
    app.command(epilog="Example: whorunsit verify --quick")(verify)


def verify(
    quick: Annotated[bool, typer.Option("--quick", help="Leave out what takes longest.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", "-j", min=1, help="Processes; all cores if absent.")
    ] = None,
    base_rates: Annotated[
        bool,
        typer.Option(
            "--base-rates", help="Hold shipped scenarios against published base rates instead."
        ),
    ] = False,
    into: Annotated[
        Path | None, typer.Option("--into", help="With --base-rates: write them to this page.")
    ] = None,
) -> None:
    """Hold the simulator against closed forms and published arithmetic; exit 1 if one fails."""
    if base_rates:
        _base_rates(workers, into)
        return
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


def _base_rates(workers: int | None, into: Path | None) -> None:
    """Published base rates against the shipped scenarios; exit 1 if one is outside its band."""
    from rich.console import Console

    from sim.cli.progress import progress_bar
    from sim.present.calibration import calibration_page
    from sim.questions.verify.base_rates import REPLICATIONS, base_rate_rows

    with progress_bar("Base rates") as advance:
        rows = base_rate_rows(advance, workers)
    Console().print(_rates(rows))
    if into is not None:
        into.write_text(calibration_page(rows, REPLICATIONS), encoding="utf-8")
    outside = sum(row.verdict == "outside" for row in rows)
    differs = sum(row.verdict == "differs" for row in rows)
    typer.echo(
        f"{len(rows) - outside - differs} of {len(rows)} figures lie in their band, {differs} "
        f"differ for a reason that is known, {outside} lie outside."
    )
    if outside:
        raise typer.Exit(1)


def _rates(rows: list[Held]) -> Table:
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("scenario", "model", "base rate"):
        table.add_column(heading, overflow="fold")
    for heading in ("published", "band", "ours"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for row in rows:
        rate = row.rate
        table.add_row(
            row.scenario, row.model, f"{rate.name}, {rate.unit}", f"{rate.published:g}",
            f"{rate.low:g} to {rate.high:g}", f"{row.ours:.3g}",
            f"[bold red]{row.verdict}[/]" if row.verdict == "outside" else row.verdict,
        )  # fmt: skip
    return table


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
