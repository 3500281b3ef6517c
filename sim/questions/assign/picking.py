"""Systems are lived through in blocks of fresh replications, and the cheapest is picked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.questions.assign.asked import FOUND, Asked, system
from sim.questions.assign.lived import Systems
from sim.questions.assign.offers import Offers, offers
from sim.questions.assign.solving import Assigned, Problem, Rule
from sim.study.selection import Selection, cheapest_of

BLOCK = 100_000
"""Replications of one block are numbered from a multiple of this."""
FEWEST = 10
"""Replications of a first stage, so that its variances are worth something."""
MOST = 60
"""Replications of a block, at most."""
ROUNDS = 3
"""How often the surrogate is corrected by what was lived through, at most."""
CHANCE = 0.95
"""Of picking the best."""


@dataclass
class Trying:
    """What is known so far."""

    asked: Asked
    systems: Systems
    first: int
    share: float
    most: int
    assigned: dict[str, Assigned] = field(default_factory=dict)
    """What was tried, by name."""
    used: int = 0
    """Blocks that were lived through."""

    def block(self, length: int) -> range:
        """The replications of the present block."""
        return range(self.used * BLOCK, self.used * BLOCK + length)

    def first_stages(self) -> Sequence[int]:
        """The replications of the first stages of all blocks in which something was picked."""
        stages = (range(n * BLOCK, n * BLOCK + self.first) for n in range(1, self.used + 1))
        return [number for stage in stages for number in stage]

    def pure(self) -> Offers:
        """Every model alone, in the present block."""
        numbers = self.block(self.first)
        why = "each model alone" if not self.used else f"each model alone, again ({self.used})"
        self.systems.live(dict.fromkeys(self.asked.models, numbers), why)
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


@dataclass(frozen=True)
class Picked:
    """What the last block has shown."""

    selection: Selection
    zone: float
    numbers: range
    """Numbers of the replications, as far as the longest system was lived through."""
    pure: Offers
    """The models alone in the first stage of it."""

    @property
    def name(self) -> str:
        """The cheapest."""
        return self.selection.left[0]


def pick(
    search: Trying, found: Offers, rules: Sequence[Rule], names: list[str]
) -> tuple[Picked, Offers]:
    """Pick in a fresh block, correct the surrogate by it, and again if that finds another."""
    current = found
    while True:
        search.used += 1
        picked = _round(search, current, rules, names)
        current = _corrected(search, current, picked)
        again = Problem(current, rules).solve()
        assert again is not None, "what could be solved can be solved with other costs"
        if search.used >= ROUNDS or again in search.assigned.values():
            return picked, current
        names = [*picked.selection.left, search.name_of(again)]


def _round(search: Trying, found: Offers, rules: Sequence[Rule], names: Sequence[str]) -> Picked:
    """Live a fresh block through, longer for those that may be the cheapest."""
    asked, systems = search.asked, search.systems
    pure = search.pure()
    costs = [
        float(np.mean(systems.totals(model, search.block(search.first)))) for model in asked.models
    ]
    zone = search.share * min(costs)
    allowed = [n for n, a in search.assigned.items() if heeds(found, rules, a)]
    compete = [name for name in dict.fromkeys([*names, *asked.models, asked.today])
               if name in allowed]  # fmt: skip
    length, left = search.first, tuple(dict.fromkeys([*compete, asked.today]))
    while True:
        systems.live(dict.fromkeys(left, search.block(length)), f"picking among {len(left)}")
        values = {name: systems.totals(name, search.block(length)) for name in compete}
        selection = cheapest_of(values, search.first, zone, CHANCE)
        if selection.decided or length >= search.most:
            return Picked(selection, zone, search.block(length), pure)
        left, length = selection.left, min(search.most, length + max(5, length // 2))


def heeds(found: Offers, rules: Sequence[Rule], assigned: Assigned) -> bool:
    """Whether a system could be chosen: of models to choose from, within the rules."""
    known = min(assigned) >= 0
    return known and all(rule.met(found, assigned) for rule in rules)


def _corrected(search: Trying, found: Offers, picked: Picked) -> Offers:
    """What services cost in the best mix, in place of what they cost where all are alike."""
    assigned, numbers = search.assigned[picked.name], search.block(search.first)
    rows = search.systems.rows(picked.name, numbers)
    mixed = np.array([row.own for row in rows]).transpose(1, 0, 2)
    own = found.own.copy()
    for service, model in enumerate(assigned):
        gap = mixed[:, :, service] - picked.pure.own[model, :, :, service]
        own[model, :, :, service] += gap.mean(axis=1, keepdims=True)
    return Offers(found.models, found.services, own, found.met, found.pools, found.teams)
