"""Studies that are kept in folders, that fail in part, that stop at a precision."""

import errno
import json
import pickle
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.documents.errors import InputError
from sim.documents.load import Study, load_study, vary
from sim.questions.compare import compare
from sim.study import living, task
from sim.study.checkpoints import FolderStore, partial_folder
from sim.study.comparison import Comparison
from sim.study.living import Plan, live_through
from sim.study.replication import FullOutcome, Outcome
from sim.study.store import MemoryStore
from sim.study.study_key import study_key
from tests.scale.studies import TINY, environment, small

TABLES = ("samples", "summary", "comparison", "costs", "error_budgets", "budget_means", "minutes")


@pytest.fixture(scope="module")
def study() -> Study:
    return vary(load_study(TINY), {"horizon": "4 months", "compare": ["ops-run-it", "you-run-it"]})


@pytest.fixture(scope="module")
def plain(study: Study) -> Comparison:
    return compare(study, replications=4, workers=1)


def same(a: Comparison, b: Comparison) -> bool:
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(a, name), getattr(b, name), check_exact=True)
    for name in ("incidents", "releases", "changes"):
        pd.testing.assert_frame_equal(a.table(name), b.table(name), check_exact=True)
    return True


def kept(folder: Path, study: Study, resume: bool = True) -> FolderStore:
    return FolderStore(folder, study_key(study), resume)


def test_a_folder_gives_back_what_memory_does(
    study: Study, plain: Comparison, tmp_path: Path
) -> None:
    store = kept(tmp_path / "s", study)
    found = compare(study, replications=4, workers=1, store=store)
    assert same(found, plain)
    store.close()
    again = kept(tmp_path / "s", study)
    assert all(again.has(number, tables=False) for number in range(4))
    assert [again.has(number, tables=True) for number in range(4)] == [True, False, False, False]
    assert same(Comparison(study, again, Plan(4)), plain)


def test_only_what_is_missing_is_lived_through(
    study: Study, plain: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = kept(tmp_path / "s", study)
    live_through(study, store, Plan(3), workers=1)
    store.close()
    lived: list[int] = []

    def counted(packed: bytes, number: int, tables: bool) -> Any:
        lived.append(number)
        return task.run_task(packed, number, tables)

    monkeypatch.setattr(living, "run_task", counted)
    found = compare(study, replications=4, workers=1, store=kept(tmp_path / "s", study))
    assert lived == [3]
    assert same(found, plain)


def test_what_is_half_written_or_damaged_does_not_count(study: Study, tmp_path: Path) -> None:
    store = kept(tmp_path / "s", study)
    live_through(study, store, Plan(3), workers=1)
    store.close()
    (tmp_path / "s" / "draft.000003").mkdir()
    (tmp_path / "s" / "draft.000003" / "costs.0").write_bytes(b"half")
    damaged = tmp_path / "s" / "000001" / "budgets.0"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    (tmp_path / "s" / "000002" / "runs.json").write_text('{"runs": [')
    again = kept(tmp_path / "s", study)
    assert {outcome.replication for outcome in again.outcomes} == {0}
    assert not list((tmp_path / "s").glob("draft.*"))


def test_without_resume_a_study_starts_anew(study: Study, tmp_path: Path) -> None:
    store = kept(tmp_path / "s", study)
    live_through(study, store, Plan(2), workers=1)
    store.close()
    assert kept(tmp_path / "s", study, resume=False).outcomes == []


def test_other_documents_get_nothing_of_what_was_kept(study: Study, tmp_path: Path) -> None:
    store = kept(tmp_path / "s", study)
    live_through(study, store, Plan(2), workers=1)
    store.close()
    other = kept(tmp_path / "s", vary(study, {"nature.defect_chance": "3%"}))
    assert other.refused
    assert other.outcomes == []


def test_the_key_follows_what_numbers_depend_on(study: Study) -> None:
    assert study_key(study) == study_key(load_and_vary(study, {"replications": 99}))
    for changes in ({"seed": 8}, {"services.checkout.target": "99.8%"}, {"horizon": "5 months"}):
        assert study_key(study) != study_key(load_and_vary(study, changes))
    models = {"models": {"ops-run-it": {"release": {"every": "3 w"}}}}
    assert study_key(study) != study_key(load_and_vary(study, models))


def load_and_vary(study: Study, changes: dict[str, Any]) -> Study:
    return vary(study, changes)


def test_two_runs_do_not_share_a_folder(study: Study, tmp_path: Path) -> None:
    store = kept(tmp_path / "s", study)
    with pytest.raises(InputError, match="another run is at work"):
        kept(tmp_path / "s", study)
    store.close()
    kept(tmp_path / "s", study).close()


class ClumsyError(Exception):
    """Something that goes wrong in a life."""


def fails(study: Study, monkeypatch: pytest.MonkeyPatch, at: set[int]) -> None:
    def some(packed: bytes, number: int, tables: bool) -> Any:
        if number in at:
            raise ClumsyError(f"in {number}")
        return task.run_task(packed, number, tables)

    monkeypatch.setattr(living, "run_task", some)


def test_a_replication_that_fails_is_left_out_under_every_model(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(study, monkeypatch, {1})
    with pytest.warns(RuntimeWarning, match=r"replication 1 \(seed 7\) failed: ClumsyError: in 1"):
        found = compare(study, replications=4, workers=1)
    assert found.replications == 3
    assert found.partial
    assert {run.replication for run in found.runs} == {0, 2, 3}
    assert found.failures[0].command.endswith("--only-replication 1")


def test_a_study_in_which_everything_fails_says_why(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(study, monkeypatch, {0, 1, 2})
    with pytest.raises(RuntimeError, match="replication 0"):
        compare(study, replications=3, workers=1)
    with pytest.raises(RuntimeError, match="replication 2"):
        compare(study, replications=3, workers=1, precision=0.5)


def test_a_run_that_breaks_names_its_model(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(scenario: object, model: Any, tape: object) -> None:
        if model.title == study.models["you-run-it"].title:
            raise ZeroDivisionError("nobody")

    from sim.study import replication

    real = replication.simulate
    monkeypatch.setattr(replication, "simulate", lambda s, m, t: broken(s, m, t) or real(s, m, t))
    found = task.run_task(task.pack(study), 0, False)
    assert isinstance(found, task.Failure)
    assert (found.model, found.world, found.seed) == ("you-run-it", "as-stated", 7)
    assert found.error == "ZeroDivisionError: nobody"


def test_a_full_disk_fails_replications_not_the_study(study: Study, tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk."""
    code = f"""
import resource, warnings
from pathlib import Path
from sim.documents.load import load_study
from sim.study.comparison import Comparison
from sim.study.checkpoints import FolderStore
from sim.study.living import Plan, live_through
study = load_study({str(small(tmp_path, 3))!r})
store = FolderStore(Path({str(tmp_path / "s")!r}), "key")
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
live_through(study, store, Plan(2), workers=1)
print([failure.error for failure in store.failures], sorted(p.name for p in store.folder.iterdir()))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True
    )
    assert done.stdout.count("File too large") == 2
    assert "draft" not in done.stdout
    assert "000000" not in done.stdout


def test_no_space_is_an_error_of_the_replication(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(MemoryStore):
        def add(self, runs: list[Outcome]) -> None:
            if runs[0].replication == 1:
                raise OSError(errno.ENOSPC, "No space left on device")
            super().add(runs)

    store = Full()
    live_through(study, store, Plan(3), workers=1)
    assert [failure.replication for failure in store.failures] == [1]
    assert "No space left on device" in str(store.failures[0])


def with_costs(study: Study, values: np.ndarray) -> MemoryStore:
    """Finished replications with these total costs, the same for every model."""
    first = task.run_task(task.pack(study), 0, False)
    assert isinstance(first, list)
    return MemoryStore(
        replace(run, replication=n, metrics={**run.metrics, living.DECIDED_BY: float(value)})
        for n, value in enumerate(values)
        for run in first
    )


def looks(study: Study, store: MemoryStore, plan: Plan) -> list[int]:
    """The numbers of replications at which the precision is looked at."""
    seen: list[int] = []
    live_through(study, store, plan, workers=1, progress=lambda done, total: seen.append(total))
    return seen


@pytest.mark.parametrize("many", [50, 120])
def test_precision_stops_where_it_is_reached_whatever_else_is_kept(study: Study, many: int) -> None:
    values = 100 + 10 * np.tile([-1.0, 1.0], 60)
    assert looks(study, with_costs(study, values[:many]), Plan(tables_of=0, precision=0.045)) == [
        20,
        30,
    ]


def test_precision_stops_at_the_most(study: Study) -> None:
    store = with_costs(study, 100 + 90 * np.tile([-1.0, 1.0], 20))
    assert looks(study, store, Plan(replications=33, tables_of=0, precision=0.01)) == [20, 30, 33]


def test_a_run_survives_its_way_to_a_worker_and_back(study: Study) -> None:
    packed = task.pack(study)
    found = task.run_task(packed, 0, True)
    assert isinstance(found, list)
    again = pickle.loads(pickle.dumps(found))
    assert [type(run) for run in again] == [FullOutcome, FullOutcome, *[Outcome] * 4]
    assert again[0].metrics == found[0].metrics or np.isnan(list(again[0].metrics.values())).any()


def test_an_unknown_place_is_refused(study: Study) -> None:
    with pytest.raises(InputError, match="is no place to run on; did you mean 'dask'"):
        compare(study, replications=2, on="dusk")


def test_an_extra_that_is_missing_is_named(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.study.clusters.find_spec", lambda name: None)
    for name in ("dask", "ray"):
        with pytest.raises(InputError, match=rf"{name}: needs {name}, .*\[{name}\]"):
            compare(study, replications=2, on=name)


def test_two_workers_give_what_one_does(study: Study, plain: Comparison) -> None:
    assert same(compare(study, replications=4, workers=2), plain)


def test_ctrl_c_still_works_after_a_pool_has_started(study: Study) -> None:
    before = signal.getsignal(signal.SIGINT)
    compare(study, replications=2, workers=2)
    assert signal.getsignal(signal.SIGINT) is before


def test_results_and_what_is_kept_lie_side_by_side() -> None:
    assert partial_folder(Path("results/tiny")) == Path("results/.tiny.partial")


def test_the_manifest_has_a_row_for_each_failure(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.present.manifest import describe

    fails(study, monkeypatch, {2})
    store = MemoryStore()
    live_through(study, store, Plan(4), workers=1)
    result = Comparison(study, store, Plan(4))
    rows = [failure.row() for failure in result.failures]
    manifest = json.loads(json.dumps(describe(result, "c", 1.0, rows), default=str))
    assert "--only-replication 2" in str(manifest["replications"]["failed"])
