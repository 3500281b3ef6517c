"""Paired differences, the words for them, and ranks with Holm's correction."""

import dataclasses
from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.ground.rng import stream
from sim.study.paired import (
    Difference,
    holm,
    paired_difference,
    rank,
    replications_needed,
    verdict,
)

A = np.array([12.0, 15.0, 11.0, 18.0, 14.0])
B = np.array([10.0, 14.0, 12.0, 13.0, 11.0])
MISSING = np.array([nan, 3.0, nan])


def test_against_scipys_paired_test():
    expected = stats.ttest_rel(A, B)
    found = paired_difference(A, B)
    bounds = expected.confidence_interval(0.95)
    assert found.mean == pytest.approx(2.0)
    assert (found.low, found.high) == pytest.approx((bounds.low, bounds.high))
    assert found.p_value == pytest.approx(expected.pvalue)
    assert found.n == 5


def test_variance_ratio_by_hand():
    # Differences 2, 1, −1, 5, 3: variance 5. Var a = 7.5, var b = 2.5.
    assert paired_difference(A, B).variance_ratio == pytest.approx((7.5 + 2.5) / 5)


def test_common_draws_buys_what_the_ratio_says():
    draws = stream(21, 0, "common")
    nature, own = draws.normal(0, 3, (2, 4000))[0], draws.normal(0, 1, 4000)
    found = paired_difference(nature + own, nature)
    assert found.variance_ratio == pytest.approx((9 + 1 + 9) / 1, rel=0.1)
    independent = paired_difference(nature, draws.normal(0, 3, 4000))
    assert independent.variance_ratio == pytest.approx(1, abs=0.1)


def test_a_pair_with_a_missing_half_is_dropped():
    a, b = np.append(A, [nan, 99.0]), np.append(B, [5.0, nan])
    assert paired_difference(a, b) == paired_difference(A, B)


def test_samples_that_cannot_be_paired_are_refused():
    with pytest.raises(ValueError, match="equal lengths"):
        paired_difference(A, B[:-1])


@pytest.mark.parametrize("sample", [np.array([]), MISSING])
def test_fewer_than_two_pairs_say_nothing(sample):
    found = paired_difference(sample, sample)
    assert isnan(found.low)
    assert isnan(found.p_value)
    assert verdict(found, "lower") == "not distinguishable"
    assert isnan(replications_needed(found))


def test_equal_models_are_not_distinguishable():
    found = paired_difference(A, A)
    assert (found.mean, found.low, found.high, found.p_value) == (0, 0, 0, 1)
    assert found.variance_ratio == inf
    assert {verdict(found, better) for better in ("lower", "higher", "neither")} == {
        "not distinguishable"
    }
    assert replications_needed(found) == inf


def test_the_order_of_an_addition_makes_no_difference():
    a = np.array([0.1 + 0.2 + 0.3, 1.0])
    b = np.array([0.3 + 0.2 + 0.1, 1.0])
    assert a[0] != b[0]
    assert verdict(paired_difference(a, b), "lower") == "not distinguishable"


def test_a_constant_gap_is_certain():
    found = paired_difference(A + 7, A)
    assert (found.low, found.high, found.p_value) == (7, 7, 0)
    assert verdict(found, "lower") == "worse"
    assert replications_needed(found) == 2


@pytest.mark.parametrize(
    ("low", "high", "better", "word"),
    [
        (-3.0, -1.0, "lower", "better"),
        (-3.0, -1.0, "higher", "worse"),
        (-3.0, -1.0, "neither", "lower"),
        (1.0, 3.0, "lower", "worse"),
        (1.0, 3.0, "higher", "better"),
        (1.0, 3.0, "neither", "higher"),
        (-1.0, 3.0, "lower", "not distinguishable"),
        (0.0, 3.0, "higher", "not distinguishable"),
        (-3.0, 0.0, "neither", "not distinguishable"),
    ],
)
def test_verdict_words(low, high, better, word):
    found = Difference((low + high) / 2, low, high, 10, 1.0, 0.5)
    assert verdict(found, better) == word


def test_the_replications_needed_are_the_fewest_that_leave_zero_out():
    found = paired_difference(A, B)
    deviation = np.std(A - B, ddof=1)
    needed = replications_needed(found)

    def half_width(n):
        return stats.t.ppf(0.975, n - 1) * deviation / n**0.5

    assert half_width(needed) < found.mean <= half_width(needed - 1)


@given(
    st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=2, max_size=20),
)
def test_exchanging_the_models_only_turns_the_sign(pairs):
    a, b = np.array(pairs).T
    there, back = paired_difference(a, b), paired_difference(b, a)
    assert (there.mean, there.low, there.high) == (-back.mean, -back.high, -back.low)
    assert there.p_value == back.p_value
    assert verdict(there, "lower") == verdict(back, "higher")
    assert replications_needed(there) == replications_needed(back)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=20))
def test_words_and_replications_agree(gaps):
    found = paired_difference(np.array(gaps) + 50, np.full(len(gaps), 50.0))
    told_apart = verdict(found, "lower") != "not distinguishable"
    if found.mean != 0 and abs(abs(found.mean) - (found.high - found.mean)) > 1e-9:
        assert told_apart == (replications_needed(found) <= found.n)


def test_holm_by_hand():
    # Sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1; each at least the one before.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_stops_at_one_and_leaves_what_was_not_tested():
    assert holm([0.9, 0.6]) == [1.0, 1.0]
    adjusted = holm([0.02, nan, 0.01])
    assert adjusted[::2] == pytest.approx([0.02, 0.02])
    assert isnan(adjusted[1])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_lies_between_no_correction_and_bonferroni(p_values):
    adjusted = holm(p_values)
    for raw, p in zip(p_values, adjusted, strict=True):
        assert raw <= p <= min(1.0, len(p_values) * raw)
    order = np.argsort(p_values, kind="stable")
    assert (np.diff(np.array(adjusted)[order]) >= 0).all()


def centred(*name: object) -> np.ndarray:
    """Noise of which no mean is left: what a model adds of its own."""
    noise = stream(22, 0, *name).normal(0, 2, 30)
    return noise - noise.mean()


def three_models() -> dict[str, np.ndarray]:
    nature = stream(22, 0, "nature").normal(100, 20, 30)
    shifts = {"dear": 30.0, "cheap": 0.0, "as-cheap": 0.1}
    return {name: nature + shift + centred(name) for name, shift in shifts.items()}


def test_models_that_cannot_be_told_apart_share_places():
    found = rank(three_models(), "lower")
    assert [str(place) for place in found] == ["1–2", "1–2", "3"]
    assert [place.name for place in found] == ["cheap", "as-cheap", "dear"]


def test_the_other_direction_turns_the_ranks_around():
    found = rank(three_models(), "higher")
    assert [(place.name == "dear", str(place)) for place in found] == [
        (True, "1"),
        (False, "2–3"),
        (False, "2–3"),
    ]


def test_not_distinguishable_need_not_be_transitive():
    steps = stream(23, 0, "chain").normal(0, 1, (3, 30))
    steps -= steps.mean(axis=1, keepdims=True)
    chain = {name: row + 0.45 * i for i, (name, row) in enumerate(zip("abc", steps, strict=True))}
    found = {place.name: str(place) for place in rank(chain, "lower")}
    assert found == {"a": "1–2", "b": "1–3", "c": "2–3"}


def test_more_comparisons_ask_for_more_evidence():
    shift = np.array([1.0, -1.0] * 15)
    samples = {"a": np.zeros(30), "b": shift + 0.38}
    assert paired_difference(samples["b"], samples["a"]).p_value < 0.05
    assert [str(place) for place in rank(samples, "lower")] == ["1", "2"]
    crowd = {f"other-{i}": np.roll(np.tile([3.0, -3.0, 0.0], 10), i) for i in range(3)}
    places = {place.name: place for place in rank(samples | crowd, "lower")}
    assert places["a"].last > places["b"].first


def test_a_model_without_values_may_stand_anywhere():
    samples = three_models() | {"silent": np.full(30, nan)}
    places = {place.name: place for place in rank(samples, "lower")}
    assert str(places["silent"]) == "1–4"
    assert isnan(places["silent"].mean)


def test_one_model_is_first():
    assert str(rank({"only": A}, "lower")[0]) == "1"


def test_equal_models_are_rarely_ranked():
    wrong = 0
    for repetition in range(1000):
        draws = stream(24, repetition, "equal")
        nature = draws.normal(0, 2, 20)
        models = {str(i): nature + draws.normal(0, 1, 20) for i in range(4)}
        wrong += any(place.first != 1 or place.last != 4 for place in rank(models, "lower"))
    assert wrong / 1000 <= 0.07


def test_a_difference_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        paired_difference(A, B).mean = 0  # type: ignore[misc]
