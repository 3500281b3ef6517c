"""When SREs give a service back, when it may ask again, and why it can be too late for that."""

from tests.mechanisms.lines import CRITICAL, GROWS, REVIEWED, SRE
from tests.mechanisms.worlds import Fault, World

LEVEL = 0.5
QUARTERS = (2160 + 91 * 24, 2160 + 183 * 24)
"""The third and the fourth quarter begin."""

ARRIVAL = Fault(at=610, diagnose=10, work=20)
"""30 hours at 200 requests a second in the first quarter, in which the SREs come; 17.1 may fail."""
BAD_QUARTER = Fault(at=2194, diagnose=10, work=20)
"""The same on a Monday at ten in the second quarter; 21.8 may fail."""
LATER = Fault(at=4378)
"""A Monday at ten in the third quarter."""

POLICY = """
error_budget = { stages = ["shared", "sre"], block = false }
engagement.calm_quarters = 1
"""
HAND_BACK = "error_budget.hand_back_after = 1"
LONG = f'horizon = "41 w"\n{GROWS}'

GIVEN_BACK = {
    "shop handed_back": (None, [(QUARTERS[0], LEVEL)]),
    "shop Q2 stage": ("sre", "handed-back"),
    "shop#2 acknowledging": (0.25, None),
    "hours sre": (33.5, 30.25),
    "hours owners/red": (None, 3),
    "cost incident capex": (None, 3),
    "cost outage loss none": (33.5, 33.25),
    "shop Q2 spent": (3.25 * 720_000, 3 * 720_000),
}


AGAIN = QUARTERS[1]
"""After a calm quarter."""
RETURNS = {
    "shop review_requested": ([(192, LEVEL)], [(192, LEVEL), (AGAIN, LEVEL)]),
    "shop review_started": ([(192, LEVEL)], [(192, LEVEL), (AGAIN, LEVEL)]),
    "shop review_passed": ([(REVIEWED, LEVEL)], [(REVIEWED, LEVEL), (AGAIN + 168, LEVEL)]),
    "shop shared_rota": ([(REVIEWED, LEVEL)], [(REVIEWED, LEVEL), (AGAIN + 168, LEVEL)]),
    "shop sre_rota": ([(CRITICAL, LEVEL)], [(CRITICAL, LEVEL), (AGAIN + 168, LEVEL)]),
}


def test_after_so_many_quarters_outside_the_owners_have_it_until_they_qualify_again() -> None:
    world = World([BAD_QUARTER, LATER], scenario=LONG, model=[SRE, POLICY])
    assert world.effect(HAND_BACK) == {**GIVEN_BACK, **RETURNS}


def test_without_enough_calm_quarters_nobody_asks_again() -> None:
    calm = "engagement.calm_quarters = 3"
    world = World([BAD_QUARTER, LATER], scenario=LONG, model=[SRE, POLICY, calm])
    assert world.effect(HAND_BACK) == {**GIVEN_BACK, "shop Q3 stage": ("sre", "handed-back")}


def test_the_quarter_in_which_the_sres_arrive_does_not_count_against_a_service() -> None:
    world = World([ARRIVAL, LATER], scenario=LONG, model=[SRE, POLICY])
    assert world.effect(HAND_BACK) == {}


def test_one_bad_quarter_is_not_two() -> None:
    world = World([BAD_QUARTER, LATER], scenario=LONG, model=[SRE, POLICY])
    assert world.effect("error_budget.hand_back_after = 2") == {}


def test_it_can_not_be_handed_back_to_a_team_that_is_gone() -> None:
    """The owners leave when the SREs come: no change after that, and no way back."""
    changes = {"shop": [500, 600]}
    world = World([BAD_QUARTER, LATER], changes, LONG, [SRE, POLICY, HAND_BACK])
    without_a_way_back = {
        name: (after, before) for name, (before, after) in {**GIVEN_BACK, **RETURNS}.items()
    }
    assert world.effect('engagement.owners_leave = "60%"') == {
        **without_a_way_back,
        "shop team_disbanded": (None, [CRITICAL]),
        "shop hand_back_impossible": (None, [QUARTERS[0]]),
        "shop/1": ((600,), None),
        "cost foregone value none": (None, 24 * 4 * 365.25),
    }
