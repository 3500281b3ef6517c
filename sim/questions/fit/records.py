"""JSON as a table: the list of records found, each made flat, everything as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.documents.dialect import Dialect
from sim.questions.fit.json_stream import records_of

BESIDE = "page"
"""What an object says beside its list that holds for each record (Statuspage)."""

STEP = 10_000
"""Records after which progress is told."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Listing:
    """Which list of a file holds its records, and the columns that they have, made flat."""

    key: str
    """"" if the file is the list."""
    columns: tuple[str, ...]
    beside: dict[str, Any]
    """What holds for each record, flat."""


def listing_of(
    path: Path, dialect: Dialect, wanted: str | None = None, progress: Progress | None = None
) -> Listing:
    """Look through a file: the longest list of records, or the one of the wanted key.

    Raises
    ------
    ValueError
        If it is no JSON or holds no records.
    """
    sizes: Counter[str] = Counter()
    total = path.stat().st_size
    columns: dict[str, dict[str, None]] = {}
    others: set[str] = set()
    beside: dict[str, Any] = {}
    for found in records_of(path, dialect):
        if found.place < 0:
            beside |= _flat_record({BESIDE: found.value}) if found.key == BESIDE else {}
        elif isinstance(found.value, dict):
            sizes[found.key] += 1
            if progress is not None and sizes[found.key] % STEP == 0:
                progress(min(found.place, total), total)
            columns.setdefault(found.key, {}).update(dict.fromkeys(_flat_record(found.value)))
        else:
            others.add(found.key)
    key = wanted if wanted is not None else max(sizes, key=lambda one: sizes[one], default="")
    if not sizes[key] or key in others:
        where = f"no list of records called '{wanted}'" if wanted else "no list of records"
        raise ValueError(f"holds {where}")
    return Listing(key, tuple({**columns[key], **dict.fromkeys(beside)}), beside)


def tables_of(
    path: Path, dialect: Dialect, listing: Listing, columns: tuple[str, ...], rows: int
) -> Iterator[tuple[pd.DataFrame, int]]:
    """Some columns of the records, so many rows at a time; and the characters read so far."""
    records: list[dict[str, Any]] = []
    place = 0
    for found in records_of(path, dialect):
        if found.place >= 0 and found.key == listing.key:
            records.append({**_flat_record(found.value), **listing.beside})
            place = found.place
        if len(records) == rows:
            yield flat(records, columns), place
            records = []
    if records:
        yield flat(records, columns), place


def _flat_record(record: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """One level: ``service.summary``; lists of named things as "a;b", updates as instants."""
    flat_one: dict[str, Any] = {}
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            flat_one |= _flat_record(value, f"{name}.")
        elif isinstance(value, list):
            flat_one |= _of_list(name, value)
        else:
            flat_one[name] = value
    return flat_one


def _of_list(name: str, values: list[Any]) -> dict[str, Any]:
    records = [value for value in values if isinstance(value, dict)]
    if records and all({"status", "created_at"} <= set(record) for record in records):
        found: dict[str, Any] = {}
        for record in sorted(records, key=lambda record: str(record["created_at"])):
            found.setdefault(f"{name}.{record['status']}_at", record["created_at"])
        return found
    names = [
        str(v.get("name", v.get("summary", ""))) if isinstance(v, dict) else str(v) for v in values
    ]
    return {name: ";".join(names)}


def flat(records: list[dict[str, Any]], header: tuple[str, ...]) -> pd.DataFrame:
    """Records as text, what is missing empty."""
    return pd.DataFrame(
        {
            key: pd.array([_text(record.get(key)) for record in records], dtype="str")
            for key in header
        }
    )


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
