"""The command line. Heavy modules are imported inside the commands, so that --help is quick."""

from __future__ import annotations

import sys

import typer
import typer.exceptions

from sim.cli.app import app
from sim.cli.interrupt import Interrupted, listen

__all__ = ["main"]


def main() -> None:
    """Run a command; bad input gives one line for each problem, never a traceback."""
    from sim.cli.options import in_our_words
    from sim.documents.errors import InputError

    listen()
    try:
        sys.exit(_run())
    except InputError as error:
        sys.stderr.write(f"{error}\n")
    except typer.exceptions.TyperException as error:
        sys.stderr.write(f"{in_our_words(error, sys.argv[1:])}\n")
    except Interrupted:
        sys.stderr.write("Interrupted; nothing was written.\n")
        sys.exit(130)
    except typer.Abort:
        sys.exit(1)
    sys.exit(2)


def _run() -> int:
    """The command's exit code; a command line without words is answered with the help."""
    code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    return code if isinstance(code, int) else 0
