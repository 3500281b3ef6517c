"""Two studies side by side: their numbers, what differs between them, and in which lines."""

from __future__ import annotations

from sim.questions.side_by_side.lives import LIVES, Side, kept_lives, read_side, side_of
from sim.questions.side_by_side.rows import Lines, Row, SideBySide, put_side_by_side

__all__ = [
    "LIVES", "Lines", "Row", "Side", "SideBySide", "kept_lives", "put_side_by_side", "read_side",
    "side_of",
]  # fmt: skip
