"""The parameter reference, out of the documents themselves: nothing in it is written twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields, replace
from typing import Any

from sim.documents.base import Document
from sim.documents.mix import WrittenMix
from sim.documents.scenario import Scenario
from sim.documents.schema import Schema, plain_schema
from sim.documents.support_model import SupportModel

ENTRY = {"teams": "team", "services": "service", "respond": "line", "by_stage": "stage"}
"""What an entry of a table of entries is called in paths; of any other, ``name``."""

PLAIN_TYPES = {"integer": "whole number", "number": "number", "boolean": "true or false"}

PAGES: tuple[tuple[str, type[Document]], ...] = (
    ("Scenario", Scenario), ("Support model", SupportModel), ("Mix of support models", WrittenMix),
)  # fmt: skip

INTRODUCTION = """\
# Parameters

Every line that a document may have, generated from the documents' own definitions. A default is
shown as you would write it; *required* means that there is none. Where a default comes from is
either a source or an assumption, whose id starts with `A-`. Low and high bound it in sensitivity
analyses; with × they are multiples of what a document says.
"""


@dataclass(frozen=True)
class Row:
    """One parameter as the reference shows it; empty text where there is nothing to say."""

    path: str
    type: str
    unit: str
    default: str
    description: str
    source: str
    assumption: str
    low: str
    high: str


@dataclass(frozen=True)
class Section:
    """A table of a document with the parameters that stand in it."""

    path: str
    description: str
    rows: tuple[Row, ...]


def parameter_rows(model: type[Document]) -> list[Row]:
    """All parameters of a document, in the order in which they are defined."""
    return [row for section in parameter_sections(model) for row in section.rows]


def parameter_sections(model: type[Document]) -> list[Section]:
    """The tables of a document, from the outside in."""
    schema = plain_schema(model)
    definitions = schema.get("$defs", {})
    return list(_sections(definitions, schema, "", schema.get("description", ""), ()))


def parameters_markdown() -> str:
    """The page ``docs/parameters.md``."""
    parts = [INTRODUCTION]
    for title, model in PAGES:
        parts.append(f"## {title}\n")
        parts.extend(map(_markdown, parameter_sections(model)))
    return "\n".join(parts)


def _sections(
    definitions: Schema, table: Schema, path: str, description: str, above: tuple[str, ...]
) -> Iterator[Section]:
    rows, inner = [], []
    for key, part in table["properties"].items():
        name, suffix = _document_in(part, key)
        here = f"{path}.{key}" if path else key
        if name is None:
            rows.append(_row(here, part, key in table.get("required", ())))
        elif name in above:  # a stage's learning is a learning again
            again = replace(_row(here, part, False), type=f"table of tables like {path}")
            rows.append(again)
        else:
            inner.append((name, here + suffix, part))
    yield Section(path, description, tuple(rows))
    for name, here, part in inner:
        says = f"{definitions[name].get('description', '')} {_sentence(part['description'])}"
        says += _as_a_whole(part)
        yield from _sections(definitions, definitions[name], here, says.strip(), (*above, name))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _as_a_whole(part: Schema) -> str:
    """What is said of a table of tables and not of one of its lines: default, assumption."""
    default, assumption = part.get("default"), part.get("assumption")
    said = f" Default: `{_written(default)}`." if isinstance(default, list) and default else ""
    return said + (f" Assumption: {assumption}." if assumption else "")


def _document_in(part: Schema, key: str) -> tuple[str | None, str]:
    """The definition that a property leads to, and what its entries add to the path."""
    if "$ref" in part:
        return part["$ref"].rpartition("/")[2], ""
    for option in part.get("anyOf", ()):
        if "$ref" in option:
            return option["$ref"].rpartition("/")[2], ""
    entries, items = part.get("additionalProperties"), part.get("items")
    if isinstance(entries, dict) and "$ref" in entries:
        return entries["$ref"].rpartition("/")[2], f".<{ENTRY.get(key, 'name')}>"
    if isinstance(items, dict) and "$ref" in items:
        return items["$ref"].rpartition("/")[2], "[]"
    return None, ""


def _row(path: str, part: Schema, required: bool) -> Row:
    return Row(
        path=path,
        type=_type(part),
        unit=part.get("unit", ""),
        default="required" if required else _default(part),
        description=part.get("description", ""),
        source=part.get("source", ""),
        assumption=part.get("assumption", ""),
        low=_bound(part, "low"),
        high=_bound(part, "high"),
    )


def _default(part: Schema) -> str:
    written = _written(part.get("default"))
    return written.strip('"') if part.get("format") == "date" else written


def _bound(part: Schema, key: str) -> str:
    if "times" in part:
        return f"× {part['times'][key == 'high']:g}"
    return _written(part[key]) if key in part else ""


def _type(part: Schema) -> str:
    """What to write, such as ``duration, like "28 min"``."""
    options = [option for option in part.get("anyOf", ()) if option.get("type") != "null"]
    if "quantity" in part:
        return _quantity(part)
    if options:
        return _type(options[0])
    if "enum" in part or "const" in part:
        return " · ".join(map(_written, part.get("enum", [part.get("const")])))
    if "prefixItems" in part:
        return f"[{', '.join(map(_type, part['prefixItems']))}]"
    if part.get("type") == "array":
        return f"list of {_type(part.get('items', {}))}"
    if part.get("type") == "object":
        inside = part.get("additionalProperties")
        return f"table of {_type(inside) if isinstance(inside, dict) else 'anything'}"
    if part.get("format") == "date":
        return "date"
    return PLAIN_TYPES.get(part.get("type", ""), "text")


def _quantity(part: Schema) -> str:
    examples = [*part.get("examples", ())]
    for option in part.get("anyOf", ()):
        examples.extend(option.get("examples", ()))
    return ", like ".join([part["quantity"], *map(_written, examples[:1])])


def _written(value: Any) -> str:
    """A value as TOML has it."""
    if value is None:
        return "absent"
    if isinstance(value, dict):
        inside = ", ".join(f"{key} = {_written(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _markdown(section: Section) -> str:
    if not section.rows:
        return f"### `{section.path}`\n\n{section.description}\n"
    heading = f"### `{section.path}`\n\n" if section.path else ""
    names = [column.name for column in fields(Row)]
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    lines += [f"| {' | '.join(_cells(row))} |" for row in section.rows]
    return f"{heading}{section.description}\n\n" + "\n".join(lines) + "\n"


def _cells(row: Row) -> list[str]:
    """The cells of a table's row; what a user would write stands as code."""
    code = {"path", "default", "low", "high"}
    cells = zip(fields(Row), astuple(row), strict=True)
    return [
        f"`{text}`" if column.name in code and text and text != "required" else _escaped(text)
        for column, text in cells
    ]


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
