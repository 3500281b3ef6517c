"""The reference says what there is: metrics, and the files of a results folder to the column."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from sim.documents.load import load_study, vary
from sim.present.figures import PICTURES
from sim.present.outputs import NAMES_ELSEWHERE, OUTPUTS
from sim.present.publish import write_results
from sim.questions.compare import compare
from sim.records.metrics import METRICS, REGISTRY
from sim.records.metrics.reference import metrics_markdown
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "reference" / "results-folder.md").read_text(encoding="utf-8")
FILE, *SECTIONS = re.split(r"^## `([^`]+)`$", PAGE, flags=re.MULTILINE)
COLUMNS = {
    name: re.findall(r"^\| `([^`]+)` \| \S", text, re.MULTILINE)
    for name, text in zip(SECTIONS[::2], SECTIONS[1::2], strict=True)
}
ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = vary(load_study(ROOT / "scenarios" / "tiny.toml"), {"horizon": "1 y"})
    result = compare(study, replications=2, workers=1)
    return write_results(result, tmp_path_factory.mktemp("results") / "tiny", "a test", 1.0)


@pytest.mark.slow
def test_the_page_lists_every_file(folder: Path) -> None:
    there = {path.name + "/" * path.is_dir() for path in folder.iterdir()}
    assert sorted(ROW.findall(FILE)) == sorted(there)


@pytest.mark.parametrize("name", [name for name in COLUMNS if name.endswith(".csv")])
def test_columns_of_a_csv_file(folder: Path, name: str) -> None:
    assert list(pd.read_csv(folder / name, nrows=1).columns) == COLUMNS[name]


@pytest.mark.parametrize("world", ["equal", "useless"])
@pytest.mark.parametrize("name", ["summary", "comparison"])
def test_columns_in_other_worlds_are_the_same(folder: Path, name: str, world: str) -> None:
    table = pd.read_csv(folder / f"{name}_{world}.csv", nrows=1)
    assert list(table.columns) == COLUMNS[f"{name}.csv"]


@pytest.mark.parametrize("name", [name for name in COLUMNS if name.endswith(".parquet")])
def test_columns_of_a_parquet_file(folder: Path, name: str) -> None:
    assert list(pd.read_parquet(folder / name).columns) == COLUMNS[name]


def test_keys_of_the_manifest(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest) == COLUMNS["manifest.json"]


def test_pictures(folder: Path) -> None:
    assert {path.stem for path in (folder / "figures").iterdir()} <= set(COLUMNS["figures"])
    assert {picture.name for picture in PICTURES} == set(COLUMNS["figures"])


@pytest.mark.parametrize(
    ("name", "parts", "whole"),
    [
        ("incidents", ("undetected_hours", "shipping_hours"), "duration_hours"),
        ("changes", ("batching_hours", "rolled_back_hours"), "lead_time_hours"),
    ],
)
def test_the_tags_add_up_as_the_page_says(
    folder: Path, name: str, parts: tuple[str, str], whole: str
) -> None:
    table = pd.read_parquet(folder / f"{name}.parquet").dropna(subset=[whole])
    sums = table.loc[:, parts[0] : parts[1]].sum(axis=1)
    assert len(table) > 5
    assert (sums == table[whole]).all()


def test_the_metric_reference_is_up_to_date() -> None:
    page = (ROOT / "docs" / "reference" / "metrics.md").read_text(encoding="utf-8")
    if page != metrics_markdown():
        pytest.fail("docs/reference/metrics.md is out of date: make reference")


def test_every_metric_stands_in_it_once() -> None:
    others = [name for name, found in REGISTRY.items() if not found.summary]
    assert ROW.findall(metrics_markdown()) == [*METRICS, *others]


def test_the_page_says_of_each_file_what_its_output_says() -> None:
    said = {**{found.name: found.about for found in OUTPUTS.values()}, **NAMES_ELSEWHERE}
    rows = re.findall(r"^\| `([^`]+?)/?` \| (.+) \|$", FILE, re.MULTILINE)
    assert dict(rows) == {name: said[name] for name, _ in rows}
    elsewhere = {"summary_as_stated.csv", "comparison_as_stated.csv"}
    told_in_the_text = {"error_budgets.parquet", *elsewhere}
    assert set(said) - dict(rows).keys() == told_in_the_text
    assert all(f"`{name}`" in FILE for name in told_in_the_text)
