"""The escalation path: lines, hand-overs, bounces, misroutes, contracts, calling everybody."""

import pytest

from tests.mechanisms.lines import BRIDGE, OWNERS_AN_HOUR_AWAY, SUPPORT, outage
from tests.mechanisms.worlds import Fault, World

TWO_LINES = (BRIDGE, OWNERS_AN_HOUR_AWAY)
THREE_LINES = (BRIDGE, SUPPORT, OWNERS_AN_HOUR_AWAY)
"""Bridge: 15 min and 30 min; support: after 1 h, 15 min and a diagnosis; owners: after 1 h."""


def test_a_line_in_front_takes_its_time_and_ends_what_a_runbook_ends() -> None:
    world = World([Fault(at=10), Fault(at=34, fix="restart")])
    assert world.effect(*TWO_LINES) == {
        "bridge headcount": (None, [(0, 5)]),
        "shop#1 acknowledging": (None, 0.25),
        "shop#1 diagnosing": (1, 1.5),
        "shop#1 handing_over": (None, 1),
        "shop#2 acknowledging": (None, 0.25),
        "shop#2 diagnosing": (1, 0.5),
        "hours bridge": (None, 3.5),
        "hours owners/red": (6, 3),
        "cost incident capex": (6, 3),
        **outage(6, 7.5),
    }


def test_what_a_line_found_out_shortens_the_next_diagnosis() -> None:
    world = World([Fault()], model=[SUPPORT, "respond.support.carried = 0.0"])
    assert world.effect('respond.support.carried = "25%"') == {
        "shop#1 diagnosing": (2, 1.75),
        "hours owners/red": (3, 2.75),
        "cost incident capex": (3, 2.75),
        **outage(5.25, 5),
    }


def test_who_knows_less_diagnoses_longer() -> None:
    assert World([Fault()]).effect("respond.owners.familiarity = 0.5") == {
        "shop#1 diagnosing": (1, 2),
        "hours owners/red": (3, 4),
        "cost incident capex": (3, 4),
        **outage(3, 4),
    }


def test_an_incident_that_bounces_is_handed_over_twice() -> None:
    world = World([Fault()], model=TWO_LINES, draws={("bounce", 1): 0.0})
    assert world.effect('respond.owners.bounce = "30%"') == {
        "shop bounced": (None, [11.75]),
        "shop#1 acknowledging": (0.25, 0.5),
        "shop#1 handing_over": (1, 2),
        "hours bridge": (0.75, 1),
        **outage(4.75, 6),
    }


def test_nobody_is_sent_back_more_than_five_times() -> None:
    """Each time costs a quarter of an hour at the bridge and a hand-over of an hour."""
    assert World([Fault()], model=TWO_LINES).effect('respond.owners.bounce = "60%"') == {
        "shop bounced": (None, [11.75 + 1.25 * n for n in range(5)]),
        "shop#1 acknowledging": (0.25, 0.25 + 5 * 0.25),
        "shop#1 handing_over": (1, 6),
        "hours bridge": (0.75, 0.75 + 5 * 0.25),
        "cost incident capex": (3, None),
        **outage(4.75, 4.75 + 5 * 1.25),
    }


def organisation_of(services: int) -> str:
    alike = 'team = "red", target = "99%", exposure = "1 USD/h", changes = "0/y"'
    names = (f"other-{number}" for number in range(services - 1))
    return "\n".join(f'services.{n} = {{ {alike}, traffic.start = "1/s" }}' for n in names)


def test_misroutes_grow_with_the_number_of_services() -> None:
    """30 % at ten services are 51 % at twenty: above the 50 % that everything draws here."""
    line = 'respond.owners.misroute = "30%"'
    small, large = (
        World([Fault()], scenario=organisation_of(n), model=OWNERS_AN_HOUR_AWAY) for n in (10, 20)
    )
    assert small.effect(line) == {}
    assert large.effect(line) == {
        "shop misrouted": (None, [10]),
        "shop#1 handing_over": (1, 2),
        **outage(4, 5),
    }


def test_one_line_instead_of_two_saves_a_hand_over() -> None:
    world = World([Fault(fix="operate")], model=THREE_LINES)
    merged = (
        'without = ["teams.bridge", "respond.bridge"]',
        'respond.support.hand_over = "0 h"',
    )
    assert world.effect(*merged) == {
        "bridge headcount": ([(0, 5)], None),
        "shop#1 acknowledging": (0.5, 0.25),
        "shop#1 diagnosing": (1.5, 1),
        "shop#1 handing_over": (1, None),
        "hours bridge": (0.75, None),
        **outage(5, 3.25),
    }


def test_a_hand_over_at_night_may_take_longer() -> None:
    world = World([Fault(at=10), Fault(at=20)], model=OWNERS_AN_HOUR_AWAY)
    assert world.effect('respond.owners.hand_over_out_of_hours = "2 h"') == {
        "shop#2 handing_over": (1, 2),
        **outage(8, 9),
    }


def test_a_contract_says_what_is_major() -> None:
    terms = 'major = "30 min", minor = "4 h", uses = "50%"'
    world = World([Fault(impact=0.5)], model=f"respond.owners.contract = {{ {terms} }}")
    assert world.effect('respond.owners.contract.major_from = "50%"') == {
        "shop#1 acknowledging": (2, 0.25),
        "hours owners/red": (5, 3.25),
        "cost incident capex": (5, 3.25),
        **outage(2.5, 1.625),
    }


def test_a_contract_costs_what_the_tariff_that_it_names_says() -> None:
    """Owners by contract take one incident, after 24 minutes; the tariff asks 7 USD for it."""
    tariff = 'person = "0 USD/y", per_release = "0 USD", per_incident = "7 USD", penalty = "0 USD"'
    world = World(
        [Fault()], model="respond.owners.contract = {}",
        scenario=f"prices.contracts.vendor = {{ {tariff} }}",
    )  # fmt: skip
    assert world.effect('respond.owners.contract.tariff = "vendor"') == {
        "cost incident capex": (3.4, 3.4 + 7),
    }


def test_a_contract_answers_when_it_has_to() -> None:
    world = World([Fault(at=10), Fault(at=34, impact=0.5)])
    contract = 'respond.owners.contract = { major = "30 min", minor = "4 h", uses = "50%" }'
    assert world.effect(contract) == {
        "shop#1 acknowledging": (None, 0.25),
        "shop#2 acknowledging": (None, 2),
        "hours owners/red": (6, 8.25),
        "cost incident capex": (6, 8.25),
        **outage(4.5, 5.75),
    }


def test_a_major_incident_calls_everybody_and_others_go_line_by_line() -> None:
    world = World([Fault(at=10), Fault(at=34, impact=0.5)], model=THREE_LINES)
    assert world.effect('major_incident = { impact_from = "100%", call = "15 min" }') == {
        "shop major": (None, [10.75]),
        "shop#1 acknowledging": (0.5, 0.25),
        "shop#1 diagnosing": (2, 1.5),
        "shop#1 handing_over": (2, 0.25),
        "hours support": (2.5, 1.25),
        "hours owners/red": (5, 5.5),
        "cost incident capex": (5, 5.5),
        **outage(9.75, 7.25),
    }


@pytest.mark.parametrize(("takes", "its_turn"), [("50%", False), ("60%", True)])
def test_a_shared_rota_answers_when_it_is_its_turn(takes: str, its_turn: bool) -> None:
    fixes = 'fixes = ["restart", "operate", "code"]'
    line = f'{{ line = 0.5, team = "owners", {fixes}, acknowledge = "15 min", takes = "{takes}" }}'
    expected = {
        "shop#1 acknowledging": (None, 0.25),
        "hours owners/red": (3, 3.25),
        "cost incident capex": (3, 3.25),
        **outage(3, 3.25),
    }
    assert World([Fault()]).effect(f"respond.turn = {line}") == (expected if its_turn else {})
