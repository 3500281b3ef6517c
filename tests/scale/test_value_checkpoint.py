"""What an interrupted run of claims or drivers has lived through is kept."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from sim.documents.load import load_study
from sim.study import measured
from sim.study.measured import Measured, Organisation, Task
from sim.study.value_checkpoint import ValueCheckpoint

TINY = Path(__file__).parents[2] / "scenarios" / "tiny.toml"
METRICS = {"total_cost_per_year", "lead_time_days_median"}


def wished(path: Path, replications: int) -> tuple[Measured, Organisation]:
    study = load_study(TINY)
    measured = Measured(ValueCheckpoint(path))
    organisation = Organisation(study.scenario, study.models["you-run-it"])
    measured.ask(organisation, METRICS, replications)
    return measured, organisation


def test_it_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept"
    lived: list[int] = []
    live_through = measured.live_through

    def counting(task: Task) -> measured.Values:
        lived.extend(task[2])
        return live_through(task)

    monkeypatch.setattr(measured, "live_through", counting)
    first, organisation = wished(path, 8)
    first.live(workers=1)
    again, _ = wished(path, 16)
    again.live(workers=1)
    assert lived == list(range(16))
    for metric in METRICS:
        mine = again.read(organisation, metric, 8)
        assert mine.tolist() == first.read(organisation, metric, 8).tolist()


def test_a_line_that_was_cut_off_and_other_code_are_not_read(tmp_path: Path) -> None:
    kept = ValueCheckpoint(tmp_path / "kept")
    kept.begin({("one", 0): {"a": 1.5}, ("one", 1): {"a": math.nan}})
    with kept.path.open("a") as file:
        file.write('["one", 2, {"a"')
    found = kept.read()
    assert found["one", 0] == {"a": 1.5}
    assert math.isnan(found["one", 1]["a"])
    assert ("one", 2) not in found
    text = kept.path.read_text().splitlines()
    kept.path.write_text("\n".join(["other code", *text[1:]]))
    assert kept.read() == {}
