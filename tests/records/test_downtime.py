"""Overlapping incidents against brute force: minute by minute, no more than every request."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.records.downtime import effective_impact_hours

SERVICES = ["a", "b", "c"]
STEPS_PER_HOUR = 4
Row = tuple[str, int, int, float]

incidents = st.tuples(
    st.sampled_from(SERVICES),
    st.integers(0, 60),
    st.integers(0, 30),
    st.sampled_from([0.0, 0.05, 0.3, 0.5, 0.7, 1.0]),
)
"""Service, quarters of an hour at which it begins and for which it lasts, impact."""


def table(rows: list[Row]) -> pd.DataFrame:
    service, start, lasts, impact = (list(column) for column in zip(*rows, strict=True))
    return pd.DataFrame(
        {
            "service": pd.Categorical(service, categories=SERVICES),
            "appeared_at": np.array(start) / STEPS_PER_HOUR,
            "duration_hours": np.array(lasts) / STEPS_PER_HOUR,
            "impact": np.array(impact, dtype=float),
        }
    )


def brute_force(rows: list[Row]) -> tuple[list[float], dict[str, float]]:
    """Hours of full outage by incident and by service, a quarter of an hour at a time."""
    own, total = [0.0] * len(rows), dict.fromkeys(SERVICES, 0.0)
    for step in range(100):
        for name in SERVICES:
            running = [
                n
                for n, (service, start, lasts, _) in enumerate(rows)
                if service == name and start <= step < start + lasts
            ]
            failing = sum(rows[n][3] for n in running)
            total[name] += min(1.0, failing) / STEPS_PER_HOUR
            for n in running:
                own[n] += rows[n][3] / max(1.0, failing) / STEPS_PER_HOUR
    return own, total


@given(st.lists(incidents, min_size=1, max_size=12))
def test_each_counts_by_its_part_of_what_fails(rows: list[Row]) -> None:
    own, total = brute_force(rows)
    found = effective_impact_hours(table(rows))
    assert found.tolist() == pytest.approx(own)
    for name in SERVICES:
        mine = np.array([service == name for service, *_ in rows])
        assert found[mine].sum() == pytest.approx(total[name])


def test_those_who_only_touch_do_not_share() -> None:
    found = effective_impact_hours(table([("a", 0, 4, 1.0), ("a", 4, 4, 1.0)]))
    assert found.tolist() == [1.0, 1.0]


def test_the_same_instant_in_another_service_is_another_matter() -> None:
    found = effective_impact_hours(table([("a", 0, 4, 1.0), ("b", 0, 4, 1.0)]))
    assert found.tolist() == [1.0, 1.0]
