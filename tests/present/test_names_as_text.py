"""A name that somebody wrote is text wherever a spreadsheet reads it, whatever it begins with."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from sim.documents.load import build_study, read_toml
from sim.present.files import as_text
from sim.present.publish import write_results
from sim.questions.compare import compare

ROOT = Path(__file__).resolve().parents[2]
SERVICE, TITLE, SCENARIO = "=SUM(1,2)", "=2+3+LETTERS", "@SUM(7)"
DANGER = re.compile(r"[=+\-@\t\r]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw = read_toml(ROOT / "scenarios" / "tiny.toml")
    raw["title"] = SCENARIO
    raw["compare"] = ["you-run-it", "ours"]
    raw["services"] = {SERVICE: raw["services"]["checkout"]}
    raw["models"] = {"ours": {"extends": "ops-run-it", "title": TITLE}}
    study = build_study(raw, "named", "named.toml", None)
    where = tmp_path_factory.mktemp("results") / "named"
    return write_results(compare(study, replications=2, workers=1), where, "a test", 0.0)


@pytest.mark.slow
def test_no_sheet_and_no_chart_makes_a_formula_of_a_name(folder: Path) -> None:
    with zipfile.ZipFile(folder / "workbook.xlsx") as book:
        parts = {n: book.read(n).decode() for n in book.namelist() if n.endswith(".xml")}
    formulas = [f for text in parts.values() for f in re.findall(r"<(?:c:)?f>([^<]*)<", text)]
    assert len(formulas) > 100
    assert not [f for f in formulas if "LETTERS" in f or "SUM(1,2)" in f or "SUM(7)" in f]
    for name in (SCENARIO, TITLE):
        assert f">{name}<" in parts["xl/sharedStrings.xml"]


def test_a_title_that_begins_like_a_comparison_is_met_by_itself_alone(folder: Path) -> None:
    """SUMIFS takes "=x" for "equal to x", which no cell is."""
    with zipfile.ZipFile(folder / "workbook.xlsx") as book:
        sheets = [book.read(n).decode() for n in book.namelist() if "worksheets/sheet" in n]
    sums = [f for text in sheets for f in re.findall(r"<f>([^<]*SUMIFS[^<]*)<", text)]
    models = [f for f in sums if "'Quantities'!$A" in f or "'Assets'!$A" in f]
    assert len(models) > 20
    assert all("&quot;=&quot;&amp;" in f or '"="&amp;' in f for f in models)


def test_no_table_has_a_cell_that_begins_like_a_formula(folder: Path) -> None:
    cells = [
        cell
        for path in folder.glob("*.csv")
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines())
        for cell in row
    ]
    assert f"'{SERVICE}" in cells
    risky = [cell for cell in cells if DANGER.match(cell)]
    assert not [cell for cell in risky if not re.fullmatch(r"[+-]?[\d.e+-]+", cell)]


@pytest.mark.parametrize(
    "text", ["=1", "+a", "-a", "@a", "\ta", "\ra", "\x00a", "\uff1d1", "-5+cmd"]
)
def test_a_text_that_would_be_worked_out_gets_an_apostrophe(text: str) -> None:
    for kind in ("object", "category"):
        column = pd.Series([text, "plain"], dtype=kind)
        assert as_text(pd.DataFrame({"a": column}))["a"].tolist() == [f"'{text}", "plain"]


@pytest.mark.parametrize("text", ["-12.50", "0.00", "a=b", "shop-1"])
def test_numbers_and_plain_names_stay_as_they_are(text: str) -> None:
    assert as_text(pd.DataFrame({"a": [text]}))["a"].tolist() == [text]
