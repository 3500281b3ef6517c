"""A scenario from an inventory alone: what it doesn't say is a commented default."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tomlkit

from sim.documents.errors import written_to
from sim.documents.load import build_study
from sim.questions.fit.draft import SHIPPED
from sim.questions.fit.inventory import Inventory
from sim.questions.fit.writing import PLACEHOLDERS

CHANGES = ("100/y", "not in the list: a guess")
HORIZON = "2 y"


def start_text(inventory: Inventory) -> str:
    """The scenario as TOML."""
    document = tomlkit.document()
    document.add(tomlkit.comment(f"Begun by whorunsit init from {', '.join(inventory.files)}."))
    document.add(tomlkit.comment("Lines with a comment are defaults: the list doesn't say them."))
    document.add(tomlkit.nl())
    document.add("title", "Own services")
    document.add("question", "Who should run them?")
    document.add("horizon", HORIZON)
    document.add("compare", list(SHIPPED))
    document.add("baseline", SHIPPED[0])
    teams, services = tomlkit.table(is_super_table=True), tomlkit.table(is_super_table=True)
    for key, lines in inventory.services.items():
        services.add(key, _table(_service(key, lines)))
    for name in _teams(inventory):
        teams.add(name, _table(_team(inventory.teams.get(name, {}))))
    document.add("teams", teams)
    document.add("services", services)
    return tomlkit.dumps(document)


Lines = Iterator[tuple[str, Any, str]]
"""A key, its value, and a comment where it is a default."""


def _table(lines: Lines) -> Any:
    table = tomlkit.table()
    for key, value, comment in lines:
        item: Any = tomlkit.inline_table() if isinstance(value, dict) else tomlkit.item(value)
        if isinstance(value, dict):
            item.update(value)
        table.add(key, item.comment(comment) if comment else item)
    return table


def _teams(inventory: Inventory) -> list[str]:
    return list(dict.fromkeys(lines.get("team", key) for key, lines in inventory.services.items()))


def _team(lines: dict[str, Any]) -> Lines:
    yield "domain", lines.get("domain", "all"), "" if "domain" in lines else "not in the list"
    yield "people", lines.get("people", 6), "" if "people" in lines else "the default"


def _service(key: str, lines: dict[str, Any]) -> Lines:
    yield "team", lines.get("team", key), "" if "team" in lines else "not in the list: its own team"
    for word, (value, why) in {**PLACEHOLDERS, "changes": CHANGES}.items():
        known = word in lines
        yield word, lines.get(word, value), "" if known else why.replace("data", "list")
    if "needs" in lines:
        yield "needs", lines["needs"], "each dependency taken for every request"


def write_start(inventory: Inventory, out: Path) -> None:
    """Write the scenario; it is validated first, and written whole or not at all.

    Raises
    ------
    InputError
        If the inventory makes no sound scenario, or the place can't be written to.
    """
    text = start_text(inventory)
    build_study(tomlkit.parse(text).unwrap(), out.stem, out, out.parent)
    aside = out.with_name(f".{out.name}.new")
    with written_to(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8")
        aside.replace(out)
