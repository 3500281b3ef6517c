"""``whorunsit claims``: put the claims of the literature to the test."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sim.questions.claims import Finding


def register(app: typer.Typer) -> None:
    """Give the command line this command."""
    app.command("claims", epilog="Example: whorunsit claims --only H17 --quick")(claims)


def claims(
    only: Annotated[str, typer.Option(help="Some of them, such as H17,H20.")] = "",
    quick: Annotated[
        bool,
        typer.Option("--quick", help="A first look: few replications, with the defaults alone."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="A folder for claims.md and figures; docs, if all are run in full."),
    ] = None,
    replications: Annotated[int | None, typer.Option("--replications", "-n", min=2)] = None,
    workers: Annotated[int | None, typer.Option("--workers", "-j", min=1)] = None,
) -> None:
    """Test what the literature claims; a verdict, an effect and what it hangs on for each.

    Interrupted, it goes on where it was when it is called again.
    """
    from rich.console import Console

    from sim.cli.progress import progress_bar
    from sim.present.claims import write_claims
    from sim.questions.claims import load_claims, run_claims
    from sim.study.measured import Measured
    from sim.study.value_checkpoint import ValueCheckpoint

    wanted = [name.strip().upper() for name in only.split(",") if name.strip()]
    chosen, console = load_claims(wanted), Console()
    kept = ValueCheckpoint(Path("results") / ".claims.partial")
    with progress_bar("Living through the claims' worlds") as advance:
        found = run_claims(
            chosen, quick=quick, replications=replications, workers=workers, progress=advance,
            measured=Measured(kept),
        )  # fmt: skip
    _show(found, console)
    complete = not (wanted or quick or replications)
    folder = out or (Path("docs") if complete else None)
    if folder is not None:
        page = write_claims(found, folder, _command(wanted, quick, replications))
        console.print(f"wrote {page}", highlight=False)
    kept.remove()


def _command(only: list[str], quick: bool, replications: int | None) -> str:
    words = ["whorunsit", "claims"]
    words += ["--only", ",".join(only)] if only else []
    words += ["--quick"] if quick else []
    words += ["-n", str(replications)] if replications else []
    return shlex.join(words)


def _show(findings: list[Finding], console: object) -> None:
    from rich.console import Console
    from rich.table import Table

    from sim.present.claims_words import bounds, hangs_on, size

    assert isinstance(console, Console)
    table = Table("", "claim", "kind", "verdict", "effect", "95 % interval", "hangs on", box=None)
    for found in findings:
        claim = found.claim
        effect = (size(found.primary), bounds(found.primary)) if claim.checks else ("–", "–")
        word = f"{found.word}, near" if found.near else found.word
        table.add_row(claim.id, claim.claim, claim.kind, word, *effect, hangs_on(found))
    console.print(table, highlight=False)
