"""``python -m benchmarks``: measure, print, write ``docs/performance.md``."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.page import page

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"


def main() -> None:
    """Everything in one run, so that ratios are fair."""
    text = page(say=lambda step: sys.stderr.write(f"{step} …\n"))
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


main()
