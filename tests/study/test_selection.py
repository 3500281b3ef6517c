"""Ranking and selection keeps its promise, and does so sooner where differences are plain."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.study.selection import cheapest_of

ZONE, FIRST = 1.0, 10


def systems(seed: int, gaps: list[float], spread: float, length: int) -> dict[str, np.ndarray]:
    """Normal costs with common random numbers; the first is the best by the smallest gap."""
    rng = np.random.default_rng(seed)
    common = rng.normal(0, 3 * spread, length)
    return {
        str(number): 10 + gap + common + rng.normal(0, spread, length)
        for number, gap in enumerate(gaps)
    }


@pytest.mark.parametrize("spread", [0.5, 2.0])
def test_the_best_is_picked_at_least_as_often_as_promised(spread: float) -> None:
    """At the least favourable means: all others are dearer by the zone exactly."""
    hits, trials = 0, 400
    for seed in range(trials):
        found = cheapest_of(systems(seed, [0.0, ZONE, ZONE, ZONE], spread, 2000), FIRST, ZONE)
        assert found.decided
        hits += found.left == ("0",)
    # Fewer hits than these would be a chance of one in a thousand under the promise.
    assert hits >= stats.binom.ppf(0.001, trials, 0.95)


def test_what_is_plainly_dearer_is_screened_out_at_the_first_stage() -> None:
    found = cheapest_of(systems(1, [0.0, 50.0, 80.0], 2.0, FIRST), FIRST, 0.01)
    assert found.left == ("0",)
    assert found.replications == FIRST


def test_what_is_alike_is_picked_once_the_zone_is_reached() -> None:
    same = np.random.default_rng(2).normal(0, 1, 40)
    found = cheapest_of({"a": same, "b": same.copy()}, FIRST, ZONE)
    assert found.left == ("a",)


def test_it_says_when_it_can_not_tell() -> None:
    found = cheapest_of(systems(3, [0.0, 0.01], 5.0, 20), FIRST, 0.1)
    assert not found.decided
    assert found.replications == 20
    assert found.needed > 1000


def test_too_few_replications_are_refused() -> None:
    with pytest.raises(ValueError, match="needs 10 replications"):
        cheapest_of(systems(1, [0.0, 1.0], 1.0, 9), FIRST, ZONE)
