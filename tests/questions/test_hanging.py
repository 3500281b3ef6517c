"""What a choice hangs on, against synthetic studies of which the truth is known."""

import numpy as np
import pytest

from sim.ground.rng import stream
from sim.questions.uncertainty.hanging import hanging_on

SAMPLES, COLUMNS = 300, 40


def points(number: int) -> np.ndarray:
    return stream(number, 0, "what a choice hangs on").random((SAMPLES, COLUMNS))


def test_what_decides_comes_first_with_its_shares_at_either_end() -> None:
    drawn = points(1)
    right = (drawn[:, 7] < 0.5) | (drawn[:, 3] < 0.2)
    first, *others = hanging_on(drawn, right, range(COLUMNS))
    assert first.column == 7
    assert first.low == 1.0
    assert first.high == pytest.approx(0.2, abs=0.12)
    assert [one.column for one in others] == [3]


def test_a_column_that_is_not_looked_at_is_not_told() -> None:
    drawn = points(2)
    told = hanging_on(drawn, drawn[:, 7] < 0.5, range(7))
    assert 7 not in {one.column for one in told}


@pytest.mark.parametrize("chance", [0.02, 0.5, 0.97])
def test_of_pure_chance_hardly_anything_is_told(chance: float) -> None:
    """One study in twenty at most, whatever the share of right choices is."""
    told = [
        bool(hanging_on(drawn[:, 1:], drawn[:, 0] < chance, range(COLUMNS - 1)))
        for drawn in map(points, range(200))
    ]
    assert np.mean(told) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
