"""``whorunsit explore``: a local web page to play with a scenario."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

SCENARIOS = Path("scenarios")
"""Where scenarios are looked for when none is named."""
PORTS = range(8501, 8521)
PAGE = ("explorer", "server.py")
OPTIONS = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "server.showEmailPrompt": "false",
    "browser.gatherUsageStats": "false",
    "runner.magicEnabled": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "type",
    "logger.level": "warning",
    "theme.light.primaryColor": "#0b5fa5",
    "theme.dark.primaryColor": "#7fbcf5",
    "theme.dark.backgroundColor": "#101417",
    "theme.dark.secondaryBackgroundColor": "#1b2126",
    "theme.font": "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
}
"""Streamlit: no browser opened, no questions asked, nothing sent anywhere, colours to read by."""


def register(app: typer.Typer) -> None:
    """Give the command line this command."""
    app.command(epilog="Example: whorunsit explore scenarios/furniture-retailer.toml")(explore)


def explore(
    scenario: Annotated[
        Path | None,
        typer.Argument(
            help="A scenario document, or a folder of them; absent: the folder scenarios.",
            metavar="[SCENARIO.toml]",
        ),
    ] = None,
    address: Annotated[
        str, typer.Option(help="Where to listen; others can reach the page with 0.0.0.0.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65_535, help="Absent: the first free one from 8501 on."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-j", min=1, help="Processes; all cores if absent.")
    ] = None,
) -> None:
    """Open a local web page to play with a scenario: move things, see the verdict move."""
    files = scenarios(scenario or SCENARIOS)
    _check_installed()
    chosen = free_port(address, port)
    typer.echo(f"Open http://{address}:{chosen} in a browser; Ctrl-C ends it.")
    raise typer.Exit(_serve(command(files, address, chosen, workers)))


def scenarios(path: Path) -> list[Path]:
    """The scenario, checked; or those of a folder.

    Raises
    ------
    InputError
        If there is none, or the one that was named is not sound.
    """
    from sim.documents.errors import InputError, Problem
    from sim.documents.load import load_study

    if not path.is_dir():
        load_study(path)
        return [path]
    found = sorted(path.glob("*.toml"))
    if not found:
        raise InputError(path, [Problem("", "has no scenarios; name one: whorunsit explore FILE")])
    return found


def _check_installed() -> None:
    from sim.documents.missing import missing

    if find_spec("streamlit") is None:
        raise missing("explore", "streamlit", "explore")


def free_port(address: str, wanted: int | None) -> int:
    """The port that is wanted, or the first of the usual ones that is free.

    Raises
    ------
    InputError
        If it can't be had.
    """
    from sim.documents.errors import InputError, Problem

    ports = PORTS if wanted is None else range(wanted, wanted + 1)
    refusals = [_refusal(address, port) for port in ports]
    for port, refusal in zip(ports, refusals, strict=True):
        if refusal is None:
            return port
    option = "--port" if wanted is not None else "--address"
    why = f"can't listen on {address}:{ports[0]}: {refusals[0]}"
    raise InputError(option, [Problem("", why)])


def _refusal(address: str, port: int) -> str | None:
    """Why a port can't be listened on; None: it can."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address, port))
        except OSError as error:
            return error.strerror or str(error)
    return None


def command(files: list[Path], address: str, port: int, workers: int | None) -> list[str]:
    """What starts the page."""
    import sim

    page = Path(sim.__path__[0]).joinpath(*PAGE)
    listening = {"server.address": address, "server.port": str(port)}
    return [
        *(sys.executable, "-m", "streamlit", "run", str(page)),
        *_flags({**OPTIONS, **listening}),
        *("--", *(str(file.resolve()) for file in files)),
        *(("--workers", str(workers)) if workers is not None else ()),
    ]


def _flags(options: dict[str, str]) -> Iterator[str]:
    for name, value in options.items():
        yield f"--{name}={value}"


def _serve(words: list[str]) -> int:
    """Run until it ends; Ctrl-C reaches both and is the way to end it, an end to us ends it too."""
    from sim.cli.interrupt import Interrupted

    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as page:
        signal.signal(signal.SIGTERM, lambda *_: page.terminate())
        try:
            return max(0, page.wait())
        except Interrupted:
            page.terminate()
            page.wait()
            return 0
