"""Ctrl-C, so that what is finished can still be reported on."""

from __future__ import annotations

import signal
from types import FrameType


class Interrupted(BaseException):
    """Ctrl-C; not a KeyboardInterrupt, which typer would report in its own way and code."""


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise Interrupted


def listen() -> None:
    """From now on Ctrl-C raises Interrupted."""
    signal.signal(signal.SIGINT, _interrupt)
