"""Error budgets: when a service is outside, and what follows.

The target of 99.9 % allows 1.344 hours in the eight weeks of the only quarter. Three tenths of a
person work on reliability, in working hours; during a block it is six tenths.
"""

import pandas as pd
import pytest

from sim.records.money import Accounts
from tests.mechanisms.worlds import Fault, World

TARGET = """
services.shop.target = "99.9%"
prices.working_hours_per_year = 8766
prices.salaries.developer = "8766 USD/y"
"""
"""Whoever works is there in every working hour, at a dollar each."""
LEARNS = '[learn]\nreview = "0 h"\n[operability]\ninvests = "5%"'
POLICY = 'error_budget.stages = ["team"]'
OUTAGE = Fault(at=10, fix="restart", improve=1.8)
"""Three hours, until 13; its improvement is live at 35, or at 16 if features wait."""
SECONDS = 6e-4


def about(hours: float) -> object:
    """An instant that is found to the second."""
    return pytest.approx(hours, abs=SECONDS)


SPENT = 11.3445
"""The budget is spent in the midst of the outage."""
BLOCKED = {
    "shop blocked": (None, [about(SPENT)]),
    "shop unblocked": (None, [16]),
    "shop improved": ([35], [16]),
    "shop Q0 frozen": (None, about(16 - SPENT)),
}


def shop(*faults: Fault, changes: tuple[float, ...] = (), model: str = "", **lines: str) -> World:
    scenario = TARGET + lines.get("scenario", "")
    return World(faults, {"shop": changes}, scenario, [LEARNS, model])


def test_outside_the_budget_features_wait_until_the_improvements_are_live() -> None:
    assert shop(OUTAGE, changes=(12, 200)).effect(POLICY) == {
        **BLOCKED,
        "shop/0 frozen": (None, 4),
        "cost cost of delay none": (None, 4),
    }


def test_a_block_waits_for_no_fault_that_is_gone() -> None:
    """Mended at once, a fault of code stands until 13 and blocks so long, whatever is reviewed."""
    code = Fault(at=10, fix="code", improve=1.8)
    assert shop(code, changes=(12,)).effect(POLICY) == {
        "shop blocked": (None, [about(SPENT)]),
        "shop unblocked": (None, [13]),
        "shop Q0 frozen": (None, about(13 - SPENT)),
        "shop/0 frozen": (None, 1),
        "cost cost of delay none": (None, 1),
    }


def test_what_piled_up_behind_a_block_ships_as_one_batch() -> None:
    world = shop(OUTAGE, changes=(11.5, 12, 14, 200))
    free, blocked = features(world.run()), features(world.run(POLICY))
    assert list(free["changes"]) == [1, 1, 1, 1]
    assert list(zip(blocked["live_at"], blocked["changes"], strict=True)) == [(16, 3), (200, 1)]


def test_how_much_faster_improvements_are_sets_how_long_a_block_lasts() -> None:
    world = shop(OUTAGE, changes=(12,), model=POLICY)
    assert world.effect("error_budget.improvement_speed = 3") == {
        "shop unblocked": ([16], [15]),
        "shop improved": ([16], [15]),
        "shop Q0 frozen": (about(16 - SPENT), about(15 - SPENT)),
        "shop/0 frozen": (4, 3),
        "cost cost of delay none": (4, 3),
    }


def test_inside_the_budget_nothing_follows() -> None:
    """Four tenths of the requests for three hours are 1.2 hours."""
    assert shop(Fault(fix="restart", impact=0.4), changes=(20,)).effect(POLICY) == {}


def test_a_policy_for_other_stages_is_silent() -> None:
    assert shop(OUTAGE, changes=(20,)).effect('error_budget.stages = ["sre"]') == {}


def test_a_block_that_is_not_honoured_changes_nothing() -> None:
    """It is asked for once: in the midst of the incident, not once more at its end."""
    ignored = 'error_budget = { stages = ["team"], honoured = "50%" }'
    assert shop(OUTAGE, changes=(12,)).effect(ignored) == {
        "shop block_ignored": (None, [about(SPENT)])
    }


def test_a_dispute_delays_the_block_and_what_it_brings() -> None:
    """The first change ships meanwhile."""
    disputes = 'error_budget = { disputed = "60%", dispute = "1 h" }'
    assert shop(OUTAGE, changes=(12, 14), model=POLICY).effect(disputes) == {
        "shop block_disputed": (None, [about(SPENT)]),
        "shop blocked": ([about(SPENT)], [about(SPENT + 1)]),
        "shop Q0 frozen": (about(16 - SPENT), about(15 - SPENT)),
        "shop/0 frozen": (4, None),
        "cost cost of delay none": (6, 2),
    }


def test_a_rolling_window_of_28_days_has_a_smaller_budget() -> None:
    """An hour is inside 1.344 hours, outside 0.672."""
    an_hour = Fault(at=850, fix="restart", work=0, improve=1.5)
    assert shop(an_hour, model=POLICY).effect('error_budget.window = "rolling"') == {
        "shop blocked": (None, [about(850.6725)]),
        "shop unblocked": (None, [853.5]),
        "shop improved": ([856], [853.5]),
        "shop Q0 frozen": (None, about(853.5 - 850.6725)),
    }


def test_by_the_clock_an_outage_counts_at_night_too() -> None:
    by_day = f"nature.shapes.by-day.day = {[0] * 12 + [1] * 12}\n"
    by_day += 'services.shop.traffic.shape = "by-day"'
    at_night = Fault(at=2, fix="restart", improve=1.8)
    assert shop(at_night, model=POLICY, scenario=by_day).effect(
        'error_budget.measure = "clock"'
    ) == {
        "shop blocked": (None, [about(3.3445)]),
        "shop unblocked": (None, [12]),
        "shop improved": ([15], [12]),
        "shop Q0 frozen": (None, about(12 - 3.3445)),
    }


def test_a_strict_policy_lifts_the_block_only_when_the_budget_is_met_again() -> None:
    """That is in the next quarter, from hour 2160; somebody looks once a day."""
    longer = 'horizon = "16 w"\n'
    world = World([OUTAGE], {"shop": [12.5]}, longer + TARGET, [LEARNS, POLICY])
    spent = 10 + 0.001 * 2160 + 0.0005
    assert world.effect('error_budget.lifts = "inside-budget"') == {
        "shop unblocked": ([16], [about(spent + 2160)]),
        "shop Q0 frozen": (about(16 - spent), about(2160 - spent)),
        "shop Q1 frozen": (None, about(spent)),
        "shop/0 frozen": (3.5, about(spent + 2160 - 12.5)),
        "cost cost of delay none": (3.5, about(spent + 2160 - 12.5)),
    }


def test_an_incident_that_burns_much_is_improved_before_all_others_and_faster() -> None:
    """Without a block; the smaller one before it, 0.3 hours, goes on afterwards."""
    smaller = Fault(at=10, fix="restart", impact=0.1, improve=5.7)
    larger = Fault(at=34, fix="restart", improve=1.8)
    urgent = 'error_budget = { stages = ["team"], block = false, urgent_review = "50%" }'
    assert shop(smaller, larger).effect(urgent) == {"shop improved": ([64, 86], [40, 83])}


def test_what_an_incident_burned_counts_from_its_own_beginning() -> None:
    """Another one begins while it lasts, and waits for the person who works on it until 13."""
    other = Fault(at=12, fix="restart", impact=0.01, diagnose=0.5, work=0, improve=1.8)
    urgent = 'error_budget = { stages = ["team"], block = false, urgent_review = "90%" }'
    assert shop(OUTAGE, other).effect(urgent) == {"shop improved": ([35, 57], [16, 38])}


def test_an_incident_during_a_block_extends_it_and_is_improved_as_fast() -> None:
    longer = Fault(at=10, fix="restart", improve=5.7)
    during = Fault(at=34, fix="restart", impact=0.1, improve=1.8)
    assert shop(longer, during, changes=(12,)).effect(POLICY) == {
        "shop blocked": (None, [about(SPENT)]),
        "shop unblocked": (None, [57.5]),
        "shop improved": ([64, 86], [38.5, 57.5]),
        "shop Q0 frozen": (None, about(57.5 - SPENT)),
        "shop/0 frozen": (None, 45.5),
        "cost cost of delay none": (None, 45.5),
    }


def test_without_blocks_nobody_waits() -> None:
    world = shop(OUTAGE, changes=(12, 200), model=POLICY)
    assert world.effect("error_budget.block = false") == {
        **{name: (with_it, without) for name, (without, with_it) in BLOCKED.items()},
        "shop/0 frozen": (4, None),
        "cost cost of delay none": (4, None),
    }


def features(run: Accounts) -> pd.DataFrame:
    """The releases of features."""
    return run.releases[run.releases["kind"].eq("feature")]
