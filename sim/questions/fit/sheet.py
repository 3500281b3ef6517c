"""A file as a table of text, a part at a time: CSV, JSON, JSON lines, Parquet, XLSX."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv, parquet

from sim.documents.dialect import Dialect, dialect_of
from sim.documents.errors import InputError, Problem
from sim.questions.fit.excel import workbook_header, workbook_records
from sim.questions.fit.records import Listing, Progress, flat, listing_of, tables_of

BLOCK_BYTES = 16 << 20
ROWS_AT_ONCE = 100_000
LIST = ";"
"""Between the values of a list."""


@dataclass(frozen=True)
class Part:
    """Some rows of a file: their numbers (the header being row 1) and their cells."""

    rows: np.ndarray
    cells: pd.DataFrame


@dataclass
class Sheet:
    """A file that is read a part at a time; ``records`` is where a JSON keeps its list."""

    path: Path
    records: str | None = None
    looking: Callable[[], Progress] | None = None
    """Makes the progress bar of looking through a file for its columns."""
    malformed: list[tuple[int, str]] = field(default_factory=list)
    """Rows that have more or fewer cells than the header, by their numbers, and why."""
    notes: list[str] = field(default_factory=list)
    """What else is to be said of the file, once it was read."""

    @cached_property
    def dialect(self) -> Dialect:
        """How it is written; ``InputError`` if it is no table."""
        try:
            return dialect_of(self.path)
        except OSError as why:
            raise self.refused(f"can't be read: {why.strerror}") from None
        except ValueError as why:
            raise self.refused(str(why)) from None

    def refused(self, why: str) -> InputError:
        """The error that this file can't be used, and why."""
        return InputError(self.path, [Problem("", why)])

    @cached_property
    def columns(self) -> list[str]:
        """The names in the header."""
        return _HEADERS[self.dialect.kind](self)

    def parts(self, columns: Sequence[str], progress: Progress | None = None) -> Iterator[Part]:
        """The rows in parts, of these columns alone."""
        first, skipped = 2, 0
        for cells in _READERS[self.dialect.kind](self, columns, progress):
            bad = {number for number, _ in self.malformed}
            numbers = [
                n for n in range(first, first + len(cells) + len(bad) - skipped) if n not in bad
            ] if len(bad) > skipped else range(first, first + len(cells))  # fmt: skip
            rows = np.array(numbers[: len(cells)])
            if len(rows):
                skipped = sum(1 for n in bad if n <= rows[-1])
                first = int(rows[-1]) + 1
            yield Part(rows, cells)

    @cached_property
    def listing(self) -> Listing:
        """Where a JSON has its records."""
        with self.as_json():
            progress = self.looking() if self.looking is not None else None
            return listing_of(self.path, self.dialect, self.records, progress)

    @contextmanager
    def as_json(self) -> Iterator[None]:
        """What is wrong with a JSON, as the user reads it."""
        try:
            yield
        except UnicodeDecodeError as why:
            raise self.refused(f"is no text in {self.dialect.encoding}: {why.reason}") from None
        except ValueError as why:
            raise self.refused(str(why)) from None
        except RecursionError:
            raise self.refused("is nested too deeply for a list of records") from None


# --- CSV ------------------------------------------------------------------------------------


def _open_csv(sheet: Sheet, columns: Sequence[str]) -> tuple[Any, Any]:
    dialect = sheet.dialect

    def bad(row: Any) -> str:
        cells = f"malformed ({row.actual_columns} cells, not {row.expected_columns})"
        sheet.malformed.append((row.number, cells if row.text.strip() else "an empty line"))
        return "skip"

    file, header = pa.OSFile(str(sheet.path), "rb"), _first_row(sheet)
    apart = _apart(header)
    names = [own for own, name in zip(apart, header, strict=True) if name in columns]
    lists = {"column_names": apart, "skip_rows": 1} if apart != header else {}
    kinds = {name: pa.string() for name in names}
    try:
        reader = csv.open_csv(
            file,
            csv.ReadOptions(
                use_threads=False, block_size=BLOCK_BYTES, encoding=_codec(dialect), **lists
            ),
            csv.ParseOptions(
                delimiter=dialect.delimiter, newlines_in_values=True, invalid_row_handler=bad,
                ignore_empty_lines=False,
            ),
            csv.ConvertOptions(
                include_columns=names, column_types=kinds, strings_can_be_null=False,
                null_values=[],
            ),
        )  # fmt: skip
    except (pa.ArrowInvalid, UnicodeError) as why:
        raise sheet.refused(f"is no readable CSV: {_short(why)}") from None
    return file, reader


def _codec(dialect: Dialect) -> str:
    return "utf8" if dialect.encoding in ("utf-8", "utf-8-sig") else dialect.encoding


def _short(why: Exception) -> str:
    return re.sub(r"\s+", " ", str(why))[:160]


def _first_row(sheet: Sheet) -> list[str]:
    import csv as plain

    with sheet.path.open(encoding=sheet.dialect.encoding, newline="") as file:
        return next(plain.reader(file, delimiter=sheet.dialect.delimiter), [])


def _csv_header(sheet: Sheet) -> list[str]:
    return [name for name in dict.fromkeys(_first_row(sheet)) if name.strip()]


def _apart(header: Sequence[str]) -> list[str]:
    """Names of columns, those that come again numbered: Jira gives a list a column a value."""
    seen: Counter[str] = Counter()
    found = []
    for name in header:
        found.append(f"{name}#{seen[name]}" if name.strip() and seen[name] else name)
        seen[name] += 1
    return found


def _lists_joined(cells: pd.DataFrame, header: Sequence[str]) -> pd.DataFrame:
    """With the columns of one name as one, their values as "a;b"."""
    for own, name in zip(_apart(header), header, strict=True):
        if own != name and own in cells:
            cells[name] = (cells[name] + LIST + cells.pop(own)).str.strip(LIST)
    return cells


def _csv_parts(
    sheet: Sheet, columns: Sequence[str], progress: Progress | None
) -> Iterator[pd.DataFrame]:
    sheet.malformed.clear()
    file, reader = _open_csv(sheet, columns)
    header = _first_row(sheet)
    total = sheet.path.stat().st_size
    while True:
        try:
            batch = reader.read_next_batch()
        except StopIteration:
            return
        except (pa.ArrowInvalid, UnicodeError) as why:
            raise sheet.refused(f"can't be read on: {_short(why)}") from None
        if progress is not None:
            progress(min(file.tell(), total), total)
        if batch.num_rows:
            yield _lists_joined(batch.to_pandas(), header)


def _json_parts(
    sheet: Sheet, columns: Sequence[str], progress: Progress | None
) -> Iterator[pd.DataFrame]:
    total, wanted = sheet.path.stat().st_size, tuple(columns)
    with sheet.as_json():
        for part, place in tables_of(
            sheet.path, sheet.dialect, sheet.listing, wanted, ROWS_AT_ONCE
        ):
            if progress is not None:
                progress(min(place, total), total)
            yield part


# --- Parquet --------------------------------------------------------------------------------


def _parquet(sheet: Sheet) -> parquet.ParquetFile:
    try:
        return parquet.ParquetFile(sheet.path)
    except (pa.ArrowInvalid, OSError) as why:
        raise sheet.refused(f"is no readable Parquet: {_short(why)}") from None


def _parquet_parts(
    sheet: Sheet, columns: Sequence[str], progress: Progress | None
) -> Iterator[pd.DataFrame]:
    file = _parquet(sheet)
    total, done = file.metadata.num_rows, 0
    for batch in file.iter_batches(ROWS_AT_ONCE, columns=list(columns)):
        done += batch.num_rows
        if progress is not None:
            progress(done, total)
        yield batch.to_pandas()


def _workbook_parts(
    sheet: Sheet, columns: Sequence[str], progress: Progress | None
) -> Iterator[pd.DataFrame]:
    for records in workbook_records(sheet.path, columns, ROWS_AT_ONCE, progress, sheet.notes):
        yield flat(records, tuple(columns))


_HEADERS: dict[str, Callable[[Sheet], list[str]]] = {
    "csv": _csv_header,
    "json": lambda sheet: list(sheet.listing.columns),
    "jsonl": lambda sheet: list(sheet.listing.columns),
    "parquet": lambda sheet: list(_parquet(sheet).schema_arrow.names),
    "xlsx": lambda sheet: workbook_header(sheet.path),
}
_READERS: dict[str, Callable[[Sheet, Sequence[str], Progress | None], Iterator[pd.DataFrame]]] = {
    "csv": _csv_parts,
    "json": _json_parts,
    "jsonl": _json_parts,
    "parquet": _parquet_parts,
    "xlsx": _workbook_parts,
}
