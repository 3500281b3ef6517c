"""Observations in a document: a column of an export, two instants, or a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.documents.observed import observe


def observed(folder: Path, text: str, encoding: str = "utf-8", **table: object) -> list[float]:
    (folder / "seen.csv").write_text(text, encoding=encoding, newline="")
    return list(observe({"empirical": "seen.csv", **table}, folder).hours)


def test_a_column_with_its_unit(tmp_path: Path) -> None:
    text = "id;TTR\n1;30\n2;1,5\n3;\n4;?\n"
    assert observed(tmp_path, text, column="TTR", unit="min") == [0.5, 0.025]


def test_cells_may_say_their_units(tmp_path: Path) -> None:
    text = 'took\n01:30:00\nPT2H\n"2 days, 3:04"\n"1h 30m"\n'
    assert observed(tmp_path, text, column="took") == pytest.approx([1.5, 2, 51 + 4 / 60, 1.5])


def test_the_time_between_two_instants(tmp_path: Path) -> None:
    text = "opened;closed\n28.03.2026 23:00;29.03.2026 05:00\n29.03.2026 10:00;\n"
    found = observed(
        tmp_path, text, "utf-8-sig", start="opened", end="closed", zone="Europe/Berlin"
    )
    assert found == [5.0]  # the night in which the clocks go forward


def test_a_list_takes_the_place_of_a_file(tmp_path: Path) -> None:
    assert observe({"empirical": ["30 min", "2 h"]}, tmp_path).hours == (0.5, 2.0)


def test_json_records_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "seen.json").write_text('[{"ttr": 90}, {"ttr": null}, {"ttr": 30}]')
    found = observe({"empirical": "seen.json", "column": "ttr", "unit": "min"}, tmp_path)
    assert found.hours == (1.5, 0.5)
    facts = found.facts()
    assert (facts["observations"], facts["left_out"], facts["median_hours"]) == (2, 1, 1.0)
    assert len(facts["sha256"]) == 64


@pytest.mark.parametrize(
    ("text", "table", "said"),
    [
        ("a,TTR\n1,2\n", {"column": "TTT", "unit": "h"}, "no column 'TTT'; did you mean 'TTR'?"),
        ("TTR\n5\n", {"column": "TTR"}, "row 2, column 'TTR': found '5' without a unit"),
        ("TTR\nsoon\n", {"column": "TTR"}, "row 2, column 'TTR': found 'soon'; a duration is"),
        ("TTR\n5\n", {"column": "TTR", "unit": "parsec"}, "'parsec' is no unit of time"),
        ("TTR\n\n?\n", {"column": "TTR"}, "no row has a duration"),
        ("", {"column": "TTR"}, "is empty"),
        ("a,b\n2026-01-02 10:00,2026-01-01 10:00\n", {"start": "a", "end": "b"},
         "row 2: ends ('2026-01-01 10:00') before it starts ('2026-01-02 10:00')"),
        ("a,b\n2026-01-02 10:00,2026-01-02 11:00\n", {"start": "a"}, "start and end go together"),
        ("a,b\n01/02/2026,02/03/2026\n", {"start": "a", "end": "b"}, "can't be told apart"),
        ("a,b\n2026-01-02 10:00,2026-01-02 11:00\n2026-01-02T10:00Z,2026-01-02T10:00Z\n",
         {"start": "a", "end": "b"}, "column 'a': mixes instants with a zone"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(
    text: str, table: dict[str, object], said: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="can't read durations from") as caught:
        observed(tmp_path, text, **table)
    assert said in str(caught.value)
    assert "seen.csv" in str(caught.value)
