"""Where the choice flips: against another run at an exposure of the map."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.documents.errors import InputError
from sim.present.flip_map import (
    FILES,
    flip_sentences,
    flip_table,
    frontier_table,
    write_flip_map,
)
from sim.present.words import labels
from sim.questions.break_even import FlipMap, flip_map
from sim.questions.break_even.flipping import frontiers
from sim.questions.compare import compare
from sim.study.comparison import Comparison
from sim.study.frontier import UNDECIDED, Costs, column
from tests.money.worlds import study_of
from tests.questions.test_break_even import SMALL

TINY = Path(__file__).parents[2] / "scenarios" / "tiny.toml"
OVER, VALUES = "services.basket.changes", ("50/y", "400/y")
MODELS = ("you-run-it", "sre-run-it")


@pytest.fixture(scope="module")
def lived() -> dict[str, Comparison]:
    return {
        value: compare(study_of({**SMALL, OVER: value}, *MODELS), replications=6, workers=1)
        for value in VALUES
    }


@pytest.fixture(scope="module")
def found(lived: dict[str, Comparison]) -> FlipMap:
    return flip_map(lived, "basket")


@pytest.mark.slow
def test_stretches_cover_all_exposures_in_order(found: FlipMap) -> None:
    assert found.exposure == 400
    for value in VALUES:
        stretches = found.stretches(value)
        assert (stretches[0][0], stretches[-1][1]) == pytest.approx((4.0, 40_000.0))
        for (_, end, model), (begin, _, following) in pairwise(stretches):
            assert end == begin
            assert model != following


@pytest.mark.slow
def test_another_run_at_an_exposure_of_the_map_says_the_same(found: FlipMap) -> None:
    """Wherever a model is surely the cheapest, runs at that exposure have it cheaper."""
    for value in VALUES:
        low, high, model = found.stretches(value)[0]
        there = float(np.sqrt(low * high))
        moved = {**SMALL, OVER: value, "services.basket.exposure": f"{there:.6f} USD/h"}
        again = compare(study_of(moved, *MODELS), replications=6, workers=1)
        place = list(again.study.scenario.services).index("basket")
        means = {name: table[:, place].mean() for name, table in again.service_costs.items()}
        assert model in (None, min(means, key=means.__getitem__))


@pytest.mark.slow
def test_a_table_sentences_and_a_picture(found: FlipMap, tmp_path: Path) -> None:
    study = study_of(SMALL, *MODELS)
    write_flip_map(found, OVER, labels(study), "USD", tmp_path / "there")
    assert {path.name for path in (tmp_path / "there").iterdir()} == set(FILES)
    table = flip_table(found, OVER)
    assert list(table["value"].unique()) == list(VALUES)
    flips = sum(map(len, found.frontiers.values()))
    assert len(list(flip_sentences(found, labels(study), "USD"))) == len(VALUES) + flips
    assert len(frontier_table(found, OVER)) == flips


def test_at_its_frontier_two_models_cost_the_same() -> None:
    """Three models with ever higher fixed costs and ever lower losses flip twice."""
    draws = np.random.default_rng(7).normal(size=(3, 40))
    fixed, lost = (10.0, 60.0, 500.0), (100.0, 20.0, 2.0)
    arms = [Costs(f + 2 * z, h * (1 + 0.05 * z), 1.0)
            for f, h, z in zip(fixed, lost, draws, strict=True)]  # fmt: skip
    at = np.geomspace(0.01, 1000, 121)
    first, second = frontiers("abc", arms, at)
    assert (first.below, first.above, second.below, second.above) == ("a", "b", "b", "c")
    for one, (below, above) in ((first, (0, 1)), (second, (1, 2))):
        costs = [arms[place].at(one.exposure).mean() for place in (below, above)]
        assert costs[0] == pytest.approx(costs[1])
        truth = (fixed[above] - fixed[below]) / (lost[below] - lost[above])
        assert abs(one.exposure - truth) < one.high - one.low  # four standard errors
        assert one.low < one.exposure < one.high
        assert one.high < 1.5 * one.low
    sure = column(arms, at)
    inside = (at > first.low) & (at < first.high)
    assert (sure.cheapest[inside] == UNDECIDED).all()


def test_the_command(tmp_path: Path) -> None:
    words = ["break-even", str(TINY), "--over", "services.checkout.changes"]
    words += ["-n", "2", "-j", "1", "--out", str(tmp_path)]
    done = CliRunner().invoke(app, [*words, "--values", "25/y,400/y", "--service", "checkout"])
    assert done.exit_code == 0, done.output
    assert "400/y: from the lowest exposure an hour on, " in done.output
    assert (tmp_path / "tiny" / "flip_map.csv").exists()
    few = CliRunner().invoke(app, [*words, "--values", "25/y"])
    assert isinstance(few.exception, InputError)
    assert "needs two values or more" in str(few.exception)
