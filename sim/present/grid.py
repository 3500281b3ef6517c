"""Tables as a page shows them: headings, rows, cells with what they are sorted by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

MOST_ROWS = 60
"""Of a table about services or teams; a page of a thousand rows is read by nobody."""


@dataclass(frozen=True)
class Cell:
    """A number or a text of a table: what is read, its interval, what it is sorted by, a remark."""

    text: str
    bounds: str = ""
    sort: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table: its heading, the colour of its swatch (if any), its cells."""

    heading: str
    cells: list[Cell]
    colour: str = ""
    remark: str = ""
    about: str = ""
    first: bool = False


@dataclass(frozen=True)
class Grid:
    """A table; ``left_out`` says what it doesn't show and where that is."""

    title: str
    caption: str
    heads: Sequence[str]
    lines: list[Line]
    left_out: str = ""
    texts: bool = False
    """Whether cells are sentences rather than numbers."""
    folded: bool = field(default=False)


def left_out(all_of_them: int, what: str, where: str) -> str:
    """What a table of at most so many rows doesn't show."""
    rest = all_of_them - MOST_ROWS
    return f"{rest:,} more {what} are in {where}." if rest > 0 else ""
