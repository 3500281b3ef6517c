"""JSON a record at a time, so that a file may be larger than memory: arrays, objects, lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sim.documents.dialect import Dialect

BLOCK = 1 << 20
"""Characters read at once."""
BLANK = " \t\r\n"
_DECODER = json.JSONDecoder()
Record = dict[str, Any]


@dataclass
class Found:
    """A record, the key of the list that it stands in ("" if the file is one), how far it is."""

    key: str
    value: Any
    place: int
    """Bytes of the file read up to here."""


def records_of(path: Path, dialect: Dialect) -> Iterator[Found]:
    """Every item of the file's list, of each list of its object, or of its lines, in their order.

    What stands in an object beside its lists comes too, not as an item but with an empty place of
    −1: a page's name and time zone are told there.

    Raises
    ------
    ValueError
        If it is no JSON: with the line, what was found.
    """
    with path.open(encoding=dialect.encoding, newline="") as file:
        yield from _lines(file) if dialect.kind == "jsonl" else _Text(file).items()


def _lines(file: IO[str]) -> Iterator[Found]:
    place = 0
    for number, line in enumerate(file, start=1):
        place += len(line)
        if line.strip():
            try:
                yield Found("", json.loads(line), place)
            except json.JSONDecodeError as why:
                raise ValueError(f"is no JSON: line {number}: {why.msg}") from None


@dataclass
class _Text:
    """A file of one JSON value, of which no more than a part is kept."""

    file: IO[str]
    text: str = ""
    at: int = 0
    lines: int = field(default=1)
    """Number of the line that the kept part begins in."""
    read: int = 0
    ended: bool = False

    def items(self) -> Iterator[Found]:
        if self._next() == "[":
            yield from self._array("")
        elif self._next() == "{":
            yield from self._object()
        else:
            raise ValueError("holds no list of records")
        if self._next():
            raise self._wrong("something after the end")

    def _object(self) -> Iterator[Found]:
        self.at += 1
        while self._next() != "}":
            key = str(self._value())
            self._expect(":")
            if self._next() == "[":
                yield from self._array(key)
            else:
                yield Found(key, self._value(), -1)
            if self._next() != "}":
                self._expect(",")
        self.at += 1

    def _array(self, key: str) -> Iterator[Found]:
        self.at += 1
        while self._next() != "]":
            yield Found(key, self._value(), self.read)
            if self._next() != "]":
                self._expect(",")
        self.at += 1

    def _next(self) -> str:
        """The next character that isn't blank; "" at the end."""
        while True:
            while self.at < len(self.text):
                if self.text[self.at] not in BLANK:
                    return self.text[self.at]
                self.at += 1
            if not self._more():
                return ""

    def _expect(self, sign: str) -> None:
        if self._next() != sign:
            raise self._wrong(f"expecting '{sign}'")
        self.at += 1

    def _value(self) -> Any:
        """The value here; more is read as long as it may go on beyond what is kept."""
        self._next()
        while True:
            try:
                found, end = _DECODER.raw_decode(self.text, self.at)
            except json.JSONDecodeError as why:
                if not self._more():
                    self.at = why.pos
                    raise self._wrong(why.msg) from None
                continue
            if end < len(self.text) or not self._more():
                self.at = end
                return found

    def _more(self) -> bool:
        """Read on, twice as much as is kept, without what is done with; False at the end."""
        if self.ended:
            return False
        block = self.file.read(max(BLOCK, len(self.text) - self.at))
        if not block:
            self.ended = True
            return False
        self.lines += self.text.count("\n", 0, self.at)
        self.text, self.at = self.text[self.at :] + block, 0
        self.read += len(block)
        return True

    def _wrong(self, why: str) -> ValueError:
        line = self.lines + self.text.count("\n", 0, self.at)
        return ValueError(f"is no JSON: line {line}: {why}")
