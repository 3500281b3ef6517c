"""The written model says what the documents say; the generated reference is up to date."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from sim.documents.reference import PAGES, parameter_rows, parameters_markdown
from sim.documents.support_model import SupportModel

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
MODEL = "".join(re.split(r"<!-- drivers: begin -->.*<!-- drivers: end -->", PAGE, flags=re.DOTALL))
"""Without the table that is generated from the documents of one scenario."""
ROWS = [row for _, document in PAGES for row in parameter_rows(document)]
PATHS = {row.path for row in ROWS}
TUNABLE = parameter_rows(SupportModel)

ID = re.compile(r"\bA(?:-[a-z]+)+\b")
EXPLAINED = re.compile(r"^\| (A(?:-[a-z]+)+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
PARAMETER = re.compile(r"[a-z_]+(?:\[\])?(?:\.(?:[a-z_]+(?:\[\])?|<[a-z]+>))+")
ABOUT_FILES = (".md", ".txt", ".toml")


def cited() -> set[str]:
    """Every assumption that a document's definition, a support model or a scenario names."""
    folders = (("sim/documents", "*.py"), ("sim/models", "*.toml"), ("scenarios", "*.toml"))
    texts = (path.read_text() for folder, form in folders for path in (ROOT / folder).glob(form))
    return {found for text in texts for found in ID.findall(text)}


def test_every_assumption_is_explained_and_none_is_left_over() -> None:
    explained = [match[0] for match in EXPLAINED.findall(MODEL)]
    assert sorted(explained) == sorted(cited())
    assert set(ID.findall(MODEL)) == set(explained)


def test_an_assumption_names_the_parameters_that_state_it() -> None:
    stated = defaultdict(set)
    for row in ROWS:
        stated[row.assumption].add(row.path)
    for name, _, where in EXPLAINED.findall(MODEL):
        named = set(CODE.findall(where))
        assert named == stated.get(name, named & PATHS), name


def test_every_parameter_that_the_model_names_exists() -> None:
    named = {text for text in CODE.findall(MODEL) if PARAMETER.fullmatch(text)}
    unknown = {text for text in named if text not in PATHS and not text.endswith(ABOUT_FILES)}
    assert unknown == set()
    assert len(named) > 100


HEADINGS = (
    "1 Objectives", "2 Logic", "3 Data", "4 Experimentation", "5 Implementation", "6 Code access",
)  # fmt: skip


def test_the_headings_are_those_of_the_guideline() -> None:
    assert tuple(re.findall(r"^## (.+)$", MODEL, re.MULTILINE)) == HEADINGS


def test_every_optional_part_of_a_support_model_is_described() -> None:
    """Each part that may be absent has a line that names one of its parameters."""
    optional = {
        row.path.split(".")[0] for row in parameter_rows(SupportModel) if "." in row.path
    } | {"release.approval", "release.canary", "release.rollback", "release.peak_freeze"}
    assert [part for part in sorted(optional) if f"`{part}." not in MODEL] == []


def test_every_parameter_of_a_support_model_is_switched_in_a_test() -> None:
    here = Path(__file__)
    folders = (here.parent, here.parent.with_name("plans"), here.parent.with_name("money"))
    files = (path for folder in folders for path in folder.glob("*.py") if path != here)
    tests = "".join(path.read_text() for path in files)
    keys = {row.path: row.path.split(".")[-1].removesuffix("[]") for row in TUNABLE}
    assert [path for path, key in keys.items() if not re.search(rf"(\b|\\n){key}\b", tests)] == []


def test_the_parameter_reference_is_up_to_date() -> None:
    page = ROOT / "docs" / "parameters.md"
    if page.read_text(encoding="utf-8") != parameters_markdown():
        pytest.fail("docs/parameters.md is out of date: make reference")
