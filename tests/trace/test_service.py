"""The story of a service: its budget by quarter and its engagement, on worlds made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sim.records.metrics import measure
from sim.records.money import Accounts
from sim.records.story import service_story
from tests.engine.hand import Fault, World, service, staff
from tests.trace.worlds import Q2, SRES, engaged, parts, printed, told

Q3 = Q2 + 91 * 24


def tale(run: Accounts, name: str = "shop") -> list[str]:
    """The lines of a service's story: day, time, who, what."""
    return [
        f"{at} {who}: {what}" if who else f"{at} {what}"
        for at, who, what in told(service_story(run, name))
    ]


SHARED = "Step 3: its team shares the on-call rota with SREs (operability 0.50)"
CRITICAL = (
    "Step 4: traffic is critical (over 4 a second): SREs take over the on-call rota "
    "(operability 0.50)"
)

BLOCKED = (
    "Step 7: outside its error budget in the midst of incident {}: launch block, features wait"
)
ALL_GONE = "every fault that has shown itself is gone for good"


def test_the_eight_steps_of_a_service() -> None:
    """Outside its budget of the second quarter it goes back; a calm quarter later it asks again.

    A request in a thousand may fail; the second quarter has 91 days of 4 a second, and 11 hours of
    them fail: after 2.184 hours the budget is spent, and a block begins that ends with the repair.
    The first, which allows 2.106 hours of 4 a second, is as bad; the SREs came in it, so it has no
    consequence but a block.
    """
    bad = [Fault(at=at, impact=1.0, work=10.0) for at in (130.0, Q2 + 130.0)]
    run = engaged(*bad, Fault(at=Q3 + 9.0, impact=0.01), horizon="282 d")
    first, second = 100 * 11 * 4 / (0.351 * 24), 100 * 11 / (0.091 * 24)
    assert tale(run) == [
        "Mon 01 00:00 Step 1: run by its own team",
        "Mon 01 00:00 sre: has 8 people",
        "Wed 03 00:00 Step 2: traffic is substantial (over 2 a second): its team asks for SREs",
        "Wed 03 00:00 Step 2: readiness review begins",
        "Thu 04 00:00 Step 2: readiness review passed (operability 0.50)",
        f"Thu 04 00:00 {SHARED}",
        f"Sat 06 00:00 {CRITICAL}",
        f"Sat 06 10:00 incident 1: 100 % of requests fail for 11 h, {first:.0f} % of 2029-Q1's "
        "error budget",
        f"Sat 06 12:06 {BLOCKED.format(1)}",
        f"Sat 06 21:00 Step 7: the launch block ends after 8.9 h: {ALL_GONE}",
        "Sun 01 00:00 2029-Q1 ends: 522 % of its error budget spent (677 of 130 min of full "
        "outage); outside",
        f"Fri 06 10:00 incident 2: 100 % of requests fail for 11 h, {second:.0f} % of 2029-Q2's "
        "error budget",
        f"Fri 06 12:11 {BLOCKED.format(2)}",
        f"Fri 06 21:00 Step 7: the launch block ends after 8.8 h: {ALL_GONE}",
        "Sun 01 00:00 2029-Q2 ends: 504 % of its error budget spent (660 of 131 min of full "
        "outage); outside",
        "Sun 01 00:00 Step 8: a quarter outside: SREs hand the rota back to its team "
        "(operability 0.50)",
        "Mon 01 00:00 2029-Q3 ends: 0.68 % of its error budget spent (0.9 of 132 min of full "
        "outage)",
        "Mon 01 00:00 Step 2: traffic is substantial (over 2 a second): its team asks again for "
        "SREs",
        "Mon 01 00:00 Step 2: readiness review begins",
        "Tue 02 00:00 Step 2: readiness review passed (operability 0.50)",
        f"Tue 02 00:00 {SHARED}",
        f"Tue 02 00:00 {CRITICAL}",
        "Wed 10 00:00 2029-Q4 ends: 0 % of its error budget spent (0 of 13 min of full "
        "outage); step 6: inside, its team launches freely",
    ]
    assert parts(service_story(run, "shop")) == {
        "run by its own team": 48.0,
        "in a readiness review": 48.0,
        "shared rota: its team and SREs": 48.0,
        "run by SREs": Q3 - 120.0 + 192.0,
        "handed back, run by its own team": 92 * 24.0,
    }


def test_a_block_of_the_sres_ends_when_they_hand_back() -> None:
    """Begun on day 95, it ends with the quarter after day 181: no improvement is live by then."""
    bad = Fault(at=Q2 + 130.0, impact=1.0, work=10.0, fix="operate", improve=2000.0)
    run = engaged(bad, horizon="190 d", nature={"recurs": "1000 d"})
    ends = "Step 7: the launch block ends after 85 d: its own team runs it again, by its own rules"
    assert f"Sun 01 00:00 {ends}" in tale(run)


def test_its_budget_by_quarter_in_a_terminal_of_80_columns() -> None:
    run = engaged(Fault(at=Q2 + 130.0, impact=1.0, work=10.0), horizon="282 d")
    shown = printed(service_story(run, "shop"))
    assert shown[shown.index("Error budget by quarter") :] == [
        "Error budget by quarter",
        "min: minutes of full outage at the quarter's average traffic",
        "quarter  may fail    min   failed    min  spent  blocked  at its end",
        "2029-Q1     0.1 %  129.6      0 %    0.0    0 %        –  sre",
        "2029-Q2     0.1 %  131.0  0.504 %  660.0  504 %    8.8 h  sre",
        "2029-Q3     0.1 %  132.5      0 %    0.0    0 %        –  handed-back",
        "2029-Q4     0.1 %   13.0      0 %    0.0    0 %        –  sre",
    ]


def lived(at: float, horizon: str, **policy: Any) -> Accounts:
    """A service of 99.9 % under a policy; half of its requests fail for 1.5 h, once."""
    return World(
        [Fault(at=at, fix="operate", improve=8.0)],
        services={"shop": service(target="99.9%")},
        model={"error_budget": {"stages": ["team"], **policy}},
        nature={"recurs": "5 d"},
        horizon=horizon,
    ).live()


def policed(**policy: Any) -> list[str]:
    """What follows from half of the requests that fail for 1.5 h of ten days.

    The improvement is live eight working hours after the review on Tuesday at 11:30.
    """
    return tale(lived(10.0, "10 d", **policy))[2:]


OUTSIDE = "outside its error budget"
IN_MIDST = f"{OUTSIDE} in the midst of incident 1: launch block, features wait"
ENDS = "2029-Q1 ends: 312 % of its error budget spent (45 of 14.4 min of full outage)"
ENDED = f"Thu 11 00:00 {ENDS}; outside"


def test_a_block_and_why_it_ends_without_an_engagement_of_sres() -> None:
    """Spent 28.8 minutes after 10:00, in which half of the requests fail."""
    assert policed() == [
        f"Mon 01 10:29 {IN_MIDST}",
        f"Wed 03 11:30 the launch block ends after 2 d: {ALL_GONE}",
        ENDED,
    ]


def test_a_block_until_the_window_is_inside_its_budget_again() -> None:
    """The ten hours before the incident allow 0.01 h: spent after 72 seconds.

    Looked at each day from then on: on Saturday the window of five days still holds most of the
    incident, on Sunday nothing of it. The budget of the quarter has no consequence.
    """
    assert policed(lifts="inside-budget", window="rolling", rolling="5 d") == [
        f"Mon 01 10:01 {IN_MIDST}",
        "Sun 07 10:01 the launch block ends after 6 d: it is inside its budget again",
        "Thu 11 00:00 2029-Q1 ends: 45 min of full outage",
        "Thu 11 00:00 the 5 d until then: 0 % of their error budget spent; inside",
    ]


def test_a_rolling_window_that_is_longer_than_the_run() -> None:
    assert policed(window="rolling", rolling="30 d")[-1] == (
        "Thu 11 00:00 the 10 d until then: 312 % of their error budget spent; outside"
    )


def test_percentages_are_of_the_budget_of_the_policys_own_window() -> None:
    """Forty-five minutes of full outage: 312 % of ten days' 14.4, 1,562 % of two days' 2.88."""
    of_two_days = lived(58.0, "10 d", window="rolling", rolling="2 d")
    begun, _, *_ = tale(of_two_days)[1:]
    assert begun.endswith("for 1.5 h, 1562 % of the error budget of the 2 d until its end")
    assert tale(of_two_days)[-2:] == [
        "Thu 11 00:00 2029-Q1 ends: 45 min of full outage",
        "Thu 11 00:00 the 2 d until then: 0 % of their error budget spent; inside",
    ]
    story = service_story(of_two_days, "shop")
    assert ("target", "99.9 % of requests answered, in any 2 d") in story.about
    (quarter,) = story.quarters
    assert quarter.of_budget == pytest.approx(45 / 2.88)
    assert 60 * quarter.hours * quarter.spent_share == pytest.approx(45)
    by_quarter = lived(58.0, "10 d")
    assert by_quarter.budgets["spent_share"].tolist() == pytest.approx([45 / 14.4])


def test_a_budget_of_a_calendar_month_is_spent_in_it_and_whole_in_the_next() -> None:
    """February allows 40.32 minutes, the first quarter 129.6: a month is outside, a quarter not.

    It is spent 80 minutes and 38 seconds after 10:00, and looked at each day from then on: on the
    first of March it is inside.
    """
    february = 33 * 24 + 10.0
    run = lived(february, "90 d", window="month", lifts="inside-budget")
    assert tale(run)[1:] == [
        "Sat 03 10:00 incident 1: 50 % of requests fail for 1.5 h, 112 % of 2029-02's error budget",
        "Sat 03 11:21 outside its error budget in the midst of incident 1: launch block, "
        "features wait",
        "Thu 01 11:21 the launch block ends after 26 d: it is inside its budget again",
        "Sun 01 00:00 2029-Q1 ends: 45 min of full outage",
        "Sun 01 00:00 its last month: 0 % of its error budget spent; inside",
    ]
    assert run.budgets["spent_share"].tolist() == pytest.approx([45 / 40.32])
    assert measure(run)["budgets_met_share"] == 0
    assert measure(lived(february, "90 d"))["budgets_met_share"] == 1


def test_a_block_that_is_not_honoured_and_one_that_is_disputed() -> None:
    assert policed(honoured="50%") == [
        f"Mon 01 10:29 {OUTSIDE}, but the block is not honoured",
        ENDED,
    ]
    assert policed(disputed="51%", dispute="1 d")[:2] == [
        f"Mon 01 10:29 {OUTSIDE}, but target or spending is disputed: no block yet",
        f"Tue 02 10:29 {OUTSIDE}: launch block, features wait",
    ]


def test_without_a_policy_a_quarter_just_ends() -> None:
    run = World([], horizon="10 d").live()
    assert tale(run) == [
        "Mon 01 00:00 the run begins",
        "Thu 11 00:00 2029-Q1 ends: 0 % of its error budget spent (0 of 144 min of full outage)",
    ]
    assert parts(service_story(run, "shop")) == {"run by its own team": 240.0}


def test_who_fails_the_review_asks_again_later() -> None:
    run = engaged(horizon="40 d", model={"engagement": {"passes": "50%"}})
    assert tale(run)[4:6] == [
        "Thu 04 00:00 Step 2: readiness review failed (operability 0.50); may ask again after 28 d",
        "Thu 01 00:00 Step 2: traffic is substantial (over 2 a second): its team asks again for "
        "SREs",
    ]
    assert parts(service_story(run, "shop"))["in a readiness review"] == 48.0


def test_nothing_can_be_handed_back_to_a_team_that_left() -> None:
    model = {"engagement": {"owners_leave": "51%"}}
    run = engaged(Fault(at=Q2 + 9.0, impact=1.0, work=10.0), horizon="190 d", model=model)
    lines = tale(run)
    assert "Sat 06 00:00 its own team is disbanded: no more changes or improvements" in lines
    assert lines[-2] == (
        "Sun 01 00:00 Step 8: consistently outside, but no team is left to hand back to: SREs "
        "keep the rota"
    )


def test_the_sres_are_not_renewed() -> None:
    renewal = {"engagement": {"renewal": {"every": "30 d", "lapses": "51%"}}}
    run = engaged(horizon="40 d", model=renewal)
    assert tale(run)[-4:-1] == [
        "Wed 31 00:00 the SRE team is disbanded: its funding was not renewed",
        "Wed 31 00:00 sre: is disbanded",
        "Wed 31 00:00 Step 8: the rota goes back to its own team, since the SREs are gone",
    ]


def test_the_sres_automate() -> None:
    run = engaged(
        Fault(at=130.0, fix="operate", improve=1.0),
        horizon="20 d",
        model={"engagement": {"engineering": {}}},
        lines={"prices": {"working_hours_per_year": 4383}},
    )
    assert "Sat 06 12:30 Step 5: SREs automate the fault of incident 1 away" in tale(run)


def test_other_shocks_and_those_of_other_teams() -> None:
    """Buying's rota is none of the shop's business; support serves both."""
    shocks = [
        {"kind": "headcount", "role": "support", "people": 4, "at": "30 h"},
        {"kind": "outsourcing", "role": "support", "familiarity": 0.3, "at": "40 h"},
        {"kind": "team-disbanded", "team": "buying", "at": "50 h"},
    ]
    support = {
        "line": 2,
        "team": "support",
        "fixes": ["restart"],
        "acknowledge": "15 min",
    }
    run = World(
        services={"shop": service(launches="20 h"), "cart": service("buying")},
        model={"teams": {"support": staff(1, 1, 6)}, "respond": {"support": support}},
        lines={"shocks": shocks},
        horizon="10 d",
    ).live()
    assert tale(run)[1:-1] == [
        "Mon 01 00:00 support: has 6 people",
        "Mon 01 20:00 goes live for the first time",
        "Tue 02 06:00 support: now has 4 people, instead of 6",
        "Tue 02 16:00 support: outsourced: diagnoses at 0.3 of an owner's speed",
    ]
    assert tale(run, "cart")[-2] == (
        "Wed 03 02:00 its own team is disbanded: no more changes or improvements"
    )


def test_what_it_suffers_from_a_service_that_it_needs() -> None:
    """Four tenths of half of the requests for 1.5 h, of the 2.4 h that ten days allow."""
    services = {"shop": service(), "basket": service(needs={"shop": "40%"})}
    run = World([Fault(at=10.0)], services=services, horizon="10 d").live()
    assert tale(run, "basket")[1] == (
        "Mon 01 10:00 incident 1 of shop, which it needs: 20 % of requests fail for 1.5 h, "
        "12 % of 2029-Q1's error budget"
    )


def test_sres_are_hired_when_asked_for() -> None:
    hired = {"engagement": {"hired": "first-asked", "hiring": "3 d"}}
    assert tale(engaged(horizon="10 d", model=hired))[:4] == [
        "Mon 01 00:00 Step 1: run by its own team",
        "Wed 03 00:00 Step 2: traffic is substantial (over 2 a second): its team asks for SREs",
        "Sat 06 00:00 sre: is hired: 8 people",
        "Sat 06 00:00 Step 2: readiness review begins",
    ]


def test_a_service_that_begins_with_sres() -> None:
    services = {"shop": service(stage="sre")}
    run = World([], services=services, model=SRES, horizon="10 d").live()
    assert tale(run)[:2] == [
        "Mon 01 00:00 sre: has 8 people",
        "Mon 01 00:00 Step 4: SREs have the on-call rota from the start (operability 0.50)",
    ]
    assert parts(service_story(run, "shop")) == {"run by SREs": 240.0}
