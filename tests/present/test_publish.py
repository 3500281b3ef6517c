import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import pandas as pd
import pytest

from sim.documents.errors import InputError
from sim.present import outputs, publish
from sim.present.publish import check_writable, write_results
from sim.study.comparison import Comparison

COMMAND = "whorunsit compare scenarios/tiny.toml"
TABLES = {
    "summary.csv", "comparison.csv", "services.csv", "costs.csv", "error_budgets.csv",
    "summary_equal.csv", "comparison_equal.csv", "summary_useless.csv", "comparison_useless.csv",
    "incidents.parquet", "releases.parquet", "changes.parquet", "replications.parquet", "risk.csv",
    "teams.csv", "bills.csv",
}  # fmt: skip


def few() -> dict[str, outputs.Output]:
    """Outputs that are written at once."""
    return {"summary.csv": outputs.OUTPUTS["summary.csv"]}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_everything_is_there(results: Path) -> None:
    names = {path.name for path in results.iterdir()}
    pages = {"report.html", "workbook.xlsx", "summary.pdf"}
    assert names == TABLES | pages | {"figures", "manifest.json"}
    figures = {path.suffix for path in (results / "figures").iterdir()}
    assert figures == {".svg", ".png"}
    assert names == outputs.names() - {
        "error_budgets.parquet", "summary_as_stated.csv", "comparison_as_stated.csv",
    }  # fmt: skip


@pytest.mark.slow
def test_a_second_run_gives_the_same_bytes_but_for_the_manifest(
    tiny: Comparison, results: Path, tmp_path: Path
) -> None:
    again = contents(write_results(tiny, tmp_path / "tiny", COMMAND, 99.0))
    first = contents(results)
    assert {name for name in first if first[name] != again[name]} == {"manifest.json"}
    assert set(first) == set(again)


def test_csv_is_rounded_and_parquet_is_exact(tiny: Comparison, results: Path) -> None:
    costs = pd.read_csv(results / "costs.csv")
    assert costs["mean"].to_numpy() == pytest.approx(tiny.costs["mean"].to_numpy(), abs=0.011)
    totals = [table.groupby("model")["mean"].sum() for table in (costs, tiny.costs)]
    assert totals[0].to_numpy() == pytest.approx(totals[1].to_numpy(), abs=0.006)
    text = (results / "summary.csv").read_text()
    digits = [cell for cell in text.replace("\n", ",").split(",") if cell.count(".") == 1]
    assert all(
        len(cell.lstrip("-").replace(".", "").split("e")[0].strip("0")) <= 6 for cell in digits
    )
    incidents = pd.read_parquet(results / "incidents.parquet")
    assert list(incidents.columns[:2]) == ["model", "replication"]
    assert (incidents["appeared_at"] == tiny.table("incidents")["appeared_at"]).all()


def test_the_manifest_tells_what_made_it(results: Path) -> None:
    facts = json.loads((results / "manifest.json").read_text())
    assert facts["command"] == COMMAND
    assert facts["replications"]["finished"] == [0, 1, 2, 3]
    assert facts["worlds"] == ["as-stated", "equal", "useless"]
    assert facts["equal_share"] == pytest.approx((0.02 + 0.08 + 0.08) / 3)
    assert facts["scenario"]["title"] == "Two services"
    assert set(facts["models"]) == {"ops-run-it", "you-run-it", "sre-run-it"}
    assert facts["versions"]["simpy"][0].isdigit()


def test_results_replace_results_and_keep_what_others_left(
    tiny: Comparison, results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = Path(shutil.copytree(results, tmp_path / "tiny"))
    (results / "my-notes.md").write_text("mine")
    (results / "figures" / "old.svg").write_text("stale")
    (results / "summary_incentives_off.csv").write_text("of an earlier version")
    monkeypatch.setattr(publish, "write_outputs", lambda draft: [])
    write_results(tiny, results, COMMAND, 1.0)
    assert (results / "my-notes.md").read_text() == "mine"
    assert not (results / "figures").exists()
    assert not (results / "summary_incentives_off.csv").exists()
    assert [path.name for path in results.parent.iterdir()] == [results.name]


def test_a_closed_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(**_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", closed)
    with pytest.raises(InputError, match="tiny: can't be written: Permission denied"):
        check_writable(tmp_path / "tiny")


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(InputError, match="is a file"):
        check_writable(tmp_path / "taken")
    with pytest.raises(InputError, match="can't be written"):
        check_writable(tmp_path / "taken" / "below")


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(InputError, match="holds other things"):
        check_writable(tmp_path)
    assert (tmp_path / "thesis.docx").exists()


@pytest.mark.parametrize("why", [KeyboardInterrupt, ValueError])
def test_nothing_is_half_written(
    tiny: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: type[BaseException]
) -> None:
    def interrupted(draft: outputs.Draft) -> list[str]:
        (draft.folder / "summary.csv").write_text("half")
        raise why

    monkeypatch.setattr(publish, "write_outputs", interrupted)
    with pytest.raises(why):
        write_results(tiny, tmp_path / "tiny", COMMAND, 1.0)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_with_its_place(
    tiny: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(draft: outputs.Draft) -> list[str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publish, "write_outputs", full)
    with pytest.raises(InputError, match=r"tiny: can't be written: No space left on device"):
        write_results(tiny, tmp_path / "tiny", COMMAND, 1.0)
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_lists_the_files(results: Path) -> None:
    facts = json.loads((results / "manifest.json").read_text())
    assert sorted(facts["files"]) == sorted(path.name for path in results.iterdir())


def test_an_output_that_is_added_is_written_anew_by_each_run(
    tiny: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file outside the list would be kept as somebody's own, with its old content."""
    monkeypatch.setattr(outputs, "OUTPUTS", few())

    @outputs.output("weather.txt", "what the sky was like")
    def _weather(draft: outputs.Draft) -> None:
        (draft.folder / "weather.txt").write_text(draft.command)

    for command in ("rain", "sun"):
        folder = write_results(tiny, tmp_path / "tiny", command, 1.0)
    assert (folder / "weather.txt").read_text() == "sun"


def test_a_writer_of_something_else_is_told(
    tiny: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "OUTPUTS", few())

    @outputs.output("weather.txt", "what the sky was like")
    def _weather(draft: outputs.Draft) -> None:
        (draft.folder / "whether.txt").write_text("typo")

    with pytest.raises(ValueError, match=r"not registered as outputs: whether\.txt"):
        write_results(tiny, tmp_path / "tiny", COMMAND, 1.0)
    assert not (tmp_path / "tiny").exists()


def test_what_an_earlier_version_wrote_is_not_kept_for_somebodys_own(
    tiny: Comparison, tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as earlier:
        earlier.setattr(outputs, "OUTPUTS", few())

        @outputs.output("weather.txt", "what the sky was like")
        def _weather(draft: outputs.Draft) -> None:
            (draft.folder / "weather.txt").write_text("rain")

        folder = write_results(tiny, tmp_path / "tiny", COMMAND, 1.0)
    assert (folder / "weather.txt").exists()
    (folder / "my-notes.md").write_text("mine")
    with pytest.MonkeyPatch.context() as now:
        now.setattr(outputs, "OUTPUTS", few())
        write_results(tiny, folder, COMMAND, 1.0)
    assert not (folder / "weather.txt").exists()
    assert (folder / "my-notes.md").read_text() == "mine"


@pytest.mark.parametrize(
    "manifest",
    ["", "[]", "{}", '{"files": 3}', '{"files": "my-notes.md"}', '{"files": [["a"]]}', "\udcff"],
)
def test_a_manifest_that_cant_be_read_costs_nobody_a_file(
    tiny: Comparison, results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manifest: str
) -> None:
    monkeypatch.setattr(publish, "write_outputs", lambda draft: [])
    results = Path(shutil.copytree(results, tmp_path / "tiny"))
    (results / "my-notes.md").write_text("mine")
    (results / "manifest.json").write_bytes(manifest.encode("utf-8", "surrogateescape"))
    write_results(tiny, results, COMMAND, 1.0)
    assert (results / "my-notes.md").read_text() == "mine"
    assert json.loads((results / "manifest.json").read_text())["command"] == COMMAND


@pytest.mark.parametrize("name", sorted(outputs.names()))
def test_git_keeps_out_what_is_not_committed(name: str) -> None:
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "check-ignore", "--quiet", "--no-index", f"results/tiny/{name}"]
    ignored = subprocess.run(command, cwd=root, check=False).returncode == 0
    assert ignored is (name not in outputs.committed())
