"""One run at a time in a folder; the system frees the lock when its holder ends, in any way."""

from __future__ import annotations

import os
import sys
import weakref
from pathlib import Path

from sim.documents.errors import InputError, Problem


class Lock:
    """Held from the beginning until ``release``, or until nobody has it any more."""

    def __init__(self, path: Path) -> None:
        """Take the lock; ``InputError`` if somebody else holds it."""
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        self.release = weakref.finalize(self, os.close, file)
        if not _taken(file):
            self.release()
            problem = Problem("", "another run is at work on it")
            raise InputError(path.parent, [problem])


def _taken(file: int) -> bool:
    """Whether the lock is ours now; on Windows two runs at a time are the user's own care."""
    if sys.platform != "win32":
        from fcntl import LOCK_EX, LOCK_NB, flock

        try:
            flock(file, LOCK_EX | LOCK_NB)
        except OSError:
            return False
    return True
