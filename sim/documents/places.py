"""Which files a document may name: those beside it, so that a stranger's scenario reads no others.

A scenario that somebody else wrote is data. It names support models by their names, and files of
observations by a path that stays in its folder, unless whoever runs it says otherwise.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

ANYWHERE = "WHORUNSIT_READ_ANYWHERE"
"""The environment variable that, set to 1, lets a scenario read files of other folders."""
LONGEST_NAME = 100
"""Characters of a support model's name, so that it fits into a file's name on every system."""
NO_FILE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]|^\.|^\s|[\s.]$|^$')
"""What no file of a support model is called."""


def is_plain_name(name: str) -> bool:
    """Whether a support model of this name can have a file: a name, no path."""
    return len(name) <= LONGEST_NAME and NO_FILE.search(name) is None


def beside(folder: Path, name: str) -> Path:
    """The file of this name in a folder or in a folder inside it.

    Raises
    ------
    ValueError
        If it lies elsewhere (also by a link), and nobody allowed that.
    """
    path = folder / name
    inside = path.resolve().is_relative_to(folder.resolve())
    if not inside and os.environ.get(ANYWHERE) != "1":
        raise ValueError(
            f"'{name}' isn't in the scenario's folder; put it there, or set {ANYWHERE}=1 "
            "if you trust the scenario"
        )
    return path
