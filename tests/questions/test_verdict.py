"""The verdict says no more than its intervals, whoever beats whom."""

import numpy as np

from sim.questions.compare.verdict import DECIDED_BY, decide


class Outcome:
    """A stand-in for a comparison: the totals of each model by replication."""

    def __init__(self, **values):
        self.found = values
        self.models = tuple(values)

    def values(self, model, metric, world=None):
        assert metric == DECIDED_BY
        return self.found[model]


NOISE = np.linspace(0, 1, 20)
"""Spread, and with its reverse a pairing that helps nothing."""


def test_one_that_another_surely_beats_may_still_be_level_with_the_best():
    verdict = decide(
        Outcome(best=100 + 60 * NOISE[::-1], close=110 + 60 * NOISE, shadow=111 + 60 * NOISE)
    )
    assert verdict.best == "best"
    assert set(verdict.level) == {"close", "shadow"}
    assert verdict.beaten == {}


def test_whoever_is_surely_dearer_has_an_interval_above_zero():
    verdict = decide(Outcome(best=100 + NOISE, close=100.05 + NOISE[::-1], dear=130 + 9 * NOISE))
    assert set(verdict.beaten) == {"dear"}
    assert all(difference.low > 0 for difference in verdict.beaten.values())


def test_the_cheapest_of_the_level_is_named():
    values = {"a": 100 + 80 * NOISE, "b": 99 + 80 * NOISE[::-1], "c": np.full(20, 90.0)}
    verdict = decide(Outcome(**values))
    assert verdict.best == min(values, key=lambda model: values[model].mean())
