"""Politics, seen: what is disputed, ignored, refused or handed back to nobody, and its price."""

from __future__ import annotations

import pytest

from sim.records.metrics import measure
from sim.records.politics import politics_of
from tests.mechanisms.worlds import Fault, World, defect

TARGET = 'services.shop.target = "99.9%"'
LEARNS = '[learn]\nreview = "0 h"\n[operability]\ninvests = "5%"'
POLICY = 'error_budget.stages = ["team"]'
OUTAGE = Fault(at=10, fix="restart", improve=8.0)
"""Three hours; the budget of the eight weeks is spent at 11.34."""
SLIPS = defect(0, shows_after=1, impact=0.5)
"""Of a change that is ready at 12: 3 hours at a half."""


def shop(*policy: str) -> World:
    return World([OUTAGE, SLIPS], {"shop": [12.0]}, TARGET, [LEARNS, POLICY, *policy])


def test_where_everybody_keeps_to_the_rules_there_is_nothing_to_see() -> None:
    found = politics_of(shop().run())
    assert (found.disputed, found.ignored, found.refused, found.impossible) == (0, 0, 0, 0)
    assert found.cost == 0


def test_what_ships_in_spite_of_an_ignored_block_is_its_price() -> None:
    run = shop("error_budget.honoured = 0.5").run()
    incident = run.incidents[run.incidents["cause"].eq("change")].iloc[0]
    found = politics_of(run)
    assert (found.ignored, found.disputed) == (2, 0)  # by the outage, and by what it let slip
    assert found.slipped == pytest.approx(0.5 * incident["duration_hours"])
    assert found.cost == found.slipped


@pytest.mark.parametrize(("hours", "slips", "disputes"), [("1 h", True, 1), ("30 min", False, 2)])
def test_a_dispute_costs_what_ships_until_the_block_begins(
    hours: str, slips: bool, disputes: int
) -> None:
    """The change is ready at 12; the block begins at 11.34, half an hour or an hour later.

    Held back, it breaks what it breaks after the block, and another one is disputed.
    """
    run = shop("error_budget.disputed = 0.6", f'error_budget.dispute = "{hours}"').run()
    found = politics_of(run)
    assert (found.ignored, found.disputed) == (0, disputes)
    assert (found.slipped > 0) == slips


REFUSES = 'release = { window = "any", refused_out_of_hours = "60%" }'


def test_a_refused_deployment_costs_the_value_that_waited() -> None:
    """Ready on Monday at 20, refused until Tuesday at 9: 13 hours at a dollar each."""
    world = World([], {"shop": [20.0, 34.0]})
    found = politics_of(world.run(REFUSES))
    assert (found.refused, found.waited) == (1, 13.0)
    assert politics_of(world.run()).refused == 0
    delay = world.run(REFUSES).ledger
    assert delay.loc[delay["line"].eq("cost of delay"), "amount"].sum() == found.waited


def test_a_refusal_beyond_the_horizon_costs_what_waited_within_it() -> None:
    late = World([], {"shop": [1343.0]})  # Sunday at 23, an hour before the end
    found = politics_of(late.run(REFUSES))
    assert (found.refused, found.waited) == (1, 1.0)


def test_metrics_are_a_year() -> None:
    run = shop("error_budget.honoured = 0.5").run()
    found = measure(run, {"blocks_ignored_per_year", "politics_cost_per_year"})
    years = 1344 / 8766
    assert found["blocks_ignored_per_year"] == pytest.approx(2 / years)
    assert found["politics_cost_per_year"] == pytest.approx(politics_of(run).cost / years)
