"""Exports of tools, and what is wrong with real ones: each row is accounted for."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.documents.errors import InputError
from sim.questions.fit.observations import Observations
from sim.questions.fit.reading import Wanted, read
from tests.questions.fit.exports import CHANGES, INCIDENTS, plain, write


def incidents(path: Path, **more: object) -> Observations:
    return read(Wanted([path], **more))  # type: ignore[arg-type]


def complaint(path: Path, **more: object) -> str:
    with pytest.raises(InputError) as caught:
        incidents(path, **more)
    return str(caught.value)


@pytest.mark.parametrize("name", INCIDENTS)
def test_a_tools_export_of_incidents_is_known_by_its_columns(name: str, tmp_path: Path) -> None:
    found = incidents(write(tmp_path, *INCIDENTS[name]))
    first = found.incidents.iloc[0]
    assert first["service"] == "shop"
    assert first["opened_at"] == pd.Timestamp("2026-03-02 10:00", tz="UTC")
    assert found.restore_hours()[0][0] == 1.5
    assert all(tally.adds_up for tally in found.tallies)


@pytest.mark.parametrize("name", CHANGES)
def test_a_tools_export_of_changes_is_known_by_its_columns(name: str, tmp_path: Path) -> None:
    files = write(tmp_path, *INCIDENTS["dora" if name == "" else "github-issues"])
    found = read(Wanted([files], [write(tmp_path, *CHANGES[name], name="changes")]))
    assert found.changes is not None
    (change,) = found.changes.to_dict("records")
    assert (change["service"], change["failed"]) == ("shop", 1.0)
    assert change["live_at"] == pd.Timestamp("2026-03-02 10:00", tz="UTC")


def test_several_rows_an_incident_are_one_with_the_last_state(tmp_path: Path) -> None:
    found = incidents(write(tmp_path, *INCIDENTS["servicenow"]))
    assert list(found.incidents["handed_over"]) == [1, 1]
    assert found.tallies[0].merged == 1


def test_components_of_a_status_page_are_counted_and_the_first_owns_it(tmp_path: Path) -> None:
    found = incidents(write(tmp_path, *INCIDENTS["statuspage-api"]))
    assert list(found.incidents["hits"]) == [2]
    assert found.incidents["diagnosed_at"].iloc[0] == pd.Timestamp("2026-03-02 10:20", tz="UTC")
    assert found.tallies[0].dropped["impact is maintenance"].first == [3]


def test_columns_of_one_name_are_a_list_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    """As Jira writes what has several values; the third row is too short."""
    text = (
        "Issue key,Affected services,Created,Resolved,Affected services,Labels,Labels\n"
        'OPS-1,shop,2026-03-02 10:00,2026-03-02 11:30,pay,"a\nb",c\n'
        "OPS-2,,2026-03-03 10:00,2026-03-03 11:30,pay,,\n"
        "OPS-3,shop\n"
        "OPS-4,shop,2026-03-04 10:00,2026-03-04 11:30,,,\n"
    )
    found = incidents(write(tmp_path, "csv", text))
    assert list(found.incidents["all_services"]) == ["shop;pay", "pay", "shop"]
    assert list(found.incidents["hits"]) == [2, 1, 1]
    assert [d.first for d in found.tallies[0].dropped.values()] == [[4]]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("latin-1", "\t"), ("utf-16", ";"), ("cp1252", "|")],
)
def test_encodings_and_delimiters_are_found_out(
    encoding: str, delimiter: str, tmp_path: Path
) -> None:
    table = plain(service="Büro")
    path = tmp_path / "x.csv"
    table.to_csv(path, sep=delimiter, index=False, encoding=encoding)
    found = incidents(path)
    assert found.services == ["Büro"]
    assert len(found.incidents) == 24


@pytest.mark.parametrize("kind", ["xlsx", "parquet", "json"])
def test_a_table_is_the_same_in_each_kind_of_file(kind: str, tmp_path: Path) -> None:
    table, path = plain(), tmp_path / f"x.{kind}"
    if kind == "xlsx":
        table.to_excel(path, index=False)
    elif kind == "parquet":
        table.to_parquet(path)
    else:
        table.astype(str).to_json(path, orient="records")
    as_csv = tmp_path / "x.csv"
    table.to_csv(as_csv, index=False)
    wanted = incidents(as_csv).incidents[["service", "opened_at", "restored_at"]]
    got = incidents(path).incidents[["service", "opened_at", "restored_at"]]
    pd.testing.assert_frame_equal(got, wanted)


def test_a_decimal_comma_and_a_quoted_line_break_are_read(tmp_path: Path) -> None:
    text = 'title;start;end;severity\n"two\nlines";2026-01-01 10:00;2026-01-01 11:00;0,25\n'
    found = incidents(write(tmp_path, "csv", text))
    assert list(found.incidents["severity"]) == ["0,25"]
    assert len(found.incidents) == 1


@pytest.mark.parametrize(
    ("written", "hours"),
    [("90", 1.5), ("01:30:00", 1.5), ("PT1H30M", 1.5), ("2 days, 3:04", 48 + 3 + 4 / 60),
     ("1h 30m", 1.5)],
)  # fmt: skip
def test_durations_are_read_as_tools_write_them(written: str, hours: float, tmp_path: Path) -> None:
    mapping = write(
        tmp_path, "toml",
        'units = { restored_after = "min" }\n[columns]\n'
        'opened_at = "at"\nrestored_after = "took"\n',
        name="map",
    )  # fmt: skip
    path = write(tmp_path, "csv", f'at,took\n2026-01-01 10:00,"{written}"\n')
    assert incidents(path, mappings=[mapping]).restore_hours()[0][0] == pytest.approx(hours)


def test_local_time_follows_summer_time(tmp_path: Path) -> None:
    """London: on 29 March 2026 an hour is missing, on 25 October one comes twice."""
    text = (
        "start,end\n2026-03-29 00:30,2026-03-29 03:30\n2026-10-25 00:30,2026-10-25 03:30\n"
        "2026-03-29 01:30,2026-03-29 04:00\n"
    )
    found = incidents(write(tmp_path, "csv", text), zone="Europe/London")
    hours = dict(zip(found.incidents["row"], found.restore_hours()[0], strict=True))
    assert hours == {2: 2.0, 3: 4.0, 4: 2.0}
    assert any("did not exist" in note for note in found.tallies[0].notes)


def test_offsets_that_differ_are_no_problem(tmp_path: Path) -> None:
    text = "start,end\n2026-03-29T00:30:00+00:00,2026-03-29T03:30:00+01:00\n"
    assert incidents(write(tmp_path, "csv", text)).restore_hours()[0][0] == 2.0


def test_every_row_is_accounted_for_by_its_number(tmp_path: Path) -> None:
    text = (
        "id,service,start,end\n"
        "1,shop,2026-01-01 10:00,2026-01-01 11:00\n"
        "1,shop,2026-01-01 10:00,2026-01-01 11:00\n"  # a copy
        "2,shop,2026-01-02 10:00,2026-01-02 09:00\n"  # backwards
        "3,shop,,2026-01-02 09:00\n"  # no opening
        "4,shop,2026-01-03 10:00\n"  # a cell too few
        "5,shop,2026-01-04 10:00,\n"  # still open
        "6,shop,2026-01-05 10:00,soon\n"  # no instant
        "7,shop,2026-13-05 10:00,2026-01-05 11:00\n"  # no such month
    )
    found = incidents(write(tmp_path, "csv", text))
    (tally,) = found.tallies
    assert {why: d.first for why, d in tally.dropped.items()} == {
        "a copy of another row": [3],
        "ends before it starts": [4],
        "no opened time": [5],
        "malformed (3 cells, not 4)": [6],
        "start is no date from 1980 to 2100": [9],
    }
    assert {why: d.first for why, d in tally.oddities.items()} == {
        "end is no date from 1980 to 2100, so it is left out": [8]
    }
    assert (tally.rows, tally.kept) == (8, 3)
    assert tally.adds_up
    assert list(found.restore_hours()[1]) == [True, False, False]


def test_rows_keep_their_numbers_beyond_the_first_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.questions.fit.sheet.BLOCK_BYTES", 400)
    lines = [f"{n},2026-01-01 10:00,2026-01-01 11:00" for n in range(2, 102)]
    lines[28], lines[73] = "too,short", "75,no instant,2026-01-01 11:00"
    found = incidents(write(tmp_path, "csv", "id,start,end\n" + "\n".join(lines) + "\n"))
    assert {why: d.first for why, d in found.tallies[0].dropped.items()} == {
        "malformed (2 cells, not 3)": [30],
        "start is no date from 1980 to 2100": [75],
    }
    assert list(found.incidents["row"].astype(str)) == list(found.incidents["id"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("start,end\n", "has a header and no rows"),
        ("a,b\n1,2\n", "no known form of incidents; found the columns a, b; write a mapping file"),
        ("start,end\nyes,no\n", "column 'start': found 'yes'; an instant is written like"),
        ("start,end\n01/02/2026 10:00,01/02/2026 11:00\n", "day and month can't be told apart"),
        ("start,end\n2026-01-01 10:00,2026-01-01 09:00\n",
         "all 1 rows were dropped: 1 because ends before it starts (row 2)"),
        ("start,end\n2026-01-01T10:00Z,2026-01-01T12:00Z\n2026-01-02 10:00,2026-01-02T12:00Z\n",
         "mixes instants with a zone"),
        ("<html>", "is a web page or XML"),
        ('[{"a": 1}', "is no JSON"),
        ("start,end,end\n2026-01-01,2026-01-02,2026-01-03\n",
         "column 'end': found '2026-01-02;2026-01-03'; an instant is written like"),
        (CHANGES["dora"][1], "is a table of changes (DORA table of changes), not of incidents"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(text: str, said: str, tmp_path: Path) -> None:
    ending = "json" if text.startswith("[") else "csv"
    found = complaint(write(tmp_path, ending, text))
    assert "export." in found
    assert said in found


def test_a_file_that_is_missing_or_binary_is_said(tmp_path: Path) -> None:
    assert "can't be read: No such file" in complaint(tmp_path / "none.csv")
    zero = tmp_path / "zero.csv"
    zero.write_bytes(b"a,b\n\x00\x01,2\n")
    assert "is no text" in complaint(zero)
    packed = tmp_path / "packed.csv"
    packed.write_bytes(b"\x1f\x8b\x08\x00")
    assert "is compressed" in complaint(packed)
    for ending, head in (("parquet", b"PAR1"), ("xlsx", b"PK\x03\x04")):
        broken = tmp_path / f"broken.{ending}"
        broken.write_bytes(head + b"garbage")
        assert "is no readable" in complaint(broken)


def test_a_quote_that_is_not_closed_is_said(tmp_path: Path) -> None:
    text = 'start,end,title\n2026-01-01 10:00,2026-01-01 11:00,"open\n2026-01-02 10:00,,x\n'
    found = incidents(write(tmp_path, "csv", text))
    assert any("odd number of quotes" in note for note in found.tallies[0].notes)


def test_a_mapping_file_names_columns_and_complains_with_the_nearest(tmp_path: Path) -> None:
    data = write(tmp_path, "csv", "Raised,Fixed,System\n2026-01-01 10:00,2026-01-01 12:00,x\n")
    good = 'zone = "Europe/Berlin"\n[columns]\nopened_at = "Raised"\nrestored_at = "Fixed"\n'
    found = incidents(data, mappings=[write(tmp_path, "toml", good, name="good")])
    assert found.incidents["opened_at"].iloc[0] == pd.Timestamp("2026-01-01 09:00", tz="UTC")
    bad = write(tmp_path, "toml", '[columns]\nopened_at = "Raise"\n', name="bad")
    assert "no column 'Raise'" in complaint(data, mappings=[bad])
    assert "did you mean 'Raised'" in complaint(data, mappings=[bad])
    worse = write(tmp_path, "toml", '[columns]\nopend_at = "Raised"\n', name="worse")
    assert "unknown word; did you mean 'opened_at'?" in complaint(data, mappings=[worse])


def test_several_files_are_one_history(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    plain(12).to_csv(first, index=False)
    plain(24).iloc[10:].to_csv(second, index=False)
    found = read(Wanted([first, second]))
    assert len(found.incidents) == 24
    assert [tally.kept for tally in found.tallies] == [12, 12]
    assert all(tally.adds_up for tally in found.tallies)


def test_a_table_of_ours_is_read_with_its_start(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"incident": [1], "service": ["shop"], "appeared_at": [34.0], "paged_at": [34.1],
         "acknowledged_at": [34.2], "restored_at": [35.5], "impact": [0.3], "cause": ["change"]}
    )  # fmt: skip
    path = tmp_path / "incidents.parquet"
    table.to_parquet(path)
    found = incidents(path, start=pd.Timestamp("2026-01-01").date())
    assert found.incidents["opened_at"].iloc[0] == pd.Timestamp("2026-01-02 10:00", tz="UTC")
    assert found.anchored
    assert np.isclose(found.restore_hours()[0][0], 1.5)
    assert not incidents(path).anchored


def test_json_that_holds_no_records_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, "json", json.dumps({"error": "rate limit"}))
    assert "holds no list of records" in complaint(path)


def test_a_period_without_incidents_or_without_length_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    plain().to_csv(path, index=False)
    late = pd.Timestamp("2035-01-01").to_pydatetime()
    assert "no incident from 2035-01-01" in complaint(path, begins=late)
    early = pd.Timestamp("2034-01-01").to_pydatetime()
    assert "the period begins only on 2035-01-01" in complaint(path, begins=late, ends=early)


def test_dates_that_stand_for_never_are_none_and_empty_lines_are_counted(tmp_path: Path) -> None:
    text = (
        "start,end\n\n2026-01-01T10:00Z,9999-12-31T00:00Z\n1900-01-01T00:00Z,2026-01-01T10:00Z\n"
        "\n2026-01-03T10:00Z,2026-01-03T11:00Z\n"
    )
    found = incidents(write(tmp_path, "csv", text))
    tally = found.tallies[0]
    assert tally.rows == 5
    assert tally.dropped["no opened time"].first == [2, 5]
    assert tally.dropped["start is no date from 1980 to 2100"].first == [4]
    assert found.incidents["restored_at"].isna().tolist() == [True, False]
