"""The command line. Heavy modules are imported inside the commands, so that --help is quick."""

from __future__ import annotations

import sys

from sim.cli.app import app

__all__ = ["main"]


def main() -> None:
    """Run a command; bad input gives one line for each problem, never a traceback."""
    from sim.documents.errors import InputError

    try:
        code = app(standalone_mode=False)
    except InputError as error:
        _say(str(error))
        code = 2
    except KeyboardInterrupt:
        _say("Interrupted; nothing was written.")
        code = 130
    except Exception as error:
        code = _usage_error(error)
    sys.exit(code if isinstance(code, int) else 0)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _usage_error(error: Exception) -> int:
    """What the user typed wrong, in typer's own words; anything else is ours and goes on."""
    import click

    if isinstance(error, click.exceptions.Abort):
        _say("Interrupted; nothing was written.")
        return 130
    if not isinstance(error, click.ClickException):
        raise error
    error.show()
    return 2
