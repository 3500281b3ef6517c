"""Error budgets: when a service is outside, and what follows.

The target of 99.9 % allows 1.344 hours in the eight weeks of the only quarter.
"""

from tests.mechanisms.worlds import Fault, World

TARGET = 'services.shop.target = "99.9%"\n'
LEARNS_IN_TEN_DAYS = '[learn]\nreview = "0 h"\nimprovement = "10 d"'
POLICY = 'error_budget.stages = ["team"]'
OUTAGE = Fault(at=10, fix="restart")
"""Three hours, until 13; its improvement is live at 253, or at 133 if features wait."""

BLOCKED = {
    "shop blocked": (None, [13]),
    "shop unblocked": (None, [133]),
    "shop improved": ([253], [133]),
    "shop Q0 frozen": (None, 120),
}


def shop(*faults: Fault, changes: tuple[float, ...] = (), model: str = "", **lines: str) -> World:
    scenario = TARGET + lines.get("scenario", "")
    return World(faults, {"shop": changes}, scenario, [LEARNS_IN_TEN_DAYS, model])


def test_outside_the_budget_features_wait_until_the_improvements_are_live() -> None:
    assert shop(OUTAGE, changes=(20, 200)).effect(POLICY) == {
        **BLOCKED,
        "shop/0 frozen": (None, 113),
        "cost cost of delay none": (None, 113),
    }


def test_what_piled_up_behind_a_block_ships_as_one_batch() -> None:
    world = shop(OUTAGE, changes=(20, 60, 100, 200))
    free, blocked = world.run().releases, world.run(POLICY).releases
    assert list(free["changes"]) == [1, 1, 1, 1]
    assert list(zip(blocked["live_at"], blocked["changes"], strict=True)) == [(133, 3), (200, 1)]


def test_how_much_faster_improvements_are_sets_how_long_a_block_lasts() -> None:
    world = shop(OUTAGE, changes=(20,), model=POLICY)
    assert world.effect("error_budget.improvement_speed = 4") == {
        "shop unblocked": ([133], [73]),
        "shop improved": ([133], [73]),
        "shop Q0 frozen": (120, 60),
        "shop/0 frozen": (113, 53),
        "cost cost of delay none": (113, 53),
    }


def test_inside_the_budget_nothing_follows() -> None:
    """Four tenths of the requests for three hours are 1.2 hours."""
    assert shop(Fault(fix="restart", impact=0.4), changes=(20,)).effect(POLICY) == {}


def test_a_policy_for_other_stages_is_silent() -> None:
    assert shop(OUTAGE, changes=(20,)).effect('error_budget.stages = ["sre"]') == {}


def test_a_block_that_is_not_honoured_changes_nothing() -> None:
    ignored = 'error_budget = { stages = ["team"], honoured = "50%" }'
    assert shop(OUTAGE, changes=(20,)).effect(ignored) == {"shop block_ignored": (None, [13])}


def test_a_dispute_delays_the_block_and_what_it_brings() -> None:
    """Blocked at 85 instead of 13, when 168 hours of improvement are left, halved from then."""
    disputes = 'error_budget = { disputed = "60%", dispute = "3 d" }'
    assert shop(OUTAGE, changes=(20, 100), model=POLICY).effect(disputes) == {
        "shop block_disputed": (None, [13]),
        "shop blocked": ([13], [85]),
        "shop unblocked": ([133], [169]),
        "shop improved": ([133], [169]),
        "shop Q0 frozen": (120, 84),
        "shop/0 frozen": (113, None),
        "shop/1 frozen": (33, 69),
        "cost cost of delay none": (146, 69),
    }


def test_a_rolling_window_of_28_days_has_a_smaller_budget() -> None:
    """An hour is inside 1.344 hours, outside 0.672."""
    an_hour = Fault(at=850, fix="restart", work=0)
    assert shop(an_hour, model=POLICY).effect('error_budget.window = "rolling"') == {
        "shop blocked": (None, [851]),
        "shop unblocked": (None, [971]),
        "shop improved": ([1091], [971]),
        "shop Q0 frozen": (None, 120),
    }


def test_by_the_clock_an_outage_counts_at_night_too() -> None:
    by_day = f"nature.shapes.by-day.day = {[0] * 12 + [1] * 12}\n"
    by_day += 'services.shop.traffic.shape = "by-day"'
    at_night = Fault(at=2, fix="restart")
    assert shop(at_night, model=POLICY, scenario=by_day).effect(
        'error_budget.measure = "clock"'
    ) == {
        "shop blocked": (None, [5]),
        "shop unblocked": (None, [125]),
        "shop improved": ([245], [125]),
        "shop Q0 frozen": (None, 120),
    }


def test_a_strict_policy_lifts_the_block_only_when_the_budget_is_met_again() -> None:
    """That is in the next quarter, from hour 2160; somebody looks once a day."""
    longer = 'horizon = "16 w"\n'
    world = World(
        [OUTAGE], {"shop": [20]}, longer + TARGET, [LEARNS_IN_TEN_DAYS, POLICY]
    )  # fmt: skip
    assert world.effect('error_budget.lifts = "inside-budget"') == {
        "shop unblocked": ([133], [2173]),
        "shop Q0 frozen": (120, 2147),
        "shop Q1 frozen": (None, 13),
        "shop/0 frozen": (113, 2153),
        "cost cost of delay none": (113, 2153),
    }


def test_an_incident_that_burns_much_is_improved_at_top_priority() -> None:
    """Without a block; the smaller one before it, 0.3 hours, keeps its place."""
    smaller, larger = Fault(at=10, fix="restart", impact=0.1), Fault(at=34, fix="restart")
    urgent = 'error_budget = { stages = ["team"], block = false, urgent_review = "50%" }'
    assert shop(smaller, larger).effect(urgent) == {"shop improved": ([253, 277], [157, 253])}


def test_what_an_incident_burned_counts_from_its_own_beginning() -> None:
    """Another one begins while it lasts: still three hours, not the one since then."""
    other = Fault(at=12, fix="restart", impact=0.01, diagnose=0.5, work=0)
    urgent = 'error_budget = { stages = ["team"], block = false, urgent_review = "90%" }'
    assert shop(OUTAGE, other).effect(urgent) == {"shop improved": ([253, 253.5], [133, 253.5])}


def test_an_incident_during_a_block_extends_it_and_is_improved_as_fast() -> None:
    """A code fix at 37, whose improvement would be live at 277, is live at 157."""
    during = Fault(at=34, impact=0.1)
    assert shop(OUTAGE, during, changes=(20,)).effect(POLICY) == {
        **BLOCKED,
        "shop unblocked": (None, [157]),
        "shop improved": ([253, 277], [133, 157]),
        "shop Q0 frozen": (None, 144),
        "shop/0 frozen": (None, 137),
        "cost cost of delay none": (None, 137),
    }


def test_without_blocks_nobody_waits() -> None:
    world = shop(OUTAGE, changes=(20, 200), model=POLICY)
    assert world.effect("error_budget.block = false") == {
        **{name: (with_it, without) for name, (without, with_it) in BLOCKED.items()},
        "shop/0 frozen": (113, None),
        "cost cost of delay none": (113, None),
    }
