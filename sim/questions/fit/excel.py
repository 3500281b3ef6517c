"""Workbooks a part at a time; what doesn't fit on one sheet goes on on the next ones."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from sim.documents.errors import InputError, Problem

Row = tuple[Any, ...]


def workbook_header(path: Path) -> list[str]:
    """The first row of the first sheet.

    Raises
    ------
    InputError
        If it is no workbook, or the package that reads one isn't installed.
    """
    with _sheets(path) as sheets:
        names = _names(next(sheets[0].iter_rows(values_only=True), ()))
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise _refused(path, f"has the column '{twice[0]}' twice; name them apart")
    return names


def workbook_records(
    path: Path, columns: Sequence[str], rows: int, progress: Callable[[int, int], None] | None,
    notes: list[str],
) -> Iterator[list[dict[str, Any]]]:  # fmt: skip
    """Some columns of all rows, so many at a time, of every sheet that has the first one's header.

    Raises
    ------
    InputError
        If it can't be read on.
    """
    done, records = 0, []
    with _sheets(path) as sheets:
        total = sum(sheet.max_row or 0 for sheet in sheets)
        for place, row in _rows(sheets, notes):
            records.append({name: row[at] for name, at in place.items() if name in columns})
            if len(records) == rows:
                done += rows
                if progress is not None:
                    progress(min(done, total), max(done, total))
                yield records
                records = []
    if records:
        yield records


def _rows(sheets: Sequence[Any], notes: list[str]) -> Iterator[tuple[dict[str, int], Row]]:
    """Each row with the place of each column; the sheet that was exported comes first."""
    first: list[str] = []
    for sheet in sheets:
        lines = sheet.iter_rows(values_only=True)
        header = next(lines, ())
        names = _names(header)
        first = first or names
        if sorted(names) != sorted(first):
            if names:
                notes.append(f"has other columns on its sheet '{sheet.title}', which is left out")
            continue
        place = {str(name): at for at, name in enumerate(header) if name is not None}
        if sheet is not sheets[0]:
            notes.append(f"goes on on its sheet '{sheet.title}'; rows are counted on")
        for row in lines:
            yield place, tuple(row) + (None,) * (len(header) - len(row))


def _names(header: Row) -> list[str]:
    return [str(name) for name in header if name is not None]


@contextmanager
def _sheets(path: Path) -> Iterator[list[Any]]:
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        extra = "pip install 'whorunsit[fit]'"
        raise _refused(
            path, f"is a workbook, which needs the extra: {extra}; or save it as CSV"
        ) from None
    book = None
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        yield book.worksheets
    except (
        InvalidFileException, BadZipFile, zlib.error, ParseError, KeyError, IndexError, ValueError,
        OSError, EOFError,
    ) as why:  # fmt: skip
        raise _refused(path, f"is no readable workbook: {' '.join(str(why).split())}") from None
    finally:
        if book is not None:
            book.close()


def _refused(path: Path, why: str) -> InputError:
    return InputError(path, [Problem("", why)])
