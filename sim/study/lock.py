"""One run at a time in a folder; the system frees the lock when its holder ends, in any way."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

from sim.documents.errors import InputError, Problem


class Lock:
    """Held from the beginning until ``release``."""

    def __init__(self, path: Path) -> None:
        """Take the lock; ``InputError`` if somebody else holds it."""
        self._file = path.open("a")
        if not _taken(self._file):
            self._file.close()
            problem = Problem("", "another run is at work on it")
            raise InputError(path.parent, [problem])

    def release(self) -> None:
        """Let others have it."""
        self._file.close()


def _taken(file: TextIO) -> bool:
    """Whether the lock is ours now; on Windows two runs at a time are the user's own care."""
    if sys.platform != "win32":
        from fcntl import LOCK_EX, LOCK_NB, flock

        try:
            flock(file, LOCK_EX | LOCK_NB)
        except OSError:
            return False
    return True
