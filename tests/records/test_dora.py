"""Tiers of delivery performance: each key by its limits, all four at once by the worst."""

import math

import pytest

from sim.records.dora import KEYS, all_at_once
from sim.records.metrics import METRICS

ELITE = dict(zip([key.metric for key in KEYS], (1000.0, 0.5, 0.04, 0.5), strict=True))


@pytest.mark.parametrize(
    ("place", "values"),
    [
        (0, (730, 729, 52, 51, 12, 11)),
        (1, (1, 1.1, 7, 7.1, 30, 31)),
        (2, (0.05, 0.06, 0.10, 0.11, 0.15, 0.16)),
        (3, (1, 1.1, 24, 25, 168, 169)),
    ],
)
def test_each_key_has_its_limits(place: int, values: tuple[float, ...]) -> None:
    tiers = [KEYS[place].tier(value) for value in values]
    assert tiers == ["elite", "high", "high", "medium", "medium", "low"]


@pytest.mark.parametrize(("place", "worse"), [(0, 20), (1, 20), (2, 0.12), (3, 100)])
def test_all_at_once_is_the_worst_of_the_four(place: int, worse: float) -> None:
    assert all_at_once(ELITE) == "elite"
    assert all_at_once({**ELITE, KEYS[place].metric: worse}) == "medium"


def test_what_could_not_be_measured_has_no_tier() -> None:
    assert KEYS[3].tier(math.nan) == ""
    assert all_at_once({**ELITE, KEYS[3].metric: math.nan}) == "elite"
    assert all_at_once(dict.fromkeys(ELITE, math.nan)) == ""


def test_the_keys_are_metrics_of_every_summary() -> None:
    assert {key.metric for key in KEYS} <= set(METRICS)
