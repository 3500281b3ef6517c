"""What earlier runs left: half-written results, and files that no version writes any more."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

FORMER = frozenset({"summary_incentives_off.csv", "comparison_incentives_off.csv"})
"""Names of outputs of earlier versions: such a file in a folder of results is nobody's own."""


def clear_leftovers(folder: Path) -> None:
    """Remove half-written results beside a folder of results, which must not be written to now.

    A run that was killed in the instant between putting the old results aside and the new ones
    in their place has the old ones put back.
    """
    drafts = re.compile(re.escape(f".{folder.name}.") + "[a-z0-9_]{8}")
    if not folder.parent.is_dir():
        return
    for path in list(folder.parent.iterdir()):
        if path.is_dir() and drafts.fullmatch(path.name):
            if (path / "old").is_dir() and not folder.exists():
                (path / "old").rename(folder)
            shutil.rmtree(path, ignore_errors=True)
