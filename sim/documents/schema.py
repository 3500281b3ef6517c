"""JSON Schemas of the two documents, for editors that check and complete TOML files."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from sim.documents.base import Document
from sim.documents.mix import WrittenMix
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

ABOUT_OTHERS: Schema = {
    "extends": {
        "type": "string",
        "description": "the support model whose lines hold unless they are stated here",
        "examples": ["ops-run-it"],
    },
    "without": {
        "type": "array",
        "items": {"type": "string"},
        "description": "dotted paths of the extended model that this one does not have",
        "examples": [["release.approval"]],
    },
}


def json_schemas() -> dict[str, Schema]:
    """The schema of each document by name: ``scenario`` and ``support-model``.

    Each property keeps its ``unit``, ``source``, ``assumption``, ``low`` and ``high``, and the
    ``quantity`` that its text stands for. A support model with ``extends`` needs to state no more
    than the lines that differ.
    """
    return {"scenario": _scenario(), "support-model": _support_model()}


def plain_schema(document: type[Document]) -> Schema:
    """The schema of a document as it is when nothing is extended; keys without a title each."""
    schema: Schema = _mapped(document.model_json_schema(mode="validation"), _untitled)
    return schema


def _scenario() -> Schema:
    scenario, models = plain_schema(Scenario), _variant()
    scenario["properties"]["models"]["additionalProperties"] = models.pop("top")
    scenario["$defs"] |= models
    return {"$schema": DIALECT, **scenario}


def _support_model() -> Schema:
    complete, variant = plain_schema(SupportModel), _variant()
    definitions = {**complete.pop("$defs"), **variant}
    definitions |= {"Complete": complete, "Variant": definitions.pop("top")}
    return {
        "$schema": DIALECT,
        "title": "SupportModel",
        "description": complete["description"],
        "if": {"anyOf": [{"required": ["extends"]}, {"required": ["mix"]}]},
        "then": {"$ref": "#/$defs/Variant"},
        "else": {"$ref": "#/$defs/Complete"},
        "$defs": definitions,
    }


def _variant() -> Schema:
    """Definitions for a support model of which any line may be absent; itself under ``top``."""
    model, mixed = (_mapped(plain_schema(one), _relaxed) for one in (SupportModel, WrittenMix))
    parts = {**model.pop("$defs"), **mixed.pop("$defs")}
    definitions = {f"Some{name}": part for name, part in parts.items()}
    over_time = {key: mixed["properties"][key] for key in ("mix", "moves", "transition")}
    model["properties"] |= {**over_time, **deepcopy(ABOUT_OTHERS)}
    return {**definitions, "top": model}


def _mapped(schema: Any, change: Callable[[Schema], Schema]) -> Any:
    """The schema with a change made to each object in it, the innermost first."""
    if isinstance(schema, dict):
        return change({key: _mapped(value, change) for key, value in schema.items()})
    return [_mapped(part, change) for part in schema] if isinstance(schema, list) else schema


def _untitled(part: Schema) -> Schema:
    """Without the titles that only repeat the key; classes keep theirs."""
    if isinstance(part.get("title"), str) and "properties" not in part:
        del part["title"]
    return part


def _relaxed(part: Schema) -> Schema:
    """Nothing required except in laws, and references to parts that are relaxed too."""
    if isinstance(part.get("title"), str):  # a class of document, not a law
        part.pop("required", None)
    if isinstance(part.get("$ref"), str):
        part["$ref"] = part["$ref"].replace("#/$defs/", "#/$defs/Some")
    return part
