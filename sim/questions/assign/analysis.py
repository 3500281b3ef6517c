"""The search: a surrogate from pure runs, its best tried in the simulator, and one is picked.

Replications come in blocks that share nothing: the first makes the surrogate, each later one picks
among systems that were chosen before it was lived through.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.documents.errors import InputError, Problem
from sim.documents.mix import Model
from sim.ground.rng import stream
from sim.questions.assign.answer import Assignment, Choice, Tried
from sim.questions.assign.asked import Asked, system
from sim.questions.assign.ladder import ladder, savings
from sim.questions.assign.lived import Begin, Systems
from sim.questions.assign.moving import move
from sim.questions.assign.offers import Offers
from sim.questions.assign.picking import BLOCK, FEWEST, MOST, Picked, Trying, heeds, pick
from sim.questions.assign.ruling import rules_of
from sim.questions.assign.solving import Assigned, Rule, conflict, handful
from sim.questions.assign.solving import Problem as Search
from sim.study.paired import Difference, paired_difference
from sim.study.runner import HERE

ZONE = 0.05
"""The indifference zone: this share of the cheapest pure model's cost."""


def assign(
    asked: Asked,
    *,
    replications: int | None = None,
    share: float = ZONE,
    most: int = MOST,
    keep: Path | None = None,
    workers: int | None = None,
    on: str = HERE,
    begin: Begin | None = None,
) -> Assignment:
    """The cheapest assignment of support models to services, lived through and picked.

    ``replications`` make the surrogate and the first stage (at least FEWEST, which is also the
    default), ``share`` is the indifference zone as a share of the cheapest pure model's cost,
    ``keep`` a folder for what is lived through, ``begin`` starts a progress bar of its title.

    Raises
    ------
    InputError
        If no assignment heeds the rules; it names those that can't hold together.
    """
    systems = Systems(keep, workers, on, begin)
    first = max(FEWEST, replications or 0)
    search = Trying(asked, systems, first, share, max(most, first))
    _begin(search)
    found = search.pure()
    rules = rules_of(asked, found)
    best = _solved(asked, found, rules)
    names = [search.name_of(one) for one in handful(found, rules, best)]
    picked, last = pick(search, found, rules, names)
    return _told(search, found, last, rules, picked)


def _begin(search: Trying) -> None:
    """The pure models and today's, as systems."""
    asked = search.asked
    number = {name: n for n, name in enumerate(asked.models)}
    for name in asked.models:
        search.systems.add(name, system(asked, name))
        search.assigned[name] = (number[name],) * len(asked.services)
    if asked.today not in search.assigned:
        search.systems.add(asked.today, system(asked, asked.today))
        now = asked.now().values()
        search.assigned[asked.today] = tuple(number.get(model, -1) for model in now)


def _solved(asked: Asked, found: Offers, rules: Sequence[Rule]) -> Assigned:
    best = Search(found, rules).solve()
    if best is None:
        told = [rule.text for rule in conflict(found, rules)]
        why = f"no assignment heeds all of these, and one could without any of them: {told}"
        raise InputError(
            asked.study.file or asked.study.name,
            [Problem("assign", why.replace("[", "").replace("]", "").replace("'", ""))],
        )
    return best


def _told(
    search: Trying, found: Offers, last: Offers, rules: Sequence[Rule], picked: Picked
) -> Assignment:
    asked, systems = search.asked, search.systems
    best = search.assigned[picked.name]
    block = search.block(search.first)
    today = search.assigned[asked.today]
    return Assignment(
        asked, search.mix(best), picked.name, picked.selection, picked.zone,
        _tried(search, found, rules, picked),
        [_choice(last, best, today, s, saves) for s, saves in enumerate(savings(last, best))],
        ladder(last, today, best) if min(today) >= 0 else [],
        move(asked.study.scenario, _model(search, asked.today), _model(search, picked.name)),
        _costs_of_rules(found, rules),
        float(picked.pure.price(best).sum(axis=0).mean()),
        float(systems.totals(picked.name, block).mean()),
        systems.lived,
    )  # fmt: skip


def _model(search: Trying, name: str) -> Model:
    """The model or mix of a system."""
    return search.systems.studies[name].models[name]


def _tried(search: Trying, found: Offers, rules: Sequence[Rule], picked: Picked) -> list[Tried]:
    """Every system, compared with the cheapest in the last block in which it was lived through."""
    blocks = [range(n * BLOCK, n * BLOCK + search.most) for n in range(search.used, 0, -1)]
    search.systems.live({picked.name: search.first_stages()}, "the cheapest beside all others")
    least = float(search.systems.totals(picked.name, blocks[0]).mean())
    told = [
        Tried(
            name, search.systems.studies[name].models[name].title, least + regret.mean, regret,
            heeds(found, rules, assigned), name in picked.selection.left,
        )
        for name, assigned in search.assigned.items()
        for regret in [_regret(search, name, picked.name, blocks)]
    ]  # fmt: skip
    return sorted(told, key=lambda one: one.regret.mean)


def _regret(search: Trying, name: str, best: str, blocks: Sequence[range]) -> Difference:
    """What a system costs beyond another, in the first of these blocks that it was lived in."""
    block = next(block for block in blocks if len(search.systems.totals(name, block)))
    mine, its = (search.systems.totals(one, block) for one in (name, best))
    both = min(len(mine), len(its))
    return paired_difference(mine[:both], its[:both])


RESAMPLED = 500
"""Bootstrap samples of replications."""


def _choice(
    found: Offers, best: Assigned, today: Assigned, service: int, saves: Sequence[np.ndarray]
) -> Choice:
    """What a service's model saves against today's, or else against the next cheapest.

    ``saves`` is what moving it to each model would save.
    """
    others = {model: -gain for model, gain in enumerate(saves) if model != best[service]}
    nearest = min(others, key=lambda model: float(others[model].mean()))
    instead = today[service] if today[service] in others else nearest
    gain = others[instead]
    table = np.array(list(others.values()))
    count = table.shape[1]
    draws = stream(0, 0, "resampled replications").integers(0, count, (RESAMPLED, count))
    cheapest = (table[:, draws].mean(axis=2) >= 0).all(axis=0)
    return Choice(
        found.services[service], found.models[best[service]], found.models[instead],
        paired_difference(gain, np.zeros(count)), float(cheapest.mean()),
    )  # fmt: skip


def _costs_of_rules(found: Offers, rules: Sequence[Rule]) -> list[tuple[str, float]]:
    """What each rule costs a year, by the surrogate: what is cheaper without it alone."""
    best = Search(found, rules).solve()
    assert best is not None
    with_all = float(found.price(best).sum(axis=0).mean())
    told = []
    for rule in rules:
        free = Search(found, [other for other in rules if other is not rule]).solve()
        assert free is not None
        told.append((rule.text, with_all - float(found.price(free).sum(axis=0).mean())))
    return told
