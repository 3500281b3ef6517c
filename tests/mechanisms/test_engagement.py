"""The life cycle with SREs: thresholds, reviews, what SREs do off call, and how it ends."""

import pytest

from sim.engine.log import Did
from tests.mechanisms.lines import CRITICAL, GROWS, REQUESTED, REVIEWED, SRE
from tests.mechanisms.worlds import Fault, World

LEVEL = 0.5
"""Operability, noted with every step of the life cycle."""
AT_SRE = 610
"""Friday at ten, 200 requests a second, after the SREs have taken the rota."""


def test_sres_take_the_rota_when_traffic_is_critical_and_a_review_passed() -> None:
    assert World([Fault(at=AT_SRE)], scenario=GROWS).effect(SRE) == {
        "sre headcount": (None, [(0, 8)]),
        "shop review_requested": (None, [(REQUESTED, LEVEL)]),
        "shop review_started": (None, [(REQUESTED, LEVEL)]),
        "shop review_passed": (None, [(REVIEWED, LEVEL)]),
        "shop shared_rota": (None, [(REVIEWED, LEVEL)]),
        "shop sre_rota": (None, [(CRITICAL, LEVEL)]),
        "shop Q0 stage": ("team", "sre"),
        "shop#1 acknowledging": (None, 0.25),
        "hours owners/red": (3, None),
        "hours sre": (None, 3.25),
        "cost incident capex": (3, None),
        "cost outage loss none": (3, 3.25),
        "shop Q0 spent": (3 * 200 * 3600, 3.25 * 200 * 3600),
    }


def test_a_threshold_that_traffic_never_reaches_changes_nothing() -> None:
    world = World([Fault(at=AT_SRE)], scenario=GROWS)
    assert world.effect(SRE, "engagement.substantial = 201\nengagement.critical = 300") == {
        "sre headcount": (None, [(0, 8)])
    }


TWIN = f"""
{GROWS.replace("shop", "twin")}
services.twin.team = "red"
services.twin.target = "99%"
services.twin.exposure = "1 USD/h"
services.twin.changes = "0/y"
"""


def test_few_reviewers_make_a_queue() -> None:
    """Two services ask at once; the second has to wait for the week of the first."""
    world = World(scenario=GROWS + TWIN, model=SRE)
    assert world.effect("engagement.reviewers = 2") == {
        "twin review_started": ([(REVIEWED, LEVEL)], [(REQUESTED, LEVEL)]),
        "twin review_passed": ([(CRITICAL, LEVEL)], [(REVIEWED, LEVEL)]),
        "twin shared_rota": ([(CRITICAL, LEVEL)], [(REVIEWED, LEVEL)]),
    }


def test_a_review_is_harder_to_pass_with_less_operability() -> None:
    """60 % at a level of 0.5, 60 % to the power of 1.4 at 0.3: below the 0.5 that is drawn."""
    world = World(scenario=GROWS, model=[SRE, 'engagement.passes = "60%"'])
    assert world.effect(scenario='nature.operability.initial = "30%"') == {
        "shop review_requested": ([(REQUESTED, 0.5)], [(REQUESTED, 0.3)]),
        "shop review_started": ([(REQUESTED, 0.5)], [(REQUESTED, 0.3)]),
        "shop review_passed": ([(REVIEWED, 0.5)], None),
        "shop review_failed": (None, [(REVIEWED, 0.3)]),
        "shop shared_rota": ([(REVIEWED, 0.5)], None),
        "shop sre_rota": ([(CRITICAL, 0.5)], None),
        "shop Q0 stage": ("sre", "team"),
    }


def test_who_failed_may_ask_again_later() -> None:
    world = World(scenario=GROWS, model=[SRE, 'engagement.passes = "40%"'])
    weeks = [(REQUESTED, 0.5), (REQUESTED + 3 * 168, 0.5), (REQUESTED + 6 * 168, 0.5)]
    reviewed = [(at + 168, 0.5) for at, _ in weeks]
    assert world.effect('engagement.retry_after = "2 w"') == {
        "shop review_requested": ([weeks[0]], weeks),
        "shop review_started": ([weeks[0]], weeks),
        "shop review_failed": ([reviewed[0]], reviewed[:2]),
        "shop Q0 stage": ("team", "review"),
    }


def recurring(every: str, horizon: str) -> str:
    """Faults come back; an hour of engineering time is an hour of the clock."""
    return f"""{GROWS}
horizon = "{horizon}"
nature.recurs = "{every}"
prices.working_hours_per_year = 8766
"""


ENGINEERING = """
engagement.engineering = { share = "50%", automation = "40 h", automates = "50%", reviewers = 2.5 }
"""
"""Four of eight SREs off call, half of that for automation: a fault takes 20 hours."""


def test_sres_automate_what_recurs_away() -> None:
    """It is back every 13.25 hours; automated at 633.25, it does not come a third time."""
    fault = Fault(at=AT_SRE, fix="restart")
    world = World([fault], scenario=recurring("10 h", "27 d"), model=SRE)
    third = AT_SRE + 2 * 13.25
    assert world.effect(ENGINEERING) == {
        "shop automated": (None, [AT_SRE + 3.25 + 20]),
        "shop#3": ((third, "restart"), None),
        "shop#3 impact": (1, None),
        "shop#3 acknowledging": (0.25, None),
        "shop#3 diagnosing": (1, None),
        "shop#3 fixing": (2, None),
        "hours sre": (9.75, 6.5),
        "cost outage loss none": (9.75, 6.5),
        "shop Q0 spent": (9.75 * 200 * 3600, 6.5 * 200 * 3600),
    }


def test_engineering_time_is_limited_and_a_fault_is_automated_once() -> None:
    """Two faults share the time: the second is done 20 hours after the first, and no later."""
    faults = [Fault(at=AT_SRE, fix="restart"), Fault(at=AT_SRE + 15, fix="restart")]
    world = World(faults, scenario=recurring("10 h", "40 d"), model=SRE)
    first = AT_SRE + 3.25 + 20
    assert list(world.run(ENGINEERING).select(Did.AUTOMATED)["at"]) == [first, first + 20]


def test_a_readiness_review_takes_engineers_away() -> None:
    late = (
        'services.late = { team = "red", target = "99%", exposure = "1 USD/h", changes = "0/y", '
        'traffic = { start = "1/s", growth = { kind = "steps", steps = [["23 d", 30]] } } }'
    )
    world = World(
        [Fault(at=AT_SRE, fix="restart")],
        scenario=recurring("1000 h", "30 d") + late,
        model=[SRE, ENGINEERING],
    )
    automated = AT_SRE + 3.25 + 40 / ((8 * 0.5 - 2.5) * 0.5)
    assert world.effect("engagement.engineering.reviewers = 0") == {
        "shop automated": ([pytest.approx(automated, abs=1e-5)], [AT_SRE + 3.25 + 20])
    }


SALARY = 'prices.salaries.sre = "8766 USD/y"'
"""1 USD an hour, day and night."""


def test_operating_budgets_are_squeezed_again_and_again() -> None:
    world = World(scenario=f"{GROWS}\n{SALARY}", model=SRE)
    squeezed = [(0, 8), (336, 6), (672, 4), (1008, 3)]
    assert world.effect('engagement.squeeze = { every = "2 w", cut = "25%" }') == {
        "sre headcount": ([(0, 8)], squeezed),
        "cost run capex": (8 * 1344, 336 * (8 + 6 + 4 + 3)),
    }


def test_a_capital_budget_may_not_be_renewed() -> None:
    """At hour 720 the SREs are gone; the next incident is the owners' again."""
    world = World(
        [Fault(at=682), Fault(at=778)], scenario=f"{GROWS}\n{SALARY}", model=SRE
    )  # fmt: skip
    assert world.effect('engagement.renewal = { every = "30 d", lapses = "60%" }') == {
        "shop sre_disbanded": (None, [720]),
        "shop handed_back": (None, [(720, LEVEL)]),
        "sre headcount": ([(0, 8)], [(0, 8), (720, 0)]),
        "shop Q0 stage": ("sre", "handed-back"),
        "shop#2 acknowledging": (0.25, None),
        "hours sre": (6.5, 3.25),
        "hours owners/red": (None, 3),
        "cost incident capex": (None, 3),
        "cost run capex": (8 * 1344, 8 * 720),
        "cost outage loss none": (6.5, 6.25),
        "shop Q0 spent": (6.5 * 200 * 3600, 6.25 * 200 * 3600),
    }
    assert world.effect('engagement.renewal = { every = "30 d", lapses = "50%" }') == {}


def test_a_rota_is_shared_for_a_while_however_high_the_traffic() -> None:
    quickly = World([], scenario=GROWS, model=SRE)
    later = REVIEWED + 336
    assert quickly.effect('engagement.shared_at_least = "2 w"') == {
        "shop sre_rota": ([(CRITICAL, LEVEL)], [(later, LEVEL)]),
    }
