"""One file of incidents or changes in our words, a part at a time, each row accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from sim.documents.dialect import Dialect
from sim.documents.errors import InputError, Problem
from sim.ground.instants import Clock, clock_of, zone_of
from sim.questions.fit import cells
from sim.questions.fit.records import Progress
from sim.questions.fit.shape import (
    COUNTS,
    INSTANTS,
    NEEDED,
    SPANS,
    Shape,
    plain_name,
)
from sim.questions.fit.sheet import Part, Sheet
from sim.questions.fit.tally import Tally

SAMPLE = 5_000
EARLIEST, LATEST = (pd.Timestamp(f"{year}-01-01", tz="UTC") for year in (1980, 2100))
"""What tools write for "never" lies beyond: year 1, 1900 or 1970, 2999 or 9999."""
UNREADABLE = f"is no date from {EARLIEST.year} to {LATEST.year}"
EMPTY = 0.5
"""A column with fewer of its cells filled gives way to the next one that may say the same."""


@dataclass
class Table:
    """A file that is being read in the words of its shape."""

    sheet: Sheet
    shape: Shape
    tally: Tally
    zone: str | None = None
    start: date | None = None
    clocks: dict[str, Clock] = field(default_factory=dict)
    used: dict[str, list[str]] = field(default_factory=dict)
    """The columns that say each word, by the first part."""

    @property
    def dialect(self) -> Dialect:
        """How the file is written."""
        return self.sheet.dialect

    def parts(self, progress: Progress | None = None) -> Iterator[pd.DataFrame]:
        """Rows in our words; each has ``row`` and a column for each word that the file says."""
        shape, there = self.shape, self.sheet.columns
        wanted = [c for word in shape.columns for c in shape.candidates(word, there)]
        rules = [c for c in there if plain_name(c) in _plain({**shape.skip, **shape.keep})]
        for part in self.sheet.parts(list(dict.fromkeys([*wanted, *rules])), progress):
            if not self.used:
                self._choose(part)
            self.tally.rows += len(part.rows)
            yield self._read(self._chosen(part))
        for number, why in self.sheet.malformed:
            self.tally.rows += 1
            self.tally.drop(why, [number])
        self.tally.notes += self.sheet.notes

    # --- which rows count ---------------------------------------------------------------

    def _chosen(self, part: Part) -> Part:
        """Without the rows that the shape skips; each is dropped for the first reason."""
        for column, values in self.shape.skip.items():
            part = self._without(part, column, values, keep=False)
        for column, values in self.shape.keep.items():
            part = self._without(part, column, values, keep=True)
        return part

    def _without(self, part: Part, wanted: str, values: tuple[str, ...], keep: bool) -> Part:
        found = next((c for c in map(str, part.cells) if plain_name(c) == plain_name(wanted)), None)
        if found is None:
            return part
        said = cells.text(part.cells[found]).str.lower()
        told = said.ne("") if "*" in values else said.isin([value.lower() for value in values])
        gone = ~told.to_numpy(dtype=bool) if keep else told.to_numpy(dtype=bool)
        why = f"{found} is {'not ' if keep else ''}"
        self.tally.drop(why + ("given" if "*" in values else " or ".join(values)), part.rows[gone])
        return Part(part.rows[~gone], part.cells[~gone].reset_index(drop=True))

    # --- which columns and forms ----------------------------------------------------------

    def _choose(self, part: Part) -> None:
        for word in self.shape.columns:
            found = self.shape.candidates(word, list(part.cells.columns))
            full = [c for c in found if (~cells.missing(part.cells[c])).mean() >= EMPTY]
            if full and word in ("service", "opened_at"):
                found = found[found.index(full[0]) :] if word == "service" else found
            elif found:
                filled = [c for c in found if not cells.missing(part.cells[c]).all()]
                found = (full or filled or found)[:1]
            if found:
                self.used[word] = found
        needed = NEEDED[self.shape.kind]
        if needed not in self.used:
            names = ", ".join(self.shape.columns.get(needed, ()))
            raise self.sheet.refused(f"has no column for {needed} (one of {names})")

    def _clock(self, column: str, part: pd.Series) -> Clock:
        if column not in self.clocks:
            self.clocks[column] = self._found_clock(column, part)
        return self.clocks[column]

    def _found_clock(self, column: str, part: pd.Series) -> Clock:
        zone = self.zone or self.shape.zone
        if zone is not None:
            try:
                zone_of(zone)
            except ValueError as why:
                raise InputError("--zone", [Problem("", str(why))]) from None
        if pd.api.types.is_datetime64_any_dtype(part):
            return Clock("iso", zone=zone or "UTC", zoned=True)
        if self.shape.dates is not None:
            return Clock("pattern", self.shape.dates, zone or "UTC")
        sample = part[~cells.missing(part)].astype("str").head(SAMPLE)
        try:
            return clock_of(sample, zone)
        except ValueError as why:
            raise InputError(self.sheet.path, [Problem(f"column '{column}'", str(why))]) from None

    # --- what they say ----------------------------------------------------------------------

    def _read(self, part: Part) -> pd.DataFrame:
        found: dict[str, object] = {"row": part.rows}
        for word, columns in self.used.items():
            if word in INSTANTS:
                found[word] = self._instants(word, columns, part)
            elif word in SPANS:
                found[word] = self._hours(word, columns[0], part)
            elif word in COUNTS:
                found[word] = cells.numbers(part.cells[columns[0]], self.dialect.decimal)
            else:
                found[word] = self._words(columns, part)
        if "opened_at" in self.used:
            first = part.cells[self.used["opened_at"][0]]
            found["exact"] = ~cells.missing(first).to_numpy()
        return self._opened(pd.DataFrame(found, index=range(len(part.rows))), part)

    def _opened(self, table: pd.DataFrame, part: Part) -> pd.DataFrame:
        """Without rows whose first instant stands there and can't be read."""
        needed = NEEDED[self.shape.kind]
        columns = self.used[needed]
        said = ~pd.concat([cells.missing(part.cells[c]) for c in columns], axis=1).all(axis=1)
        gone = (table[needed].isna() & said).to_numpy()
        self.tally.drop(f"{columns[0]} {UNREADABLE}", part.rows[gone])
        return table[~gone].reset_index(drop=True)

    def _instants(self, word: str, columns: list[str], part: Part) -> pd.Series:
        found: pd.Series | None = None
        for column in columns:
            one = self._instant(word, column, part)
            found = one if found is None else found.fillna(one)
        assert found is not None
        return found

    def _instant(self, word: str, column: str, part: Part) -> pd.Series:
        raw = part.cells[column]
        unit = {plain_name(k): v for k, v in self.shape.relative.items()}.get(plain_name(column))
        if unit is not None and not pd.api.types.is_datetime64_any_dtype(raw):
            assert self.start is not None
            read, odd = cells.relative(raw, unit, self.start, self.dialect.decimal), 0
        else:
            read, odd = cells.instants(raw, self._clock(column, raw))
        bad = (read.isna() & ~cells.missing(raw)).to_numpy()
        if unit is None:
            read = read.where((read >= EARLIEST) & (read <= LATEST))
        if word != NEEDED[self.shape.kind]:
            self.tally.odd(f"{column} {UNREADABLE}, so it is left out", part.rows[bad])
        if odd:
            self.tally.notes.append(f"{odd} local times of {column} did not exist (summer time)")
        return read

    def _hours(self, word: str, column: str, part: Part) -> pd.Series:
        raw = part.cells[column]
        unit = self.shape.units.get(word) or _unit_in(column)
        read = cells.hours(raw, unit, self.dialect.decimal)
        bad = (read.isna() & ~cells.missing(raw)).to_numpy() | (read < 0).to_numpy()
        self.tally.odd(f"{column} is no duration, so it is left out", part.rows[bad])
        return read.mask(read < 0)

    def _words(self, columns: list[str], part: Part) -> pd.Series:
        found = cells.text(part.cells[columns[0]])
        for column in columns[1:]:
            found = found.mask(found.eq(""), cells.text(part.cells[column]))
        return found


def _unit_in(column: str) -> str | None:
    """The unit that a column's name ends with, such as ``duration_minutes`` or ``TTR (h)``."""
    last = plain_name(column).split("_")[-1]
    units = ("ms", "s", "sec", "seconds", "min", "minutes", "h", "hours", "d", "days")
    return last if last in units else None


def _plain(rules: object) -> set[str]:
    return {plain_name(str(name)) for name in rules}  # type: ignore[attr-defined]


def counts_from_a_beginning(shape: Shape, there: list[str]) -> bool:
    """Whether the instants of a table count from a beginning that it doesn't say."""
    column = shape.column_of(NEEDED[shape.kind], there)
    return column is not None and plain_name(column) in _plain(shape.relative)
