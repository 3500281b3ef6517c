"""How large a study is, said before it starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.documents.errors import InputError
from sim.documents.load import Study, load_study, vary
from sim.study.size import Size, check_size, memory_of_this_machine, quickly_here, size_of
from tests.cli.words import typed

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def tiny() -> Study:
    return load_study(SCENARIOS / "tiny.toml")


def test_runs_are_replications_models_and_worlds(tiny: Study) -> None:
    changes = tiny.scenario.horizon * sum(s.changes for s in tiny.scenario.services.values())
    assert size_of(tiny, 4, workers=2) == Size(4 * 3 * 3, changes, 2)
    assert size_of(tiny, 1, workers=8).processes == 1, "a replication is not divided"


def test_it_grows_with_time_and_shrinks_with_processes(tiny: Study) -> None:
    once, again = size_of(tiny, 30, 2), size_of(vary(tiny, {"horizon": "10 y"}), 30, 2)
    assert again.changes > 4 * once.changes
    assert again.seconds > once.seconds
    assert size_of(tiny, 30, 4).seconds == once.seconds / 2
    assert size_of(tiny, 30, 4).memory_bytes == 2 * once.memory_bytes


def test_a_small_one_is_lived_through_here_and_a_bank_is_not(tiny: Study) -> None:
    assert quickly_here(tiny, 2)
    assert not quickly_here(load_study(SCENARIOS / "bank.toml"), 2)


def test_what_no_memory_holds_is_refused_with_what_helps(tiny: Study) -> None:
    size = size_of(tiny, 30, 2)
    check_size(tiny, size, memory=size.memory_bytes)
    with pytest.raises(InputError, match="fewer --workers"):
        check_size(tiny, size, memory=size.memory_bytes - 1)
    assert memory_of_this_machine() > size.memory_bytes


def test_the_bank_is_about_as_large_as_was_measured() -> None:
    """docs/performance.md: seven seconds a run at most, and half a gibibyte."""
    size = size_of(load_study(SCENARIOS / "bank.toml"), 1, workers=1)
    assert 4 < size.work_seconds / size.runs < 12
    assert 400 < size.memory_bytes / 2**20 < 800


def test_the_command_refuses_before_anything_is_written(tmp_path: Path) -> None:
    text = (SCENARIOS / "tiny.toml").read_text(encoding="utf-8")
    service = text[text.index("[services.checkout]") :].replace("100/y", "900000/y")
    assert "900000/y" in service
    text += "".join(f"\n{service.replace('checkout', f's{n}')}\n" for n in range(1_000))
    (tmp_path / "vast.toml").write_text(text, encoding="utf-8")
    done = typed(tmp_path, "compare", "vast.toml", "-j", "2")
    assert done.returncode == 2
    assert "this machine has" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["vast.toml"]
