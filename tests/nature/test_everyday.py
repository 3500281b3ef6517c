"""Alerts that were nothing and requests on the tape: how many, when, and for whom."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.documents.nature import Nature
from sim.documents.organisation import Traffic
from sim.documents.own_nature import ServiceNature
from sim.ground.units import HOURS_PER
from sim.ground.working_time import Windows
from sim.nature.everyday import ALERT, REQUEST, TOIL, Errands, draw_errands
from sim.nature.faults import Source
from sim.nature.traffic import Curves

YEAR = HOURS_PER["y"]
HORIZON = 200 * YEAR
ALWAYS = Windows.always()
FLAT = Curves(Nature(), date(2029, 1, 1), HORIZON).of(Traffic(start="80/s"))


def drawn(lines: dict[str, object] | None = None, launch: float = 0.0) -> Errands:
    nature = Nature.model_validate(lines or {})
    return draw_errands(nature, Source(7, 0, "shop"), ALWAYS, FLAT, launch, HORIZON)


def of(errands: Errands, kind: int) -> np.ndarray:
    return errands.at[errands.kind == kind]


def test_alerts_come_at_their_rate_and_again() -> None:
    """Twice the rate are possible at the worst operability, and each comes 1/(1 − 0.2) times."""
    count = len(of(drawn(), ALERT))
    expected = 200 * 52 * 2 / 0.8
    # A geometric number each: the variance of the sum is the mean times (1 + 2·0.2/0.8).
    assert abs(count - expected) < 4 * np.sqrt(expected * 1.5)


def test_at_the_reference_half_of_the_possible_ones_come() -> None:
    errands = drawn({"alerts": {"again": 0}})
    come = (errands.accept[errands.kind == ALERT] < 0.5).sum()
    assert abs(come - 200 * 52) < 4 * np.sqrt(200 * 52)


def test_a_lower_rate_keeps_some_of_the_alerts() -> None:
    many, few = drawn(), drawn({"alerts": {"rate": "26/y"}})
    assert set(of(few, ALERT).tolist()) < set(of(many, ALERT).tolist())


def test_requests_come_at_their_rate_and_take_their_hours() -> None:
    errands = drawn()
    mine = errands.kind == REQUEST
    assert abs(mine.sum() - 200 * 42 * (52 * 168 / YEAR)) < 4 * np.sqrt(200 * 42)
    assert np.median(errands.hours[mine]) == pytest.approx(4, rel=0.05)


def test_nothing_comes_before_the_launch_or_without_a_rate() -> None:
    assert drawn(launch=YEAR).at.min() >= YEAR
    none = {"rate": "0/y"}
    assert len(drawn({"alerts": none, "requests": none}).at) == 0


def test_they_come_in_order() -> None:
    at = drawn().at
    assert (np.diff(at) >= 0).all()
    assert at[-1] < HORIZON


def test_a_service_has_rates_of_its_own() -> None:
    own = ServiceNature.model_validate({"alerts": "104/y", "requests": "0/y"})
    nature = own.over(Nature())
    assert nature.alerts.rate == pytest.approx(104 / YEAR)
    assert nature.requests.rate == 0
    assert nature.alerts.again == Nature().alerts.again


@pytest.mark.parametrize(("power", "times"), [(0.0, 1), (0.5, 2), (1.0, 4)])
def test_toil_grows_as_traffic_to_a_power(power: float, times: int) -> None:
    """Four times the traffic at which it asks for 100 pieces a year."""
    errands = drawn({"toil": {"with_traffic": power}})
    expected = 200 * 100 * times
    assert abs(len(of(errands, TOIL)) - expected) < 4 * np.sqrt(expected)


def test_half_automated_halves_toil_and_keeps_the_same_pieces() -> None:
    errands = drawn({"toil": {}})
    come = (errands.accept[errands.kind == TOIL] < 0.5).sum()
    assert abs(come - 200 * 100) < 4 * np.sqrt(200 * 100)


def test_less_toil_keeps_some_of_it() -> None:
    many, few = drawn({"toil": {}}), drawn({"toil": {"rate": "30/y"}})
    assert set(of(few, TOIL).tolist()) < set(of(many, TOIL).tolist())


def test_without_toil_nothing_else_moves() -> None:
    off, on = drawn(), drawn({"toil": {}})
    assert len(of(off, TOIL)) == 0
    for kind in (ALERT, REQUEST):
        assert of(off, kind).tolist() == of(on, kind).tolist()
