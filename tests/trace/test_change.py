"""The story of a change, told in full on worlds made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sim.documents.load import Raw, merge
from sim.records.money import Accounts
from sim.records.story import change_story
from tests.engine.hand import Fault, World, service
from tests.trace.worlds import BY_HAND, DAILY, parts, printed, told


def tale(run: Accounts, number: int) -> list[tuple[str, str, str]]:
    return told(change_story(run, "shop", number))


def test_the_whole_story_of_a_change_that_goes_through_a_board() -> None:
    """Cut on Tuesday at 9, before the board on Wednesday, yes at 10, deployed from 18 to 19."""
    run = World([], {"shop": [9.5, 10.0]}, model=BY_HAND, horizon="4 d").live()
    assert printed(change_story(run, "shop", 0)) == [
        "Change shop/0 (of 2, counted from 0)",
        "model     Owners",
        "service   shop of team shop",
        "deployed  by hand, by support",
        "carries   no defect that ever went live",
        "",
        "when                       elapsed  who and what",
        "Mon 01 Jan 2029 09:30        0 min  ready: its team has finished it",
        "Tue 02 Jan 2029 09:00  23 h 30 min  cut: part of a release of 2 changes",
        "Wed 03 Jan 2029 10:00     2 d  0 h  approved, after the change advisory board",
        "Wed 03 Jan 2029 18:00     2 d  8 h  the deployment window opens",
        "Wed 03 Jan 2029 18:00     2 d  8 h  support 1: deploying a release of 2 changes",
        "Wed 03 Jan 2029 19:00     2 d  9 h  support 1: deployed: live",
        "Wed 03 Jan 2029 19:00     2 d  9 h  fine: nothing fails because of this release",
        "",
        "Where the time went",
        "waiting for the next release to be cut  23 h 30 min   41 %  ████████",
        "approval                                   1 d  1 h   43 %  █████████",
        "waiting for the deployment window        8 h 00 min   14 %  ███",
        "deploying                                1 h 00 min    2 %  █",
        "total                                      2 d  9 h  100 %",
    ]


def test_a_block_freezes_it_and_its_release_fails() -> None:
    """Blocked in the midst of Monday's incident, until its improvement is live on Wednesday.

    That takes eight working hours from its review on Tuesday at 11:30, and a quarter to deploy.
    """
    run = World(
        [Fault(at=10.0, fix="operate", improve=8.0), Fault(change=1, shows_after=5.0)],
        {"shop": [9.0, 34.0, 58.0]},
        services={"shop": service(target="99.9%")},
        model={"error_budget": {"stages": ["team"]}, "release": {"deploy": "15 min"}},
        nature={"recurs": "5 d"},
        horizon="10 d",
    ).live()
    frozen = "frozen: outside the error budget, a launch block is in force"
    failing = [
        ("Wed 03 17:00", "", "incident 2, 50 % of requests fail"),
        ("Wed 03 18:30", "", "the repair of incident 2 is ready; it travels to production"),
        ("Wed 03 18:45", "", "incident 2 restored by its repair: the fault is gone for good"),
    ]
    assert tale(run, 1) == [
        ("Tue 02 10:00", "", "ready: its team has finished it"),
        ("Tue 02 10:00", "", frozen),
        ("Wed 03 11:45", "", "no longer held back"),
        ("Wed 03 11:45", "pipeline", "deploying a release of 2 changes"),
        ("Wed 03 12:00", "pipeline", "deployed: live"),
        ("Wed 03 12:00", "", "it carries a defect, now live"),
        (*failing[0][:2], f"failed: {failing[0][2]}"),
        *failing[1:],
    ]
    assert parts(change_story(run, "shop", 1)) == {
        "frozen by launch blocks": 25.75,
        "deploying": 0.25,
    }
    other = "change 1 of the same release"
    assert tale(run, 2)[5:] == [
        ("Wed 03 12:00", "", f"{other} carries a defect"),
        (*failing[0][:2], f"{other} failed: {failing[0][2]}"),
        *failing[1:],
    ]
    assert tale(run, 0)[-1][2] == "fine: nothing fails because of this release"


def test_a_swarm_holds_it_back() -> None:
    """Three people swarm on an incident of a sister service from 10:15 to 11:30."""
    run = World(
        [Fault(at=10.0, service="cart")],
        {"shop": [10.0, 10.5]},
        services={"shop": service(), "cart": service()},
        model={"respond": {"owners": {"swarm": 3}}, "release": {"deploy": "15 min"}},
    ).live()
    assert tale(run, 1)[1:4] == [
        ("Mon 01 10:30", "", "held back: its team swarms on incident 1"),
        ("Mon 01 11:30", "", "no longer held back"),
        ("Mon 01 11:30", "pipeline", "deploying a release of its own"),
    ]
    assert parts(change_story(run, "shop", 1)) == {
        "held back while the team swarms": 1.0,
        "deploying": 0.25,
    }
    assert [what for _, _, what in tale(run, 0)][1:3] == [
        "deploying a release of its own",
        "deployed: live",
    ]


@pytest.mark.parametrize(
    ("fault", "lines"),
    [
        (
            Fault(change=0, fix="operate", improve=1.0, shows_after=2.0),
            [
                ("Mon 01 12:30", "", "incident 1 restored"),
                (
                    "Tue 02 13:30",
                    "",
                    "improvement live: the fault of incident 1 is gone for good",
                ),
            ],
        ),
        (
            Fault(change=0, workaround=True, improve=1.0, shows_after=2.0),
            [
                ("Mon 01 12:30", "", "incident 1 restored by a workaround; its fault stands"),
                (
                    "Tue 02 13:30",
                    "",
                    "improvement live: the fault of incident 1 is gone for good",
                ),
            ],
        ),
    ],
)
def test_what_its_defect_comes_to(fault: Fault, lines: list[tuple[str, str, str]]) -> None:
    """It fails at 11; reviewed a day after, improved in an hour."""
    run = World([fault], {"shop": [9.0]}, horizon="3 d").live()
    assert tale(run, 0)[-2:] == lines


ROLLBACK: Raw = {
    "release": {"rollback": {"within": "1 d", "takes": "30 min"}},
}


def rolled_back(*faults: Fault, horizon: str, **release: Any) -> Accounts:
    """Two changes, released together on Tuesday from 9 to 9:30, and one that follows on Wednesday.

    What fails is rolled back in half an hour, mended in one, and deployed in another half.
    """
    model = merge(merge(DAILY, ROLLBACK), {"release": release})
    return World(faults, {"shop": [9.5, 10.0, 40.0]}, model=model, horizon=horizon).live()


def test_it_is_rolled_back_with_its_release_and_comes_again_without_the_culprit() -> None:
    run = rolled_back(Fault(change=0, fix="operate", shows_after=2.0), horizon="10 d")
    fails = "incident 1, 50 % of requests fail"
    gone = "mended: the fault of incident 1 is gone for good"
    back = ("Tue 02 12:00", "", "rolling back the whole release, because of incident 1")
    assert tale(run, 1)[4:] == [
        ("Tue 02 09:30", "", "change 0 of the same release carries a defect"),
        ("Tue 02 11:30", "", f"change 0 of the same release failed: {fails}"),
        back,
        ("Tue 02 12:30", "", "incident 1 restored"),
        ("Tue 02 12:30", "", "goes out again with the next release, without change 0"),
        ("Tue 02 14:00", "", f"change 0 live again, {gone}"),
        ("Wed 03 09:30", "", "released again: live"),
    ]
    assert parts(change_story(run, "shop", 1)) == {
        "waiting for the next release to be cut": 23.0,
        "deploying": 0.5,
        "rolled back": 21.0,
    }
    assert tale(run, 0)[4:] == [
        ("Tue 02 09:30", "", "it carries a defect, now live"),
        ("Tue 02 11:30", "", f"failed: {fails}"),
        back,
        ("Tue 02 12:30", "", "incident 1 restored"),
        ("Tue 02 12:30", "", "its team mends it: 60 min of work"),
        ("Tue 02 14:00", "", f"live again, {gone}"),
        ("Wed 03 09:30", "", "the others of its release are live again"),
    ]
    assert parts(change_story(run, "shop", 0)) == {
        "waiting for the next release to be cut": 23.5,
        "deploying": 0.5,
        "rolled back": 1.5,
    }


def test_two_culprits_of_one_release_are_taken_out_one_after_the_other() -> None:
    """The second shows itself at 13:30 on Wednesday, four hours after it went out again."""
    first, second = Fault(change=0, shows_after=2.0), Fault(change=1, shows_after=4.0)
    run = rolled_back(first, second, horizon="10 d")
    assert tale(run, 0)[10:] == [
        ("Tue 02 14:00", "", "live again, mended: the fault of incident 1 is gone for good"),
        ("Wed 03 09:30", "", "the others of its release are live again"),
        (
            "Wed 03 13:30",
            "",
            "change 1 of the same release failed: incident 2, 50 % of requests fail",
        ),
        ("Wed 03 14:00", "", "rolling back the others of its release, because of incident 2"),
        ("Wed 03 14:30", "", "incident 2 restored"),
        (
            "Wed 03 16:00",
            "",
            "change 1 live again, mended: the fault of incident 2 is gone for good",
        ),
    ]


def test_a_change_that_is_out_when_the_run_ends() -> None:
    """Mended at 13:30; the run ends before."""
    run = rolled_back(Fault(change=0, fix="operate", shows_after=2.0), horizon="37 h")
    story = change_story(run, "shop", 0)
    assert told(story)[-1] == ("Tue 02 13:00", "", "the run ends; it is not live")
    assert parts(story) == {
        "waiting for the next release to be cut": 23.5,
        "deploying": 0.5,
        "rolled back, not live again": 3.5,
    }


@pytest.mark.parametrize(
    ("horizon", "spent"),
    [
        ("20 h", {"still waiting": 10.5}),
        ("40 h", {"waiting for the next release to be cut": 23.5, "still waiting": 7.0}),
    ],
)
def test_a_change_that_waits_when_the_run_ends(horizon: str, spent: dict[str, float]) -> None:
    run = World([], {"shop": [9.5]}, model=BY_HAND, horizon=horizon).live()
    assert parts(change_story(run, "shop", 0)) == spent


def test_a_standard_change_needs_no_board() -> None:
    model = merge(BY_HAND, {"release": {"standard": "51%"}})
    run = World([], {"shop": [9.5]}, model=model, horizon="4 d").live()
    assert tale(run, 0)[2] == ("Tue 02 09:00", "", "pre-approved: a standard change")


def test_a_disbanded_team_makes_no_change() -> None:
    shock = {"kind": "team-disbanded", "team": "shop", "at": "30 h"}
    run = World([], {"shop": [29.0, 31.0]}, lines={"shocks": [shock]}).live()
    assert tale(run, 0)
    with pytest.raises(KeyError, match="shop/1"):
        change_story(run, "shop", 1)
