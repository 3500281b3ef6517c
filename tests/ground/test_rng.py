from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import Generator, Philox
from scipy import stats

from sim.ground.rng import key_of, schedule, stream, uniform, uniform_of_each, uniforms

names = st.lists(st.one_of(st.text(), st.integers()), min_size=1, max_size=4).map(tuple)


@settings(deadline=None)
@given(st.integers(0, 2**64), st.integers(0, 10_000), names)
def test_the_same_name_is_the_same_stream(seed: int, replication: int, name: tuple[object]) -> None:
    first, again = stream(seed, replication, *name), stream(seed, replication, *name)
    assert first.random(4).tolist() == again.random(4).tolist()


numbers = st.integers(0, 2**64 - 2)


@settings(deadline=None)
@given(st.integers(0, 2**200), st.integers(0, 2**32 - 1), numbers, numbers, numbers, numbers)
def test_one_number_is_the_one_of_numpys_own_philox(
    seed: int, replication: int, a: int, b: int, c: int, d: int
) -> None:
    key = np.array(key_of(seed, replication, "x", "a/b"), dtype=np.uint64)
    plain = Generator(Philox(key=key, counter=np.array([a, b, c, d], dtype=np.uint64)))
    mine = uniform(schedule(seed, replication, "x", "a/b"), a + 1, b, c, d)  # numpy counts first
    assert mine == plain.random()
    assert stream(seed, replication, "x", "a/b").random() == uniform(
        schedule(seed, replication, "x", "a/b"), 1
    )


four = st.tuples(numbers, numbers, numbers, numbers)


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(), four), min_size=1, max_size=5))
def test_many_at_once_are_those_drawn_one_by_one(asked: list[tuple[str, tuple[int, ...]]]) -> None:
    alone = [uniform(schedule(1, 2, "x", name), *at) for name, at in asked]
    words = np.array([key_of(1, 2, "x", name)[1] for name, _ in asked], dtype=np.uint64)
    at = [np.array(part, dtype=np.uint64) for part in zip(*(at for _, at in asked), strict=True)]
    assert uniform_of_each("x", words, at).tolist() == alone


def test_another_seed_replication_or_name_is_another_stream() -> None:
    asked = [(1, 0, "a"), (2, 0, "a"), (1, 1, "a"), (1, 0, "b"), (1, 0, "a", "b"), (1, 0, "a", 0)]
    firsts = {float(stream(*one).random()) for one in asked}
    assert len(firsts) == len(asked)


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a", "b/c"), ("a/b", "c")), (("a/b",), ("a", "b")), (("a\\", "b"), ("a\\/b",))],
)
def test_a_slash_inside_a_name_is_no_border(one: tuple[str], other: tuple[str]) -> None:
    assert stream(1, 0, *one).random() != stream(1, 0, *other).random()


def test_the_order_of_asking_does_not_matter() -> None:
    found = set()
    for order in permutations(["faults", "changes", "clumping"]):
        drawn = {name: stream(3, 5, name, "checkout").random() for name in order}
        found.add((drawn["faults"], drawn["changes"], drawn["clumping"]))
    assert len(found) == 1


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 40))
def test_more_numbers_keep_the_first_ones(few: int, more: int) -> None:
    short = uniforms(1, 2, "release", "shop", few)
    long = uniforms(1, 2, "release", "shop", few + more)
    assert short.shape == (few,)
    np.testing.assert_array_equal(long[:few], short)


def test_single_numbers_are_even_and_not_correlated_with_their_neighbours() -> None:
    rounds, n = schedule(1, 0, "review", "shop"), 20_000
    drawn = np.array([uniform(rounds, fault, 2, 0, 1) for fault in range(n)])
    assert stats.kstest(drawn, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 4.5 / np.sqrt(n)


def test_streams_of_neighbours_are_not_correlated() -> None:
    n = 20_000
    drawn = np.array([stream(1, k, "x").random(n) for k in range(4)])
    off_diagonal = np.corrcoef(drawn)[np.triu_indices(4, 1)]
    assert np.abs(off_diagonal).max() < 4.5 / np.sqrt(n)
