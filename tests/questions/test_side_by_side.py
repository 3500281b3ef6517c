"""Two studies side by side: paired where seeds match, independent where not, and which lines."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from typer.testing import CliRunner

from sim.cli.app import app
from sim.documents.errors import InputError
from sim.documents.load import load_study, vary
from sim.ground.rng import stream
from sim.present.publish import write_results
from sim.present.side_by_side import table_of
from sim.questions.compare import compare
from sim.questions.side_by_side import Side, put_side_by_side, read_side, side_of
from sim.questions.side_by_side.rows import welch
from sim.study.paired import paired_difference

TINY = Path(__file__).parents[2] / "scenarios" / "tiny.toml"
SHORT = {"horizon": "120 d", "compare": ["ops-run-it", "you-run-it"]}
COST = "total_cost_per_year"


@pytest.fixture(scope="module")
def sides() -> tuple[Side, Side]:
    study = vary(load_study(TINY), SHORT)
    other = vary(study, {"prices.standby": "900 USD/week", "models.you-run-it.operability.invests":
                         "4%"})  # fmt: skip
    return tuple(  # type: ignore[return-value]
        side_of(compare(s, replications=4, workers=1), name)
        for s, name in ((study, "first"), (other, "second"))
    )


def test_lines_that_differ_are_named_with_both_values(sides: tuple[Side, Side]) -> None:
    found = put_side_by_side(*sides)
    assert {(line.path, line.second) for line in found.lines} == {
        ("prices.standby", "900 USD/week"),
        ("models.you-run-it.operability.invests", "4%"),
    }


def test_with_one_seed_replications_are_paired(sides: tuple[Side, Side]) -> None:
    found = put_side_by_side(*sides)
    assert found.paired
    row = next(r for r in found.rows if (r.model, r.metric) == ("you-run-it", COST))
    a, b = (side.values["you-run-it", COST] for side in sides)
    truth = paired_difference(b, a)
    assert (row.difference, row.low, row.high) == (truth.mean, truth.low, truth.high)


def test_with_two_seeds_samples_are_independent(sides: tuple[Side, Side]) -> None:
    found = put_side_by_side(sides[0], replace(sides[1], seed=99))
    assert not found.paired
    row = next(r for r in found.rows if (r.model, r.metric) == ("you-run-it", COST))
    assert row.difference == pytest.approx(row.second - row.first)


def test_the_interval_of_independent_samples_is_welchs() -> None:
    draws = stream(1, 0, "welch").standard_normal((2, 40))
    a, b = draws[0], 0.5 + 3 * draws[1]
    truth = stats.ttest_ind(b, a, equal_var=False).confidence_interval(0.95)
    assert welch(a, b)[1:] == pytest.approx((truth.low, truth.high), rel=0.01)


@pytest.mark.slow
def test_a_folder_of_results_is_read_as_it_was_lived(sides: tuple[Side, Side], tmp_path: Path
                                                     ) -> None:  # fmt: skip
    result = compare(vary(load_study(TINY), SHORT), replications=4, workers=1)
    read = read_side(write_results(result, tmp_path / "a", "whorunsit compare", 1.0))
    assert set(read.values) == set(sides[0].values)
    for key, values in read.values.items():
        assert np.array_equal(values, sides[0].values[key], equal_nan=True)
    same = put_side_by_side(read, sides[0])
    assert same.lines == []
    assert table_of(same)["difference"].fillna(0).eq(0).all()
    told = CliRunner().invoke(app, ["diff", str(tmp_path / "a"), str(tmp_path / "a")])
    assert told.exit_code == 0
    assert "The documents say the same." in told.output


def test_what_can_not_be_put_side_by_side_is_refused(
    sides: tuple[Side, Side], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="run whorunsit compare to make them"):
        read_side(tmp_path)
    alone = {key: v for key, v in sides[1].values.items() if key[0] == "ops-run-it"}
    mine = {key: v for key, v in sides[0].values.items() if key[0] != "ops-run-it"}
    with pytest.raises(InputError, match="no support model in common"):
        put_side_by_side(replace(sides[0], values=mine), replace(sides[1], values=alone))
    with pytest.raises(InputError, match="count in USD and in EUR"):
        put_side_by_side(sides[0], replace(sides[1], currency="EUR"))
