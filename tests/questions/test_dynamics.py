"""Dynamics: weeks are what happened in them, and a word is given for what runs have in common."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.documents.errors import InputError
from sim.documents.load import Study, load_study, vary
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.present.dynamics import sentences, table, write_dynamics
from sim.questions.dynamics import Dynamics, dynamics, see
from sim.records.money import Accounts
from sim.records.weekly import QUANTITIES, WEEK, weekly

LAB = Path("scenarios/error-budget-lab.toml")
WEEKS, RUNS = np.arange(117), np.arange(20)[:, None]


@pytest.fixture(scope="module")
def lab() -> Study:
    short = vary(load_study(LAB), {"horizon": "1 y"})
    return vary(short, {"compare": ["block-only", "expectation"]})


@pytest.fixture(scope="module")
def found(lab: Study) -> Dynamics:
    return dynamics(lab, "shop", replications=3, workers=1)


def noise(name: int, runs: int = 20) -> np.ndarray:
    """Even noise without a generator: a quadratic sequence that never repeats."""
    steps = np.arange(runs * len(WEEKS), dtype=float) + 1
    return (np.modf((np.sqrt(2) + name) * steps**2 / 7)[0] - 0.5).reshape(runs, -1)


@pytest.mark.parametrize("period", [8, 13, 26])
def test_runs_that_swing_out_of_step_swing(period: int) -> None:
    swings = np.sin(2 * np.pi * (WEEKS + 3 * RUNS) / period) + noise(1)
    seen = see(swings)
    assert seen.word == "swings"
    assert seen.period == pytest.approx(period, abs=1)
    assert str(seen) == f"swings with a period of about {seen.period} weeks"


def test_runs_that_a_common_clock_moves_swing_however_much_chance_is_in_each() -> None:
    seen = see(0.3 * np.sin(2 * np.pi * WEEKS / 13) + 2 * noise(1))
    assert (seen.word, seen.period) == ("swings", 13)


def test_noise_around_a_level_settles() -> None:
    seen = see(0.3 + noise(2))
    assert (seen.word, str(seen)) == ("settles", "settles")
    assert seen.level == pytest.approx(0.3, abs=0.02)


def test_memory_without_a_period_settles() -> None:
    """An exponential average of noise wanders, but comes back at no particular time."""
    wander, before = np.empty_like(noise(3)), np.zeros(20)
    for week, step in enumerate(noise(3).T):
        before = 0.7 * before + step
        wander[:, week] = before
    assert see(wander).word == "settles"


def test_what_moves_one_way_ratchets() -> None:
    assert see(0.01 * WEEKS + 0.1 * noise(4)).word == "ratchets up"
    assert see(-0.01 * WEEKS + 0.1 * noise(4)).word == "ratchets down"


def test_what_approaches_a_level_settles() -> None:
    assert see(1 - np.exp(-WEEKS / 8) + 0.1 * noise(5)).word == "settles"


def test_what_never_moves_stands_still_and_a_half_year_is_too_short() -> None:
    assert see(np.full((20, 117), 0.08)).word == "stands still"
    assert see(noise(6)[:, :30]).word == "too short"


def test_weeks_add_up_to_what_happened(lab: Study) -> None:
    """Releases, hours of block, what is left at a quarter's end, and the time that is paid for."""
    model, tape = lab.models["expectation"], draw(lab.scenario, 0)
    run = Accounts(lab.scenario, model, tape, simulate(lab.scenario, model, tape))
    weeks = weekly(run, "shop")
    last = WEEK * len(weeks["releases"])
    live = run.releases.loc[run.releases["kind"].eq("feature"), "live_at"]
    assert weeks["releases"].sum() == (live <= last).sum()
    assert weeks["blocked"].sum() * WEEK == pytest.approx(run.budgets["frozen_hours"].sum())
    paid = run.ledger.loc[run.ledger["line"].eq("operability"), "amount"].sum()
    rate = lab.scenario.prices.salaries.developer
    years = weeks["reliability_time"].sum() * WEEK * 6 / 8766
    assert paid == pytest.approx(rate * years, rel=0.02)  # the last day is in no whole week
    assert (weeks["reliability_time"] >= 0.03 - 1e-12).all()


def test_what_is_left_falls_within_a_quarter_and_begins_anew(found: Dynamics) -> None:
    left = found.runs["block-only"]["budget_left"]
    assert (left <= 1).all()
    within = left[:, 1:12]
    assert (np.diff(within, axis=1) <= 1e-9).all()


def test_the_table_has_a_row_a_model_and_week(found: Dynamics) -> None:
    rows = table(found)
    assert len(rows) == 2 * 52
    assert list(rows.columns[:3]) == ["model", "service", "week"]
    assert len(rows.columns) == 3 + 4 * len(QUANTITIES)
    mine = rows[rows["model"] == "expectation"]
    for name in QUANTITIES:
        runs = found.runs["expectation"][name]
        assert np.allclose(mine[f"{name}_mean"], runs.mean(axis=0))
        assert np.array_equal(mine[f"{name}_replication_0"], runs[0])
        assert (mine[f"{name}_low"] <= mine[f"{name}_high"]).all()


def test_it_writes_a_table_pictures_and_words_twice_alike(found: Dynamics, tmp_path: Path) -> None:
    first, second = (write_dynamics(found, tmp_path / name) for name in ("a", "b"))
    names = sorted(path.name for path in first.iterdir())
    assert names == [
        "dynamics.parquet", "dynamics.txt", "phase.svg", "weeks-block-only.svg",
        "weeks-expectation.svg",
    ]  # fmt: skip
    assert all((first / n).read_bytes() == (second / n).read_bytes() for n in names)
    assert len(pd.read_parquet(first / "dynamics.parquet")) == 2 * 52
    assert len(list(sentences(found))) == 3


def test_a_service_that_is_not_there_is_named(lab: Study) -> None:
    with pytest.raises(InputError, match="found 'shopp'; no such service; did you mean 'shop'"):
        dynamics(lab, "shopp")


def test_python_has_the_same_words_and_table(lab: Study, found: Dynamics) -> None:
    weeks = sim.dynamics(lab, "shop", replications=3, workers=1)
    assert weeks.said == list(sentences(found))
    pd.testing.assert_frame_equal(weeks.table, table(found))
    assert len(weeks.plot("expectation").axes) == 4
    with pytest.raises(InputError, match="is not compared; did you mean 'block-only'"):
        weeks.plot("block-onl")
