"""The commands, as somebody types them: what they write, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import sim
from sim.cli.app import app
from sim.documents.errors import InputError
from tests.questions.fit.exports import plain


@pytest.fixture
def incidents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "incidents.csv"
    plain(40).to_csv(path, index=False)
    return path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_fit_writes_and_replay_judges(incidents: Path, tmp_path: Path) -> None:
    done = run("fit", "--incidents", str(incidents), "--no-calibrate", "--out", "mine.toml")
    assert done.exit_code == 0, done.output
    assert "40 incidents of 1 services" in done.output
    there = {path.name for path in tmp_path.iterdir()}
    assert there == {"incidents.csv", "mine.toml", "mine-data", "fit.html"}
    told = run("replay", "mine.toml", "--incidents", str(incidents), "-n", "8", "-j", "1")
    assert told.exit_code == 1  # under ops-run-it faults come back, and nothing was calibrated
    assert "off by" in told.output
    assert (tmp_path / "results" / "mine-replay" / "replay.html").is_file()


def test_a_scenario_that_is_there_is_not_lost(incidents: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("edited")
    done = run("fit", "--incidents", str(incidents), "--no-calibrate")
    assert isinstance(done.exception, InputError)
    assert "is there already; --force replaces it" in str(done.exception)
    assert (tmp_path / "mine.toml").read_text() == "edited"


def test_a_mapping_is_drafted_and_works(incidents: Path, tmp_path: Path) -> None:
    table = plain(12).rename(columns={"start": "Raised", "end": "Resolved on", "service": "System"})
    table.to_csv("tickets.csv", index=False)
    drafted = run("fit", "--guess", "--incidents", "tickets.csv")
    assert drafted.exit_code == 0
    Path("map.toml").write_text(drafted.output)
    done = run(
        "fit", "--incidents", "tickets.csv", "--columns", "map.toml", "--no-calibrate",
        "--out", "other.toml",
    )  # fmt: skip
    assert done.exit_code == 0, done.exception
    assert "12 incidents of 1 services" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--today", "ops-ran-it"], "did you mean 'ops-run-it'"),
        (["--zone", "Mars/Olympus"], "is no time zone"),
        (["--changes", "incidents.csv"], "is a table of incidents"),
        (["--services", "none.yaml"], "can't be read"),
    ],
)
def test_wrong_options_are_said_and_nothing_is_written(
    words: list[str], said: str, incidents: Path, tmp_path: Path
) -> None:
    done = run("fit", "--incidents", "incidents.csv", *words)
    assert isinstance(done.exception, InputError)
    assert said in str(done.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["incidents.csv"]


def test_init_begins_a_scenario(incidents: Path, tmp_path: Path) -> None:
    Path("list.csv").write_text("service,team\nshop,web\n")
    done = run("init", "--services", "list.csv", "--out", "new.toml")
    assert done.exit_code == 0, done.exception
    assert run("check", "new.toml").exit_code == 0


def test_the_same_from_python(incidents: Path, tmp_path: Path) -> None:
    found = sim.fit(incidents, today="you-run-it", calibrated=False)
    table = found.parameters.set_index("path")
    assert table.loc["services.shop.nature.background", "n"] == 40
    assert found.scenario.models[0] == "you-run-it"
    assert any("40 incidents" in line for line in found.said)
    assert {path.name for path in found.write("own.toml")} == {"own.toml", "fit.html", "own-data"}
    assert (tmp_path / "own-data" / "uncertain.parquet").is_file()
