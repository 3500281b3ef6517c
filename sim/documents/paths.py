"""Dotted paths into documents, as TOML writes keys: ``services."web.shop".target``."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def dotted(location: Iterable[object]) -> str:
    """A place inside a document as TOML writes it: ``services."web shop".target``."""
    return ".".join(
        key if BARE_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)
        for key in map(str, location)
    )


def steps(path: str) -> list[str]:
    """The keys that a path leads through; a key with a dot in it stands in quotes.

    What TOML wouldn't take for a key is cut at its dots, so that ``services.web shop.target`` will
    do without quotes.
    """
    return (_as_toml(path) if '"' in path or "'" in path else None) or path.split(".")


def _as_toml(path: str) -> list[str] | None:
    try:
        table: object = tomllib.loads(f"{path} = 0")
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    keys: list[str] = []
    while isinstance(table, dict) and len(table) == 1:
        ((key, table),) = table.items()
        keys.append(key)
    return keys if table == 0 and type(table) is int else None
