"""What became of each row of a file: kept, part of another, or dropped for a stated reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

SHOWN = 10
"""Row numbers that are told of each reason; all are counted."""


@dataclass
class Dropped:
    """Rows that were dropped for one reason."""

    rows: int = 0
    first: list[int] = field(default_factory=list)
    """The numbers of the first of them, the header being row 1."""

    def add(self, numbers: Iterable[int]) -> None:
        """Some more rows."""
        for number in numbers:
            self.rows += 1
            if len(self.first) < SHOWN:
                self.first.append(int(number))

    def __str__(self) -> str:
        more = f" and {self.rows - len(self.first)} more" if self.rows > len(self.first) else ""
        word = "row" if self.rows == 1 else "rows"
        return f"{word} {', '.join(map(str, sorted(self.first)))}{more}"


@dataclass
class Tally:
    """The rows of one file; ``rows`` = ``kept`` + ``merged`` + all that were dropped."""

    file: str
    form: str
    """What it was read as."""
    rows: int = 0
    kept: int = 0
    merged: int = 0
    """Further rows of an incident that is kept."""
    dropped: dict[str, Dropped] = field(default_factory=dict)
    oddities: dict[str, Dropped] = field(default_factory=dict)
    """Rows that are kept, with something left out or strange."""
    digest: str = ""
    """SHA-256 of the file."""
    notes: list[str] = field(default_factory=list)
    """How it was read: encoding, zone, what was assumed."""

    def drop(self, reason: str, numbers: Iterable[int]) -> None:
        """Drop rows for a reason."""
        _add(self.dropped, reason, numbers)

    def odd(self, what: str, numbers: Iterable[int]) -> None:
        """Note rows that are strange, and kept."""
        _add(self.oddities, what, numbers)

    @property
    def adds_up(self) -> bool:
        """Whether every row is somewhere."""
        return self.rows == self.kept + self.merged + sum(d.rows for d in self.dropped.values())

    def sentences(self) -> list[str]:
        """What was read, for people."""
        lines = [f"{self.file}: {self.form}; {self.rows:,} rows, {self.kept:,} kept"]
        if self.merged:
            lines.append(f"  {self.merged:,} are further rows of an incident that is kept")
        lines += [f"  {d.rows:,} dropped, {why}: {d}" for why, d in self.dropped.items()]
        lines += [f"  {d.rows:,} kept, {what}: {d}" for what, d in self.oddities.items()]
        return [*lines, *(f"  {note}" for note in self.notes)]


def _add(where: dict[str, Dropped], key: str, numbers: Iterable[int]) -> None:
    found = list(numbers)
    if found:
        where.setdefault(key, Dropped()).add(found)
