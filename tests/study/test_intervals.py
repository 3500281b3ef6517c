"""Intervals: known values, behaviour at the edges, and staying within the scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.ground.rng import stream
from sim.study.intervals import mean_interval, quantile_interval, unseen_share

SMALL = np.array([2.0, 4.0, 4.0, 5.0, 7.0, 9.0])

# Smaller magnitudes lose their variance to underflow and are of no unit in use.
POSITIVE = st.one_of(st.just(0.0), st.floats(1e-9, 1e12))
SHARE = st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 1))


def test_a_real_mean_has_students_interval():
    expected = stats.t.interval(0.9, 5, loc=SMALL.mean(), scale=stats.sem(SMALL))
    found = mean_interval(SMALL, "real", level=0.9)
    assert (found.low, found.high) == pytest.approx(expected)
    assert (found.n, found.method) == (6, "Student t")
    assert found.half_width == pytest.approx((expected[1] - expected[0]) / 2)


def test_students_interval_by_hand():
    found = mean_interval(np.array([1.0, 2.0, 3.0]))
    # t(0.975; 2) = 4.3027, standard error 1/√3
    assert found.high == pytest.approx(2 + 4.3027 / 3**0.5, abs=1e-4)


def test_values_that_are_missing_are_not_counted():
    holes = np.array([np.nan, *SMALL, np.nan])
    assert mean_interval(holes, "positive") == mean_interval(SMALL, "positive")
    assert quantile_interval(holes, 0.5) == quantile_interval(SMALL, 0.5)


@pytest.mark.parametrize("scale", ["real", "positive", "share"])
@pytest.mark.parametrize("values", [[], [np.nan], [0.5], [0.5, np.nan]])
def test_fewer_than_two_values_have_no_bounds(scale, values):
    found = mean_interval(np.array(values), scale)
    assert found.n == np.isfinite(values).sum()
    assert np.isnan([found.low, found.high]).all()
    assert found.mean == 0.5 or found.n == 0


@pytest.mark.parametrize("scale", ["real", "positive", "share"])
def test_equal_values_have_an_interval_of_no_width(scale):
    found = mean_interval(np.full(20, 0.3), scale)
    assert (found.low, found.high, found.method) == (found.mean, found.mean, "all equal")
    assert found.mean == pytest.approx(0.3)


def test_differences_of_rounding_are_no_spread():
    found = mean_interval(np.array([0.1 + 0.2, 0.3]), "positive")
    assert found.half_width == 0


@pytest.mark.parametrize(("value", "low", "high"), [(0.0, 0.0, 0.1157), (1.0, 0.8843, 1.0)])
def test_a_share_never_seen_otherwise_is_not_taken_for_certain(value, low, high):
    found = mean_interval(np.full(30, value), "share")
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)
    exact = stats.binomtest(round(30 * value), 30).proportion_ci(method="exact")
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high))


def test_what_thirty_equal_runs_leave_room_for():
    assert unseen_share(30) == pytest.approx(0.1157, abs=1e-4)
    assert (1 - unseen_share(30)) ** 30 == pytest.approx(0.025)


def test_a_positive_interval_follows_the_exact_one_of_a_poisson_count():
    # A sample whose variance equals its mean: its sum is a count, bounded below by χ²/2 of 2·count
    # degrees of freedom, were the variance known. Student's quantile for 400 values comes close.
    values = np.array([0.0, 2.0] * 200)
    low = stats.chi2.ppf(0.025, 2 * 400) / 2 / 400
    assert mean_interval(values, "positive").low == pytest.approx(low, rel=2e-3)


def test_a_share_interval_follows_the_exact_one_of_a_coin():
    values = np.array([1.0] * 100 + [0.0] * 400)
    exact = stats.binomtest(100, 500).proportion_ci(method="exact")
    found = mean_interval(values, "share")
    assert found.low == pytest.approx(exact.low, rel=3e-3)
    assert found.high == pytest.approx(exact.high, rel=1.5e-2)


def test_a_share_and_its_complement_mirror_each_other():
    values = stream(11, 0, "mirror").beta(2, 20, 25)
    one, other = mean_interval(values, "share"), mean_interval(1 - values, "share")
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low))


@pytest.mark.parametrize(("scale", "factor"), [("positive", 1000.0), ("real", -60.0)])
def test_the_unit_does_not_matter(scale, factor):
    plain, scaled = mean_interval(SMALL, scale), mean_interval(factor * SMALL, scale)
    bounds = sorted([factor * plain.low, factor * plain.high])
    assert (scaled.low, scaled.high) == pytest.approx(tuple(bounds))


@pytest.mark.parametrize(
    ("scale", "value"), [("positive", -0.1), ("share", 1.2), ("share", -0.1), ("real", np.inf)]
)
def test_an_impossible_value_is_refused(scale, value):
    with pytest.raises(ValueError, match="found"):
        mean_interval(np.array([0.5, 0.6, value]), scale)


@given(st.lists(POSITIVE, min_size=2, max_size=30), st.sampled_from([0.5, 0.95, 0.999]))
def test_positive_bounds_enclose_the_mean_and_are_never_negative(values, level):
    found = mean_interval(np.array(values), "positive", level)
    assert 0 <= found.low <= found.mean * (1 + 1e-9)
    assert found.mean * (1 - 1e-9) <= found.high < np.inf


@given(st.lists(SHARE, min_size=2, max_size=30), st.sampled_from([0.5, 0.95, 0.999]))
def test_share_bounds_enclose_the_mean_and_stay_within_nought_and_one(values, level):
    found = mean_interval(np.array(values), "share", level)
    assert 0 <= found.low <= found.mean + 1e-9
    assert found.mean - 1e-9 <= found.high <= 1


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_a_higher_level_is_never_narrower(values):
    shares = (np.array(values) + 1e6) / 2e6
    for scale in ("real", "positive", "share"):
        narrow, wide = mean_interval(shares, scale, 0.8), mean_interval(shares, scale, 0.95)
        assert wide.low <= narrow.low + 1e-12
        assert narrow.high <= wide.high + 1e-12


def test_order_statistics_by_hand():
    # Of ten values the 2nd and the 9th enclose the median with 1 − 2·(1 + 10)/1024 = 97.9 %.
    found = quantile_interval(np.arange(1.0, 11.0), 0.5)
    assert (found.mean, found.low, found.high, found.n) == (5.5, 2.0, 9.0, 10)


@pytest.mark.parametrize("q", [0.25, 0.5, 0.85, 0.95])
def test_order_statistics_are_scipys(q):
    values = stream(12, 0, "order").exponential(1, 200)
    expected = stats.quantile_test(values, q=1.0, p=q).confidence_interval(0.95)
    found = quantile_interval(values, q)
    assert (found.low, found.high) == (expected.low, expected.high)


@pytest.mark.parametrize(("n", "bounded"), [(71, False), (72, True)])
def test_a_high_quantile_has_no_upper_bound_in_a_small_sample(n, bounded):
    found = quantile_interval(np.arange(float(n)), 0.95)
    assert np.isfinite(found.high) == bounded
    assert np.isfinite(found.low)
