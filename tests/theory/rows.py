"""Rows of known answers: which fail, and where each long case is lived through."""

from __future__ import annotations

from sim.questions.verify import Row

HELD_AGAINST_ANOTHER_ENGINE = ("shared-team", "two-lines")
"""Cases that take long and are held against theory where they are held against Ciw."""


def failures(rows: list[Row]) -> list[str]:
    """What each row that doesn't hold says."""
    return [story(row) for row in rows if row.verdict != "holds"]


def story(row: Row) -> str:
    """The answer, what was found, and how wide its interval is."""
    interval = f"{row.mean:g} [{row.low:g}, {row.high:g}]"
    return f"{row.name}: {row.theory:g} but {interval}, width {row.width:.2%} of {row.allowed:.2%}"
