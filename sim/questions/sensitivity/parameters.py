"""The parameters of a study that state a range: found in its documents, changed in its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, get_args

from pydantic import WithJsonSchema
from pydantic.fields import FieldInfo

from sim.documents.base import Document
from sim.documents.load import Study, build_study

NEUTRAL = (0, 1)
"""Defaults at which a mechanism is off; it is swept only where a document switches it on."""
PER = {"money a week": "w", "money an hour": "h", "money a day": "d", "money a year": "y"}


@dataclass(frozen=True)
class Parameter:
    """A number in the documents with the range that they state for it."""

    path: tuple[str, ...]
    description: str
    quantity: str
    unit: str
    assumption: str
    value: float
    """As the study has it; it may lie outside of the range."""
    low: float
    high: float
    whole: bool = False
    """Whether it counts something."""

    @property
    def name(self) -> str:
        """The dotted path."""
        return ".".join(self.path)

    def written(self, value: float, currency: str) -> object:
        """A value as a document has it."""
        if self.whole:
            return round(value)
        if self.quantity == "duration":
            return f"{value!r} h"
        if self.quantity in PER:
            return f"{value!r} {currency}/{PER[self.quantity]}"
        return value


def parameters(study: Study) -> list[Parameter]:
    """All parameters with a range in numbers: the scenario's, then those of each support model."""
    found = list(_inside(study.scenario, ()))
    for name, model in study.models.items():
        found += list(_inside(model, ("models", name)))
    return found


def _inside(document: Document, path: tuple[str, ...]) -> Iterator[Parameter]:
    for name, field in type(document).model_fields.items():
        value, here = getattr(document, name), (*path, name)
        facts, stated = field.json_schema_extra, name in document.model_fields_set
        ranged = isinstance(facts, dict) and "low" in facts and isinstance(value, (int, float))
        if ranged and (stated or value not in NEUTRAL):
            assert isinstance(facts, dict)
            yield _parameter(field, facts, here, value)
        yield from _nested(value, here)


def _nested(value: object, path: tuple[str, ...]) -> Iterator[Parameter]:
    if isinstance(value, Document):
        yield from _inside(value, path)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _nested(part, (*path, str(name)))


def _parameter(
    field: FieldInfo, facts: Mapping[str, Any], path: tuple[str, ...], value: int | float
) -> Parameter:
    return Parameter(
        path, field.description or "", _quantity(field), str(facts.get("unit", "")),
        str(facts.get("assumption", "")), float(value), float(facts["low"]), float(facts["high"]),
        whole=field.annotation in (int, int | None),
    )  # fmt: skip


def _quantity(field: FieldInfo) -> str:
    """What a field's text stands for, also where it may be absent: duration, share."""
    optional = (getattr(part, "__metadata__", ()) for part in get_args(field.annotation))
    found = (m.json_schema for m in (*field.metadata, *chain(*optional)) if is_schema(m))
    return next((str(schema["quantity"]) for schema in found if "quantity" in schema), "")


def is_schema(part: object) -> bool:
    """Whether a part of an annotation says what a text stands for."""
    return isinstance(part, WithJsonSchema) and part.json_schema is not None


def changed(study: Study, values: Mapping[Parameter, float]) -> Study:
    """The same study with other values of some parameters."""
    raw = deepcopy(dict(study.raw))
    for parameter, value in values.items():
        *way, last = parameter.path
        table: Any = raw
        for step in way:
            table = table.setdefault(step, {})
        table[last] = parameter.written(value, study.scenario.currency)
    folder = Path(study.file).parent if study.file else None
    return build_study(raw, study.name, study.file or study.name, folder)
