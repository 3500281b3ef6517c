"""The search among offers is exact: nothing that can be enumerated is cheaper."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from sim.questions.assign.ladder import ladder, savings
from sim.questions.assign.offers import Offers, Pool
from sim.questions.assign.solving import CALLED, Problem, Rule, conflict, handful

MODELS, SERVICES, RUNS = 3, 5, 4


def some_offers(seed: int) -> Offers:
    """Random costs; each model needs a team of its own, two share one, two have rotas by team."""
    rng = np.random.default_rng(seed)
    own = rng.uniform(0, 100, (MODELS, 3, RUNS, SERVICES))
    both = Pool("desk", on_call={(0, "desk"): 0, (1, "desk"): 0})
    pools, teams = [both], dict[tuple[int, str], np.ndarray]()
    for model in range(MODELS):
        name = f"ops-{model}"
        pool = Pool(name, on_call={(model, name): 1 + model})
        pool.needs = {(model, service): (name,) for service in range(SERVICES)}
        pools.append(pool)
        teams[model, name] = rng.uniform(0, 200, (3, RUNS))
    desk = rng.uniform(0, 100, (3, RUNS))
    for model in (0, 1):
        both.needs |= {(model, service): ("desk",) for service in range(SERVICES)}
        teams[model, "desk"] = desk
    for team in range(2):
        rota = Pool(f"delivery/{team}")
        for model, amount in ((1, 40.0), (2, 70.0)):
            rota.on_call[model, rota.name] = 1
            teams[model, rota.name] = np.full((3, RUNS), amount / 3)
            rota.needs |= {(model, s): (rota.name,) for s in range(SERVICES) if s % 2 == team}
        pools.append(rota)
    met = rng.uniform(0, 1, (MODELS, SERVICES))
    names = tuple(f"model-{number}" for number in range(MODELS))
    return Offers(names, tuple("abcde"), own, met, pools, teams)


EVERY = [tuple(one) for one in product(range(MODELS), repeat=SERVICES)]


def cost(offers: Offers, assigned: tuple[int, ...]) -> float:
    return float(offers.price(assigned).sum(axis=0).mean())


def rules_of(offers: Offers, which: int) -> list[Rule]:
    ceiling = float(np.median([offers.price(one)[0].mean() for one in EVERY]))
    every = [
        Rule("capex", kind=0, ceiling=ceiling),
        Rule("people", kind=CALLED, ceiling=4),
        Rule("together", together=((0, 2, 4), (1, 3))),
        Rule("a is not 0", forbids=frozenset({(0, 0)})),
    ]
    return [rule for number, rule in enumerate(every) if which >> number & 1]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("which", [0, 1, 2, 4, 8, 15])
def test_no_allowed_assignment_is_cheaper(seed: int, which: int) -> None:
    offers = some_offers(seed)
    rules = rules_of(offers, which)
    allowed = [one for one in EVERY if all(rule.met(offers, one) for rule in rules)]
    best = Problem(offers, rules).solve()
    if not allowed:
        assert best is None
        return
    assert best in allowed
    assert cost(offers, best) == pytest.approx(min(cost(offers, one) for one in allowed), abs=1e-6)


def test_the_next_best_and_teams_more_or_less_are_tried() -> None:
    offers = some_offers(1)
    best = Problem(offers, []).solve()
    assert best is not None
    tried = handful(offers, [], best)
    assert tried[0] == best
    costs = sorted(cost(offers, one) for one in EVERY)
    assert costs[1] == pytest.approx(min(cost(offers, one) for one in tried[1:]), abs=1e-6)
    assert len({frozenset(offers.needs(one)) for one in tried}) > 1


def test_what_can_not_hold_together_is_named_and_nothing_else() -> None:
    offers = some_offers(2)
    rules = [
        Rule("harmless", forbids=frozenset({(2, 4)})),
        Rule("not 0", forbids=frozenset({(0, 1)})),
        Rule("not 1", forbids=frozenset({(1, 1)})),
        Rule("not 2", forbids=frozenset({(2, 1)})),
        Rule("people", kind=CALLED, ceiling=50),
    ]
    assert Problem(offers, rules).solve() is None
    assert [rule.text for rule in conflict(offers, rules)] == ["not 0", "not 1", "not 2"]


def test_a_pool_costs_what_the_dearest_model_asks_of_it() -> None:
    """A team on both sides is one set of people: its rota is paid once."""
    offers = some_offers(3)
    alone = offers.price((1, 1, 1, 1, 1)).sum(axis=0)
    mixed = offers.price((2, 1, 1, 1, 1)).sum(axis=0)
    own = (offers.own[2, :, :, 0] - offers.own[1, :, :, 0]).sum(axis=0)
    more = offers.teams[2, "ops-2"].sum(axis=0) + (70 - 40)
    assert mixed - alone == pytest.approx(own + more)


def test_steps_add_up_from_today_to_the_best() -> None:
    offers = some_offers(4)
    best = Problem(offers, []).solve()
    assert best is not None
    today = (0, 1, 2, 0, 1)
    steps = ladder(offers, today, best)
    moved = [one for one, other in zip(today, best, strict=True) if one != other]
    assert len(steps) == len(moved)
    assert steps[-1].saved == pytest.approx(cost(offers, today) - cost(offers, best))
    assert sum(step.saves for step in steps) == pytest.approx(steps[-1].saved)
    first = max(
        float(savings(offers, today)[s][best[s]].mean())
        for s in range(SERVICES)
        if today[s] != best[s]
    )
    assert steps[0].saves == pytest.approx(first)


def test_savings_of_one_move_are_differences_of_prices() -> None:
    offers = some_offers(5)
    today = (0, 1, 2, 1, 0)
    found = savings(offers, today)
    for place, model in product(range(SERVICES), range(MODELS)):
        moved = (*today[:place], model, *today[place + 1 :])
        expected = (offers.price(today) - offers.price(moved)).sum(axis=0)
        assert found[place][model] == pytest.approx(expected, abs=1e-9)
