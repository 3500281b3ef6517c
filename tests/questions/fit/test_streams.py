"""Files that are read a part at a time: the same whatever the size of a part; nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.documents.dialect import Dialect
from sim.documents.errors import InputError
from sim.questions.fit import Wanted, json_stream, read
from sim.questions.fit.json_stream import records_of
from sim.questions.fit.observations import Observations

ROW = {"start": "2026-01-01T10:00:00Z", "end": "2026-01-01T11:00:00Z", "title": 'a "[{\\u00fc'}


def values_of(text: str, folder: Path, kind: Any = "json") -> list[Any]:
    path = folder / "x.json"
    path.write_text(text, encoding="utf-8")
    return [found.value for found in records_of(path, Dialect(kind))]


@pytest.mark.parametrize("block", [1, 2, 7, 1 << 20])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_is_the_same_whatever_is_read_at_once(
    block: int, indent: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_stream, "BLOCK", block)
    rows = [{"n": n, "deep": {"list": [n, -1.5e3, None, True, [ROW]]}} for n in range(12)]
    assert values_of(json.dumps(rows, indent=indent), tmp_path) == rows
    assert values_of("[1, 23, 456]", tmp_path) == [1, 23, 456]
    assert values_of(json.dumps({"page": {"id": 1}, "b": rows}), tmp_path) == [{"id": 1}, *rows]
    assert values_of(" [ ] ", tmp_path) == []


@pytest.mark.parametrize("block", [1, 1 << 20])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": 1},\n{"a": 2}', "line 2: expecting ','"),
        ('[{"a": 1},\n{"a": }]', "line 2: Expecting value"),
        ('[{"a": 1}]\n]', "line 2: something after the end"),
        ('[{"a": 1}\n{"a": 2}]', "line 2: expecting ','"),
        ('{"a": [{"b": 1}], "c" 2}', "line 1: expecting ':'"),
        ("12", "no list of records"),
    ],
)
def test_what_is_no_json_is_told_with_its_line(
    block: int, text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_stream, "BLOCK", block)
    with pytest.raises(ValueError, match=said):
        values_of(text, tmp_path)


def test_a_line_that_is_no_json_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line 3"):
        values_of('{"a": 1}\n\n{"a": \n', tmp_path, "jsonl")


def read_one(path: Path) -> Observations:
    return read(Wanted([path]))


def test_the_longest_list_counts_and_a_column_that_comes_late_is_read(tmp_path: Path) -> None:
    rows = [{**ROW, "start": f"2026-01-{day:02}T10:00:00Z"} for day in range(1, 9)]
    for row in rows:
        row.pop("end")
    rows[-1]["end"] = "2026-01-09T00:00:00Z"
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"meta": [{"start": 1, "end": 2}], "data": rows}))
    found = read_one(path)
    assert found.tallies[0].rows == 8
    assert found.incidents["restored_at"].notna().sum() == 1


def test_a_workbook_goes_on_on_its_next_sheet_and_others_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    rows = pd.DataFrame(
        [{"id": n, "service": "shop", "start": f"2026-01-0{n}T10:00:00Z",
          "end": f"2026-01-0{n}T12:00:00Z"} for n in range(1, 6)]
    )  # fmt: skip
    with pd.ExcelWriter(path) as book:
        rows[:3].to_excel(book, sheet_name="one", index=False)
        rows[3:].to_excel(book, sheet_name="two", index=False)
        pd.DataFrame({"note": ["x"]}).to_excel(book, sheet_name="notes", index=False)
    found = read_one(path)
    assert found.tallies[0].rows == 5
    assert list(found.incidents["id"]) == ["1", "2", "3", "4", "5"]
    told = " ".join(found.tallies[0].notes)
    assert "goes on on its sheet 'two'" in told
    assert "sheet 'notes', which is left out" in told


def test_a_workbook_without_cells_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    pd.DataFrame().to_excel(path, index=False)
    with pytest.raises(InputError, match="is an empty workbook"):
        read_one(path)
