"""``whorunsit uncertainty`` from end to end: files, resuming, and what the next comparison says."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.documents.errors import InputError
from sim.present.uncertainty import FILES

ROOT = Path(__file__).parents[2]
ONLY = ["--only", "services.*.exposure", "--only", "nature.recurs", "--samples", "40"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("uncertain")
    text = (ROOT / "scenarios" / "tiny.toml").read_text(encoding="utf-8")
    text = text.replace('horizon = "1 y"', 'horizon = "90 d"')
    (there / "short.toml").write_text(text, encoding="utf-8")
    run(there, "uncertainty", *ONLY)
    return there


def run(there: Path, command: str, *words: str) -> str:
    scenario, out = str(there / "short.toml"), str(there / "results")
    told = CliRunner().invoke(
        app, [command, scenario, *words, "--out", out, "--workers", "1"], catch_exceptions=False
    )
    assert told.exit_code == 0, told.output
    return told.output


def test_every_file_that_is_promised_is_written_and_no_other(folder: Path) -> None:
    assert {path.name for path in (folder / "results" / "short").iterdir()} == set(FILES)


def test_tables_hold_what_they_say(folder: Path) -> None:
    results = folder / "results" / "short"
    models = pd.read_csv(results / "uncertainty.csv")
    assert models["chance_cheapest"].sum() == pytest.approx(1, abs=0.01)
    assert (models["regret"] >= 0).all()
    worth = pd.read_csv(results / "worth_knowing.csv")
    assert set(worth["assumption"]) == {"everything", "services.*.exposure", "nature.recurs"}
    assert (worth["evppi_per_year"] >= 0).all()
    samples = pd.read_parquet(results / "uncertain_samples.parquet")
    assert len(samples) == 40
    assert samples["nature.recurs"].between(0.5, 2).all()


def test_the_same_command_gives_the_same_bytes_without_living_again(folder: Path) -> None:
    results = folder / "results" / "short"
    before = {path.name: path.read_bytes() for path in results.iterdir()}
    kept = folder / "results" / ".short.samples.jsonl"
    lines = kept.read_bytes()
    run(folder, "uncertainty", *ONLY)
    assert {path.name: path.read_bytes() for path in results.iterdir()} == before
    assert kept.read_bytes() == lines


@pytest.mark.slow
def test_the_next_comparison_says_how_sure_its_verdict_is(folder: Path) -> None:
    told = " ".join(run(folder, "compare", "--replications", "2").replace("│", " ").split())
    assert "of what we consider plausible" in told
    results = folder / "results" / "short"
    assert set(FILES) <= {path.name for path in results.iterdir()}
    assert "Acceptability curve" in (results / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--samples", "20"], "need 30 or more"),
        (["--only", "nature.recur"], "did you mean"),
        (["--without", "*"], "nothing is left to vary"),
    ],
)
def test_what_makes_no_sense_is_refused(folder: Path, words: list[str], said: str) -> None:
    words = words if "--only" in words else [*ONLY[:4], *words]
    with pytest.raises(InputError, match=said):
        CliRunner().invoke(
            app, ["uncertainty", str(folder / "short.toml"), *words], catch_exceptions=False
        )
