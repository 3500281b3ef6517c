"""From files to observations: find each file's form, read it, merge rows, keep the tally."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from sim.documents.errors import InputError, Problem
from sim.questions.fit.cells import UTC
from sim.questions.fit.observations import BETWEEN, HOUR, Observations
from sim.questions.fit.records import Progress
from sim.questions.fit.shape import (
    INSTANTS,
    NEEDED,
    Kind,
    Shape,
    check_columns,
    read_mapping,
    shape_of,
)
from sim.questions.fit.sheet import Sheet
from sim.questions.fit.table import Table, counts_from_a_beginning
from sim.questions.fit.tally import Tally
from sim.questions.fit.traffic import read_traffic

NOMINAL_START = date(2025, 1, 1)
"""Where a file begins that counts from a beginning nobody says."""
ONE_SERVICE = "service"
"""The service of a file that names none."""
INCIDENT_INSTANTS = tuple(word for word in INSTANTS if word not in ("ready_at", "live_at"))
Bar = Callable[[str], Progress]


@dataclass(frozen=True)
class Wanted:
    """Which files to read, and what they don't say."""

    incidents: Sequence[Path]
    changes: Sequence[Path] = ()
    mappings: Sequence[Path] = ()
    zone: str | None = None
    start: date | None = None
    """Of files that count from a beginning."""
    begins: datetime | None = None
    ends: datetime | None = None
    """The period, where it is not from the first to the last incident."""
    traffic: Path | None = None


def read(wanted: Wanted, bar: Bar | None = None) -> Observations:
    """Read all files.

    Raises
    ------
    InputError
        Naming file, row, column, what was found and what is allowed.
    """
    if not wanted.incidents:
        raise InputError("--incidents", [Problem("", "needs at least one file")])
    shapes = {shape.kind: (path, shape) for path, shape in _mappings(wanted)}
    tables = [_table(path, "incidents", wanted, shapes, bar) for path in wanted.incidents]
    incidents = _merged(tables, "incidents", bar)
    change_tables = [_table(path, "changes", wanted, shapes, bar) for path in wanted.changes]
    changes = _merged(change_tables, "changes", bar) if change_tables else None
    everything = [*tables, *change_tables]
    anchored = wanted.start is not None or not any(
        counts_from_a_beginning(table.shape, table.sheet.columns) for table in everything
    )
    found = Observations(
        _exact(incidents), changes, *_period(incidents, changes, wanted), anchored,
        tallies=tuple(table.tally for table in everything),
        notes=tuple(_notes(everything, anchored)),
        change_files=frozenset(map(str, wanted.changes)),
        zone=wanted.zone or "UTC",
        severities={w: s for _, one in shapes.values() for w, s in one.severities.items()},
        traffic=read_traffic(wanted.traffic) if wanted.traffic else None,
    )  # fmt: skip
    return _within(found) if wanted.begins or wanted.ends else found


def _within(found: Observations) -> Observations:
    """What happened in the period that was asked for.

    Raises
    ------
    InputError
        If nothing did.
    """
    inside = found.between(found.begins, found.ends, found.until)
    if not len(inside.incidents):
        opened = found.incidents["opened_at"]
        there = f"those of the exports are of {opened.min().date()} to {opened.max().date()}"
        period = f"from {found.begins.date()} to {found.ends.date()}"
        raise InputError("--from, --to", [Problem("", f"no incident {period}; {there}")])
    return inside


def _mappings(wanted: Wanted) -> list[tuple[Path, Shape]]:
    return [(path, read_mapping(path)) for path in wanted.mappings]


def _table(
    path: Path, kind: Kind, wanted: Wanted, shapes: dict[Kind, tuple[Path, Shape]], bar: Bar | None
) -> Table:
    mapping, mapped = shapes.get(kind, (None, None))
    looking = partial(bar, f"Looking through {path.name}") if bar is not None else None
    sheet = Sheet(path, mapped.records if mapped else None, looking)
    columns = sheet.columns
    if mapping is not None and mapped is not None:
        shape = mapped
        check_columns(shape, mapping, path, columns)
    else:
        shape = shape_of(path, columns, kind)
    digest, quotes = _digest(path)
    tally = Tally(str(path), shape.title, digest=digest)
    if quotes % 2 and sheet.dialect.kind == "csv" and sheet.dialect.encoding != "utf-16":
        tally.notes.append("has an odd number of quotes, so a cell may have swallowed rows")
    if sheet.dialect.encoding in ("cp1252", "latin-1"):
        tally.notes.append(f"is no UTF-8, read as {sheet.dialect.encoding} (Windows, Western)")
    start = wanted.start or NOMINAL_START
    return Table(sheet, shape, tally, wanted.zone, start)


def _digest(path: Path) -> tuple[str, int]:
    """SHA-256 of a file, and how many quotes it has."""
    found, quotes = sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
            quotes += block.count(b'"')
    return found.hexdigest(), quotes


def _merged(tables: Sequence[Table], kind: Kind, bar: Bar | None) -> pd.DataFrame:
    """The rows of all files that count; each left out is in the tally of its file."""
    frames: list[pd.DataFrame] = []
    for number, table in enumerate(tables):
        progress = bar(f"Reading {table.sheet.path.name}") if bar is not None else None
        parts = (part.assign(file=np.int16(number)) for part in table.parts(progress))
        frames += [_sound(part, table, kind) for part in parts]
        if not frames:
            raise _nothing_left(table)
    found: pd.DataFrame = pd.concat(frames, ignore_index=True)
    found = _one_row_each(found, tables, kind)
    for number, table in enumerate(tables):
        table.tally.kept = int((found["file"] == number).sum())
        if table.tally.kept == 0:
            raise _nothing_left(table)
        assert table.tally.adds_up, table.tally
    found["service"] = found["service"].astype("category")
    return found


def _nothing_left(table: Table) -> InputError:
    reasons = [f"{d.rows:,} because {why} ({d})" for why, d in table.tally.dropped.items()]
    told = f"all {table.tally.rows:,} rows were dropped: {'; '.join(reasons)}"
    return table.sheet.refused(told if table.tally.rows else "has a header and no rows")


def _sound(part: pd.DataFrame, table: Table, kind: Kind) -> pd.DataFrame:
    """A part without rows that can't be used, with the columns that others rely on."""
    needed, rows, tally = NEEDED[kind], part["row"].to_numpy(), table.tally
    gone = part[needed].isna().to_numpy()
    tally.drop(f"no {needed.removesuffix('_at')} time", rows[gone])
    part = part[~gone].reset_index(drop=True)
    if "service" not in part:
        part["service"] = ONE_SERVICE
    part["service"] = _first_service(part, table)
    if kind == "incidents":
        return _sound_incidents(part, tally)
    if "failed" in part:
        words = {word.lower() for word in table.shape.failed_words}
        said = part["failed"].str.lower()
        part["failed"] = said.isin(words).astype(float).mask(said.eq(""))
    if "ready_at" in part:
        late = (part["ready_at"] > part["live_at"]).to_numpy()
        tally.odd("ready after it was live, so its lead time is left out", part["row"][late])
        part["ready_at"] = part["ready_at"].mask(late)
    return part


def _first_service(part: pd.DataFrame, table: Table) -> pd.Series:
    """The service whose incident it is: of several the first; ``hits`` counts all."""
    names = part["service"].mask(part["service"].eq(""), ONE_SERVICE)
    separator = table.shape.separator
    if separator is None:
        return names
    part["hits"] = names.str.count(separator) + 1
    part["all_services"] = names.str.replace(separator, BETWEEN, regex=False)
    return names.str.split(separator, n=1).str[0].str.strip()


def _sound_incidents(part: pd.DataFrame, tally: Tally) -> pd.DataFrame:
    """With the end worked out where a duration says it, and without stages out of order."""
    if "restored_after" in part and "restored_at" not in part:
        part["restored_at"] = _after(part, "restored_after")
    if "acknowledged_after" in part and "acknowledged_at" not in part:
        part["acknowledged_at"] = _after(part, "acknowledged_after")
    if "restored_at" not in part:
        part["restored_at"] = pd.Series(pd.NaT, index=part.index, dtype=UTC)
    backwards = (part["restored_at"] < part["opened_at"]).to_numpy()
    tally.drop("ends before it starts", part["row"][backwards])
    part = part[~backwards].reset_index(drop=True)
    for word in (w for w in INCIDENT_INSTANTS[1:-1] if w in part):
        wrong = (part[word] < part["opened_at"]) | (part[word] > part["restored_at"])
        tally.odd(f"{word} is out of order, so it is left out", part["row"][wrong.to_numpy()])
        part[word] = part[word].mask(wrong)
    return part


def _after(part: pd.DataFrame, word: str) -> pd.Series:
    ends: pd.Series = part["opened_at"] + pd.to_timedelta(part[word], unit="h").dt.as_unit("us")
    return ends


def _one_row_each(found: pd.DataFrame, tables: Sequence[Table], kind: Kind) -> pd.DataFrame:
    """One row an incident or change: of those that share an id the last, exact copies once."""
    said = [c for c in found.columns if c not in ("row", "file")]
    several = any(table.shape.several_rows for table in tables)
    if not several:
        copies = found.duplicated(said, keep="first").to_numpy()
        _account(found[copies], tables, "a copy of another row")
        found = found[~copies]
    if "id" not in found or kind == "changes":
        return found.reset_index(drop=True)
    named = found["id"].ne("").to_numpy()
    again = (
        named & found.duplicated(["id"] if several else ["service", "id"], keep="last").to_numpy()
    )
    for number, table in enumerate(tables):
        table.tally.merged = int((found["file"].to_numpy()[again] == number).sum())
    left: pd.DataFrame = found[~again].reset_index(drop=True)
    return left


def _account(dropped: pd.DataFrame, tables: Sequence[Table], reason: str) -> None:
    for number, table in enumerate(tables):
        mine = dropped["file"].to_numpy() == number
        table.tally.drop(reason, dropped["row"].to_numpy()[mine])


def _exact(incidents: pd.DataFrame) -> pd.DataFrame:
    ready: pd.DataFrame = incidents if "exact" in incidents else incidents.assign(exact=True)
    in_order: pd.DataFrame = ready.sort_values("opened_at", kind="stable", ignore_index=True)
    return in_order


def _period(
    incidents: pd.DataFrame, changes: pd.DataFrame | None, wanted: Wanted
) -> tuple[pd.Timestamp, pd.Timestamp, pd.Timestamp]:
    """From the first to the last opening, in whole days, and when the export was made."""
    opened = incidents["opened_at"]
    instants = [w for w in INCIDENT_INSTANTS if w in incidents]
    last = max(incidents[w].max() for w in instants if incidents[w].notna().any())
    first, latest = opened.min(), opened.max()
    if changes is not None:
        first, latest = min(first, changes["live_at"].min()), max(latest, changes["live_at"].max())
    begins = _utc(wanted.begins) or first.floor("D")
    ends = _utc(wanted.ends) or latest.floor("D") + 24 * HOUR
    if wanted.begins and wanted.ends and ends <= begins:
        why = f"found {ends.date()}; the period begins only on {begins.date()}"
        raise InputError("--to", [Problem("", why)])
    ends = max(ends, begins + 24 * HOUR)
    return begins, ends, max(last, latest, ends if wanted.ends is not None else last)


def _utc(instant: datetime | None) -> pd.Timestamp | None:
    if instant is None:
        return None
    found = pd.Timestamp(instant)
    return found.tz_convert("UTC") if found.tzinfo else found.tz_localize("UTC")


def _notes(tables: Sequence[Table], anchored: bool) -> list[str]:
    notes = []
    bare = [
        f"{column} of {table.sheet.path.name}"
        for table in tables
        for column, clock in table.clocks.items()
        if not clock.zoned and clock.zone == "UTC" and table.zone is None
        and table.shape.zone is None
    ]  # fmt: skip
    if bare:
        notes.append(f"Read as UTC, since no zone is said: {', '.join(bare)}; --zone says it.")
    if not anchored:
        notes.append(
            "Instants count from a beginning that isn't said, so hours of the day and days of the "
            "week are unknown; --start says it."
        )
    return notes
