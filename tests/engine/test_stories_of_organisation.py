"""Exact stories of organisations: the engagement of SREs, teams disbanded, who inherits."""

from __future__ import annotations

from typing import Any

from sim.documents.load import Raw, merge
from sim.records.money import Accounts
from tests.engine.hand import Fault, World, service, staff, story

ALL_FIXES = ["restart", "operate", "code"]
SRES: Raw = {
    "teams": {"sre": {**staff(1, 1, 8), "role": "sre"}},
    "respond": {
        "sre": {
            "line": 0.5,
            "team": "sre",
            "fixes": ALL_FIXES,
            "acknowledge": "15 min",
            "when": {"stages": ["sre"]},
        },
        "sre-shared": {
            "line": 0.6,
            "team": "sre",
            "fixes": ALL_FIXES,
            "acknowledge": "15 min",
            "takes": "51%",
            "when": {"stages": ["shared"]},
        },
    },
    "engagement": {
        "team": "sre",
        "substantial": 2.0,
        "critical": 4.0,
        "averaged_over": "1 d",
        "review": "1 d",
        "passes": "100%",
        "retry_after": "4 w",
        "calm_quarters": 1,
    },
    "error_budget": {"stages": ["shared", "sre"], "block": False, "hand_back_after": 1},
}
GROWS: Raw = {
    "start": "1/s",
    "growth": {"kind": "steps", "steps": [["1 d", 2.0], ["4 d", 4.0]]},
}
"""Substantial for all of day 1, critical for all of day 4."""
Q2 = 90 * 24
Q3 = Q2 + 91 * 24
Q4 = Q3 + 92 * 24


def alerts(run: Accounts) -> list[tuple[int, str]]:
    """Who acknowledges each incident."""
    jobs = run.jobs[run.jobs["kind"] == "incident"].sort_values("started_at")
    return list(zip(jobs["subject"].tolist(), jobs["team"].astype(str).tolist(), strict=True))


def steps(run: Accounts) -> list[str]:
    """The facts about the service's way through the life cycle."""
    return [line for line in story(run.log) if " shop 0 " in line and "headcount" not in line]


def engaged(*faults: Fault, horizon: str, **model: Any) -> Accounts:
    services = {"shop": service(target="99.9%", traffic=GROWS)}
    return World(faults, services=services, model=merge(SRES, model), horizon=horizon).live()


def test_a_service_is_reviewed_shared_run_by_sres_and_handed_back() -> None:
    """Outside its budget of the second quarter it goes back; a calm quarter later it asks again.

    The first quarter, in which the SREs came, was as bad and doesn't count.
    """
    faults = [Fault(at=at) for at in (9.0, 30.0, 60.0, 80.0, Q3 + 9.0)]
    bad = [Fault(at=at, impact=1.0, work=10.0) for at in (130.0, Q2 + 130.0)]
    run = engaged(*faults, *bad, horizon="282 d")
    assert steps(run) == [
        "48 shop 0 review_requested = 0.5",
        "48 shop 0 review_started = 0.5",
        "72 shop 0 review_passed = 0.5",
        "72 shop 0 shared_rota = 0.5",
        "120 shop 0 sre_rota = 0.5",
        f"{Q3} shop 0 handed_back = 0.5",
        f"{Q4} shop 0 review_requested = 0.5",
        f"{Q4} shop 0 review_started = 0.5",
        f"{Q4 + 24} shop 0 review_passed = 0.5",
        f"{Q4 + 24} shop 0 shared_rota = 0.5",
        f"{Q4 + 24} shop 0 sre_rota = 0.5",
    ]
    owners = "owners/shop"
    assert alerts(run) == [
        (1, owners), (2, owners), (3, owners), (4, "sre"), (5, "sre"), (6, "sre"), (7, owners),
    ]  # fmt: skip
    assert run.budgets["state"].tolist() == ["sre", "sre", "handed-back", "sre"]


def test_the_budget_of_the_quarter_decides_and_is_counted_in_requests() -> None:
    """1 a second for a day, 2 for three days, then 4: 351 days' worth of the first day."""
    run = engaged(Fault(at=130.0, impact=1.0), horizon="190 d")
    first = run.budgets.iloc[0]
    assert first["requests"] == 351 * 86_400
    assert first["spent"] == 1.5 * 3600 * 4
    assert first["allowed"] == (1 - 0.999) * 351 * 86_400
    assert run.budgets["state"].tolist() == ["sre", "sre", "sre"]


def test_a_shared_service_is_handed_back_before_its_traffic_is_critical() -> None:
    outage = Fault(at=Q2 + 130.0, impact=1.0, work=10.0)
    run = engaged(outage, horizon="190 d", engagement={"critical": 5.0})
    assert steps(run)[3:] == ["72 shop 0 shared_rota = 0.5", f"{Q3} shop 0 handed_back = 0.5"]


def test_half_of_the_pages_of_a_shared_rota_go_to_the_owners() -> None:
    """It is the SREs' turn where the draw is below a half; it is one half."""
    run = engaged(Fault(at=80.0), horizon="5 d", respond={"sre-shared": {"takes": "50%"}})
    assert alerts(run) == [(1, "owners/shop")]


def test_who_fails_the_review_asks_again_later() -> None:
    run = engaged(horizon="40 d", engagement={"passes": "50%"})
    again = 72 + 4 * 168
    assert steps(run) == [
        "48 shop 0 review_requested = 0.5",
        "48 shop 0 review_started = 0.5",
        "72 shop 0 review_failed = 0.5",
        f"{again} shop 0 review_requested = 0.5",
        f"{again} shop 0 review_started = 0.5",
        f"{again + 24} shop 0 review_failed = 0.5",
    ]


def test_two_services_queue_for_one_reviewer() -> None:
    services = {name: service(traffic=GROWS) for name in ("shop", "cart")}
    lines = World(services=services, model=SRES, horizon="100 h").story()
    assert lines == [
        "0 shop 0 headcount sre 8",
        "48 cart 0 review_requested = 0.5",
        "48 shop 0 review_requested = 0.5",
        "48 cart 0 review_started = 0.5",
        "72 cart 0 review_passed = 0.5",
        "72 cart 0 shared_rota = 0.5",
        "72 shop 0 review_started = 0.5",
        "96 shop 0 review_passed = 0.5",
        "96 shop 0 shared_rota = 0.5",
    ]


def test_nothing_can_be_handed_back_to_a_team_that_left() -> None:
    faults = [Fault(at=at, impact=1.0, work=10.0) for at in (60.0, Q2 + 9.0, Q3 + 9.0)]
    run = engaged(*faults, horizon="190 d", engagement={"owners_leave": "51%"})
    assert steps(run)[4:] == [
        "120 shop 0 sre_rota = 0.5",
        "120 shop 0 team_disbanded",
        f"{Q3} shop 0 hand_back_impossible",
        "4560 shop 0 hand_back_impossible",
    ]
    assert alerts(run)[1:] == [(2, "sre"), (3, "sre")]


def disbanded(*teams: str, faults: list[Fault], **lines: Any) -> World:
    """Three teams with a service each; some are disbanded one after another from hour 30."""
    shocks = [
        {"kind": "team-disbanded", "team": team, "at": f"{30 + 10 * n} h"}
        for n, team in enumerate(teams)
    ]
    services = {"shop": service(), "cart": service("buying"), "pay": service("paying")}
    nature = {"orphan_familiarity": 0.25}
    return World(faults, services=services, nature=nature, lines={"shocks": shocks}, **lines)


def test_a_sibling_inherits_what_a_disbanded_team_leaves() -> None:
    """They diagnose at a quarter of an owner's speed, and nobody improves it again."""
    faults = [Fault(at=20.0, fix="operate"), Fault(at=40.0)]
    world = disbanded("shop", faults=faults, horizon="5 d")
    by = "owners/buying"
    assert world.story() == [
        "20 shop 1 undetected = 0.5",
        "20.25 shop 1 paged owners/shop 0",
        "20.25 shop 1 acknowledging owners/shop 0",
        "20.5 shop 1 diagnosing owners/shop 0",
        "21 shop 1 fixing owners/shop 0",
        "21.5 shop 1 left owners/shop 0",
        "21.5 shop 1 restored",
        "30 shop 0 team_disbanded",
        "40 shop 2 undetected = 0.5",
        "40.25 shop 2 paged owners/buying 0",
        f"40.25 shop 2 acknowledging {by} 0",
        f"40.5 shop 2 diagnosing {by} 0",
        f"42.5 shop 2 fixing {by} 0",
        f"43 shop 2 left {by} 0",
        "43 shop 2 restored",
        "45.5 shop 1 reviewed",
        "69.5 shop 3 undetected = 0.5",
        "69.75 shop 3 paged owners/buying 0",
        f"69.75 shop 3 acknowledging {by} 0",
        f"70 shop 3 diagnosing {by} 0",
        f"72 shop 3 fixing {by} 0",
        f"72.5 shop 3 left {by} 0",
        "72.5 shop 3 restored",
    ]


def test_what_was_inherited_is_inherited_again() -> None:
    """The heirs are disbanded too; the last team standing has all three services."""
    faults = [Fault(at=at) for at in (25.0, 35.0, 45.0)]
    run = disbanded("shop", "buying", faults=faults).live()
    assert alerts(run) == [(1, "owners/shop"), (2, "owners/buying"), (3, "owners/paying")]


def test_a_disbanded_team_makes_and_releases_no_more_changes() -> None:
    ready = {"shop": [29.0, 31.0], "cart": [31.0]}
    run = disbanded("shop", faults=[], ready=ready).live()
    assert run.changes["service"].astype(str).tolist() == ["shop", "cart"]
    assert run.changes["live_at"].tolist() == [29.0, 31.0]


def test_when_every_team_is_gone_an_incident_stays_open() -> None:
    run = disbanded("shop", "buying", "paying", faults=[Fault(at=55.0)], horizon="9 d").live()
    assert run.incidents["restored_at"].isna().tolist() == [True]
    assert run.incidents["waiting_for_cover_hours"].tolist() == [9 * 24 - 55.25]


def test_who_waits_for_a_team_that_loses_everybody_goes_on_to_the_next_line() -> None:
    """Support has one person, busy until 12:30; at 12 it is told that it has nobody."""
    support = {"line": 0.5, "team": "support", "fixes": ALL_FIXES, "acknowledge": "15 min"}
    shock = {"kind": "headcount", "role": "support", "people": 0, "at": "12 h"}
    run = World(
        [Fault(at=10.0, work=1.5), Fault(at=10.5)],
        model={"teams": {"support": staff(1, 1, 1)}, "respond": {"support": support}},
        lines={"shocks": [shock]},
    ).live()
    assert [line for line in story(run.log) if " shop 2 " in line] == [
        "10.5 shop 2 undetected = 0.5",
        "10.75 shop 2 paged support 0",
        "10.75 shop 2 queueing support",
        "12 shop 2 acknowledging owners/shop 0",
        "12.25 shop 2 diagnosing owners/shop 0",
        "12.75 shop 2 fixing owners/shop 0",
        "13.25 shop 2 left owners/shop 0",
        "13.25 shop 2 restored",
        "37.25 shop 2 reviewed",
    ]
    assert run.incidents["restored_at"].tolist() == [12.5, 13.25]
