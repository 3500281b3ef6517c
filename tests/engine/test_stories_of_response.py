"""Exact stories of incidents: who is paged, who waits, who works, to the minute.

Each log was worked out by hand from the constants of its world before it was compared.
"""

from __future__ import annotations

import pytest

from sim.documents.load import Raw, merge
from tests.engine.hand import Fault, World, service, staff

OPS: Raw = {
    "teams": {"bridge": staff(1, 1, 5), "support": staff(2, 1, 6)},
    "respond": {
        "bridge": {
            "line": 1,
            "team": "bridge",
            "fixes": ["restart"],
            "acknowledge": "15 min",
            "triage": "15 min",
        },
        "support": {
            "line": 2,
            "team": "support",
            "fixes": ["restart", "operate"],
            "acknowledge": "15 min",
            "hand_over": "30 min",
            "familiarity": 0.5,
        },
        "owners": {"line": 3, "hand_over": "1 h", "hand_over_out_of_hours": "2 h"},
    },
}
"""A bridge that restarts, support that operates at half speed, owners at the end of the path."""
OPS_STAFF = ["0 shop 0 headcount bridge 5", "0 shop 0 headcount support 6"]


def test_each_line_in_turn_until_one_can_fix_it() -> None:
    """Support's half of the diagnosis survives; the owners need the other half."""
    assert World([Fault(at=10.0)], model=OPS).story() == [
        *OPS_STAFF,
        "10 shop 1 undetected = 0.5",
        "10.25 shop 1 paged bridge 0",
        "10.25 shop 1 acknowledging bridge 0",
        "10.5 shop 1 diagnosing bridge 0",
        "10.75 shop 1 left bridge 0",
        "10.75 shop 1 handing_over support",
        "11.25 shop 1 acknowledging support 0",
        "11.5 shop 1 diagnosing support 0",
        "12.5 shop 1 left support 0",
        "12.5 shop 1 handing_over owners/shop",
        "13.5 shop 1 acknowledging owners/shop 0",
        "13.75 shop 1 diagnosing owners/shop 0",
        "14 shop 1 fixing owners/shop 0",
        "14.5 shop 1 left owners/shop 0",
        "14.5 shop 1 restored",
        "38.5 shop 1 reviewed",
    ]


def test_at_night_nobody_of_the_owners_is_reached_until_morning() -> None:
    night = merge(OPS, {"respond": {"owners": {"unreached": "51%"}}})
    assert World([Fault(at=20.0)], model=night).story() == [
        *OPS_STAFF,
        "20 shop 1 undetected = 0.5",
        "20.25 shop 1 paged bridge 0",
        "20.25 shop 1 acknowledging bridge 0",
        "20.5 shop 1 diagnosing bridge 0",
        "20.75 shop 1 left bridge 0",
        "20.75 shop 1 handing_over support",
        "21.25 shop 1 acknowledging support 0",
        "21.5 shop 1 diagnosing support 0",
        "22.5 shop 1 left support 0",
        "22.5 shop 1 handing_over owners/shop",
        "24.5 shop 1 waiting_for_cover",
        "33 shop 1 acknowledging owners/shop 0",
        "33.25 shop 1 diagnosing owners/shop 0",
        "33.5 shop 1 fixing owners/shop 0",
        "34 shop 1 left owners/shop 0",
        "34 shop 1 restored",
    ]


def test_two_incidents_queue_for_one_person_by_severity() -> None:
    """The worse one is served first though it came later."""
    faults = [Fault(at=10.0), Fault(at=10.5, impact=0.25), Fault(at=10.75, impact=1.0)]
    assert World(faults).story() == [
        "10 shop 1 undetected = 0.5",
        "10.25 shop 1 paged owners/shop 0",
        "10.25 shop 1 acknowledging owners/shop 0",
        "10.5 shop 1 diagnosing owners/shop 0",
        "10.5 shop 2 undetected = 0.25",
        "10.75 shop 3 undetected = 1",
        "10.75 shop 2 paged owners/shop 0",
        "10.75 shop 2 queueing owners/shop",
        "11 shop 1 fixing owners/shop 0",
        "11 shop 3 paged owners/shop 0",
        "11 shop 3 queueing owners/shop",
        "11.5 shop 1 left owners/shop 0",
        "11.5 shop 3 acknowledging owners/shop 0",
        "11.5 shop 1 restored",
        "11.75 shop 3 diagnosing owners/shop 0",
        "12.25 shop 3 fixing owners/shop 0",
        "12.75 shop 3 left owners/shop 0",
        "12.75 shop 2 acknowledging owners/shop 0",
        "12.75 shop 3 restored",
        "13 shop 2 diagnosing owners/shop 0",
        "13.5 shop 2 fixing owners/shop 0",
        "14 shop 2 left owners/shop 0",
        "14 shop 2 restored",
        "35.5 shop 1 reviewed",
        "36.75 shop 3 reviewed",
        "38 shop 2 reviewed",
    ]


def test_without_cover_both_wait_for_the_morning_and_one_for_the_other() -> None:
    faults = [Fault(at=18.0), Fault(at=19.0, impact=1.0)]
    nobody = {"teams": {"owners": {"on_duty": {"out_of_hours": 0}}}}
    assert World(faults, model=nobody).story() == [
        "18 shop 1 undetected = 0.5",
        "18.25 shop 1 paged owners/shop 0",
        "18.25 shop 1 waiting_for_cover owners/shop",
        "19 shop 2 undetected = 1",
        "19.25 shop 2 paged owners/shop 0",
        "19.25 shop 2 waiting_for_cover owners/shop",
        "33 shop 2 acknowledging owners/shop 0",
        "33 shop 1 queueing owners/shop",
        "33.25 shop 2 diagnosing owners/shop 0",
        "33.75 shop 2 fixing owners/shop 0",
        "34.25 shop 2 left owners/shop 0",
        "34.25 shop 1 acknowledging owners/shop 0",
        "34.25 shop 2 restored",
        "34.5 shop 1 diagnosing owners/shop 0",
        "35 shop 1 fixing owners/shop 0",
        "35.5 shop 1 left owners/shop 0",
        "35.5 shop 1 restored",
    ]


def test_a_ticket_bounces_back_to_the_line_before() -> None:
    bounces = merge(OPS, {"respond": {"support": {"bounce": "30%"}}})
    draws = {("bounce", 1): 0.29}
    assert World([Fault(at=10.0, fix="operate")], model=bounces, draws=draws).story()[6:] == [
        "10.75 shop 1 left bridge 0",
        "10.75 shop 1 handing_over support",
        "11.25 shop 1 acknowledging support 0",
        "11.5 shop 1 left support 0",
        "11.5 shop 1 bounced bridge",
        "11.5 shop 1 acknowledging bridge 0",
        "11.75 shop 1 left bridge 0",
        "11.75 shop 1 handing_over support",
        "12.25 shop 1 acknowledging support 0",
        "12.5 shop 1 diagnosing support 0",
        "13.5 shop 1 fixing support 0",
        "14 shop 1 left support 0",
        "14 shop 1 restored",
        "38 shop 1 reviewed",
    ]


@pytest.mark.parametrize(("services", "hours"), [(10, 1.0), (20, 1.0), (9, 0.5)])
def test_a_misroute_doubles_the_hand_over_and_is_likelier_among_more_services(
    services: int, hours: float
) -> None:
    """A chance of 51 % for ten services; the draw is one half."""
    misroutes = merge(OPS, {"respond": {"support": {"misroute": "51%"}}})
    many = {"shop": service(), **{f"other-{n}": service() for n in range(1, services)}}
    lines = World([Fault(at=10.0, fix="operate")], services=many, model=misroutes).story()
    handed = 10.75 + hours
    wrong = ["10.75 shop 1 misrouted"] if hours == 1 else []
    assert lines[6:] == [
        "10.75 shop 1 left bridge 0",
        *wrong,
        "10.75 shop 1 handing_over support",
        f"{handed:g} shop 1 acknowledging support 0",
        f"{handed + 0.25:g} shop 1 diagnosing support 0",
        f"{handed + 1.25:g} shop 1 fixing support 0",
        f"{handed + 1.75:g} shop 1 left support 0",
        f"{handed + 1.75:g} shop 1 restored",
        f"{handed + 25.75:g} shop 1 reviewed",
    ]


def test_a_major_incident_calls_the_line_that_can_end_it() -> None:
    call = {**OPS, "major_incident": {"impact_from": "100%", "call": "15 min"}}
    assert World([Fault(at=10.0, impact=1.0)], model=call).story()[2:] == [
        "10 shop 1 undetected = 1",
        "10.25 shop 1 paged bridge 0",
        "10.25 shop 1 acknowledging bridge 0",
        "10.5 shop 1 diagnosing bridge 0",
        "10.75 shop 1 left bridge 0",
        "10.75 shop 1 major",
        "10.75 shop 1 handing_over owners/shop",
        "11 shop 1 acknowledging owners/shop 0",
        "11.25 shop 1 diagnosing owners/shop 0",
        "11.75 shop 1 fixing owners/shop 0",
        "12.25 shop 1 left owners/shop 0",
        "12.25 shop 1 restored",
        "36.25 shop 1 reviewed",
    ]


def test_a_contract_uses_its_response_time_by_severity() -> None:
    terms = {"contract": {"major": "30 min", "minor": "5 h", "uses": "50%"}}
    faults = [Fault(at=10.0, impact=1.0), Fault(at=30.0)]
    assert World(faults, model={"respond": {"owners": terms}}).story() == [
        "10 shop 1 undetected = 1",
        "10.25 shop 1 paged owners/shop 0",
        "10.25 shop 1 acknowledging owners/shop 0",
        "10.5 shop 1 diagnosing owners/shop 0",
        "11 shop 1 fixing owners/shop 0",
        "11.5 shop 1 left owners/shop 0",
        "11.5 shop 1 restored",
        "30 shop 2 undetected = 0.5",
        "30.25 shop 2 paged owners/shop 0",
        "30.25 shop 2 acknowledging owners/shop 0",
        "32.75 shop 2 diagnosing owners/shop 0",
        "33.25 shop 2 fixing owners/shop 0",
        "33.75 shop 2 left owners/shop 0",
        "33.75 shop 2 restored",
        "35.5 shop 1 reviewed",
    ]


def test_the_third_call_of_a_night_finds_a_tired_person() -> None:
    tired = {"fatigue": {"overload": 2, "slows": 2, "tires": 1}}
    lines = World([Fault(at=18.0 + 3 * n) for n in range(3)], nature=tired).story()
    assert [line for line in lines if " shop 3 " in line] == [
        "24 shop 3 undetected = 0.5",
        "24.25 shop 3 paged owners/shop 0",
        "24.25 shop 3 tired owners/shop 2",
        "24.25 shop 3 acknowledging owners/shop 0",
        "24.5 shop 3 diagnosing owners/shop 0",
        "25.5 shop 3 fixing owners/shop 0",
        "26.5 shop 3 left owners/shop 0",
        "26.5 shop 3 restored",
    ]
    assert sum(" tired " in line for line in lines) == 1
