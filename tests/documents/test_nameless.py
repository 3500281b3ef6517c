"""Nothing that may move a verdict is nameless: an assumption or a source, and a range."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from sim.documents.base import Document
from sim.documents.load import SHIPPED as SHELF
from sim.documents.load import shipped_models
from sim.documents.quantities import is_law
from sim.documents.reference import Row, parameter_rows
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel

SHIPPED = [SHELF / f"{name}.toml" for name in shipped_models(mixes=False)]
NO_NUMBERS = ("text", "date", "true or false", "list", "table", "[", '"')
"""Kinds of values that are a choice by name, or hold others that are looked at by themselves."""
ENTRIES = {"teams": "team", "respond": "line", "by_stage": "stage"}

PLAIN_FACTS = {
    "common_causes.<name>.rate": "a scenario's own: how often its platform fails",
    "nature.peaks.<name>.factor": "a scenario's own: its traffic",
    "nature.impacts[].share": "stated as a whole: A-impact-mix",
    "nature.impacts[].weight": "stated as a whole: A-impact-mix",
    "respond.<line>.line": "an order, no amount",
    "respond.<line>.when.target_from": "the model's definition: whom it covers",
    "respond.<line>.when.target_below": "the model's definition: whom it covers",
}
"""What needs neither a source nor a range, and why."""


def is_number(row: Row) -> bool:
    return not row.type.startswith(NO_NUMBERS)


def has_default(row: Row) -> bool:
    return row.default not in ("required", "absent")


def leaves(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[str]:
    """The lines of a document as the reference calls them: ``respond.<line>.bounce``."""
    for key, value in table.items():
        named = bool(path) and path[-1] in ENTRIES
        here = (*path, f"<{ENTRIES[path[-1]]}>" if named else key)
        if isinstance(value, Mapping) and not is_law(value):
            yield from leaves(value, here)
        else:
            yield ".".join(here)


def stated() -> set[str]:
    """What the shipped support models write down."""
    written = {leaf for file in SHIPPED for leaf in leaves(tomllib.loads(file.read_text()))}
    return {re.sub(r"^learn\.by_stage\.<stage>", "learn", leaf) for leaf in written}


def in_question() -> list[Row]:
    """Defaults of nature, prices and common causes; what shipped models state or leave out."""
    scenario = [
        row
        for row in parameter_rows(Scenario)
        if has_default(row) and row.path.startswith(("nature.", "prices.", "common_causes."))
    ]
    model = [
        row for row in parameter_rows(SupportModel) if has_default(row) or row.path in stated()
    ]
    return [row for row in (*scenario, *model) if is_number(row) and row.path not in PLAIN_FACTS]


@pytest.mark.parametrize("row", in_question(), ids=lambda row: row.path)
def test_every_number_says_where_it_is_from_and_between_what_it_lies(row: Row) -> None:
    assert row.source or row.assumption
    assert row.low
    assert row.high


def test_enough_is_looked_at() -> None:
    paths = {row.path for row in in_question()}
    assert len(paths) > 110
    wanted = (
        "error_budget.hand_back_after",
        "engagement.further_review",
        "learn.review",
        "nature.fix",
    )
    assert paths >= set(wanted)


def test_what_is_called_a_plain_fact_exists() -> None:
    known = {row.path for kind in (Scenario, SupportModel) for row in parameter_rows(kind)}
    assert set(PLAIN_FACTS) <= known


def test_every_line_of_a_shipped_model_is_in_the_reference() -> None:
    """Otherwise a number that a model states would not be looked at here."""
    known = {row.path for row in parameter_rows(SupportModel)}
    tables = {path for path in stated() if path not in known}
    assert tables <= {"extends", "without", *(p for p in tables if "by_stage" in p)}


def documents(kind: type[Document] = Document) -> Iterator[type[Document]]:
    for part in kind.__subclasses__():
        yield part
        yield from documents(part)


def ranged() -> Iterator[tuple[str, FieldInfo, dict[str, Any]]]:
    for part in documents():
        for name, field in part.model_fields.items():
            facts = field.json_schema_extra
            if isinstance(facts, dict) and {"low", "times"} & set(facts):
                yield f"{part.__name__}.{name}", field, facts


@pytest.mark.parametrize(("name", "field", "facts"), list(ranged()), ids=lambda x: str(x)[:40])
def test_a_range_holds_the_default(name: str, field: FieldInfo, facts: dict[str, Any]) -> None:
    """Save for a default at which the mechanism is off: the range is that of the mechanism."""
    low, high = facts.get("times") or (facts["low"], facts["high"])
    assert low < high
    if "times" in facts:
        assert low <= 1 <= high
        return
    if field.is_required() or field.default is None:
        return
    kind = Annotated[field.annotation, *field.metadata]  # type: ignore[name-defined]
    value = TypeAdapter(kind).validate_python(field.default, context={"currency": "USD"})
    assert value in (0, 1) or low <= value <= high, name
