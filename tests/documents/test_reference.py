"""JSON Schemas and the parameter reference say what the documents are."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sim.documents.catalogue import SHIPPED, read_toml
from sim.documents.reference import parameter_rows, parameters_markdown
from sim.documents.scenario import Scenario
from sim.documents.schema import json_schemas
from sim.documents.support_model import SupportModel


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(inner, (dict, list)):
            yield from parts(inner)


@pytest.mark.parametrize("name", ["scenario", "support-model"])
def test_a_schema_is_complete_and_every_reference_leads_somewhere(name: str) -> None:
    schema = json_schemas()[name]
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert schema["title"]
    json.dumps(schema)
    references = {part["$ref"] for part in parts(schema) if isinstance(part.get("$ref"), str)}
    assert references == {f"#/$defs/{one}" for one in schema["$defs"]} & references
    assert references


def test_quantities_are_texts_with_an_example() -> None:
    nature = json_schemas()["scenario"]["$defs"]["Nature"]["properties"]
    assert nature["background"]["type"] == "string"
    assert nature["background"]["examples"] == ["250/y"]
    assert nature["background"]["assumption"] == "A-background-faults"
    assert nature["detect"]["source"].startswith("SRE workbook")
    assert {"type": "string", "examples": ["10 min"]} in nature["detect"]["anyOf"]
    assert json_schemas()["scenario"]["properties"]["horizon"]["unit"] == "h"


def test_each_example_of_a_quantity_is_valid() -> None:
    texts = {
        (part["quantity"], example)
        for schema in json_schemas().values()
        for part in parts(schema)
        if isinstance(part.get("quantity"), str)
        for example in part.get("examples", [])
        if isinstance(example, str)
    }
    assert {quantity for quantity, _ in texts} >= {"duration", "rate", "law", "money an hour"}


def allows(schema: dict[str, Any], place: dict[str, Any], value: Any) -> bool:
    """Whether keys and required keys fit; as much of a validator as this test needs."""
    if "$ref" in place:
        return allows(schema, schema["$defs"][place["$ref"].rpartition("/")[2]], value)
    if "anyOf" in place:
        return any(allows(schema, option, value) for option in place["anyOf"])
    if not isinstance(value, dict):
        return place.get("type") != "object"
    if place.get("type") != "object" or not set(place.get("required", ())) <= set(value):
        return False
    known, others = place.get("properties", {}), place.get("additionalProperties", True)
    return all(
        allows(schema, known[key], inner) if key in known
        else others is not False and (others is True or allows(schema, others, inner))
        for key, inner in value.items()
    )  # fmt: skip


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_the_schema_allows_what_ships(path: Any) -> None:
    schema, lines = json_schemas()["support-model"], read_toml(path)
    branch = schema["then" if {"extends", "mix"} & set(lines) else "else"]
    assert allows(schema, branch, lines)
    assert not allows(schema, branch, {**lines, "realese": {}})


def test_a_variant_needs_no_more_than_the_lines_that_differ() -> None:
    schema = json_schemas()["support-model"]
    lines = {"extends": "ops-run-it", "respond": {"ops-bridge": {"bounce": "1%"}}}
    assert allows(schema, schema["then"], lines)
    assert not allows(schema, schema["else"], lines)
    scenario = json_schemas()["scenario"]
    assert allows(scenario, scenario["properties"]["models"], {"no-cab": lines})


@pytest.mark.parametrize("model", [Scenario, SupportModel])
def test_every_parameter_has_a_row_that_says_what_it_is(model: Any) -> None:
    rows = parameter_rows(model)
    assert len({row.path for row in rows}) == len(rows)
    assert [row.path for row in rows if not (row.type and row.description and row.default)] == []
    for row in rows:
        assert not row.assumption or row.assumption.startswith("A-")


def test_rows_show_what_a_user_would_write() -> None:
    rows = {row.path: row for row in parameter_rows(Scenario)}
    chance = rows["nature.defect_chance"]
    assert chance.default == '"4%"'
    assert "70 % of incidents come from changes (Google SRE)" in chance.source
    assert rows["nature.recurs"].default == '{ mean = "30 d" }'
    assert rows["nature.recurs"].assumption == "A-recurrence"
    assert rows["start"].default == "2026-01-01"
    assert rows["prices.callout_premium"].default == "1.5"
    assert rows["services.<service>.team"].default == "required"
    assert rows["services.<service>.exposure"].type == 'money an hour, like "250k USD/h"'
    assert rows["services.<service>.traffic.growth.doubling"].default == "absent"
    assert rows["nature.impacts[].weight"].type == "number"
    gain = rows["nature.operability.gain"]
    assert (gain.low, gain.high, gain.unit) == ("5.0", "20.0", "1/y")


def test_the_page_has_every_row_of_both_documents() -> None:
    page = parameters_markdown()
    for model in (Scenario, SupportModel):
        assert all(f"| `{row.path}` |" in page for row in parameter_rows(model))
    widths = {line.replace("\\|", "").count("|") for line in page.splitlines() if line[:1] == "|"}
    assert widths == {10}
