"""What a service asks for beside incidents, and what that does to those who run it.

Day 0 is a Monday; people work from 9 to 17, one of the owners at any time.
"""

import numpy as np
import pytest

from sim.records.metrics import METRICS
from tests.mechanisms.lines import BRIDGE, GROWS, SRE
from tests.mechanisms.worlds import Fault, World, defect

CALLOUT = 'teams.owners.pay = "standby-and-callout"'
DEPLOYED_BY_HAND = """
release.deployer = "owners"
release.window = "working-hours"
"""


def test_an_alert_by_day_takes_an_hour_of_those_who_build() -> None:
    run = World(asked=[(10, "alert", 1)]).run()
    assert run.alerts[["team", "at", "hours", "out_of_hours"]].to_numpy().tolist() == [
        ["owners/red", 10, 1, False]
    ]
    assert run.ledger.groupby("line", observed=True)["amount"].sum()["alerts"] == 1
    assert METRICS["pages_out_of_hours_per_person_month"].of(run) == 0


def test_an_alert_at_night_is_a_page_and_is_paid() -> None:
    run = World(asked=[(20, "alert", 1)], model=CALLOUT).run()
    paid = run.ledger.groupby("line", observed=True)["amount"].sum()
    assert (paid["callout"], paid.get("alerts", 0)) == (1, 0)
    months = 12 * 8 * 7 * 24 / 8766
    assert METRICS["pages_out_of_hours_per_person_month"].of(run) == pytest.approx(1 / 6 / months)
    assert METRICS["false_pages_share"].of(run) == 1


def test_an_unpaid_night_is_given_away() -> None:
    run = World(asked=[(20, "alert", 1)]).run()
    unpaid = run.ledger[run.ledger["line"].eq("unpaid")]
    assert unpaid[["quantity", "amount"]].to_numpy().tolist() == [[1, 0]]


def test_an_incident_waits_until_whoever_looks_at_an_alert_is_free() -> None:
    world = World([Fault(at=20.25)], asked=[(20, "alert", 1)])
    assert world.run().incidents["queueing_hours"].tolist() == [0.75]


def test_the_call_of_an_alert_tires_for_the_incident_after_it() -> None:
    tired = "nature.fatigue = { overload = 1, slows = 2, tires = 1 }"
    world = World([Fault(at=25)], asked=[(20, "alert", 1)], scenario=tired)
    assert world.run().incidents["diagnosing_hours"].tolist() == [2]


def test_the_second_alert_of_a_night_takes_longer_and_makes_people_leave() -> None:
    tired = "nature.fatigue = { overload = 1, slows = 2, tires = 1 }\nprices.attrition = 0.5"
    run = World(asked=[(20, "alert", 1), (22, "alert", 1)], scenario=tired).run()
    assert run.alerts["hours"].tolist() == [1, 2]
    left = run.ledger[run.ledger["line"].eq("attrition")]
    assert left["amount"].tolist() == [0.5 * 0.5 * 1760]


def test_alerts_go_to_the_first_line_and_requests_to_one_that_can_operate() -> None:
    run = World(asked=[(10, "alert", 1), (10, "request", 2)], model=BRIDGE).run()
    assert run.alerts["team"].tolist() == ["bridge"]
    assert run.requests["team"].tolist() == ["owners/red"]


def test_alerts_go_to_the_owners_while_a_service_is_new_and_to_the_bridge_afterwards() -> None:
    """Whoever is asked by the first alert isn't asked by all: who is first depends on the day."""
    new = 'line = 0.4, team = "owners", fixes = ["operate"], acknowledge = "0 s", '
    new += 'when = { since_launch = "2 w" }'
    hypercare = f"respond.hypercare = {{ {new} }}"
    asked = [(24.0 * day + 10, "alert", 1) for day in (8, 28)]
    launched = 'services.shop.launches = "1 w"'
    run = World(asked=asked, model=[BRIDGE, hypercare], scenario=launched).run()
    found = dict(zip(run.alerts["at"], run.alerts["team"], strict=True))
    assert found == {202: "owners/red", 682: "bridge"}


def test_alerts_go_to_the_sres_once_they_run_the_service() -> None:
    asked = [(24.0 * day + 20, "alert", 0.5) for day in range(0, 56, 7)]
    run = World(asked=asked, model=SRE, scenario=GROWS).run()
    taken = float(next(fact.at for fact in run.log.facts() if fact.what.name == "SRE_ROTA"))
    assert run.alerts["team"].eq("sre").tolist() == [at > taken for at, _, _ in asked]
    assert run.alerts["team"].eq("sre").any()
    assert not run.alerts["team"].eq("sre").all()


def test_operability_spares_alerts() -> None:
    """Of two alerts one comes at the reference, where half of the possible ones do."""
    world = World(asked=[(10, "alert", 1), (12, "alert", 1)])
    study = world.study()
    tape = world.tape(study.scenario)
    tape.services["shop"].errands.accept[:] = [0.4, 0.6]
    assert world.run(tape=tape).alerts["at"].tolist() == [10]
    all_of_them = "nature.operability.alerts = 1"
    assert world.run(tape=tape, scenario=all_of_them).alerts["at"].tolist() == [10, 12]


def test_a_request_goes_on_the_next_morning() -> None:
    run = World(asked=[(15, "request", 4)]).run()
    assert run.requests[["asked_at", "started_at", "hours"]].to_numpy().tolist() == [[15, 15, 4]]
    # It is done at 11 on the next day: another one begins then.
    run = World(asked=[(15, "request", 4), (33, "request", 1)]).run()
    assert run.requests["started_at"].tolist() == [15, 35]
    assert METRICS["request_wait_days_mean"].of(run) == pytest.approx(1 / 24)


def test_a_deployment_waits_for_a_request() -> None:
    world = World(changes={"shop": [10]}, asked=[(9.5, "request", 2)], model=DEPLOYED_BY_HAND)
    assert world.run().changes["deployer_hours"].tolist() == [1.5]


def test_a_deployment_that_waits_for_the_evening_keeps_nobody_idle() -> None:
    """Ready at ten while the only person is at a request: the next one begins when it is done."""
    evenings = DEPLOYED_BY_HAND.replace("working-hours", "evenings")
    asked = [(9.5, "request", 2), (10, "request", 2)]
    run = World(changes={"shop": [10]}, asked=asked, model=evenings).run()
    assert run.requests["started_at"].tolist() == [9.5, 11.5]
    assert run.changes["live_at"].tolist() == [18]
    # Nor is what was done by then found out too late, when the deployment is at the door.
    run = World(changes={"shop": [10]}, asked=[*asked, (11, "request", 1)], model=evenings).run()
    assert run.requests["started_at"].tolist() == [9.5, 11.5, 13.5]


def test_whoever_is_on_call_at_night_is_at_no_request() -> None:
    """The request goes on next morning; the deployment begins with the evening's window."""
    evenings = DEPLOYED_BY_HAND.replace("working-hours", "evenings")
    run = World(changes={"shop": [16]}, asked=[(15, "request", 8)], model=evenings).run()
    assert run.changes["live_at"].tolist() == [18]
    assert run.requests["hours"].tolist() == [8]


def test_an_incident_interrupts_a_request_which_goes_on_afterwards() -> None:
    run = World([Fault(at=10)], asked=[(9.5, "request", 2)]).run()
    assert run.incidents["queueing_hours"].tolist() == [0]
    rows = run.requests[["started_at", "hours", "rest"]].to_numpy().tolist()
    assert rows == [[9.5, 0.5, False], [13, 1.5, True]]


def test_an_incident_that_can_wait_waits_for_a_request() -> None:
    can_wait = "severity.severe_from = 200\nseverity.moderate_from = 50"
    run = World([Fault(at=10)], asked=[(9.5, "request", 2)], model=can_wait).run()
    assert run.incidents["queueing_hours"].tolist() == [1.5]


def test_requests_wait_for_each_other_and_fill_the_day() -> None:
    """Twelve hours of work for one person on one day: half of it waits for the next."""
    asked = [(24.0 * day + 9, "request", 8) for day in range(5)]
    run = World(asked=asked, scenario='horizon = "5 d"').run()
    assert METRICS["utilisation"].of(run) == 1
    more = World(asked=[*asked, (10, "request", 8)], scenario='horizon = "5 d"').run()
    waiting = more.requests[more.requests["started_at"].isna()]
    assert len(waiting) == 1
    assert more.requests["hours"].sum() == 40


def test_the_hours_of_requests_are_paid_where_others_would_be_built() -> None:
    run = World(asked=[(10, "request", 3)]).run()
    assert run.ledger.groupby("line", observed=True)["amount"].sum()["requests"] == 3


def test_a_call_that_nobody_answers_is_made_again() -> None:
    world = World([Fault(at=20)], draws={("missed", 0): 0.001})
    effect = world.effect('respond.owners = { missed = "5%", calls_again = "15 min" }')
    assert effect["shop called_again"] == (None, [20, 20])
    assert effect["shop#1 acknowledging"] == (None, 0.5)


def test_by_day_everybody_answers() -> None:
    world = World([Fault(at=10)], draws={("missed", 0): 0.001})
    assert world.effect('respond.owners.missed = "5%"') == {}


def test_calls_made_again_are_pages() -> None:
    world = World([Fault(at=20)], draws={("missed", 0): 0.04})
    pages = METRICS["pages_out_of_hours_per_person_month"].of
    once, twice = pages(world.run()), pages(world.run('respond.owners.missed = "5%"'))
    assert twice == 2 * once > 0


SEVERITY = "severity = { severe_from = 14.4, moderate_from = 2 }"
"""With a target of 99 %: severe from 14.4 % of the requests, moderate from 2 %."""


@pytest.mark.parametrize(
    ("impact", "begins"), [(0.144, 20.0), (0.143, 33.0), (0.02, 33.0), (0.019, 24 * 4 + 9)]
)
def test_when_work_begins(impact: float, begins: float) -> None:
    """At night: at once, at nine in the morning, or after three days in the backlog."""
    in_three_days = SEVERITY.replace("2 }", '2, backlog = "3 d" }')
    world = World([Fault(at=20, impact=impact)], model=in_three_days)
    assert world.run().incidents["acknowledged_at"].tolist() == [begins]


def test_by_day_a_moderate_incident_begins_at_once() -> None:
    world = World([Fault(at=10, impact=0.05)])
    assert world.effect(SEVERITY) == {}


def test_who_is_at_work_by_shift_need_not_be_woken() -> None:
    world = World([Fault(at=20, impact=0.05, fix="restart")], model=BRIDGE)
    assert world.effect(SEVERITY) == {}


def test_a_later_line_is_not_woken_either() -> None:
    world = World([Fault(at=20, impact=0.05)], model=BRIDGE)
    run = world.run(SEVERITY)
    assert run.incidents[["acknowledged_at", "restored_at"]].to_numpy().tolist() == [[20.25, 36]]


def test_a_model_may_wake_people_for_everything() -> None:
    world = World([Fault(at=20, impact=0.01)])
    every = 'severity = { moderate = "at-once", slight = "at-once" }'
    assert world.effect(every) == {}
    severe = 'severity = { severe = "next-working-day" }'
    assert World([Fault(at=20)]).run(severe).incidents["acknowledged_at"].tolist() == [33]


def test_a_defect_knows_its_severity_too() -> None:
    world = World([defect(0, 10.0, impact=0.05)], {"shop": [10]})
    assert world.run(SEVERITY).incidents["acknowledged_at"].tolist() == [33]


def test_nothing_asked_is_nothing_done() -> None:
    run = World([Fault()]).run()
    assert (len(run.alerts), len(run.requests)) == (0, 0)
    assert np.isnan(METRICS["request_wait_days_mean"].of(run))
