"""Effects are read as written, or refused."""

from __future__ import annotations

import numpy as np
import pytest

from sim.questions.claims.expression import parse


def test_a_sum_of_terms_and_numbers():
    found = parse("7 - 2 * ops.lead_time + 0.5*you-two.lead_time - ops.lead_time")
    assert found.constant == 7
    assert found.terms == {("ops", "lead_time"): -3.0, ("you-two", "lead_time"): 0.5}


def test_it_is_worked_out_by_replication():
    values = {"ops": np.array([1.0, 2.0]), "you": np.array([10.0, 30.0])}
    found = parse("1 - 2 * ops.m + you.m").of(lambda arm, metric: values[arm])
    assert found.tolist() == [9.0, 27.0]


@pytest.mark.parametrize(
    "text", ["", "7", "ops", "2 ops.m", "ops.m * 2", "ops.m you.m", "a.b / c.d"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match=r"read|names no"):
        parse(text)
