"""Who is cheapest at which exposure, on costs made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.study.frontier import UNDECIDED, Costs, break_even, column, exposures

NOISE = np.linspace(-1, 1, 20)


def test_the_cheaper_at_low_exposure_gives_way_to_the_safer_at_high():
    cheap = Costs(np.full(20, 100.0), 50.0 + NOISE, 1_000.0)
    safe = Costs(np.full(20, 150.0), 10.0 - NOISE, 1_000.0)
    found = column([cheap, safe], np.array([100.0, 1_240.0, 1_260.0, 10_000.0]))
    assert found.cheapest.tolist() == [0, UNDECIDED, UNDECIDED, 1]
    even = break_even(safe, cheap)
    assert even.exposure == pytest.approx(1_250.0)
    assert 1_200 < even.low < 1_250 < even.high < 1_300


def test_without_a_difference_in_losses_there_is_no_break_even():
    one = Costs(np.full(20, 100.0), 50.0 + NOISE, 1_000.0)
    other = Costs(np.full(20, 150.0), 50.0 + NOISE, 1_000.0)
    assert np.isnan(break_even(other, one).exposure)


def test_with_more_arms_it_takes_more_to_be_surely_cheapest():
    at = np.array([1.0])
    wobble = np.tile([1.0, -1.0], 10)
    first = Costs(100.0 + wobble, np.zeros(20), 1.0)
    close = Costs(np.full(20, 100.49), np.zeros(20), 1.0)
    far = Costs(np.full(20, 200.0), np.zeros(20), 1.0)
    assert column([first, close], at).cheapest.tolist() == [0]
    assert column([first, close, far, far], at).cheapest.tolist() == [UNDECIDED]


def test_exposures_are_a_logarithmic_scale():
    at = exposures(1e3, 1e8)
    assert (at[0], at[-1]) == (pytest.approx(1e3), pytest.approx(1e8))
    assert np.diff(np.log(at)) == pytest.approx(np.log(at[1] / at[0]))
