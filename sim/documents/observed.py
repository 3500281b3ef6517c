"""Durations that somebody measured, from an export beside the document or written into it.

``{ empirical = "f.csv", column = "TTR", unit = "min" }`` takes a column of durations,
``{ empirical = "f.csv", start = "opened", end = "closed" }`` the time between two instants. Without
either it is the first column of a file without a header, each cell with its unit. A list takes the
place of a file.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from sim.documents.dialect import Dialect, dialect_of
from sim.documents.hints import nearest
from sim.documents.places import beside
from sim.ground.instants import Clock, clock_of, zone_of
from sim.ground.spans import parse_span
from sim.ground.units import parse_duration

KEYS = ("empirical", "column", "unit", "start", "end", "zone")
MOST_CLOCK_CELLS = 2_000
"""Cells from which the form of a column of instants is told."""
MISSING = frozenset({"", "?", "-", "–", "n/a", "na", "nan", "none", "null", "nat", "unknown"})
"""Cells, in small letters, that say nothing."""

Cell = tuple[int, str]
"""A row's number, the header being row 1, and what stands in it."""


@dataclass(frozen=True)
class Observed:
    """Durations as they were read, and what to trace them by."""

    file: str
    """"" for a list in the document."""
    what: str
    """The column or columns that were read."""
    hours: tuple[float, ...]
    left_out: int
    """Rows that say nothing: an empty cell, such as the end of what is still open."""
    digest: str
    """SHA-256 of the file's bytes, or of the list."""

    def facts(self) -> dict[str, Any]:
        """What a manifest says of it; median and p95 in hours."""
        return {
            "file": self.file,
            "column": self.what,
            "observations": len(self.hours),
            "left_out": self.left_out,
            "median_hours": round(float(np.quantile(self.hours, 0.5)), 6),
            "p95_hours": round(float(np.quantile(self.hours, 0.95)), 6),
            "sha256": self.digest,
        }


def is_observed(table: Mapping[str, object]) -> bool:
    """Whether a table asks for observations."""
    return "empirical" in table and set(table) <= set(KEYS)


def observe(table: Mapping[str, object], folder: Path) -> Observed:
    """The durations that a table asks for.

    Raises
    ------
    ValueError
        Naming file, row and column, what was found, and what is allowed.
    """
    source = table["empirical"]
    if isinstance(source, list):
        return _written_in(source)
    path = beside(folder, str(source))
    try:
        return _from_file(path, str(source), {k: str(v) for k, v in table.items()})
    except OSError as why:
        raise ValueError(f"can't read durations from '{path}': {why.strerror}") from None
    except (ValueError, IndexError) as why:
        raise ValueError(f"can't read durations from '{path}': {why}") from None


def _written_in(texts: Sequence[object]) -> Observed:
    if not texts:
        raise ValueError("found an empty list; a law needs at least one observation")
    hours = tuple(parse_duration(text) for text in texts)
    digest = sha256(json.dumps(list(map(str, texts))).encode()).hexdigest()
    return Observed("", "a list", hours, 0, digest)


def _from_file(path: Path, name: str, table: Mapping[str, str]) -> Observed:
    dialect = dialect_of(path)
    rows = _rows(path, dialect)
    hours, what, rows_read = _hours(rows, table, dialect)
    if not hours:
        raise ValueError(f"{what}: no row has a duration")
    return Observed(name, what, tuple(hours), rows_read - len(hours), _digest(path))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        found = sha256()
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def _rows(path: Path, dialect: Dialect) -> list[list[str]]:
    """The cells of a file, its header first."""
    if dialect.kind in ("parquet", "xlsx"):
        raise ValueError(
            f"is {dialect.kind}; a document reads CSV or JSON (whorunsit fit reads it, "
            "and writes a CSV beside the scenario)"
        )
    text = path.read_text(encoding=dialect.encoding)
    if dialect.kind == "csv":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)
        return [row for row in reader if row]
    records = _records(text, dialect)
    header = list(dict.fromkeys(key for record in records for key in record))
    return [header, *([_cell(record.get(key)) for key in header] for record in records)]


def _records(text: str, dialect: Dialect) -> list[dict[str, object]]:
    try:
        lines = text.splitlines() if dialect.kind == "jsonl" else [text]
        parsed: list[Any] = [json.loads(line) for line in lines if line.strip()]
    except json.JSONDecodeError as why:
        raise ValueError(f"is no JSON: {why}") from None
    found = parsed if dialect.kind == "jsonl" else parsed[0]
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ValueError("holds no list of records; fit reads other forms of JSON")
    return found


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _hours(
    rows: list[list[str]], table: Mapping[str, str], dialect: Dialect
) -> tuple[list[float], str, int]:
    """The durations, which column they are from, and how many rows were read."""
    unit = table.get("unit")
    if "start" in table or "end" in table:
        return _between(rows, table)
    if "column" in table:
        cells, what = _column(rows, table["column"]), table["column"]
    else:
        cells, what = (
            [_alone(number, row) for number, row in enumerate(rows, start=1)],
            "first column",
        )
    spans = [
        _told(number, what, cell, partial(parse_span, unit=unit, decimal=dialect.decimal))
        for number, cell in cells
        if not _says_nothing(cell)
    ]
    return spans, what, len(cells)


def _alone(number: int, row: list[str]) -> Cell:
    """``1 day, 2:00:00`` is two cells, of which the first alone would be another duration."""
    filled = [cell for cell in row if not _says_nothing(cell)]
    if len(filled) > 1:
        found = ", ".join(map(repr, filled))
        raise ValueError(
            f"line {number} has more than one cell ({found}); write one duration a line, or name "
            "the column"
        )
    return number, row[0]


def _says_nothing(cell: str) -> bool:
    return cell.strip().lower() in MISSING


def _between(rows: list[list[str]], table: Mapping[str, str]) -> tuple[list[float], str, int]:
    if not {"start", "end"} <= set(table):
        raise ValueError("start and end go together; a column of durations is called column")
    start, end = table["start"], table["end"]
    begins, ends = _column(rows, start), _column(rows, end)
    zone = table.get("zone")
    if zone is not None:
        zone_of(zone)
    clocks = [_clock(name, cells, zone) for name, cells in ((start, begins), (end, ends))]
    hours = list(_spans(begins, ends, clocks, (start, end)))
    return hours, f"{start} to {end}", len(begins)


def _clock(name: str, cells: Sequence[Cell], zone: str | None) -> Clock:
    filled = [cell for _, cell in cells if not _says_nothing(cell)][:MOST_CLOCK_CELLS]
    try:
        return clock_of(filled, zone)
    except ValueError as why:
        raise ValueError(f"column '{name}': {why}") from None


def _spans(
    begins: Sequence[Cell], ends: Sequence[Cell], clocks: Sequence[Clock], names: tuple[str, str]
) -> Iterator[float]:
    for (number, begin), (_, end) in zip(begins, ends, strict=True):
        if _says_nothing(begin) or _says_nothing(end):
            continue
        first = _told(number, names[0], begin, clocks[0].read)
        last = _told(number, names[1], end, clocks[1].read)
        hours = (last - first).total_seconds() / 3600
        if hours < 0:
            raise ValueError(f"row {number}: ends ({end!r}) before it starts ({begin!r})")
        yield hours


def _told(number: int, column: str, cell: str, read: Callable[[str], Any]) -> Any:
    """What a cell says, or its row and column with the complaint."""
    try:
        return read(cell)
    except ValueError as why:
        raise ValueError(f"row {number}, column '{column}': {why}") from None


def _column(rows: list[list[str]], name: str) -> list[Cell]:
    """The cells of a column by its name in the header."""
    header = [cell.strip() for cell in rows[0]] if rows else []
    if name not in header:
        raise ValueError(f"no column '{name}'{nearest(name, header)}")
    place = header.index(name)
    return [
        (number, row[place] if place < len(row) else "")
        for number, row in enumerate(rows[1:], start=2)
    ]
