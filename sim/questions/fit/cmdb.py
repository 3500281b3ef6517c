"""A configuration database's list of services as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sim.documents.quantities import parse_target
from sim.ground.units import parse_money
from sim.questions.fit.draft import slug
from sim.questions.fit.inventory import Inventory, refused
from sim.questions.fit.shape import plain_name
from sim.questions.fit.sheet import Sheet

CMDB: Mapping[str, tuple[str, ...]] = {
    "name": ("service", "service_name", "name", "application", "application_name", "ci_name", "ci"),
    "team": ("team", "owner", "owned_by", "owner_team", "support_group", "assignment_group"),
    "domain": ("domain", "business_unit", "portfolio", "department", "system"),
    "target": ("target", "slo", "sla", "availability", "availability_target"),
    "exposure": ("exposure", "revenue_per_hour", "revenue_an_hour", "loss_per_hour"),
    "changes": ("changes", "changes_per_year", "changes_a_year"),
    "needs": ("needs", "depends_on", "dependencies"),
}
"""Our words, and the columns of a CMDB that say them, by their names in small letters."""


def read_cmdb(path: Path, found: Inventory) -> None:
    """Add the services of a table.

    Raises
    ------
    InputError
        Naming row and column, what was found, and what is allowed.
    """
    sheet = Sheet(path)
    known = {plain_name(column): column for column in reversed(sheet.columns)}
    used = {
        word: known[name] for word, names in CMDB.items() for name in names[::-1] if name in known
    }
    if "name" not in used:
        wanted = ", ".join(CMDB["name"])
        there = ", ".join(sheet.columns)
        raise refused(path, f"no column names the service (one of {wanted}); found {there}")
    unused = [column for column in sheet.columns if column not in used.values()]
    if unused:
        found.notes.append(
            f"{path.name}: columns that say nothing to a scenario: {', '.join(unused)}."
        )
    for part in sheet.parts(list(dict.fromkeys(used.values()))):
        for row, cells in zip(part.rows, part.cells.astype("str").to_dict("records"), strict=True):
            _row(path, int(row), {w: str(cells[c]).strip() for w, c in used.items()}, found)


def _row(path: Path, row: int, cells: Mapping[str, str], found: Inventory) -> None:
    if not cells["name"]:
        found.notes.append(f"{path.name}: row {row} names no service; left out.")
        return
    lines = found.service(cells["name"])
    if cells.get("team"):
        lines["team"] = slug(cells["team"])
        if cells.get("domain"):
            found.teams.setdefault(lines["team"], {})["domain"] = cells["domain"]
    for word, read in READ.items():
        if cells.get(word):
            try:
                lines[word] = read(cells[word])
            except ValueError as why:
                raise refused(path, f"row {row} ({cells['name']}), {word}: {why}") from None


def _target(text: str) -> float:
    """A target with or without a percent sign; a bare number above 1 is percent."""
    bare = text.rstrip("% ")
    percent = text.endswith("%") or (bare.replace(".", "", 1).isdigit() and float(bare) > 1)
    return parse_target(f"{bare}%" if percent else float(bare))


def _exposure(text: str) -> str:
    """Money an hour; a bare number is in dollars."""
    if text.replace(".", "", 1).replace(",", "").isdigit():
        text = f"{text} USD/h"
    parse_money(text, "h", None)
    return text


def _changes(text: str) -> str:
    """Changes a year."""
    return f"{float(text):g}/y"


def _needed(text: str) -> dict[str, str]:
    names = text.replace(";", ",").split(",")
    return {slug(name.strip()): "100%" for name in names if name.strip()}


READ: Mapping[str, Callable[[str], Any]] = {
    "target": _target, "exposure": _exposure, "changes": _changes, "needs": _needed,
}  # fmt: skip
"""How a cell of each word is read."""
