"""JSON as a table: the list of records found, each made flat, everything as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.documents.dialect import Dialect


def table_of(path: Path, dialect: Dialect) -> pd.DataFrame:
    """The records of a file of JSON or JSON lines, flat.

    Raises
    ------
    ValueError
        If it is no JSON or holds no records.
    """
    return flat([_flat_record(record) for record in _records(path, dialect)])


def _records(path: Path, dialect: Dialect) -> list[dict[str, Any]]:
    text = path.read_text(encoding=dialect.encoding)
    try:
        if dialect.kind == "jsonl":
            found: Any = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            found = json.loads(text)
    except json.JSONDecodeError as why:
        raise ValueError(f"is no JSON: line {why.lineno}: {why.msg}") from None
    return _list_in(found)


def _list_in(found: Any) -> list[dict[str, Any]]:
    """The list of records; in an object it is the longest list of objects."""
    page = found.get("page") if isinstance(found, dict) else None
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        found = max(lists, key=len, default=[])
    if not found or not all(isinstance(record, dict) for record in found):
        raise ValueError("holds no list of records")
    named = {"page": page} if isinstance(page, dict) else {}
    return [{**record, **named} for record in found]


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


def flat(records: list[dict[str, Any]]) -> pd.DataFrame:
    """Records as text, what is missing empty."""
    header = list(dict.fromkeys(key for record in records for key in record))
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
