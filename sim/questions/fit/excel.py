"""Workbooks a part at a time; what doesn't fit on one sheet goes on on the next ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from sim.documents.errors import InputError, Problem

Row = Sequence[Any]


def workbook_header(path: Path) -> list[str]:
    """The first row of the first sheet.

    Raises
    ------
    InputError
        If it is no workbook, or the package that reads one isn't installed.
    """
    with _sheets(path) as sheets:
        names = _names(next(chain(next(sheets).iter_rows(), [[]])))
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
    first: list[str] = []
    with _sheets(path) as sheets:
        for sheet in sheets:
            lines = sheet.iter_rows()
            header = next(chain(lines, [[]]))
            _note(sheet, _names(header), first, notes)
            first = first or _names(header)
            if sorted(_names(header)) == sorted(first):
                yield from _parts(lines, header, columns, rows, sheet.total_height, progress)


def _note(sheet: Any, names: list[str], first: list[str], notes: list[str]) -> None:
    """What is done with a further sheet."""
    if first and sorted(names) == sorted(first):
        notes.append(f"goes on on its sheet '{sheet.name}'; rows are counted on")
    elif first and names:
        notes.append(f"has other columns on its sheet '{sheet.name}', which is left out")


def _parts(
    lines: Iterator[Row], header: Row, columns: Sequence[str], rows: int, total: int,
    progress: Callable[[int, int], None] | None,
) -> Iterator[list[dict[str, Any]]]:  # fmt: skip
    place = {str(name): at for at, name in enumerate(header) if str(name) in columns}
    records: list[dict[str, Any]] = []
    for number, row in enumerate(lines, start=2):
        records.append({name: _plain(row[at]) for name, at in place.items()})
        if len(records) == rows:
            if progress is not None:
                progress(number, max(number, total))
            yield records
            records = []
    if records:
        yield records


def _plain(cell: Any) -> Any:
    """A number without a point that a workbook doesn't show."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _names(header: Row) -> list[str]:
    return [str(name) for name in header if name != ""]


@contextmanager
def _sheets(path: Path) -> Iterator[Iterator[Any]]:
    """Its sheets that hold something, one after the other."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        extra = "pip install 'whorunsit[fit]'"
        raise _refused(
            path, f"is a workbook, which needs the extra: {extra}; or save it as CSV"
        ) from None
    try:
        book = CalamineWorkbook.from_path(str(path))
        read = (book.get_sheet_by_name(name) for name in book.sheet_names)
        filled = (sheet for sheet in read if sheet.height)
        first = next(filled, None)
        if first is None:
            raise _refused(path, "is an empty workbook")
        yield chain([first], filled)
    except (CalamineError, OSError, ValueError) as why:
        raise _refused(path, f"is no readable workbook: {' '.join(str(why).split())}") from None


def _refused(path: Path, why: str) -> InputError:
    return InputError(path, [Problem("", why)])
