"""The numbers of a study that somebody typed in: found in its documents, each with a range.

A number is what is measured or estimated: a duration, a law, a share, a rate, a price, a factor.
Whole numbers (people, seats, quarters) and the circumstances of rules are how a model is built, and
no estimates, unless the documents state a range for them. Where they state none, a number is tried
from half to double of its value, as far as it may go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, get_args

from annotated_types import Ge, Gt, Le, Lt
from pydantic import WithJsonSchema
from pydantic.fields import FieldInfo

from sim.documents.base import Document
from sim.documents.responding import When
from sim.documents.scenario import Scenario
from sim.ground.laws import Law, LawBase

PARTS = ("nature", "prices")
"""Of a scenario: what it assumes; the rest is the organisation it asks about."""
HALF, DOUBLE = 0.5, 2.0
SILENT = (0.0, 1.0)
"""A value that leaves a mechanism off or neutral; a number only where a document writes it."""
ORDER = "level"
"""The unit of a place in an order, which is no quantity."""
RATIOS = frozenset({"sigma"})
"""Parts of a law that are no durations."""

Value = float | Law


@dataclass(frozen=True)
class Number:
    """A number with the range over which it is moved."""

    path: tuple[str, ...]
    """From the top of the scenario, or of the support model."""
    description: str
    quantity: str
    unit: str
    assumption: str
    value: Value
    low: Value
    high: Value
    stated: bool
    """Whether the documents state the range; else it is half to double."""


def numbers_of(scenario: Scenario) -> list[Number]:
    """Every number of nature and prices."""
    return [found for part in PARTS for found in numbers(getattr(scenario, part), (part,))]


def numbers(document: Document, path: tuple[str, ...] = ()) -> list[Number]:
    """Every number of a document, in its order."""
    return list(_inside(document, path))


def _inside(document: Document, path: tuple[str, ...]) -> Iterator[Number]:
    if isinstance(document, When):
        return
    for name, field in type(document).model_fields.items():
        value = getattr(document, name)
        if name in document.model_fields_set or value not in SILENT or _within(value, field):
            yield from _at(value, field, (*path, name))


def _within(value: object, field: FieldInfo) -> bool:
    """Whether a value lies in its stated range; one that is off may lie outside of it."""
    if not has_range(field) or not isinstance(value, (int, float)):
        return has_range(field)
    low, high = _stated(facts_of(field))
    return low <= value <= high


def _at(value: object, field: FieldInfo, path: tuple[str, ...]) -> Iterator[Number]:
    if isinstance(value, Document):
        yield from _inside(value, path)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _at(part, field, (*path, str(name)))
    elif isinstance(value, tuple) and any(isinstance(part, Document) for part in value):
        for place, part in enumerate(value):
            yield from _at(part, field, (*path, str(place)))
    elif isinstance(value, (float, LawBase)) or (type(value) is int and has_range(field)):
        yield from _number(value, field, path)  # type: ignore[arg-type]  # every law is a Law


def _number(value: Value, field: FieldInfo, path: tuple[str, ...]) -> Iterator[Number]:
    facts, stated = facts_of(field), has_range(field)
    told = {key: str(facts.get(key, "")) for key in ("unit", "assumption")}
    low, high = _stated(facts) if stated else around(value, field)
    if told["unit"] != ORDER and low != high:
        yield Number(
            path, field.description or "", quantity_of(field), told["unit"], told["assumption"],
            value, low, high, stated,
        )  # fmt: skip


def facts_of(field: FieldInfo) -> Mapping[str, Any]:
    """What a document says about a field beside its type."""
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def has_range(field: FieldInfo) -> bool:
    """Whether the documents state how low and how high it may be."""
    return {"low", "high"} <= facts_of(field).keys()


def _stated(facts: Mapping[str, Any]) -> tuple[float, float]:
    return float(facts["low"]), float(facts["high"])


def around(value: Value, field: FieldInfo) -> tuple[Value, Value]:
    """Half and double, no further than the field allows."""
    if isinstance(value, LawBase):
        return scaled(value, HALF), scaled(value, DOUBLE)
    least, most = _bounds(field)
    return max(HALF * value, min(value, least)), min(DOUBLE * value, max(value, most))


def scaled(law: Law, factor: float) -> Law:
    """A law of which every duration is so many times as long."""
    parts = {part.name: getattr(law, part.name) for part in fields(law)}
    times = {name: _times(part, factor) for name, part in parts.items() if name not in RATIOS}
    return replace(law, **times)


def _times(part: Any, factor: float) -> Any:
    return tuple(factor * one for one in part) if isinstance(part, tuple) else factor * part


def _bounds(field: FieldInfo) -> tuple[float, float]:
    """The least and the most that a field allows; a share lies between nothing and everything."""
    least, most = 0.0, 1.0 if quantity_of(field) == "share" else float("inf")
    for rule in _rules(field):
        if isinstance(rule, (Ge, Gt)):
            least = max(least, float(getattr(rule, "ge", None) or getattr(rule, "gt", 0.0)))  # type: ignore[arg-type]
        if isinstance(rule, (Le, Lt)):
            most = min(most, float(getattr(rule, "le", None) or getattr(rule, "lt", 0.0)))  # type: ignore[arg-type]
    return least, most


def quantity_of(field: FieldInfo) -> str:
    """What a field holds: duration, law, share, rate, an amount of money; "" for a plain number."""
    schemas = (rule.json_schema or {} for rule in _rules(field) if isinstance(rule, WithJsonSchema))
    return next((str(schema["quantity"]) for schema in schemas if "quantity" in schema), "")


def _rules(field: FieldInfo) -> list[object]:
    """What is said of a field's type, be it optional or the entry of a table."""
    return [*field.metadata, *_said_of(field.annotation)]


def _said_of(annotation: object) -> Iterator[object]:
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from _said_of(part)


def with_value(part: Any, path: tuple[str, ...], value: Value) -> Any:
    """A document (or a part of one) with another value at a path."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(part, Document):
        return part.model_copy(update={step: with_value(getattr(part, step), rest, value)})
    if isinstance(part, tuple):
        place = int(step)
        return (*part[:place], with_value(part[place], rest, value), *part[place + 1 :])
    return {**part, step: with_value(part[step], rest, value)}


def value_at(part: Any, path: tuple[str, ...]) -> object:
    """What stands at a path; None where there is nothing."""
    for step in path:
        if isinstance(part, Document):
            part = getattr(part, step, None)
        elif isinstance(part, tuple):
            part = part[int(step)] if step.isdecimal() and int(step) < len(part) else None
        else:
            part = part.get(step) if isinstance(part, Mapping) else None
    return part
