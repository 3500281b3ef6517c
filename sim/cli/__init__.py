"""The command line. Heavy modules are imported inside the commands, so that --help is quick."""

from __future__ import annotations

import signal
import sys
from types import FrameType

from sim.cli.app import app

__all__ = ["main"]


class Interrupted(BaseException):
    """Ctrl-C; not a KeyboardInterrupt, which typer would report in its own way and code."""


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise Interrupted


def main() -> None:
    """Run a command; bad input gives one line for each problem, never a traceback."""
    from sim.documents.errors import InputError

    signal.signal(signal.SIGINT, _interrupt)
    try:
        app()
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except Interrupted:
        sys.stderr.write("Interrupted; nothing was written.\n")
        sys.exit(130)
