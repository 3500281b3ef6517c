"""Where the dearer model begins to pay: against exact cases, and against another run."""

import numpy as np
import pytest

from sim.ground.rng import stream
from sim.present.break_even import rounded, said
from sim.questions.break_even import BreakEven, break_even
from sim.questions.compare import compare
from sim.study.comparison import Comparison
from sim.study.ratio import ratio_interval
from tests.money.worlds import study_of

SMALL = {
    "services.basket.exposure": "400 USD/h",
    "services.web shop.exposure": "800 USD/h",
    "services.stock.exposure": "100 USD/h",
    "prices.accounting": {},
}


def test_without_scatter_the_ratio_is_exact() -> None:
    found = ratio_interval(np.full(5, 300.0), np.full(5, 100.0))
    assert found == pytest.approx((3, 3, 3))


def test_a_loss_that_is_the_same_has_no_break_even() -> None:
    assert np.isnan(ratio_interval(np.array([1.0, 2.0]), np.zeros(2))).all()


def test_where_losses_can_not_be_told_apart_there_is_no_upper_bound() -> None:
    lower = np.array([1.0, 12.0, -8.0, 3.0, 0.5, 2.0])
    value, low, high = ratio_interval(np.full(6, 10.0) + 0.01 * lower, lower)
    assert high == np.inf
    assert low < value


def test_fiellers_interval_covers_the_ratio_as_often_as_it_says() -> None:
    """Normal pairs with means 2 and 1, correlated: Fieller's set is exact for them."""
    draws = stream(1, 0, "fieller").standard_normal((4000, 12, 2))
    inside = 0
    for pairs in draws:
        upper, lower = 2 + 0.4 * pairs[:, 0], 1 + 0.2 * pairs[:, 1] + 0.1 * pairs[:, 0]
        _, low, high = ratio_interval(upper, lower)
        inside += low <= 2.0 <= high
    error = np.sqrt(0.95 * 0.05 / 4000)
    assert abs(inside / 4000 - 0.95) < 3.3 * error


def test_amounts_are_told_to_three_digits() -> None:
    assert [rounded(x) for x in (82_522_219.0, 0.012345, 0.0, np.inf)] == [
        82.5e6,
        0.0123,
        0,
        np.inf,
    ]


def test_a_break_even_that_nobody_reaches_is_called_that() -> None:
    found = BreakEven(
        "a", "b", 2_543.0, 1_000.0, np.inf, 32_450.0, 0.1, 0.0, 0.3, 20, "a", (32_450.0, 32_450.0)
    )
    text = said(found, "EUR", {"a": "SRE Run It", "b": "You Run It"})
    assert "more than about 82,500,000 EUR" in text
    assert "2,540 times the exposure of the scenario. Practically, that is never." in text


@pytest.fixture(scope="module")
def small() -> Comparison:
    return compare(study_of(SMALL, "you-run-it", "sre-run-it"), replications=6, workers=1)


@pytest.mark.slow
def test_at_the_break_even_another_run_finds_no_difference(small: Comparison) -> None:
    found = break_even(small, "sre-run-it", "you-run-it")
    assert found.above == "sre-run-it"
    assert found.low < found.scale < found.high
    assert found.exposure == pytest.approx((400 + 800 + 100) / 3)
    scaled = {
        key: f"{float(value.split()[0]) * found.scale:.6f} USD/h" if "exposure" in key else value
        for key, value in SMALL.items()
    }
    again = compare(study_of(scaled, "you-run-it", "sre-run-it"), replications=6, workers=1)
    gap = again.values("sre-run-it", "total_cost_per_year").mean()
    gap -= again.values("you-run-it", "total_cost_per_year").mean()
    assert gap == pytest.approx(0, abs=0.01 * found.scale)


def test_the_chance_of_being_cheaper_is_the_share_of_runs(small: Comparison) -> None:
    found = break_even(small, "you-run-it", "sre-run-it")
    cheaper = small.values("you-run-it", "total_cost_per_year") < small.values(
        "sre-run-it", "total_cost_per_year"
    )
    assert found.cheaper == cheaper.mean()
    assert found.cheaper_low <= found.cheaper <= found.cheaper_high
    if found.cheaper == 1:  # exact for 6 of 6: 0.025 ** (1/6)
        assert found.cheaper_low == pytest.approx(0.025 ** (1 / 6))


def test_a_model_against_itself_is_never_told_apart(small: Comparison) -> None:
    found = break_even(small, "you-run-it", "you-run-it")
    assert np.isnan(found.scale)
    assert found.cheaper == 0.5


def test_at_the_break_even_of_a_service_another_run_finds_no_difference_in_it(
    small: Comparison,
) -> None:
    """One exposure moves, and the service costs the same under both with its part of the rest."""
    found = break_even(small, "sre-run-it", "you-run-it", service="basket")
    assert found.exposures == (400.0, 400.0)
    assert found.scale != break_even(small, "sre-run-it", "you-run-it").scale
    moved = {**SMALL, "services.basket.exposure": f"{400 * found.scale:.6f} USD/h"}
    again = compare(study_of(moved, "you-run-it", "sre-run-it"), replications=6, workers=1)
    place = list(again.study.scenario.services).index("basket")
    costs = {model: table[:, place].mean() for model, table in again.service_costs.items()}
    gap = costs["sre-run-it"] - costs["you-run-it"]
    assert gap == pytest.approx(0, abs=0.01 * found.scale)
