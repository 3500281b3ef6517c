"""The way to SREs and being there, worked out by hand."""

from __future__ import annotations

import math

import pytest

from sim.records.arrivals import arrivals_of
from sim.records.metrics import REGISTRY
from tests.engine.hand import Fault, World, service
from tests.engine.test_stories_of_organisation import GROWS, engaged

YEAR = 8766.0
WORK = 0.25 + 0.25 + 0.5 + 0.5
"""Hours of an incident: noticed, acknowledged, diagnosed, fixed."""


def test_what_is_lost_before_and_since_is_told_apart() -> None:
    """Asked at hour 48, shared from 72 on; half of the requests fail in each incident."""
    run = engaged(Fault(at=9.0), Fault(at=80.0), Fault(at=130.0), horizon="10 d")
    found = arrivals_of(run)
    assert (found.came, found.waited * YEAR, found.before * YEAR) == (1, 24, 72)
    assert found.since * YEAR == pytest.approx(240 - 72)
    assert (found.lost_before, found.lost_since) == (WORK / 2, WORK)
    assert REGISTRY["days_to_sres_mean"].of(run) == pytest.approx(1.0)
    with_sres = REGISTRY["outage_hours_with_sres_per_service_year"].of(run)
    assert with_sres == pytest.approx(WORK / (240 - 72) * YEAR)
    before = REGISTRY["outage_hours_before_sres_per_service_year"].of(run)
    assert before == pytest.approx(WORK / 2 / 72 * YEAR)


def test_time_after_a_hand_back_is_without_sres() -> None:
    """The second quarter is as bad as it gets; the rota goes back at its end."""
    bad = Fault(at=2160 + 130.0, impact=1.0, work=10.0)
    run = engaged(bad, horizon="270 d")
    assert arrivals_of(run).since * YEAR == pytest.approx(2160 + 91 * 24 - 72)


def test_where_no_sres_come_there_is_nothing_to_measure() -> None:
    run = World([Fault(at=9.0)], services={"shop": service(traffic=GROWS)}).live()
    assert vars(arrivals_of(run)) == dict.fromkeys(vars(arrivals_of(run)), 0.0)
    assert all(
        math.isnan(REGISTRY[name].of(run))
        for name in (
            "days_to_sres_mean",
            "outage_hours_before_sres_per_service_year",
            "outage_hours_with_sres_per_service_year",
        )
    )
