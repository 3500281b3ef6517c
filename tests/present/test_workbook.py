import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from sim.present import workbook

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_the_cover_has_the_verdict_and_panes_are_frozen(results: Path) -> None:
    with zipfile.ZipFile(results / "workbook.xlsx") as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        names = book.read("xl/workbook.xml").decode()
        place = re.findall(r'<sheet name="([^"]*)"', names).index("Summary") + 1
        summary = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{place}.xml"))
    assert "costs least" in texts
    for name in ("Verdict", "Summary", "Comparison", "Costs"):
        assert f'name="{name}"' in names
    assert summary.find(f".//{SHEET}pane") is not None
    assert len(summary.findall(f".//{SHEET}row")) > 60


def test_the_workbook_carries_no_time_of_writing(results: Path) -> None:
    with zipfile.ZipFile(results / "workbook.xlsx") as book:
        assert "2000-01-01" in book.read("docProps/core.xml").decode()


def test_costs_of_very_many_teams_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pd.DataFrame(
        {
            "model": "m", "quarter": "2026-Q1", "line": "run", "team": ["a", "b"],
            "mean": [1.0, 2.0], "ci_low": 0.0, "ci_high": 3.0,
        }
    )  # fmt: skip
    assert workbook._costs(table) is table
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    summed = workbook._costs(table)
    assert summed["mean"].tolist() == [3.0]
    assert "team" not in summed
