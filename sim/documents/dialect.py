"""Which kind of file somebody exported, and how its text is written: told from its first bytes."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

Kind = Literal["csv", "json", "jsonl", "parquet", "xlsx"]

SAMPLE_BYTES = 256 * 1024
DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 60

STRANGERS = {
    b"\x1f\x8b": "is compressed (gzip); unpack it first",
    b"%PDF": "is a PDF; export a table instead",
    b"\xd0\xcf\x11\xe0": "is an old Excel file (.xls); save it as .xlsx or CSV",
    b"SQLite": "is a database; export a table instead",
}
"""First bytes of files that hold no table that we read."""
_COMMA_NUMBER = re.compile(r"^-?\d+,\d+$")
_POINT_NUMBER = re.compile(r"^-?\d+\.\d+$")


@dataclass(frozen=True)
class Dialect:
    """How a file of text is written."""

    kind: Kind
    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."


def dialect_of(path: Path) -> Dialect:
    """What kind of file it is, and how written.

    Raises
    ------
    ValueError
        If it is empty or no table; the message is what the user reads.
    OSError
        If it can't be read.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES)
    if not head.strip():
        raise ValueError("is empty")
    for begin, why in STRANGERS.items():
        if head.startswith(begin):
            raise ValueError(why)
    if head.startswith(b"PAR1"):
        return Dialect("parquet")
    if head.startswith(b"PK\x03\x04"):
        return Dialect("xlsx")
    found = _of_text(head, encoding_of(path, head))
    lines = found.kind == "json" and path.suffix.lower() in (".jsonl", ".ndjson")
    return replace(found, kind="jsonl") if lines else found


def encoding_of(path: Path, head: bytes) -> str:
    """UTF-8 or UTF-16 where that fits the whole file; else what Windows wrote in the West."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    if b"\x00" in head:
        raise ValueError("is no text (it has zero bytes); export it as CSV in UTF-8")
    return next((name for name in ("utf-8", "cp1252") if _decodes(path, name)), "latin-1")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _of_text(head: bytes, encoding: str) -> Dialect:
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head).lstrip()
    if text.startswith("<"):
        raise ValueError("is a web page or XML, no table; export CSV or JSON")
    if text.startswith("["):
        return Dialect("json", encoding)
    if text.startswith("{"):
        first = text.splitlines()[0].rstrip()
        lines = first.endswith("}") and text.count("\n{") > 0
        return Dialect("jsonl" if lines else "json", encoding)
    delimiter = _delimiter(text, whole=len(head) < SAMPLE_BYTES)
    return Dialect("csv", encoding, delimiter, _decimal(text, delimiter))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [row for row, _ in zip(reader, range(SAMPLE_ROWS), strict=False)]


def _delimiter(text: str, whole: bool) -> str:
    """The one that cuts most rows into the same number of cells, of more than one."""

    def agreement(delimiter: str) -> tuple[float, int]:
        try:
            rows = _rows(text, delimiter)
        except csv.Error:
            return (0.0, 0)
        rows = rows if whole or len(rows) < 3 else rows[:-1]
        cells, times = Counter(map(len, rows)).most_common(1)[0]
        return (times / len(rows), cells) if cells > 1 else (0.0, 0)

    return max(DELIMITERS, key=agreement)


def _decimal(text: str, delimiter: str) -> str:
    if delimiter == ",":
        return "."
    cells = [cell.strip() for row in _rows(text, delimiter) for cell in row]
    commas = sum(1 for cell in cells if _COMMA_NUMBER.match(cell))
    points = sum(1 for cell in cells if _POINT_NUMBER.match(cell))
    return "," if commas > points else "."
