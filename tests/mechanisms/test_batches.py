"""Releases as batches: what fails in them, how few see it, and how they are taken back."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.records.money import Accounts
from tests.mechanisms.lines import outage
from tests.mechanisms.worlds import World, defect

WEEKLY = 'release.every = "1 w"'
"""A release is cut on Mondays at nine, first at hour 9, then at 177."""


def test_a_batch_waits_fails_as_one_and_hides_the_culprit() -> None:
    world = World(
        [defect(1, shows_after=1)],
        {"shop": [10, 11, 12]},
        scenario="nature.batch_diagnosis = 1.0",
    )
    diagnosis = pytest.approx(1 + math.log(3), abs=2e-6)
    outage_hours = pytest.approx(3 + math.log(3), abs=2e-6)
    assert world.effect(WEEKLY) == {
        "shop/0 batching": (None, 167),
        "shop/1 batching": (None, 166),
        "shop/2 batching": (None, 165),
        "cost cost of delay none": (None, 167 + 166 + 165),
        "shop defect_live": ([11], [177]),
        "shop#1": ((12, "code"), (178, "code")),
        "shop#1 batch": (1, 3),
        "shop#1 diagnosing": (1, diagnosis),
        "hours owners/red": (3, outage_hours),
        "cost incident capex": (3, outage_hours),
        "cost outage loss none": (3, outage_hours),
        "shop Q0 spent": (10_800, pytest.approx(3600 * (3 + math.log(3)), abs=1e-2)),
    }


def features(run: Accounts) -> pd.DataFrame:
    """The releases of features."""
    return run.releases[run.releases["kind"].eq("feature")]


def test_the_larger_the_release_the_likelier_it_fails() -> None:
    """One defect in four changes fails one of four small releases, or the only large one."""
    world = World([defect(2, shows_after=1)], {"shop": [10, 11, 12, 13]})
    small, large = features(world.run()), features(world.run(WEEKLY))
    assert list(small["failed"]) == [False, False, True, False]
    assert list(large[["changes", "defects", "failed"]].iloc[0]) == [4, 1, True]
    assert len(large) == 1


def test_a_canary_is_seen_by_few_while_it_lasts() -> None:
    """The second defect shows after the canary is over."""
    world = World([defect(0, shows_after=1), defect(1, shows_after=30)], {"shop": [10, 34]})
    assert world.effect('release.canary = { exposure = "12.5%", lasts = "1 d" }') == {
        "shop#1 impact": (1, 0.125),
        **outage(6, 3.375),
    }


ROLLBACK = 'release.rollback = { within = "2 d", takes = "15 min" }'


def test_a_rollback_ends_the_incident_soon_and_only_the_culprit_waits_to_be_mended() -> None:
    """Live at 9 and failed at 10, it is mended in three hours; the other waits for Monday."""
    world = World([defect(0, shows_after=1)], {"shop": [8, 8.5]}, model=WEEKLY)
    assert world.effect(ROLLBACK) == {
        "shop rolled_back": (None, [10]),
        "shop mending": (None, [(10.25, 3)]),
        "shop released_again": (None, [177]),
        "shop/0 rolled_back": (None, 3),
        "shop/1 rolled_back": (None, 166.75),
        "shop#1 diagnosing": (1, None),
        "shop#1 fixing": (2, 0.25),
        "hours owners/red": (3, 0.25),
        "cost incident capex": (3, 0.25),
        "cost repair capex": (None, 3),
        "cost cost of delay none": (1.5, 1.5 + 3 + 166.75),
        **outage(3, 0.25),
    }


def test_no_release_fails_twice_by_the_same_defect() -> None:
    """Neither the repair nor what goes out again."""
    world = World([defect(0, shows_after=1)], {"shop": [8, 8.5]}, model=WEEKLY)
    run = world.run(ROLLBACK)
    assert list(run.incidents["appeared_at"]) == [10]
    assert list(run.incidents["resolved_at"]) == [13.25]
    again = run.releases.set_index("kind")
    assert dict(again["live_at"]) == {"feature": 9, "repair": 13.25, "again": 177}
    assert dict(again["failed"]) == {"feature": True, "repair": False, "again": False}


def test_another_defect_of_a_release_that_was_rolled_back_shows_later() -> None:
    """The second shows thirty hours after the release went out again, and is rolled back too."""
    world = World(
        [defect(0, shows_after=1), defect(1, shows_after=30)], {"shop": [8, 8.5]}, model=WEEKLY
    )
    run = world.run(ROLLBACK)
    assert list(run.incidents["appeared_at"]) == [10, 177 + 30]
    again = run.releases[run.releases["kind"].eq("again")]
    assert list(again["failed"]) == [True]


def test_an_old_release_is_not_rolled_back() -> None:
    world = World([defect(0, shows_after=49)], {"shop": [8]})
    assert world.effect(ROLLBACK) == {}


@pytest.mark.parametrize("practice", ["canary", "rollback"])
def test_a_practice_of_a_later_stage_is_not_in_use_yet(practice: str) -> None:
    world = World([defect(0, shows_after=1)], {"shop": [8]})
    lines = ROLLBACK if practice == "rollback" else 'release.canary.exposure = "12.5%"'
    assert world.effect(lines) != {}
    assert world.effect(lines, f'release.{practice}.stages = ["shared", "sre"]') == {}


@pytest.mark.parametrize("practice", ["canary", "rollback"])
def test_a_practice_belongs_to_the_services_whose_people_adopted_it(practice: str) -> None:
    """The shop draws one half; it is the same half under every model."""
    world = World([defect(0, shows_after=1)], {"shop": [8]})
    lines = ROLLBACK if practice == "rollback" else 'release.canary.exposure = "12.5%"'
    everybody, nobody = world.effect(lines), f'release.{practice}.adopted = "0%"'
    assert world.effect(lines, nobody) == {}
    assert world.effect(lines, f'release.{practice}.adopted = "50%"') == {}
    assert world.effect(lines, f'release.{practice}.adopted = "51%"') == everybody != {}


BOUGHT = """
[nature.operability]
initial = 0.5
decay = 0.0
nines = { elasticity = 0.0, hours = "600 h" }
"""
"""Six hundred hours are in the service from the start, and none come or go."""


@pytest.mark.parametrize("practice", ["canary", "rollback"])
@pytest.mark.parametrize(("effort", "there"), [("600 h", True), ("601 h", False)])
def test_a_practice_takes_effort_where_nines_cost(practice: str, effort: str, there: bool) -> None:
    world = World([defect(0, shows_after=1)], {"shop": [10]}, scenario=BOUGHT)
    lines = f'release.{practice} = {{ effort = "{effort}" }}'
    assert (world.effect(lines) != {}) == there
    assert World([defect(0, shows_after=1)], {"shop": [10]}).effect(lines) != {}


def test_a_practice_is_bought_by_effort_whoever_makes_it() -> None:
    """A tenth of six people puts 620 hours there after a week or so."""
    world = World(
        [defect(0, shows_after=1), defect(1, shows_after=1)],
        {"shop": [10, 500]},
        scenario=BOUGHT,
        model='operability.invests = "10%"',
    )
    effect = world.effect('release.canary = { effort = "620 h" }')
    hours = 600 + 6 * 0.1 * 1760 * np.array([11, 501]) / 8766
    assert (hours >= 620).tolist() == [False, True]
    assert "shop#1 impact" not in effect
    assert effect["shop#2 impact"] == (1, 0.05)
