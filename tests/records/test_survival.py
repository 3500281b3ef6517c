"""The estimate by Kaplan and Meier, against sums by hand."""

from __future__ import annotations

import numpy as np

from sim.records.survival import median_with_waiting


def median(*times: float, waiting: tuple[float, ...] = ()) -> float:
    hours = np.array([*times, *waiting], dtype=float)
    return median_with_waiting(hours, np.arange(len(hours)) < len(times))


def test_where_all_ended_it_is_the_middle_one() -> None:
    assert median(5, 1, 3) == 3
    assert median(1, 2, 3, 4) == 2, "at 2 hours half of them has ended"


def test_what_still_waits_counts_as_longer() -> None:
    """At 1: 4/5 left; at 2: 3/5; one leaves the sight at 2.5; at 4: 3/5 × 1/2 = 3/10."""
    assert median(1, 2, 4, waiting=(2.5, 6)) == 4


def test_a_median_that_nobody_has_seen_is_none() -> None:
    assert np.isnan(median(1, waiting=(9, 9, 9)))
    assert np.isnan(median(waiting=(9, 9)))
    assert np.isnan(median())
