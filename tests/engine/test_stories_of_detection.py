"""Exact stories of how an incident is noticed, and of those who suffer with the service."""

from __future__ import annotations

from typing import Any

from sim.documents.load import Raw
from tests.engine.hand import Fault, World, service, staff

AFTER_THE_PAGE = [(0.0, "acknowledging"), (0.25, "diagnosing"), (0.75, "fixing"), (1.25, "left")]


def desk(working_hours: int = 1, out_of_hours: int = 1) -> Raw:
    """Owners answer; a service desk takes what customers report."""
    return {
        "teams": {"desk": {**staff(working_hours, out_of_hours, 5), "role": "desk"}},
        "service_desk": {"team": "desk", "handles": "15 min", "misroute": "0%"},
    }


def customers_first(**lines: Any) -> World:
    """Telemetry needs 10 hours; half of the requests fail, so a customer reports after one."""
    nature = {"detect": "10 h", "customer_reports": "30 min"}
    return World(**{"nature": nature, "model": desk(), **lines})


TWO_DAYS = 48


def from_page(at: float, reported: int) -> list[str]:
    """What the owners do after a page at an instant, by telemetry (0) or a customer (1)."""
    dealt = [f"{at + after:g} shop 1 {what} owners/shop 0" for after, what in AFTER_THE_PAGE]
    ends = [f"{at + 1.25:g} shop 1 restored"]
    if at + 25.25 < TWO_DAYS:
        ends.append(f"{at + 25.25:g} shop 1 reviewed")
    return [f"{at:g} shop 1 paged owners/shop {reported}", *dealt, *ends]


def test_a_customers_report_goes_through_the_desk_before_telemetry() -> None:
    assert customers_first(faults=[Fault(at=10.0)]).story() == [
        "0 shop 0 headcount desk 5",
        "10 shop 1 undetected = 0.5",
        "11 shop 1 customer_report",
        "11 shop 1 desk desk 0",
        "11.25 shop 1 left desk 0",
        *from_page(11.25, 1),
    ]


def test_a_misrouted_report_takes_the_desk_twice_as_long() -> None:
    model = {**desk(), "service_desk": {**desk()["service_desk"], "misroute": "100%"}}
    assert customers_first(faults=[Fault(at=10.0)], model=model).story()[2:6] == [
        "11 shop 1 customer_report",
        "11 shop 1 desk desk 0",
        "11 shop 1 misrouted",
        "11.5 shop 1 left desk 0",
    ]


def test_telemetry_pages_while_the_desk_still_writes_its_ticket() -> None:
    nature = {"detect": "67.5 min", "customer_reports": "30 min"}
    lines = customers_first(faults=[Fault(at=10.0)], nature=nature).story()
    assert lines[2:6] == [
        "11 shop 1 customer_report",
        "11 shop 1 desk desk 0",
        "11.125 shop 1 left desk 0",
        "11.125 shop 1 paged owners/shop 0",
    ]


def test_telemetry_pages_while_a_report_waits_for_a_closed_desk() -> None:
    """The report of 21:00 would be answered in the morning; the page comes at 30:00."""
    assert customers_first(faults=[Fault(at=20.0)], model=desk(1, 0)).story() == [
        "0 shop 0 headcount desk 5",
        "20 shop 1 undetected = 0.5",
        "21 shop 1 customer_report",
        *from_page(30.0, 0),
    ]


def test_a_report_waits_for_the_desk_and_its_page_for_the_morning() -> None:
    nature = {"detect": "14 h", "customer_reports": "30 min"}
    lines = customers_first(faults=[Fault(at=20.0)], model=desk(1, 0), nature=nature).story()
    assert lines[2:] == [
        "21 shop 1 customer_report",
        "33 shop 1 desk desk 0",
        "33.25 shop 1 left desk 0",
        *from_page(33.25, 1),
    ]


def test_those_who_need_a_service_suffer_with_it() -> None:
    """Basket needs it for 40 % of its requests and hides half of that; page needs basket."""
    services = {
        "shop": service(),
        "basket": service(needs={"shop": "40%"}, degrades_gracefully="50%"),
        "page": service(needs={"basket": "50%"}),
        "search": service(),
    }
    run = World([Fault(at=10.0)], services=services).live()
    assert [line for line in run.log.lines() if " hit " in line] == [
        "10 basket 1 hit = 0.1",
        "10 page 1 hit = 0.05",
    ]
    full_outage_seconds = 1.5 * 3600
    spent = run.budgets.set_index("service")["spent"]
    assert spent["shop"] == 0.5 * full_outage_seconds
    assert spent["basket"] == 0.1 * full_outage_seconds
    assert spent["page"] == 0.05 * full_outage_seconds
    assert spent["search"] == 0


def test_whoever_hides_every_failure_does_not_suffer() -> None:
    services = {
        "shop": service(),
        "basket": service(needs={"shop": "40%"}, degrades_gracefully="100%"),
        "page": service(needs={"basket": "50%"}),
    }
    run = World([Fault(at=10.0)], services=services).live()
    assert not [line for line in run.log.lines() if " hit " in line]


def test_a_report_that_telemetry_overtook_does_not_keep_the_desk_busy() -> None:
    """The next customer of the next day is answered at once."""
    faults = [Fault(at=20.0), Fault(at=34.0)]
    lines = customers_first(faults=faults, model=desk(1, 0)).story()
    assert [line for line in lines if " desk " in line and " 2 " in line] == [
        "35 shop 2 desk desk 0",
        "35.25 shop 2 left desk 0",
    ]
