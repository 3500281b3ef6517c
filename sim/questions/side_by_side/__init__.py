"""Two studies side by side: their numbers, what differs between them, and in which lines."""

from __future__ import annotations

from sim.questions.side_by_side.kept_runs import RUNS, Side, kept_runs, read_side, side_of
from sim.questions.side_by_side.rows import Lines, Row, SideBySide, put_side_by_side

__all__ = [
    "RUNS", "Lines", "Row", "Side", "SideBySide", "kept_runs", "put_side_by_side", "read_side",
    "side_of",
]  # fmt: skip
