"""The command line as somebody types it, in a folder of its own."""

from __future__ import annotations

import signal
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from sim.cli import main

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "scenarios" / "tiny.toml"


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


def typed(folder: Path, *words: object) -> Done:
    """Run a command to its end, in this process and in a folder."""
    heard, said, errors = signal.getsignal(signal.SIGINT), StringIO(), StringIO()
    argv, sys.argv = sys.argv, ["whorunsit", *map(str, words)]
    try:
        with chdir(folder), redirect_stdout(said), redirect_stderr(errors):
            main()
    except SystemExit as ended:
        return Done(int(ended.code or 0), said.getvalue(), errors.getvalue())
    finally:
        sys.argv = argv
        signal.signal(signal.SIGINT, heard)
    raise AssertionError("a command line ends with a code")


def short(folder: Path, **lines: str) -> Path:
    """A scenario that takes a second, with other values for some of its lines."""
    text = TINY.read_text(encoding="utf-8")
    for old, new in {"replications = 20": "replications = 6", '"1 y"': '"60 d"', **lines}.items():
        assert old in text
        text = text.replace(old, new)
    file = folder / "shop.toml"
    file.write_text(text, encoding="utf-8")
    return file
