"""Known truth, many histories: how often 90 % intervals contain what the simulator was told.

Few and short ones; docs/how-to/fit.md has the table of 200, also of longer ones
(``benchmarks/recovery.py``).
"""

from __future__ import annotations

import pytest
from scipy import stats

from benchmarks.recovery import covered, shares

HISTORIES, MONTHS = 40, 3.0
LEAST, MOST = 0.85, 0.95
"""What 90 % intervals should cover."""
CHANCE = 0.005
SHRUNK = {"clumping", "diagnose p95", "fix p95"}
"""At three months their priors weigh most, which makes their intervals wider than they say."""


@pytest.mark.slow
def test_intervals_contain_the_truth_as_often_as_they_say() -> None:
    found = shares([covered(seed, MONTHS) for seed in range(HISTORIES)])
    narrow = {w for w, (hits, n) in found.items() if hits < stats.binom.ppf(CHANCE, n, LEAST)}
    assert narrow == set()
    told = {w: counts for w, counts in found.items() if w not in SHRUNK}
    hits, n = (sum(counts[i] for counts in told.values()) for i in (0, 1))
    assert n > 15 * HISTORIES  # so that all of them together leave chance a point and a half
    assert LEAST < hits / n < MOST
