"""The cheapest assignment of a surrogate: a fixed-charge assignment problem, solved exactly.

Each service has one model; each pool of people costs at least what any service needs of it. Solved
by HiGHS through ``scipy.optimize.milp`` to a gap of zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from sim.questions.assign.offers import Offers

Assigned = tuple[int, ...]
"""The number of the model of each service."""
Terms = dict[int, float]
"""Factors by column of the problem."""


@dataclass(frozen=True)
class Rule:
    """What an assignment must heed."""

    text: str
    forbids: frozenset[tuple[int, int]] = frozenset()
    """Model and service."""
    together: tuple[tuple[int, ...], ...] = ()
    """Services that stay under one model."""
    kind: int | None = None
    """A ceiling on a kind of money, or (CALLED) on people on call."""
    ceiling: float = float("inf")

    def met(self, offers: Offers, assigned: Assigned) -> bool:
        """Whether an assignment heeds it, by the surrogate."""
        if any((model, service) in self.forbids for service, model in enumerate(assigned)):
            return False
        if any(len({assigned[service] for service in group}) > 1 for group in self.together):
            return False
        if self.kind is None:
            return True
        if self.kind == CALLED:
            return offers.called(assigned) <= self.ceiling
        return float(offers.price(assigned)[self.kind].mean()) <= self.ceiling * (1 + SLACK)


CALLED = 3
"""Beside the kinds of money: people on call out of hours."""
LAYERS = 5
"""Columns of each pool: its cost, its part in capex, opex, losses, and people on call."""
SLACK = 1e-9
LATER = 0.001
"""Money a year by which a model is held dearer than the one before it: ties go to the first."""


@dataclass
class Problem:
    """The mixed-integer problem of some offers under some rules."""

    offers: Offers
    rules: Sequence[Rule]
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)
    """Factors by column, lower and upper bound."""
    free: set[int] = field(default_factory=set)
    """Pools that cost nothing."""

    def __post_init__(self) -> None:
        self.each, self.count = len(self.offers.models), len(self.offers.services)
        self.columns = self.each * self.count + LAYERS * len(self.offers.pools)
        self.upper = np.ones(self.columns)
        self.upper[self.each * self.count :] = np.inf
        self._own = self.offers.own.mean(axis=2)
        one = ({self.x(m, s): 1.0 for m in range(self.each)} for s in range(self.count))
        self.rows += [(terms, 1.0, 1.0) for terms in one]
        wanted = {0} | {1 + rule.kind for rule in self.rules if rule.kind is not None}
        for layer in sorted(wanted):
            self.rows += self._charges(layer)
        for rule in self.rules:
            self._heed(rule)

    def x(self, model: int, service: int) -> int:
        """The column that says whether a model runs a service."""
        return service * self.each + model

    def y(self, pool: int, layer: int) -> int:
        """The column of what a pool takes."""
        return self.each * self.count + layer * len(self.offers.pools) + pool

    def _charges(self, layer: int) -> Iterator[tuple[Terms, float, float]]:
        """A pool takes at least what each service that is assigned needs of it."""
        for number, pool in enumerate(self.offers.pools):
            for (model, service), teams in pool.needs.items():
                if layer == 1 + CALLED:
                    amount = float(sum(pool.on_call[model, team] for team in teams))
                else:
                    mean = self.offers.charge(model, teams).mean(axis=1)
                    amount = float(mean.sum() if layer == 0 else mean[layer - 1])
                if amount > 0:
                    terms = {self.y(number, layer): 1.0, self.x(model, service): -amount}
                    yield terms, 0.0, np.inf

    def _heed(self, rule: Rule) -> None:
        for model, service in rule.forbids:
            self.upper[self.x(model, service)] = 0.0
        for group in rule.together:
            for one, other in pairwise(group):
                for model in range(self.each):
                    self.rows.append(({self.x(model, one): 1, self.x(model, other): -1}, 0.0, 0.0))
        if rule.kind is not None:
            self.rows.append((self._taken(rule.kind), -np.inf, rule.ceiling))

    def _taken(self, kind: int) -> Terms:
        """What pools and services take of a kind of money, or of people on call."""
        terms: Terms = {self.y(pool, 1 + kind): 1.0 for pool in range(len(self.offers.pools))}
        if kind != CALLED:
            for model in range(self.each):
                for service in range(self.count):
                    terms[self.x(model, service)] = float(self._own[model, kind, service])
        return terms

    def without(self, pool: int) -> None:
        """From now on nobody may need a pool."""
        for model, service in self.offers.pools[pool].needs:
            self.upper[self.x(model, service)] = 0.0

    def given(self, pool: int) -> None:
        """From now on a pool costs nothing, as if it were there anyway."""
        self.free.add(pool)

    def other_than(self, assigned: Assigned) -> None:
        """From now on an assignment that differs from this one."""
        terms: Terms = {self.x(model, service): 1.0 for service, model in enumerate(assigned)}
        self.rows.append((terms, -np.inf, self.count - 1.0))

    def solve(self, nodes: int | None = None) -> Assigned | None:
        """The cheapest assignment; None if none heeds all rules.

        With ``nodes``, the cheapest that is found within so many nodes of the search tree.
        """
        costs = np.zeros(self.columns)
        for model in range(self.each):
            for service in range(self.count):
                costs[self.x(model, service)] = self._own[model, :, service].sum() + LATER * model
        paid = [p for p in range(len(self.offers.pools)) if p not in self.free]
        costs[[self.y(pool, 0) for pool in paid]] = 1.0
        whole = np.zeros(self.columns, dtype=np.int64)
        whole[: self.each * self.count] = 1
        found = milp(
            costs, integrality=whole, bounds=Bounds(np.zeros(self.columns), self.upper),
            constraints=self._constraints(),
            options={"mip_rel_gap": 0.0} if nodes is None else {"node_limit": nodes},
        )  # fmt: skip
        if found.x is None:
            return None
        table = np.asarray(found.x)[: self.each * self.count].reshape(self.count, self.each)
        return tuple(int(model) for model in table.argmax(axis=1))

    def _constraints(self) -> LinearConstraint:
        places = [(row, c) for row, (terms, _, _) in enumerate(self.rows) for c in terms]
        factors = [factor for terms, _, _ in self.rows for factor in terms.values()]
        down, across = np.array(places).T
        table = csr_array((factors, (down, across)), shape=(len(self.rows), self.columns))
        low, high = (np.array([row[i] for row in self.rows]) for i in (1, 2))
        return LinearConstraint(table, low, high)


def conflict(offers: Offers, rules: Sequence[Rule]) -> list[Rule]:
    """Rules that can't hold together, and could without any one of them."""
    left = list(rules)
    for rule in rules:
        fewer = [other for other in left if other is not rule]
        if Problem(offers, fewer).solve() is None:
            left = fewer
    return left


TRIED_NODES = 1_000
"""Of the search for each of the other assignments, which needn't be the cheapest of their kind."""
FEW = 200
"""Services up to which the next cheapest is looked for; it takes long, and says less, of more."""
MOST_TRIED = 6
"""Assignments beside the pure ones that are lived through."""


def handful(offers: Offers, rules: Sequence[Rule], best: Assigned) -> list[Assigned]:
    """The cheapest assignment, the next, and those without a team that it has or given another.

    The next may differ in one small service; what decides mostly is which teams there are at all.
    """
    found = {best: None}
    tries = []
    if len(best) <= FEW:
        tries.append(Problem(offers, rules))
        tries[0].other_than(best)
    used = offers.needs(best)
    for number, pool in enumerate(offers.pools):
        if len({service for _, service in pool.needs}) > 1 and "/" not in pool.name:
            problem = Problem(offers, rules)
            (problem.without if number in used else problem.given)(number)
            tries.append(problem)
    others = [one for problem in tries if (one := problem.solve(TRIED_NODES)) is not None]
    for solved in sorted(others, key=lambda one: float(offers.price(one).sum())):
        found.setdefault(solved)
    return list(found)[:MOST_TRIED]
