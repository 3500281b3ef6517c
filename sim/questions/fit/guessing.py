"""A draft of a mapping file: for each of our words the column that probably says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

import pandas as pd
import tomlkit

from sim.ground.instants import clock_of
from sim.questions.fit.cells import missing
from sim.questions.fit.shape import FIELDS, INSTANTS, NEEDED, Kind, known_shapes, plain_name
from sim.questions.fit.sheet import Sheet

OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("ticket", "incident_id", "reference", "key"),
    "service": ("system", "application", "app", "component", "ci", "configuration_item", "product"),
    "opened_at": ("raised", "opened", "created", "reported", "start_time", "begin", "detected",
                  "logged", "occurred"),
    "acknowledged_at": ("acknowledged", "responded", "first_response", "assigned_at"),
    "diagnosed_at": ("diagnosed", "identified", "root_cause_found"),
    "restored_at": ("resolved", "closed", "fixed", "restored", "end_time", "finished",
                    "completed"),
    "restored_after": ("duration", "ttr", "mttr", "time_to_resolve", "resolution_time",
                       "downtime", "minutes"),
    "severity": ("severity", "priority", "impact", "urgency", "sev", "prio"),
    "cause": ("cause", "root_cause", "category"),
    "change": ("change_id", "change_request", "rfc", "deployment"),
    "handed_over": ("reassignments", "reassigned", "hops", "escalations"),
    "reopened": ("reopened", "reopens"),
    "ready_at": ("committed", "merged", "approved", "requested"),
    "live_at": ("deployed", "released", "live", "finished", "implemented"),
    "failed": ("failed", "outcome", "status", "result", "success"),
    "batch": ("changes", "commits", "size"),
}  # fmt: skip
"""What people call things, besides what the known tools call them."""
CLOSE = 0.84
FEW = 40


def guess(path: Path, kind: Kind) -> str:
    """The text of a mapping file for a file of a form that isn't known.

    Raises
    ------
    InputError
        If the file is no table.
    """
    sheet = Sheet(path)
    columns = sheet.columns
    found = _found(columns, kind)
    document = tomlkit.document()
    for line in _heading(path, columns, found, kind):
        document.add(tomlkit.comment(line))
    document.add("kind", kind)
    document.add(tomlkit.comment('zone = "Europe/London"  # of instants that don\'t say theirs'))
    for line in _dates(sheet, [column for word, column in found.items() if word in INSTANTS]):
        document.add(tomlkit.comment(line))
    table = tomlkit.table()
    for word, column in found.items():
        table.add(word, column)
    left = [column for column in columns if column not in found.values()]
    for column in left:
        table.add(tomlkit.comment(f"not used: {column}"))
    document.add("columns", table)
    return tomlkit.dumps(document).rstrip() + "\n"


def _found(columns: list[str], kind: Kind) -> dict[str, str]:
    """Our words with their columns, each column once: exact names first, then near ones."""
    left = {plain_name(column): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for near in (False, True):
        for word in FIELDS:
            names = [*_names(word, kind), *OTHER_NAMES.get(word, ())]
            hit = None if word in found else _hit(names, left, near)
            if hit is not None and (names or not near):
                found[word] = left.pop(hit)
    return {word: found[word] for word in FIELDS if word in found}


def _names(word: str, kind: Kind) -> list[str]:
    shapes = [shape for shape in known_shapes().values() if shape.kind == kind]
    return [word, *(plain_name(n) for shape in shapes for n in shape.columns.get(word, ()))]


def _hit(names: list[str], left: Mapping[str, str], near: bool) -> str | None:
    if not near:
        return next((name for name in names if name in left), None)
    for name in names:
        close = get_close_matches(name, list(left), n=1, cutoff=CLOSE)
        if close:
            return close[0]
    return next((key for key in left for name in names if name in key.split("_")), None)


def _heading(path: Path, columns: list[str], found: Mapping[str, str], kind: Kind) -> Iterator[str]:
    yield f"A guess at {path.name}, {len(columns)} columns: check each line."
    yield "On the left our words (" + ", ".join(FIELDS[:6]) + ", …), on the right your columns."
    if NEEDED[kind] not in found:
        yield f"NEEDED and not found: {NEEDED[kind]}"


def _dates(sheet: Sheet, columns: list[str]) -> Iterator[str]:
    """A line where day and month can't be told apart."""
    if not columns:
        return
    part = next(iter(sheet.parts(columns)), None)
    for column in columns if part is not None else ():
        assert part is not None
        cells: pd.Series = part.cells[column]
        try:
            clock_of(cells[~missing(cells)].astype("str").head(FEW))
        except ValueError as why:
            yield f"{column}: {why}"
