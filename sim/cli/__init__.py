"""The command line. Heavy modules are imported inside the commands, so that --help is quick."""

from __future__ import annotations

import sys

from sim.cli.app import app
from sim.cli.interrupt import Interrupted, listen

__all__ = ["main"]


def main() -> None:
    """Run a command; bad input gives one line for each problem, never a traceback."""
    from sim.documents.errors import InputError

    listen()
    try:
        app()
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except Interrupted:
        sys.stderr.write("Interrupted; nothing was written.\n")
        sys.exit(130)
