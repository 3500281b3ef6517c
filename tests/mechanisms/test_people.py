"""What people do together and what wears them out: swarming, overload, short rotas."""

import pytest

from tests.mechanisms.lines import outage
from tests.mechanisms.worlds import Fault, World


def test_a_swarm_diagnoses_faster_and_stops_feature_work() -> None:
    """Four people are twice as fast at a power of a half; the change waits until they are done."""
    world = World([Fault()], {"shop": [10.25]}, scenario="nature.swarm_speed = 0.5")
    assert world.effect("respond.owners.swarm = 4") == {
        "shop swarming": (None, [(10, 7.5)]),
        "shop#1 diagnosing": (1, 0.5),
        "shop/0 swarming": (None, 2.25),
        "hours owners/red": (3, 2.5),
        "cost incident capex": (3, 10),
        "cost cost of delay none": (None, 2.25),
        **outage(3, 2.5),
    }


def test_nobody_swarms_out_of_hours() -> None:
    world = World([Fault(at=20)], {"shop": [20.25]}, scenario="nature.swarm_speed = 0.5")
    assert world.effect("respond.owners.swarm = 4") == {}


def test_the_second_call_of_a_shift_finds_a_tired_person() -> None:
    world = World([Fault(at=20), Fault(at=25), Fault(at=80)])
    assert world.effect(scenario="nature.fatigue = { overload = 1, slows = 2 }") == {
        "shop tired": (None, [(25, 2)]),
        "shop#2 diagnosing": (1, 2),
        "shop#2 fixing": (2, 4),
        "hours owners/red": (9, 12),
        **outage(9, 12),
    }


@pytest.mark.parametrize(("people", "slower"), [(1, 2.25), (2, 1.5)])
def test_a_rota_too_small_is_tired_every_night(people: int, slower: float) -> None:
    world = World([Fault(at=20), Fault(at=34)], scenario=f"teams.red.people = {people}")
    assert world.effect(scenario="nature.fatigue = { smallest_rota = 3, tires = 1.5 }") == {
        "shop tired": (None, [(20, slower)]),
        "shop#1 diagnosing": (1, slower),
        "shop#1 fixing": (2, 2 * slower),
        "hours owners/red": (6, 3 + 3 * slower),
        **outage(6, 3 + 3 * slower),
    }


def test_a_rota_of_three_is_not() -> None:
    world = World([Fault(at=20)], scenario="teams.red.people = 3")
    assert world.effect(scenario="nature.fatigue = { smallest_rota = 3, tires = 1.5 }") == {}
