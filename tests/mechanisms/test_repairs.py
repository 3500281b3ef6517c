"""Repairs are changes, restored is not resolved, improvements are work, known faults are known."""

import pytest

from tests.mechanisms.lines import BRIDGE, SUPPORT, outage
from tests.mechanisms.worlds import Fault, World, defect

BOARD = 'release.approval = { board = "1 w", response = "3 d" }\n'
"""It sits on Mondays at nine, next at 177."""
NORMAL = 'release.repairs = { major = "normal" }\n'
CODE = Fault(at=10)
"""Found at 10, diagnosed and coded in three hours."""


def live(world: World, *model: str, kind: str = "repair") -> list[float]:
    """When the repairs are live."""
    releases = world.run(*model).releases
    return [float(at) for at in releases.loc[releases["kind"].eq(kind), "live_at"]]


def test_a_repair_goes_live_at_once_where_nothing_is_in_the_way() -> None:
    assert live(World([CODE])) == [13]


def test_a_normal_repair_waits_for_the_board_and_nobody_is_served_until_then() -> None:
    """Asked for at 13, the board sits at 177 and answers in three days."""
    assert World([CODE]).effect(BOARD + NORMAL) == {
        "shop#1 shipping": (None, 177 + 72 - 13),
        **outage(3, 177 + 72 - 10),
    }


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ('release.repairs.expedited = "30 min"', 13.5),
        ('release.repairs.major = "standard"', 13),
        ('release.repairs = { major_from = 0.5, other = "standard" }', 13),
        ('release.approval.rejects = "40%"', 13),
    ],
)
def test_an_urgent_repair_is_answered_by_telephone_or_needs_no_answer(
    lines: str, at: float
) -> None:
    assert live(World([CODE], model=BOARD), lines) == [at]


def test_what_is_less_severe_travels_in_another_class() -> None:
    """Half of the requests fail: no emergency from 100 %, one from 50 %."""
    world = World([Fault(impact=0.5)], model=BOARD)
    assert live(world) == [177 + 72]
    assert live(world, 'release.repairs.other = "standard"') == [13]
    assert live(world, 'release.repairs.major_from = "50%"') == [13]


EVENINGS = 'release.window = "evenings"\nrelease.repairs = { major = "standard" }\n'


def test_a_repair_waits_for_the_window_unless_it_has_its_own_or_is_an_emergency() -> None:
    """The evening window opens at 18."""
    assert live(World([CODE], model=EVENINGS)) == [18]
    assert live(World([CODE], model=EVENINGS), 'release.repairs.window = "any"') == [13]
    assert live(World([CODE], model=EVENINGS), 'release.repairs.major = "emergency"') == [13]


BY_HAND = (
    "[teams" + SUPPORT.partition("[teams")[2],
    'release = { deployer = "support", deploy = "2 h" }',
)


def test_a_repair_takes_its_deployer() -> None:
    """Two at once: the second waits for the person who deploys the first."""
    twice = [Fault(at=10, fix="code"), Fault(at=10, fix="code")]
    hands = "teams.owners.on_duty = { working_hours = 2, out_of_hours = 2 }\n"
    world = World(twice, model=[*BY_HAND, hands])
    assert live(world) == [15, 17]
    jobs = world.run().jobs
    deployed = jobs[jobs["team"].astype(str).eq("support")]
    assert deployed[["kind", "started_at", "hours"]].values.tolist() == [
        ["release", 13, 2], ["release", 15, 2],
    ]  # fmt: skip


def test_an_emergency_goes_before_what_waits_for_the_deployer_already() -> None:
    """A release deploys from 12 to 14 and another one waits; at 13 the emergency comes."""
    world = World([CODE], {"shop": [12, 12.5]}, model=BY_HAND)
    releases = world.run().releases
    assert list(releases["kind"]) == ["feature", "repair", "feature"]
    assert list(releases["live_at"]) == [14, 16, 18]


def test_no_block_holds_a_repair() -> None:
    policy = 'error_budget.stages = ["team"]\nservices'
    world = World([CODE], scenario='services.shop.target = "99.9%"')
    assert live(world, policy.removesuffix("\nservices")) == [13]


BREAKS = """
nature.defect_chance = "100%"
nature.defect_shows = "5 h"
nature.fixes = { restart = 0, operate = 0, code = 1 }
nature.impacts = [{ share = "5%", weight = 1, workaround = "0%" }]
"""


def test_a_repair_may_break_something_else() -> None:
    """With a defect in every change, the repair of the repair carries one too."""
    world = World([CODE], scenario=BREAKS)
    table = world.run().incidents
    assert list(table["cause"][:3]) == ["background", "repair", "repair"]
    assert table["appeared_at"][1] == 13 + 5
    assert world.run().releases["failed"].all()


AROUND = Fault(at=10, workaround=True, improve=11.5)


def test_a_workaround_serves_users_while_the_fault_stands() -> None:
    """Nobody waits for the board; the fault returns until what ends it is live."""
    world = World([AROUND], scenario='nature.recurs = "10 d"', model=BOARD + NORMAL)
    run = world.run()
    assert run.incidents["shipping_hours"].sum() == 0
    assert run.incidents["worked_around"].all()
    assert list(run.incidents["appeared_at"][:2]) == [10, 13 + 240]
    assert run.incidents["resolved_at"].isna().all()


LEARNS = '[learn]\nreview = "1 d"\n[operability]\ninvests = "20%"\n'


def test_an_improvement_is_work_and_then_travels_as_a_change() -> None:
    """Reviewed at 37 and made at 64.5; the board sits at 177 and answers at 249."""
    world = World([AROUND], model=LEARNS)
    assert live(world, kind="improvement") == [64.5]
    assert live(world, BOARD, kind="improvement") == [249]
    standard = 'release.repairs.improvement = "standard"'
    assert live(world, BOARD, standard, kind="improvement") == [64.5]
    resolved = world.run(BOARD).incidents["resolved_at"]
    assert list(resolved) == [249]


def test_twice_the_reliability_time_makes_it_in_half_the_time() -> None:
    """Six hundredths of six people are a third of one: 24 working hours for eight, or 12."""
    prices = "prices.working_hours_per_year = 8766\n"
    fault = Fault(at=10, fix="restart", improve=7.2)
    slow = World([fault], scenario=prices, model='[learn]\nreview = "0 h"\n')
    assert live(slow, 'operability.invests = "5%"', kind="improvement") == [13 + 24 * 3]
    assert live(slow, 'operability.invests = "10%"', kind="improvement") == [13 + 24 + 4]


def test_the_oldest_comes_first_or_the_worst() -> None:
    """Two wait for the first one to be made; the second is slight, the third bad."""
    faults = [
        Fault(at=10, fix="restart", improve=11.5),
        Fault(at=14, fix="restart", impact=0.1, improve=4),
        Fault(at=34, fix="restart", impact=0.9, improve=4),
    ]
    world = World(faults, model=LEARNS)
    order = {}
    for first in ("oldest", "worst"):
        table = world.run(f'learn.first = "{first}"').incidents
        order[first] = [int(n) for n in table.sort_values("resolved_at")["incident"]]
    assert order == {"oldest": [1, 2, 3], "worst": [1, 3, 2]}


def test_a_line_finds_a_fault_sooner_that_it_has_dealt_with() -> None:
    world = World([Fault(fix="restart", diagnose=1)], scenario='nature.recurs = "10 d"')
    known = world.run(scenario="nature.known = 0.25").incidents["diagnosing_hours"]
    assert list(known[:3]) == [1, 0.25, 0.25]


def test_the_runbook_lets_earlier_lines_end_what_operators_could() -> None:
    """Before the review the bridge hands it over, afterwards it ends it by itself."""
    world = World(
        [Fault(fix="operate")],
        scenario='nature.recurs = "10 d"',
        model=[BRIDGE, SUPPORT],
    )
    reviewed = world.run('learn.review = "1 d"').incidents
    never = world.run().incidents
    assert (reviewed["handing_over_hours"] > 0).tolist()[:2] == [True, False]
    assert (never["handing_over_hours"] > 0).tolist()[:2] == [True, True]


def test_whoever_is_not_on_call_goes_home_and_goes_on_in_the_morning() -> None:
    """Three hours of work from 16:00 on, with nobody on call: two of them on the next day."""
    nights_off = "teams.owners.on_duty.out_of_hours = 0"
    world = World([Fault(at=16, fix="restart", diagnose=0.5, work=2.5)])
    assert world.effect(nights_off) == {
        "shop#1 waiting_for_cover": (None, 16),
        "shop resumed": (None, [33]),
        **outage(3, 19),
    }
    jobs = world.run(nights_off).jobs
    assert jobs[["started_at", "hours"]].values.tolist() == [[16, 1], [33, 2]]


def test_a_block_holds_a_release_that_waits_for_its_deployer() -> None:
    """Two releases, one person: the second waits, and the outage spends the budget meanwhile."""
    world = World(
        [Fault(at=10, fix="restart", improve=3, diagnose=1, work=2)],
        {"shop": [11, 11.1]},
        scenario='services.shop.target = "99.9%"',
        model=[*BY_HAND, '[learn]\nreview = "0 h"'],
    )
    policy = 'error_budget.stages = ["team"]\noperability.invests = "20%"'
    changes = world.run(policy).changes
    assert list(changes["started_at"]) == [11, 18]
    assert changes["frozen_hours"].tolist() == [0, 18 - 13]
    assert changes["deployer_hours"].tolist() == [0, pytest.approx(13 - 11.1)]


def test_a_team_with_two_services_has_half_the_time_for_each() -> None:
    """And a team twice as large has more, with diminishing returns."""
    grows = "nature.operability = { diagnosis = 2.0, gain = 10.0, decay = 0.0 }\n"
    late = Fault(at=1000, fix="restart", diagnose=1)
    twin = '[services.twin]\nteam = "red"\ntarget = "99%"\nexposure = "1 USD/h"\n'
    twin += 'changes = "0/y"\ntraffic = { start = "1/s" }\n'
    world = World([late], scenario=grows, model='operability.invests = "20%"')
    alone = world.run().incidents["diagnosing_hours"][0]
    shared = world.run(scenario=twin).incidents["diagnosing_hours"][0]
    large = world.run(scenario="teams.red.people = 12").incidents["diagnosing_hours"][0]
    assert large < alone < shared
    in_halves = world.run(scenario="teams.red.people = 3").incidents["diagnosing_hours"][0]
    assert shared == in_halves


def test_several_defects_of_one_release_are_mended_one_by_one() -> None:
    """Fixed forward, both repairs are deployments of their own, beside the release that failed."""
    world = World([defect(0, shows_after=1), defect(1, shows_after=5)], {"shop": [10, 10]})
    table = world.run().releases
    assert table[["kind", "failed"]].values.tolist() == [
        ["feature", True], ["repair", False], ["repair", False],
    ]  # fmt: skip
