"""The story of an incident, told in full on worlds made by hand."""

from __future__ import annotations

import pytest

from sim.documents.load import Raw, merge
from sim.records.money import Accounts
from sim.records.story import incident_story
from tests.engine.hand import Fault, World, service
from tests.trace.worlds import OPS, desk, engaged, parts, printed, told

FIRST = ("shop", 2, 0, 0)
"""The name of the draw of the first background fault's first incident."""
OWNERS = "owners/shop 1"
READY = "the change of code is ready; it travels to production"
REPAIRED = "repair live: restored and resolved, the fault is gone for good"


def test_the_whole_story_as_a_terminal_of_80_columns_shows_it() -> None:
    """56 working hours after the review on Tuesday at 13:00 it is Thursday of the next week.

    Since the review the bridge ends it by the runbook, within 75 minutes.
    """
    run = World([Fault(at=10.0, fix="operate")], model=OPS, horizon="12 d").live()
    assert printed(incident_story(run, 1)) == [
        "Incident 1 of 5: shop",
        "model    Owners",
        "service  shop of team shop, target 99 %",
        "impact   50 % of requests, 52 % of 2029-Q1's error budget",
        "cause    background wear (no change, no growth)",
        "needs    operating skill: capacity, data, configuration",
        "ended    restored after 3 h, resolved after 10 d",
        "before   this fault has not shown before",
        "",
        "when                      elapsed  who and what",
        "Mon 01 Jan 2029 10:00       0 min  failure begins: 50 % of the requests to shop",
        "                                   fail",
        "Mon 01 Jan 2029 10:15      15 min  detected by telemetry; bridge paged",
        "Mon 01 Jan 2029 10:15      15 min  bridge 1: reached; acknowledging",
        "Mon 01 Jan 2029 10:30      30 min  bridge 1: acknowledged; diagnosing",
        "Mon 01 Jan 2029 10:45      45 min  bridge 1: can't fix it here: it needs",
        "                                   operating skill",
        "Mon 01 Jan 2029 10:45      45 min  handed over to support",
        "Mon 01 Jan 2029 11:15  1 h 15 min  support 1: reached; acknowledging",
        "Mon 01 Jan 2029 11:30  1 h 30 min  support 1: acknowledged; diagnosing",
        "Mon 01 Jan 2029 12:30  2 h 30 min  support 1: cause known; fixing it needs",
        "                                   operating skill",
        "Mon 01 Jan 2029 13:00  3 h 00 min  fixed = restored; the fault itself stays and",
        "                                   may come back",
        "Tue 02 Jan 2029 13:00    1 d  3 h  reviewed; an improvement is asked for",
        "Wed 03 Jan 2029 13:00    2 d  3 h  the fault comes back: incident 2",
        "Fri 05 Jan 2029 14:15    4 d  4 h  the fault comes back: incident 3",
        "Sun 07 Jan 2029 15:30    6 d  5 h  the fault comes back: incident 4",
        "Tue 09 Jan 2029 16:45    8 d  6 h  the fault comes back: incident 5",
        "Thu 11 Jan 2029 13:00   10 d  3 h  the improvement is made; it travels to",
        "                                   production (normal change)",
        "Thu 11 Jan 2029 13:00   10 d  3 h  improvement live: resolved, the fault is gone",
        "                                   for good",
        "",
        "Where the time went",
        "undetected         15 min    8 %  ██",
        "acknowledging      30 min   17 %  ███",
        "diagnosing     1 h 15 min   42 %  ████████",
        "handing over       30 min   16 %  ███",
        "fixing             30 min   17 %  ███",
        "total          3 h 00 min  100 %",
    ]


def tale(run: Accounts, number: int = 1) -> list[tuple[str, str, str]]:
    return told(incident_story(run, number))


def test_at_night_nobody_is_reached_until_morning() -> None:
    night = merge(OPS, {"respond": {"owners": {"unreached": "51%"}}})
    run = World([Fault(at=20.0)], model=night).live()
    assert tale(run)[8:] == [
        ("Mon 01 22:30", "support 1", "can't fix it here: it needs a change of code"),
        ("Mon 01 22:30", "", "handed over to owners/shop"),
        (
            "Tue 02 00:30",
            "",
            "nobody is reached out of hours: waiting for cover until working hours begin",
        ),
        ("Tue 02 09:00", OWNERS, "reached; acknowledging"),
        ("Tue 02 09:15", OWNERS, "acknowledged; diagnosing"),
        ("Tue 02 09:30", OWNERS, "cause known; fixing it needs a change of code"),
        ("Tue 02 10:00", "", f"{READY} (normal change)"),
        ("Tue 02 10:00", "", REPAIRED),
    ]
    assert parts(incident_story(run, 1))["waiting for cover"] == 8.5


def test_without_cover_it_waits_for_the_team_and_then_for_a_busy_person() -> None:
    faults = [Fault(at=18.0), Fault(at=19.0, impact=1.0)]
    nobody = {"teams": {"owners": {"on_duty": {"out_of_hours": 0}}}}
    run = World(faults, model=nobody, horizon="36 h").live()
    assert tale(run)[1:5] == [
        ("Mon 01 18:15", "", "detected by telemetry; owners/shop paged"),
        ("Mon 01 18:15", "owners/shop", "nobody is on duty: waiting for cover"),
        ("Tue 02 09:00", "owners/shop", "everybody on duty is busy: queueing"),
        ("Tue 02 10:15", OWNERS, "reached; acknowledging"),
    ]
    assert parts(incident_story(run, 1)) == {
        "undetected": 0.25,
        "waiting for cover": 14.75,
        "queueing for a busy team": 1.25,
        "acknowledging": 0.25,
        "diagnosing": 0.5,
        "fixing": 0.5,
    }


def test_it_bounces_back_to_the_line_before() -> None:
    bounces = merge(OPS, {"respond": {"support": {"bounce": "30%"}}})
    draws = {("bounce", 1): 0.29}
    run = World([Fault(at=10.0, fix="operate")], model=bounces, draws=draws).live()
    assert tale(run)[5:13] == [
        ("Mon 01 10:45", "", "handed over to support"),
        ("Mon 01 11:15", "support 1", "reached; acknowledging"),
        ("Mon 01 11:30", "support 1", "acknowledged; finds that it is not theirs"),
        ("Mon 01 11:30", "", "bounced back to bridge"),
        ("Mon 01 11:30", "bridge 1", "reached; acknowledging"),
        ("Mon 01 11:45", "bridge 1", "takes it up again and hands it over once more"),
        ("Mon 01 11:45", "", "handed over to support"),
        ("Mon 01 12:15", "support 1", "reached; acknowledging"),
    ]


def test_a_misroute_a_major_incident_and_those_who_suffer_with_it() -> None:
    rules = {"respond": {"owners": {"misroute": "100%"}}}
    call = {"major_incident": {"impact_from": "100%", "call": "15 min"}}
    services = {"shop": service(), "basket": service(needs={"shop": "40%"})}
    model = merge(OPS, merge(rules, call))
    run = World([Fault(at=10.0, impact=1.0)], services=services, model=model).live()
    lines = tale(run)
    assert lines[0][2] == "failure begins: 100 % of the requests to shop fail"
    assert lines[1] == (
        "Mon 01 10:00",
        "",
        "basket needs it, so 40 % of its requests fail too",
    )
    assert lines[6:9] == [
        ("Mon 01 10:45", "", "major incident: everybody is called together"),
        (
            "Mon 01 10:45",
            "",
            "misrouted: it first reaches a wrong team, which doubles the hand-over",
        ),
        ("Mon 01 10:45", "", "handed over to owners/shop"),
    ]


def test_a_tired_person_and_a_swarm() -> None:
    tired = {"fatigue": {"overload": 2, "slows": 2, "tires": 1}}
    night = World([Fault(at=18.0 + 3 * n) for n in range(3)], nature=tired).live()
    said = "tired by the calls of the night: works 2 times as long"
    assert ("Tue 02 00:15", "owners/shop", said) in tale(night, 3)
    swarm: Raw = {"respond": {"owners": {"swarm": 3}}}
    day = World([Fault(at=10.0)], model=swarm).live()
    said = "swarming: 2.5 person-hours of help besides; its releases wait meanwhile"
    assert ("Mon 01 10:15", "owners/shop", said) in tale(day)


REPORTED = ("Mon 01 11:00", "", "a customer reports it to the service desk")
TAKEN = ("Mon 01 11:00", "desk 1", "takes the customer's report")


@pytest.mark.parametrize(
    ("detect", "model", "lines"),
    [
        (
            "10 h",
            desk(),
            [
                REPORTED,
                TAKEN,
                ("Mon 01 11:15", "desk 1", "passes the report on"),
                ("Mon 01 11:15", "", "detected by a customer's report; owners/shop paged"),
            ],
        ),
        (
            "10 h",
            desk(misroute="100%"),
            [
                REPORTED,
                TAKEN,
                (
                    "Mon 01 11:00",
                    "",
                    "misrouted: the report first reaches a wrong team, which doubles the time",
                ),
                ("Mon 01 11:30", "desk 1", "passes the report on"),
                ("Mon 01 11:30", "", "detected by a customer's report; owners/shop paged"),
            ],
        ),
        (
            "66 min",
            desk(),
            [
                REPORTED,
                TAKEN,
                (
                    "Mon 01 11:06",
                    "",
                    "detected by telemetry, while the desk still handles the report; "
                    "owners/shop paged",
                ),
            ],
        ),
    ],
)
def test_who_noticed_it(detect: str, model: Raw, lines: list[tuple[str, str, str]]) -> None:
    nature = {"detect": detect, "customer_reports": "30 min"}
    found = tale(World([Fault(at=10.0)], model=model, nature=nature).live())
    assert found[1 : 1 + len(lines)] == lines
    assert found[1 + len(lines)][1:] == (OWNERS, "reached; acknowledging")


def test_telemetry_pages_while_a_report_waits_for_a_closed_desk() -> None:
    nature = {"detect": "10 h", "customer_reports": "30 min"}
    run = World([Fault(at=20.0)], model=desk(at_night=0), nature=nature).live()
    said = "detected by telemetry, while the report still waits for the desk; owners/shop paged"
    assert tale(run)[2] == ("Tue 02 06:00", "", said)


def test_it_begins_a_launch_block_in_its_midst_that_its_improvement_ends() -> None:
    """The budget of ten days is 0.24 h: spent 28.8 minutes after half of the requests fail."""
    run = World(
        [Fault(at=10.0, fix="operate", improve=8.0)],
        services={"shop": service(target="99.9%")},
        model={"error_budget": {"stages": ["team"]}},
        nature={"recurs": "5 d"},
        horizon="10 d",
    ).live()
    about = dict(incident_story(run, 1).about)
    assert about["impact"] == "50 % of requests, 312 % of 2029-Q1's error budget"
    assert about["ended"] == "restored after 1.5 h, resolved after 2.1 d"
    assert tale(run)[3:] == [
        ("Mon 01 10:29", "", "outside its error budget: launch block, features wait"),
        ("Mon 01 10:30", OWNERS, "acknowledged; diagnosing"),
        ("Mon 01 11:00", OWNERS, "cause known; fixing it needs operating skill"),
        ("Mon 01 11:30", "", "fixed = restored; the fault itself stays and may come back"),
        ("Tue 02 11:30", "", "reviewed; an improvement is asked for"),
        (
            "Wed 03 11:30",
            "",
            "the improvement is made; it travels to production (normal change)",
        ),
        ("Wed 03 11:30", "", "improvement live: resolved, the fault is gone for good"),
        (
            "Wed 03 11:30",
            "",
            "the launch block ends after 2 d: every fault that has shown itself is gone for good",
        ),
    ]


def test_sres_automate_a_fault_away() -> None:
    """Half of eight SREs, half of that for automation, half of all hours: one hour an hour."""
    run = engaged(
        Fault(at=130.0, fix="operate", improve=1.0),
        horizon="20 d",
        model={"engagement": {"engineering": {}}},
        lines={"prices": {"working_hours_per_year": 4383}},
    )
    said = "automated by the SREs: resolved, the fault is gone for good"
    assert ("Sat 06 12:30", "", said) in tale(run)


def test_an_incident_that_nobody_ends_lasts_until_the_run_ends() -> None:
    shock = {"kind": "team-disbanded", "team": "shop", "at": "30 h"}
    run = World([Fault(at=58.0)], lines={"shocks": [shock]}, horizon="9 d").live()
    story = incident_story(run, 1)
    assert told(story)[1:] == [
        ("Wed 03 10:15", "", "detected by telemetry; nobody to page"),
        ("Wed 03 10:15", "", "nobody is left who could answer: waiting for cover"),
        ("Wed 10 00:00", "", "the run ends; not restored yet"),
    ]
    assert parts(story) == {"undetected": 0.25, "waiting for cover": 9 * 24 - 58.25}


def test_the_last_line_does_what_it_can_when_the_owners_are_gone() -> None:
    shock = {"kind": "team-disbanded", "team": "shop", "at": "5 h"}
    run = World([Fault(at=10.0)], model=OPS, lines={"shocks": [shock]}).live()
    said = "cause known; nobody is left who could do better, so they fix it as they can"
    assert [what for _, who, what in tale(run) if who == "support 1"][2:] == [said]


def test_who_has_learnt_code_fixes_it_like_anybody_who_can() -> None:
    """Nearly all of it within two days; the draw of one half lies below."""
    learns = {"respond": {"support": {"code_in_time": "100%", "learns_code": "1 h"}}}
    run = World([Fault(at=58.0)], model=merge(OPS, learns), horizon="4 d").live()
    said = [what for _, who, what in tale(run) if who == "support 1"]
    assert said[2] == "cause known; fixing it needs a change of code"
