"""Where results go: a finished run is kept, a lesser one stands beside it, what differs is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli.comparing import Wanted, compare_study
from sim.documents.load import load_study
from sim.present import outputs
from sim.present.runs import aside, holds_finished, short, whole
from sim.study.comparison import Comparison
from sim.study.living import Plan, live_through
from sim.study.store import MemoryStore
from sim.study.task import Failure
from tests.cli.words import short as short_scenario
from tests.cli.words import typed


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Results without report, workbook and figures, which take most of the time."""
    monkeypatch.setattr(outputs, "OUTPUTS", {"summary.csv": outputs.OUTPUTS["summary.csv"]})


def scenario(folder: Path, **lines: str) -> Path:
    """Lived through in one world, which is enough to be told apart."""
    once = {"replications = 20": 'replications = 6\nworlds = ["as-stated"]'}
    return short_scenario(folder, **once, **lines)


def run(folder: Path, *words: str) -> str:
    done = typed(folder, "compare", "shop.toml", "-j", "1", *words)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def finished(folder: Path) -> list[int]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found: list[int] = manifest["replications"]["finished"]
    return found


def test_a_quick_run_stands_beside_a_finished_one_unless_asked(tmp_path: Path) -> None:
    scenario(tmp_path)
    results = tmp_path / "results"
    assert "Results are in results/shop;" in run(tmp_path, "--quick")
    assert "Results are in results/shop;" in run(tmp_path)
    said = run(tmp_path, "-n", "3")
    assert "Results are in results/shop-quick;" in said
    assert "results/shop keeps what is there; --overwrite replaces it." in said
    assert len(finished(results / "shop")) == 6
    assert len(finished(results / "shop-quick")) == 3
    said = run(tmp_path, "-n", "3", "--overwrite")
    assert len(finished(results / "shop")) == 3
    assert "replications finished = 3 (was 6)" in said


def test_a_run_of_chosen_models_stands_beside_too_and_a_named_run_has_its_folder(
    tmp_path: Path,
) -> None:
    scenario(tmp_path)
    run(tmp_path)
    assert "results/shop-selected;" in run(tmp_path, "--models", "you-run-it,ops-run-it")
    assert "Results are in out/trial;" in run(tmp_path, "--name", "trial", "--out", "out")
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == [
        "shop", "shop-selected",
    ]  # fmt: skip
    summary = (tmp_path / "results" / "shop-selected" / "summary.csv").read_text(encoding="utf-8")
    assert {line.split(",")[0] for line in summary.splitlines()[1:]} == {"you-run-it", "ops-run-it"}


def test_what_changed_since_the_last_run_is_said(tmp_path: Path) -> None:
    scenario(tmp_path)
    assert "Since the last run" not in run(tmp_path)
    assert "Since the last run" not in run(tmp_path), "nothing is different"
    scenario(tmp_path, **{'"100000 USD/h"': '"300k USD/h"'})
    said = run(tmp_path)
    assert "Since the last run" in said
    assert 'services.checkout.exposure = "300k USD/h" (was "100000 USD/h")' in said
    assert "Ops Run It: $" in said


def test_json_alone_and_nothing_written(tmp_path: Path) -> None:
    scenario(tmp_path)
    words = ("--models", "you-run-it,ops-run-it", "--json", "--no-report", "-n", "2")
    done = typed(tmp_path, "compare", "shop.toml", "-j", "1", *words)
    found = json.loads(done.stdout)
    assert list(found["models"]) == ["you-run-it", "ops-run-it"]
    assert found["baseline"] == "ops-run-it", "the scenario's own, as it is among them"
    assert found["verdict"]["cheapest"] in found["models"]
    metric = found["models"]["you-run-it"]["metrics"]["total_cost_per_year"]
    assert metric["ci_low"] <= metric["mean"] <= metric["ci_high"]
    assert metric["unit"] == "money/y"
    assert found["results"] is None
    assert [path.name for path in tmp_path.iterdir()] == ["shop.toml"]


def compared(folder: Path, replications: int | None = None) -> Comparison:
    study = load_study(scenario(folder))
    found = Comparison(study, MemoryStore(), Plan(replications))
    live_through(study, found.store, found.plan, workers=1)
    return found


def test_a_run_with_a_failure_is_not_whole(tmp_path: Path) -> None:
    found = compared(tmp_path)
    assert whole(found)
    found.store.fail(Failure(6, 7, "ops-run-it", True, "a reason", "a command"))
    assert not whole(found)


def test_fewer_replications_are_not_whole_and_more_are(tmp_path: Path) -> None:
    assert short(Plan(5), load_study(scenario(tmp_path)))
    assert not whole(compared(tmp_path, 5))
    assert whole(compared(tmp_path, 7))


@pytest.mark.parametrize(
    ("manifest", "is_finished"),
    [
        ({"complete": True}, True),
        ({"complete": False}, False),
        ({"replications": {"finished": [0, 1], "failed": []}, "scenario": {"replications": 2}},
         True),
        ({"replications": {"finished": [0], "failed": []}, "scenario": {"replications": 2}}, False),
        ({"replications": {"finished": [0, 1], "failed": [{}]}, "scenario": {"replications": 2}},
         False),
        ([], False),
    ],
)  # fmt: skip
def test_a_folder_tells_whether_its_run_was_finished(
    manifest: object, is_finished: bool, tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert holds_finished(tmp_path) is is_finished


def test_results_without_a_manifest_are_taken_for_finished(tmp_path: Path) -> None:
    """The repository has them so: a manifest tells of a machine, and isn't committed."""
    assert not holds_finished(tmp_path)
    (tmp_path / "summary.csv").write_text("model\n", encoding="utf-8")
    assert holds_finished(tmp_path)


def test_a_quick_run_leaves_alone_what_an_interrupted_one_can_go_on_with(tmp_path: Path) -> None:
    kept = tmp_path / "results" / ".shop.partial" / "000000"
    kept.mkdir(parents=True)
    folder = tmp_path / "results" / "shop"
    assert aside(folder, "quick") == tmp_path / "results" / "shop-quick"
    kept.rmdir()
    assert aside(folder, "quick") == folder


def test_an_interrupted_run_stands_beside_a_finished_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.cli import comparing
    from sim.cli.interrupt import Interrupted

    scenario(tmp_path)
    monkeypatch.chdir(tmp_path)
    wanted = Wanted(Path("shop.toml"), workers=1)
    assert compare_study(wanted) == 0

    def stopped(study, store, plan, **options):  # type: ignore[no-untyped-def]
        live_through(study, store, Plan(3), **options)
        raise Interrupted

    monkeypatch.setattr(comparing, "live_through", stopped)
    assert compare_study(wanted) == 130
    assert len(finished(tmp_path / "results" / "shop")) == 6
    assert len(finished(tmp_path / "results" / "shop-partial")) == 3
