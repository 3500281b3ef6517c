"""The search: a surrogate from pure lives, its best tried in the simulator, and one is picked.

Replications come in blocks that share nothing: the first makes the surrogate, each later one picks
among systems that were chosen before it was lived through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from sim.documents.errors import InputError, Problem
from sim.questions.assign.asked import FOUND, Asked, system
from sim.questions.assign.ladder import Step, ladder, saving
from sim.questions.assign.lived import Systems
from sim.questions.assign.offers import Offers, offers
from sim.questions.assign.ruling import rules_of
from sim.questions.assign.solving import Assigned, Rule, conflict, handful
from sim.questions.assign.solving import Problem as Search
from sim.study.paired import Difference, paired_difference
from sim.study.runner import HERE, Progress
from sim.study.selection import Selection, cheapest_of

BLOCK = 100_000
"""Replications of one block are numbered from a multiple of this."""
FEWEST = 10
"""Of a first stage, so that its variances are worth something."""
ROUNDS = 3
"""How often the surrogate is corrected by what was lived through, at most."""
ZONE = 0.05
"""The indifference zone: this share of the cheapest pure model's cost."""
CHANCE = 0.95
"""Of picking the best."""
MOST = 200
"""Replications of a block, at most."""


@dataclass(frozen=True)
class Choice:
    """The model of a service in the cheapest assignment, and what it saves."""

    service: str
    model: str
    instead_of: str
    """Today's model; where that is the same, the next cheapest for this service."""
    saving: Difference
    """Money a year, all else as assigned; by the surrogate."""
    chance_cheapest: float
    """Share of resampled studies in which no other model is cheaper for this service."""


@dataclass(frozen=True)
class Tried:
    """A system that was lived through."""

    name: str
    title: str
    mean: float
    """Total cost a year in the last block in which it was lived through."""
    regret: Difference
    """Beyond the cheapest, in the replications that both lived through."""
    allowed: bool
    """Whether it heeds the rules."""
    left: bool
    """Whether it may still be the cheapest."""


@dataclass(frozen=True)
class Assignment:
    """What was found."""

    asked: Asked
    best: Mapping[str, str]
    """The model of each service."""
    name: str
    """Of the best among what was tried."""
    selection: Selection
    zone: float
    """The indifference zone, money a year."""
    tried: Sequence[Tried]
    choices: Sequence[Choice]
    steps: Sequence[Step]
    """From today's assignment to the best."""
    rules: Sequence[tuple[str, float]]
    """Each rule, and what it costs a year."""
    predicted: float
    """By the surrogate, of the best, in the replications of the last block."""
    simulated: float
    """The same, lived through."""
    lives: int
    """Lives that were lived through for it."""

    @property
    def sure(self) -> bool:
        """Whether all others were screened out."""
        return self.selection.decided


@dataclass
class _Search:
    """What is known so far."""

    asked: Asked
    systems: Systems
    first: int
    zone: float | None
    most: int
    assigned: dict[str, Assigned] = field(default_factory=dict)
    """What was tried, by name."""
    used: int = 0
    """Blocks that were lived through."""

    def block(self, length: int) -> range:
        """The replications of the present block."""
        return range(self.used * BLOCK, self.used * BLOCK + length)

    def pure(self) -> Offers:
        """Every model alone, in the present block."""
        numbers = self.block(self.first)
        self.systems.live(dict.fromkeys(self.asked.models, numbers))
        rows = {name: self.systems.rows(name, numbers) for name in self.asked.models}
        return offers(self.asked, rows)

    def name_of(self, assigned: Assigned) -> str:
        """The system of an assignment, made if there is none."""
        for name, known in self.assigned.items():
            if known == assigned:
                return name
        name = f"{FOUND}-{1 + sum(known.startswith(FOUND) for known in self.assigned)}"
        self.assigned[name] = assigned
        self.systems.add(name, system(self.asked, name, self.mix(assigned)))
        return name

    def mix(self, assigned: Assigned) -> dict[str, str]:
        """An assignment by names."""
        models = (self.asked.models[number] for number in assigned)
        return dict(zip(self.asked.services, models, strict=True))


def assign(
    asked: Asked,
    *,
    replications: int | None = None,
    zone: float | None = None,
    most: int = MOST,
    keep: Path | None = None,
    workers: int | None = None,
    on: str = HERE,
    progress: Progress | None = None,
) -> Assignment:
    """The cheapest assignment of support models to services, lived through and picked.

    ``replications`` make the surrogate and the first stage (the scenario's if absent, at least
    FEWEST), ``zone`` is money a year below which a difference doesn't matter, ``keep`` a folder
    for what is lived through.

    Raises
    ------
    InputError
        If no assignment heeds the rules; it names those that can't hold together.
    """
    systems = Systems(keep, workers, on, progress)
    first = max(FEWEST, replications or asked.study.scenario.replications)
    search = _Search(asked, systems, first, zone, max(most, first))
    _begin(search)
    found = search.pure()
    rules = rules_of(asked, found)
    best = _solved(asked, found, rules)
    names = [search.name_of(one) for one in handful(found, rules, best)]
    picked, last = _pick(search, found, rules, names)
    return _told(search, found, last, rules, picked)


def _begin(search: _Search) -> None:
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


@dataclass(frozen=True)
class _Picked:
    """What the last block has shown."""

    selection: Selection
    zone: float
    numbers: range
    """Its replications, as far as the longest was lived through."""
    pure: Offers
    """The models alone in the first stage of it."""

    @property
    def name(self) -> str:
        """The cheapest."""
        return self.selection.left[0]


def _pick(
    search: _Search, found: Offers, rules: Sequence[Rule], names: list[str]
) -> tuple[_Picked, Offers]:
    """Pick in a fresh block, correct the surrogate by it, and again if that finds another."""
    current = found
    while True:
        search.used += 1
        picked = _round(search, current, rules, names)
        current = _corrected(search, current, picked)
        again = Search(current, rules).solve()
        assert again is not None, "what could be solved can be solved with other costs"
        if search.used >= ROUNDS or again in search.assigned.values():
            return picked, current
        names = [*picked.selection.left, search.name_of(again)]


def _round(search: _Search, found: Offers, rules: Sequence[Rule], names: Sequence[str]) -> _Picked:
    """Live a fresh block through, longer for those that may be the cheapest."""
    asked, systems = search.asked, search.systems
    pure = search.pure()
    costs = [
        float(np.mean(systems.totals(model, search.block(search.first)))) for model in asked.models
    ]
    zone = search.zone or ZONE * min(costs)
    allowed = [n for n, a in search.assigned.items() if _heeds(found, rules, a)]
    compete = [name for name in dict.fromkeys([*names, *asked.models, asked.today])
               if name in allowed]  # fmt: skip
    length, left = search.first, tuple(dict.fromkeys([*compete, asked.today]))
    while True:
        systems.live(dict.fromkeys(left, search.block(length)))
        values = {name: systems.totals(name, search.block(length)) for name in compete}
        selection = cheapest_of(values, search.first, zone, CHANCE)
        if selection.decided or length >= search.most:
            return _Picked(selection, zone, search.block(length), pure)
        left, length = selection.left, min(search.most, length + max(5, length // 2))


def _heeds(found: Offers, rules: Sequence[Rule], assigned: Assigned) -> bool:
    known = min(assigned) >= 0
    return known and all(rule.met(found, assigned) for rule in rules)


def _corrected(search: _Search, found: Offers, picked: _Picked) -> Offers:
    """What services cost in the best mix, in place of what they cost where all are alike."""
    assigned, numbers = search.assigned[picked.name], search.block(search.first)
    rows = search.systems.rows(picked.name, numbers)
    mixed = np.array([row.own for row in rows]).transpose(1, 0, 2)
    own = found.own.copy()
    for service, model in enumerate(assigned):
        gap = mixed[:, :, service] - picked.pure.own[model, :, :, service]
        own[model, :, :, service] += gap.mean(axis=1, keepdims=True)
    return Offers(found.models, found.services, own, found.met, found.pools, found.teams)


def _told(
    search: _Search, found: Offers, last: Offers, rules: Sequence[Rule], picked: _Picked
) -> Assignment:
    asked, systems = search.asked, search.systems
    best = search.assigned[picked.name]
    block = search.block(search.first)
    today = search.assigned[asked.today]
    return Assignment(
        asked, search.mix(best), picked.name, picked.selection, picked.zone,
        _tried(search, found, rules, picked),
        [_choice(last, best, today, service) for service in range(len(best))],
        ladder(last, today, best) if min(today) >= 0 else [],
        _costs_of_rules(found, rules),
        float(picked.pure.price(best).sum(axis=0).mean()),
        float(systems.totals(picked.name, block).mean()),
        systems.lived,
    )  # fmt: skip


def _tried(search: _Search, found: Offers, rules: Sequence[Rule], picked: _Picked) -> list[Tried]:
    """Every system in the last block in which it was lived through, the cheapest first."""
    told = []
    for name, assigned in search.assigned.items():
        for block in range(search.used, 0, -1):
            numbers = range(block * BLOCK, block * BLOCK + search.most)
            mine, best = (search.systems.totals(one, numbers) for one in (name, picked.name))
            if len(mine):
                both = min(len(mine), len(best))
                regret = paired_difference(mine[:both], best[:both])
                allowed = _heeds(found, rules, assigned)
                title = search.systems.studies[name].models[name].title
                left = name in picked.selection.left
                told.append(Tried(name, title, float(mine.mean()), regret, allowed, left))
                break
    return sorted(told, key=lambda one: one.regret.mean)


RESAMPLED = 500
"""Bootstrap samples of replications."""


def _choice(found: Offers, best: Assigned, today: Assigned, service: int) -> Choice:
    """What a service's model saves against today's, or else against the next cheapest."""
    gains = {m: -saving(found, best, service, m) for m in range(len(found.models))}
    others = {m: gain for m, gain in gains.items() if m != best[service]}
    nearest = min(others, key=lambda model: float(others[model].mean()))
    instead = today[service] if today[service] in others else nearest
    gain = others[instead]
    table = np.array(list(others.values()))
    count = table.shape[1]
    draws = np.random.default_rng(service).integers(0, count, (RESAMPLED, count))
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
