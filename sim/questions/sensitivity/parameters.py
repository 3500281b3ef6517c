"""The parameters of a study that state a range: found in its documents, changed in its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import WithJsonSchema
from pydantic.fields import FieldInfo

from sim.documents.base import Document
from sim.documents.load import Study, build_study

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

    @property
    def name(self) -> str:
        """The dotted path."""
        return ".".join(self.path)

    def written(self, value: float, currency: str) -> object:
        """A value as a document has it."""
        if self.quantity == "duration":
            return f"{value!r} h"
        if self.quantity in PER:
            return f"{value!r} {currency}/{PER[self.quantity]}"
        return value


def parameters(study: Study) -> list[Parameter]:
    """All parameters with a range: the scenario's, then those of each support model."""
    found = list(_inside(study.scenario, ()))
    for name, model in study.models.items():
        found += list(_inside(model, ("models", name)))
    return found


def _inside(document: Document, path: tuple[str, ...]) -> Iterator[Parameter]:
    for name, field in type(document).model_fields.items():
        value, here = getattr(document, name), (*path, name)
        facts = field.json_schema_extra
        if isinstance(facts, dict) and "low" in facts and isinstance(value, (int, float)):
            yield _parameter(field, facts, here, float(value))
        yield from _nested(value, here)


def _nested(value: object, path: tuple[str, ...]) -> Iterator[Parameter]:
    if isinstance(value, Document):
        yield from _inside(value, path)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _nested(part, (*path, str(name)))


def _parameter(
    field: FieldInfo, facts: Mapping[str, Any], path: tuple[str, ...], value: float
) -> Parameter:
    quantity = next(
        (m.json_schema.get("quantity", "") for m in field.metadata
         if isinstance(m, WithJsonSchema) and m.json_schema), "",
    )  # fmt: skip
    return Parameter(
        path, field.description or "", quantity, str(facts.get("unit", "")),
        str(facts.get("assumption", "")), value, float(facts["low"]), float(facts["high"]),
    )  # fmt: skip


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
