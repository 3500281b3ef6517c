"""Practices that people make an effort for: circuit breakers, redundancy, and what needs what."""

from __future__ import annotations

import pytest

from sim.documents.errors import InputError
from sim.engine.log import EventKind
from sim.records.money import Accounts
from tests.mechanisms.worlds import Fault, World, defect

CART = """
[services.cart]
team = "red"
target = "99%"
exposure = "1 USD/h"
changes = "0/y"
traffic = { start = "1/s" }
needs = { shop = "50%" }

[services.page]
team = "red"
target = "99%"
exposure = "1 USD/h"
changes = "0/y"
traffic = { start = "1/s" }
needs = { cart = "100%" }
"""
BREAKER = 'practices.circuit_breaker = { hides = "40%" }'
SPARE = 'practices.redundancy = { spares = "80%" }'
COSTS = """
[nature.operability]
initial = 0.5
faults = 1
blast_radius = 1
detection = 1
diagnosis = 1
decay = 0

[nature.operability.nines]
elasticity = 0
hours = "600 h"
"""
"""Hours accumulate from 600 on, and buy nothing but practices."""


def hits(run: Accounts) -> dict[str, float]:
    facts, names = run.select(EventKind.HIT), run.log.service_names
    return {names[s]: a for s, a in zip(facts["service"], facts["amount"], strict=True)}


def test_a_circuit_breaker_hides_failures_of_what_is_needed_all_the_way() -> None:
    """The cart hides 40 % of what the shop does to it, the page as much of what is left."""
    world = World([Fault(at=10)], scenario=CART)
    assert hits(world.run()) == pytest.approx({"cart": 0.5, "page": 0.5})
    assert hits(world.run(BREAKER)) == pytest.approx({"cart": 0.5 * 0.6, "page": 0.5 * 0.6**2})


def test_a_perfect_breaker_lets_nothing_through() -> None:
    run = World([Fault(at=10)], scenario=CART).run('practices.circuit_breaker = { hides = "100%" }')
    assert hits(run) == {}
    spent = run.budgets.groupby("service", observed=True)["spent"].sum()
    assert spent[["cart", "page"]].tolist() == [0, 0]


def test_redundancy_serves_what_wear_would_have_failed_and_no_defect() -> None:
    faults = [Fault(at=10), defect(0, 1)]
    world = World(faults, changes={"shop": [34.0]})
    assert world.run().incidents["impact"].tolist() == [1, 1]
    assert world.run(SPARE).incidents["impact"].tolist() == pytest.approx([0.2, 1])
    every = 'practices.redundancy = { spares = "80%", of = ["background", "change"] }'
    assert world.run(every).incidents["impact"].tolist() == pytest.approx([0.2, 0.2])


def test_effort_buys_a_practice_whoever_makes_it() -> None:
    """600 hours are there; six people who give half of their time add 5,280 a year."""
    world = World([Fault(at=10), Fault(at=1000)], scenario=COSTS)
    needs = 'practices.redundancy = { spares = "80%", effort = "900 h" }\n'
    nobody = world.run(needs)
    assert nobody.incidents["impact"].tolist() == [1, 1]
    works = world.run(needs, 'operability = { invests = "50%" }')
    assert works.incidents["impact"].tolist() == pytest.approx([1, 0.2])


def test_a_practice_waits_for_one_that_it_needs() -> None:
    world = World([Fault(at=10), Fault(at=1000)], scenario=COSTS)
    needs = """
practices.redundancy = { spares = "80%", needs = ["circuit_breaker"] }
practices.circuit_breaker = { effort = "900 h" }
operability = { invests = "50%" }
"""
    assert world.run(needs).incidents["impact"].tolist() == pytest.approx([1, 0.2])


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (
            'practices.redundancy.needs = ["circuit_breaker"]\n'
            'practices.circuit_breaker.needs = ["redundancy"]',
            "goes in a circle: circuit_breaker -> redundancy -> circuit_breaker",
        ),
        ('practices.redundancy.needs = ["redundancy"]', "redundancy -> redundancy"),
        ('release.canary.needs = ["rollback"]', "found 'rollback'; the model has only canary"),
        ('practices.redundancy.needs = ["luck"]', "practices.redundancy.needs"),
        ('practices.circuit_breaker.hides = "120%"', "practices.circuit_breaker.hides"),
    ],
)
def test_what_is_refused(lines: str, says: str) -> None:
    with pytest.raises(InputError, match=says.replace(".", r"\.")):
        World().study(lines)
