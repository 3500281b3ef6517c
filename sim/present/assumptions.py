"""The assumptions that a study rests on, out of its documents, with the values used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.documents.base import Document
from sim.documents.load import Study
from sim.documents.mixing import parts_by_name
from sim.present.words import labels

PLACES_SHOWN = 2
SILENT = (None, 0, 1)
"""A value that leaves a mechanism off or neutral; told only where a document writes it."""


@dataclass(frozen=True)
class Assumption:
    """A number that no source gives: its id, where it stands, what it is, its value as written."""

    id: str
    place: str
    description: str
    value: str


def assumptions(study: Study) -> list[Assumption]:
    """Every assumption in force, the scenario's first, then those of each support model.

    What the scenario writes itself is its author's own, and no assumption of ours.
    """
    found = list(_stated(study.scenario, study.raw, "", study.raw))
    inline = _table(study.raw, "models")
    names = labels(study)
    for name, model in parts_by_name(study.models).items():
        mine = _stated(model, study.raw_models[name], "", _table(inline, name))
        label = names.get(name, model.title)
        found += [replace(one, place=f"{label}: {one.place}") for one in mine]
    return _gathered(found)


def _table(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = raw.get(key)
    return found if isinstance(found, Mapping) else {}


def _gathered(found: list[Assumption]) -> list[Assumption]:
    """Each different statement once, with the places where it holds."""
    places: dict[Assumption, list[str]] = {}
    for one in found:
        places.setdefault(replace(one, place=""), []).append(one.place)
    return [replace(one, place=_some(where)) for one, where in places.items()]


def _some(places: list[str]) -> str:
    shown = "; ".join(places[:PLACES_SHOWN])
    more = len(places) - PLACES_SHOWN
    return f"{shown}; and {more} more" if more > 0 else shown


def _stated(
    document: Document, raw: Mapping[str, Any], path: str, own: Mapping[str, Any]
) -> Iterator[Assumption]:
    """The assumptions of a document but for the lines that are somebody's ``own``."""
    for name, field in type(document).model_fields.items():
        value, place = getattr(document, name), f"{path}.{name}".lstrip(".")
        facts = field.json_schema_extra
        id_ = str(facts.get("assumption", "")) if isinstance(facts, dict) else ""
        written = raw.get(name, field.default)
        if id_ and name not in own and (name in raw or value not in SILENT):
            yield Assumption(id_, place, field.description or "", as_written(written))
        yield from _inside(value, raw.get(name), place, own.get(name))


def _inside(value: object, raw: object, place: str, own: object) -> Iterator[Assumption]:
    """The assumptions of the documents that a field holds, itself or by name."""
    lines: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    mine: Mapping[str, Any] = own if isinstance(own, Mapping) else {}
    if isinstance(value, Document):
        yield from _stated(value, lines, place, mine)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _inside(part, lines.get(name), f"{place}.{name}", mine.get(name))


def as_written(value: object) -> str:
    """A value as somebody would say it: "median 28 min, sigma 1.23"."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {as_written(part)}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(map(as_written, value))
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
