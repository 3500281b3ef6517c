"""Each verdict can come out, and only for the right reasons."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest

from sim.questions.claims.contrast import contrast, judge
from sim.questions.claims.document import Check
from sim.questions.claims.verdict import flips, overall, together


def check(expects: str = "above", matters: float = 1.0, counts: bool = True) -> Check:
    return Check(
        says="it is so", effect="one.metric - other.metric", expects=expects, matters=matters,
        unit="h", because="a test", counts=counts,
    )  # fmt: skip


def around(mean: float, spread: float, n: int = 30) -> np.ndarray:
    """Evenly spread, and shuffled, so that neighbours are no more alike than others."""
    return mean + spread * np.linspace(-1, 1, n)[(7 * np.arange(n)) % n]


@pytest.mark.parametrize(
    ("expects", "low", "high", "outcome"),
    [
        ("above", 1.2, 3.0, "holds"),
        ("above", 0.5, 3.0, "open"),
        ("above", 0.2, 0.8, "fails"),
        ("above", -3.0, -2.0, "fails"),
        ("below", -3.0, -1.2, "holds"),
        ("below", -3.0, -0.5, "open"),
        ("below", -0.8, 0.2, "fails"),
        ("within", -0.9, 0.9, "holds"),
        ("within", -0.9, 1.1, "open"),
        ("within", 1.1, 1.3, "fails"),
        ("within", -1.3, -1.1, "fails"),
        ("above", nan, nan, "open"),
    ],
)
def test_an_interval_is_judged_by_where_it_lies(expects, low, high, outcome):
    assert judge(check(expects), low, high) == outcome


def test_no_difference_at_all_is_not_above_zero():
    assert judge(check("above", 0.0), 0.0, 0.0) == "fails"
    assert judge(check("below", 0.0), 0.0, 0.0) == "fails"
    assert judge(check("within", 0.0), 0.0, 0.0) == "holds"


def test_a_contrast_has_an_interval_and_a_p_value_against_what_matters():
    found = contrast(check(matters=1.0), around(1.3, 1.0))
    assert found.outcome == "holds"
    assert 1.0 < found.low < 1.3 < found.high < 1.6
    assert 0 < found.p_value < 0.05
    wider = contrast(check(matters=1.0), around(1.3, 1.0), level=0.9999)
    assert wider.outcome == "open"
    assert wider.low < found.low


def test_an_answer_of_some_blocks_alone_is_no_answer():
    """The interval is far above what matters; the last of five blocks of six points elsewhere."""
    effect = np.concatenate([around(5.0, 0.5, 24), around(0.5, 0.5, 6)])
    found = contrast(check(matters=1.0), effect)
    assert found.low > 1.0
    assert found.outcome == "open"
    assert contrast(check(matters=1.0), effect[:24]).outcome == "holds"
    assert contrast(check(matters=1.0), effect[::-1]).outcome == "open"


@pytest.mark.parametrize(
    ("half_widths", "outcome", "near"),
    [
        (3.0, "holds", False),
        (1.5, "holds", True),
        (0.5, "open", False),
        (-1.5, "fails", True),
        (-3.0, "fails", False),
    ],
)
def test_an_answer_near_its_threshold_is_told_as_one(half_widths, outcome, near):
    """Blocks that are all alike: so that only the distance from what matters tells."""
    spread = np.tile([-1.0, 1.0, 0.0, 0.5, -0.5, 0.0], 5)
    width = contrast(check(matters=1.0), spread)
    half = (width.high - width.low) / 2
    found = contrast(check(matters=1.0), 1.0 + half_widths * half + spread)
    assert (found.outcome, found.near) == (outcome, near)


def test_what_is_counted_and_not_drawn_has_no_doubt():
    sure = contrast(check(matters=1.0), np.full(5, 2.0))
    assert (sure.outcome, sure.p_value) == ("holds", 0.0)
    edge = contrast(check("within", 0.0), np.zeros(5))
    assert (edge.outcome, edge.p_value) == ("holds", 1.0)


def test_one_failed_check_is_enough_against_a_claim_but_not_one_that_stands_beside():
    holds, open_, fails = (contrast(check(), around(m, 1.0)) for m in (2.0, 1.0, 0.0))
    beside = contrast(check(counts=False), around(0.0, 1.0))
    assert together([holds, holds]) == "holds"
    assert together([holds, open_]) == "open"
    assert together([open_, fails]) == "fails"
    assert together([holds, beside]) == "holds"


@pytest.mark.parametrize(
    ("base", "others", "word", "on"),
    [
        ("holds", {"a": "holds", "b": "open"}, "supported", []),
        ("fails", {"a": "fails", "b": "open"}, "refuted", []),
        ("holds", {"a": "holds", "b": "fails"}, "depends", ["b"]),
        ("fails", {"a": "holds", "b": "open"}, "depends", ["a"]),
        ("open", {"a": "holds", "b": "fails", "c": "open"}, "depends", ["a", "b"]),
        ("open", {"a": "holds", "b": "open"}, "undecided", []),
        ("open", {}, "undecided", []),
    ],
)
def test_every_verdict_can_come_out(base, others, word, on):
    assert overall(base, others) == word
    assert flips(base, others) == on
