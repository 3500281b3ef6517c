"""How incidents are told to end: repairs that travel, workarounds, rollbacks, reviews, pauses."""

from __future__ import annotations

import pytest

from sim.documents.load import Raw, merge
from sim.records.money import Accounts
from sim.records.story import incident_story
from tests.engine.hand import Fault, World
from tests.trace.worlds import DAILY, OPS, engaged, parts, told

OWNERS = "owners/shop 1"
READY = "the change of code is ready; it travels to production"
IMPROVED = "the improvement is made; it travels to production"
REPAIRED = "repair live: restored and resolved, the fault is gone for good"
BACK = "the fault comes back: incident"
BOARD: Raw = {"release": {"approval": {"board": "1 w", "response": "1 d"}, "deploy": "20 min"}}
"""It sits on Mondays at nine: on the eighth, its answer comes on Tuesday at nine."""
HANDS: Raw = merge(BOARD, {"release": {"deployer": "support", "window": "evenings"}})


def tale(run: Accounts, number: int = 1) -> list[tuple[str, str, str]]:
    return told(incident_story(run, number))


def ended(run: Accounts, number: int = 1) -> str:
    return dict(incident_story(run, number).about)["ended"]


def test_a_normal_repair_goes_by_the_board_and_nobody_is_served_meanwhile() -> None:
    run = World([Fault(at=10.0)], model=merge(OPS, BOARD), horizon="12 d").live()
    assert ended(run) == "restored and resolved after 8 d"
    assert tale(run)[13:] == [
        ("Mon 01 14:30", "", f"{READY} (normal change)"),
        ("Tue 09 09:00", "", "approved, after the change advisory board"),
        ("Tue 09 09:00", "pipeline", "deploying the repair"),
        ("Tue 09 09:20", "", REPAIRED),
        ("Wed 10 09:20", "", "reviewed; its fault is gone already"),
    ]
    story = parts(incident_story(run, 1))
    assert story["on its way to production"] == pytest.approx(7 * 24 + 18.5 + 1 / 3, abs=1e-5)


def test_an_emergency_is_approved_at_once_and_waits_for_its_deployer() -> None:
    """Half of the requests is urgent here; who deploys works on another incident until 15:30."""
    urgent = {"release": {"repairs": {"major_from": "50%", "expedited": "15 min"}}}
    one = {"teams": {"support": {"on_duty": {"working_hours": 1}}}}
    model = merge(merge(merge(OPS, HANDS), urgent), one)
    other = Fault(at=12.5, impact=0.1, fix="operate")
    run = World([Fault(at=10.0), other], model=model, horizon="2 d").live()
    assert tale(run)[13:16] == [
        ("Mon 01 14:30", "", f"{READY} (emergency change)"),
        ("Mon 01 14:45", "", "approved at once, as an emergency"),
        ("Mon 01 14:45", "", "waits for somebody of support to deploy it"),
    ]
    assert tale(run)[16:18] == [
        ("Mon 01 15:30", "support 1", "deploying the repair"),
        ("Mon 01 15:50", "", REPAIRED),
    ]


def test_a_standard_repair_waits_for_the_window_alone() -> None:
    standard = {"release": {"repairs": {"other": "standard"}}}
    model = merge(merge(OPS, HANDS), standard)
    run = World([Fault(at=10.0)], model=model, horizon="2 d").live()
    assert tale(run)[13:17] == [
        ("Mon 01 14:30", "", f"{READY} (standard change)"),
        ("Mon 01 18:00", "", "the deployment window opens"),
        ("Mon 01 18:00", "support 1", "deploying the repair"),
        ("Mon 01 18:20", "", REPAIRED),
    ]


@pytest.mark.parametrize(
    ("horizon", "lines"),
    [
        ("200 h", []),
        ("205 h", [("Tue 09 09:00", "", "approved, after the change advisory board")]),
    ],
)
def test_what_is_on_its_way_when_the_run_ends(
    horizon: str, lines: list[tuple[str, str, str]]
) -> None:
    """The answer comes at 201, the window opens at 210."""
    run = World([Fault(at=10.0)], model=merge(OPS, HANDS), horizon=horizon).live()
    assert ended(run) == "neither restored nor resolved when the run ends"
    assert tale(run)[13:-1] == [("Mon 01 14:30", "", f"{READY} (normal change)"), *lines]
    assert tale(run)[-1][2] == "the run ends; not restored yet"


def worked_around(horizon: str) -> Accounts:
    """Around it in 4.5 hours by its owners; reviewed four days later, improved in a day."""
    model = merge(merge(OPS, HANDS), {"learn": {"review": "4 d"}})
    fault = Fault(at=10.0, workaround=True, improve=8.0)
    return World([fault], model=model, nature={"recurs": "3 d"}, horizon=horizon).live()


AROUND = "worked around = restored: users are served, the fault stands"


def test_a_workaround_serves_users_and_the_improvement_goes_its_own_way() -> None:
    """Reviewed on Friday at 14:30, made by Monday at 14:30, which is after that day's board."""
    run = worked_around("20 d")
    assert ended(run) == "restored after 4.5 h by a workaround, resolved after 15 d"
    lines = tale(run)
    assert lines[12:17] == [
        (
            "Mon 01 14:00",
            OWNERS,
            "cause known; it needs a change of code, but there is a way around it",
        ),
        ("Mon 01 14:30", "", AROUND),
        ("Thu 04 14:30", "", f"{BACK} 2"),
        ("Fri 05 14:30", "", "reviewed; an improvement is asked for"),
        ("Sun 07 17:30", "", f"{BACK} 3"),
    ]
    assert lines[17] == ("Mon 08 14:30", "", f"{IMPROVED} (normal change)")
    assert lines[-4:] == [
        ("Tue 16 09:00", "", "approved, after the change advisory board"),
        ("Tue 16 18:00", "", "the deployment window opens"),
        ("Tue 16 18:00", "support 1", "deploying the improvement"),
        ("Tue 16 18:20", "", "improvement live: resolved, the fault is gone for good"),
    ]


def test_what_is_known_of_a_fault_decides_who_can_end_it() -> None:
    """A way around that was found is operators' work, and anybody's once it was reviewed."""
    run = worked_around("9 d")
    assert ended(run, 2) == "restored after 3 h by a workaround, not resolved when the run ends"
    assert tale(run, 2)[4:] == [
        ("Thu 04 15:15", "bridge 1", "can't fix it here: it needs operating skill"),
        ("Thu 04 15:15", "", "handed over to support"),
        ("Thu 04 15:45", "support 1", "reached; acknowledging"),
        ("Thu 04 16:00", "support 1", "acknowledged; diagnosing"),
        ("Thu 04 17:00", "support 1", "cause known; fixing it needs operating skill"),
        ("Thu 04 17:30", "", AROUND),
        (
            "Fri 05 14:30",
            "",
            "reviewed (incident 1, the same fault); an improvement is asked for",
        ),
        ("Sun 07 17:30", "", f"{BACK} 3"),
    ]
    assert tale(run, 3)[4:] == [
        ("Sun 07 18:15", "bridge 1", "cause known; fixing it needs a restart by the runbook"),
        ("Sun 07 18:45", "", AROUND),
    ]


def test_a_review_in_its_midst_comes_too_late_for_whoever_has_it_already() -> None:
    """Reviewed 4.25 hours after the first incident: support has taken up the second by then."""
    model = merge(OPS, {"learn": {"review": "4 h"}})
    fault = Fault(at=10.0, fix="operate")
    run = World([fault], model=model, nature={"recurs": "2 h"}, horizon="1 d").live()
    assert tale(run, 2)[3:10] == [
        ("Mon 01 15:30", "bridge 1", "acknowledged; diagnosing"),
        ("Mon 01 15:45", "bridge 1", "can't fix it here: it needs operating skill"),
        ("Mon 01 15:45", "", "handed over to support"),
        ("Mon 01 16:15", "support 1", "reached; acknowledging"),
        ("Mon 01 16:30", "support 1", "acknowledged; diagnosing"),
        (
            "Mon 01 17:00",
            "",
            "reviewed (incident 1, the same fault); an improvement is asked for",
        ),
        ("Mon 01 17:30", "support 1", "cause known; fixing it needs operating skill"),
    ]


def test_a_fault_that_is_gone_before_its_incident_is_over() -> None:
    """Improved on Tuesday at 14:00, in the midst of what began at 13:30."""
    fault = Fault(at=10.0, fix="restart", improve=2.5)
    run = World([fault], nature={"recurs": "26 h"}, horizon="3 d").live()
    assert ended(run, 2) == "restored and resolved after 1.5 h"
    assert tale(run, 2)[3:] == [
        ("Tue 02 14:00", OWNERS, "acknowledged; diagnosing"),
        (
            "Tue 02 14:00",
            "",
            "improvement live (incident 1, the same fault): the fault is gone for good",
        ),
        ("Tue 02 14:30", OWNERS, "cause known; fixing it needs a restart by the runbook"),
        (
            "Tue 02 15:00",
            "",
            "fixed = restored and resolved; the fault was removed meanwhile",
        ),
    ]


ROLLBACK: Raw = merge(DAILY, {"release": {"rollback": {"within": "1 d", "takes": "30 min"}}})
YOUNG = ("", "the release is young: rolled back instead of searching")


def test_a_rollback_ends_with_the_repair_of_its_culprit_and_the_others_go_out_again() -> None:
    """What failed is mended in an hour of its owners, and deployed in half an hour."""
    run = World(
        [Fault(change=0, fix="operate", shows_after=2.0)],
        {"shop": [9.5, 10.0, 40.0]},
        model=ROLLBACK,
        horizon="10 d",
    ).live()
    about = dict(incident_story(run, 1).about)
    assert about["cause"] == (
        "a defect in change 0, live since Tue 02 Jan 2029 09:30 in a release of 2 changes"
    )
    assert about["ended"] == "restored after 60 min, resolved after 2.5 h"
    assert tale(run)[3:] == [
        ("Tue 02 12:00", OWNERS, "acknowledged"),
        ("Tue 02 12:00", *YOUNG),
        ("Tue 02 12:00", OWNERS, "putting the release before it back"),
        ("Tue 02 12:30", "", "restored by the rollback"),
        (
            "Tue 02 12:30",
            "",
            "its owners mend change 0: 60 min of work; the others of its release go out again "
            "without it",
        ),
        ("Tue 02 13:30", "", "change 0 is mended; it travels to production (normal change)"),
        ("Tue 02 13:30", "pipeline", "deploying the repair"),
        ("Tue 02 14:00", "", "repair live: resolved, the fault is gone for good"),
        ("Wed 03 09:30", "", "the others of the release are live again"),
        ("Wed 03 12:30", "", "reviewed; its fault is gone already"),
    ]


def test_a_review_finds_what_was_rolled_back_still_on_its_way() -> None:
    """Approved after the board of the eighth, deployed at 9:30; it fails two hours later."""
    run = World(
        [Fault(change=0, shows_after=2.0)],
        {"shop": [9.5]},
        model=merge(ROLLBACK, {"release": {"approval": {"board": "1 w"}}}),
        horizon="12 d",
    ).live()
    assert tale(run)[6:] == [
        ("Mon 08 12:30", "", "restored by the rollback"),
        ("Mon 08 12:30", "", "its owners mend change 0: 60 min of work"),
        ("Mon 08 13:30", "", "change 0 is mended; it travels to production (normal change)"),
        ("Tue 09 12:30", "", "reviewed; what was rolled back is being mended"),
    ]
    assert ended(run) == "restored after 60 min, not resolved when the run ends"


def test_nobody_mends_what_a_team_that_is_gone_has_left() -> None:
    shock = {"kind": "team-disbanded", "team": "shop", "at": "34 h"}
    operate = {"respond": {"support": {"hand_over": "0 min"}}}
    run = World(
        [Fault(change=0, shows_after=2.0)],
        {"shop": [9.5]},
        model=merge(merge(OPS, ROLLBACK), operate),
        lines={"shocks": [shock]},
        horizon="4 d",
    ).live()
    said = "restored by the rollback; nobody is left to mend what was rolled back"
    assert tale(run)[-1][2] == said


def test_whoever_is_not_on_call_goes_home_and_goes_on_in_the_morning() -> None:
    """Half an hour of diagnosis from 17:00 on and three of a fix: both on Tuesday."""
    nobody = {"teams": {"owners": {"on_duty": {"out_of_hours": 0}}}}
    pauses = ("owners/shop", "work pauses: nobody is on call out of hours")
    fix = "cause known; fixing it needs a restart by the runbook"
    late = World([Fault(at=16.5, fix="restart", work=3.0)], model=nobody, horizon="3 d").live()
    assert tale(late)[3:7] == [
        ("Mon 01 17:00", OWNERS, "acknowledged; diagnosing"),
        ("Mon 01 17:00", *pauses),
        ("Tue 02 09:00", OWNERS, "goes on in the morning"),
        ("Tue 02 09:30", OWNERS, fix),
    ]
    early = World([Fault(at=15.0, fix="restart", work=3.0)], model=nobody, horizon="3 d").live()
    assert tale(early)[4:8] == [
        ("Mon 01 16:00", OWNERS, fix),
        ("Mon 01 17:00", *pauses),
        ("Tue 02 09:00", OWNERS, "goes on in the morning"),
        ("Tue 02 11:00", "", "fixed = restored; the fault itself stays and may come back"),
    ]


def test_a_defect_that_a_repair_or_an_improvement_brought() -> None:
    """The first incident's repair is live at 11:30; the second's improvement on Tuesday at 14."""
    nature: Raw = {"defect_chance": "100%", "defect_shows": "5 h"}
    repair = World([Fault(at=10.0)], nature=nature, horizon="2 d").live()
    assert dict(incident_story(repair, 2).about)["cause"] == (
        "a defect in the repair of incident 1, live since Mon 01 Jan 2029 11:30"
    )
    fault = Fault(at=10.0, fix="restart", improve=2.5)
    improvement = World([fault], nature=nature, horizon="3 d").live()
    assert dict(incident_story(improvement, 2).about)["cause"] == (
        "a defect in the improvement of incident 1, live since Tue 02 Jan 2029 14:00"
    )


def test_what_sres_have_made_waits_for_the_board_and_isnt_made_again() -> None:
    """Made on Monday night, it waits a week; its owners, who had begun too, leave it."""
    run = engaged(
        Fault(at=130.0, fix="operate", improve=60.0),
        horizon="30 d",
        model={
            "engagement": {"engineering": {}},
            "release": {"approval": {"board": "1 w"}},
        },
        lines={"prices": {"working_hours_per_year": 4383}},
    )
    made = f"{IMPROVED} (normal change)"
    ended = "automated by the SREs: resolved, the fault is gone for good"
    told = [(at, what) for at, _, what in tale(run) if what in (made, ended)]
    assert told == [("Mon 08 23:30", made), ("Mon 15 09:00", ended)]
