"""Replications planned for a half-width, and stopping when it is reached."""

from math import inf, isnan, nan

import numpy as np
import pytest

from sim.ground.rng import stream
from sim.study.intervals import Interval, mean_interval
from sim.study.precision import (
    BATCH,
    MINIMUM,
    achieved,
    fewest,
    next_batch,
    reached,
    relative_half_width,
    replications_for_half_width,
)

COST, AVAILABILITY, GAIN = "total_cost_per_year", "availability_requests", "loss_of_allowed_share"


def run_until(
    draws: np.ndarray, half_width: float, most: int = 2000, name: str = COST
) -> np.ndarray:
    """The loop of a study: draw, look, draw more."""
    done = 0
    while more := next_batch({name: draws[:done]}, half_width, most):
        done += more
    return draws[:done]


def test_fewest_by_hand():
    # t(n − 1)·10/√n < 5 first at n = 18: t = 2.1098 gives 4.973; at 17, t = 2.1199 gives 5.142.
    assert fewest(10, 5) == 18
    assert fewest(0, 5) == 2
    assert fewest(1, 0) == inf


def test_hopeless_widths_are_told_at_once():
    assert fewest(1, 1e-9) == pytest.approx((1.959964e9) ** 2, rel=1e-6)
    assert fewest(1, 1e-300) == inf
    assert fewest(1.0, 0.00196) == pytest.approx(1e6, rel=1e-4)


def test_planned_replications_give_the_width():
    pilot = stream(31, 0, "pilot").normal(50, 10, 30)
    absolute = replications_for_half_width(pilot, absolute=2.0)
    relative = replications_for_half_width(pilot, relative=2.0 / pilot.mean())
    assert absolute == relative
    deviation = pilot.std(ddof=1)
    other = stream(31, 1, "pilot").normal(50, 10, int(absolute))
    other = pilot.mean() + (other - other.mean()) * deviation / other.std(ddof=1)
    assert 1.9 < mean_interval(other).half_width < 2.0


def test_plans_that_cannot_be_made():
    assert isnan(replications_for_half_width(np.array([1.0, nan]), absolute=1))
    assert replications_for_half_width(np.array([-1.0, 1.0]), relative=0.05) == inf
    assert replications_for_half_width(np.array([3.0, 3.0]), relative=0.05) == 2
    with pytest.raises(ValueError, match="either"):
        replications_for_half_width(np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match="either"):
        replications_for_half_width(np.array([1.0, 2.0]), relative=0.1, absolute=0.1)


def test_the_longer_arm_counts():
    assert relative_half_width(Interval(10, 9, 13, 20, ""), "positive") == pytest.approx(0.3)
    assert relative_half_width(Interval(-10, -11, -9, 20, "")) == pytest.approx(0.1)
    assert relative_half_width(Interval(0, -1, 1, 20, "")) == inf
    assert isnan(relative_half_width(Interval(3, nan, nan, 1, "too few")))


def test_a_share_is_measured_against_what_is_rarer():
    found = Interval(0.999, 0.9989, 0.9991, 20, "")
    assert relative_half_width(found, "share") == pytest.approx(0.1)
    assert relative_half_width(found, "real") < 2e-4


def test_what_never_differs_is_precise():
    assert achieved({COST: np.full(30, 5.0), AVAILABILITY: np.ones(30)}) == {
        COST: 0.0,
        AVAILABILITY: 0.0,
    }
    assert achieved({COST: np.zeros(30)}) == {COST: 0.0}


def test_the_widest_model_decides():
    draws = stream(32, 0, "models")
    narrow, wide = draws.normal(100, 1, 30), draws.normal(100, 30, 30)
    both = achieved({COST: np.array([narrow, wide])})[COST]
    assert both == achieved({COST: wide})[COST] > achieved({COST: narrow})[COST]


def test_every_metric_must_reach_it():
    draws = stream(33, 0, "metrics")
    narrow, wide = draws.normal(100, 1, 30), draws.normal(100, 30, 30)
    assert reached({COST: narrow}, 0.05)
    assert not reached({COST: narrow, GAIN: wide}, 0.05)
    assert not reached({COST: narrow, GAIN: np.full(30, nan)}, 0.05)


def test_a_few_replications_are_never_enough():
    assert not reached({COST: np.full(MINIMUM - 1, 5.0)}, 0.5)
    assert reached({COST: np.full(MINIMUM, 5.0)}, 0.5)


def test_a_loop_without_a_metric_would_not_end():
    with pytest.raises(ValueError, match="at least one metric"):
        next_batch({}, 0.5, most=100)


def test_the_loop_looks_at_fixed_places_and_ends():
    wild = stream(34, 0, "wild").exponential(1, 500)
    looks, done = [], 0
    while more := next_batch({COST: wild[:done]}, 0.001, most=55):
        done += more
        looks.append(done)
    assert looks == [MINIMUM, *range(MINIMUM + BATCH, 55, BATCH), 55]
    assert next_batch({COST: wild[:5]}, 0.5, most=5) == 0


def test_a_narrower_width_takes_more_replications():
    draws = stream(35, 0, "draws").normal(1, 0.3, 2000)
    lengths = [len(run_until(draws, width)) for width in (0.2, 0.1, 0.05)]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1]
    # 1.96² · 0.3² / 0.05² is 138; the extreme counted twice asks for somewhat more.
    assert 120 <= lengths[-1] <= 220


@pytest.mark.parametrize(("sigma", "half_width"), [(0.2, 0.1), (0.6, 0.25), (1.0, 0.5)])
def test_stopping_early_costs_little_coverage(sigma, half_width):
    truth, hits = np.exp(sigma**2 / 2), 0
    for repetition in range(1000):
        draws = np.exp(sigma * stream(36, repetition, "stop", sigma).standard_normal(1000))
        seen = run_until(draws, half_width, most=1000)
        assert reached({COST: seen}, half_width)
        found = mean_interval(seen, "positive")
        hits += found.low <= truth <= found.high
    assert hits / 1000 >= 0.93
