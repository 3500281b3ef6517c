"""What each model offers for each service: its own costs, and the teams that it can't do without.

The surrogate of the search: a service costs under a model what it cost when everybody was under
it, and a team costs what it cost there, once, if anybody needs it. It leaves out that queues are
shared; where services share nobody it is exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.documents.support_model import SupportModel
from sim.organisation.crews import pool_of
from sim.organisation.organisation import Organisation, organise
from sim.organisation.team import Team
from sim.questions.assign.asked import Asked
from sim.questions.assign.lived import KINDS, Row

Need = tuple[int, tuple[str, ...]]
"""A model by number, and its teams in a pool that a service needs."""


@dataclass
class Pool:
    """People who are there once, for all models that share them."""

    name: str
    needs: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    """Teams needed, by model and service."""
    on_call: dict[tuple[int, str], int] = field(default_factory=dict)
    """People on call out of hours of each team, by model and team; not of desks, nor unpaid."""


@dataclass
class Offers:
    """Costs a year by model, service and replication, and pools of people."""

    models: tuple[str, ...]
    services: tuple[str, ...]
    own: np.ndarray
    """Shape (models, kinds, replications, services)."""
    met: np.ndarray
    """Mean share of quarters inside the budget; shape (models, services)."""
    pools: list[Pool]
    teams: dict[tuple[int, str], np.ndarray]
    """Costs of a team, by model and team; shape (kinds, replications)."""

    @property
    def replications(self) -> int:
        """Of each number."""
        return int(self.own.shape[2])

    @cached_property
    def touching(self) -> dict[int, list[int]]:
        """The pools, by number, that a service needs under some model."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, pool in enumerate(self.pools):
            for service in dict.fromkeys(service for _, service in pool.needs):
                found[service].append(number)
        return found

    def charge(self, model: int, teams: Sequence[str]) -> np.ndarray:
        """What these teams cost together; shape (kinds, replications)."""
        none = np.zeros((len(KINDS), self.replications))
        return sum((self.teams[model, team] for team in teams), none)

    def pool_cost(self, needs: Counter[Need]) -> np.ndarray:
        """What a pool costs: among models, that of the dearest; shape (kinds, replications)."""
        asked = frozenset(needs)
        if asked not in self._known:
            found = np.zeros((len(KINDS), self.replications))
            for model in {model for model, _ in asked}:
                teams = {team for m, named in asked for team in named if m == model}
                mine = self.charge(model, sorted(teams))
                found = mine if mine.sum() > found.sum() else found
            self._known[asked] = found
        return self._known[asked]

    @cached_property
    def _known(self) -> dict[frozenset[Need], np.ndarray]:
        """Costs of pools by what is needed of them, worked out once."""
        return {}

    def needs_of(self, number: int, assigned: Sequence[int]) -> Counter[Need]:
        """What services need of a pool, under the model of each."""
        needs = self.pools[number].needs
        there = dict.fromkeys(service for _, service in needs)
        chosen = ((assigned[service], service) for service in there)
        return Counter((one[0], needs[one]) for one in chosen if one in needs)

    def needs(self, assigned: Sequence[int]) -> dict[int, Counter[Need]]:
        """What each pool is needed for, by its number; pools that nobody needs are left out."""
        found = {number: self.needs_of(number, assigned) for number in range(len(self.pools))}
        return {number: needs for number, needs in found.items() if needs}

    def price(self, assigned: Sequence[int]) -> np.ndarray:
        """What an assignment costs a year by kind; shape (kinds, replications)."""
        total = np.zeros((len(KINDS), self.replications))
        for service, model in enumerate(assigned):
            total = total + self.own[model, :, :, service]
        for needs in self.needs(assigned).values():
            total = total + self.pool_cost(needs)
        return total

    def called(self, assigned: Sequence[int]) -> int:
        """People on call out of hours at the same time."""
        found = 0
        for number, needs in self.needs(assigned).items():
            each: dict[int, set[str]] = defaultdict(set)
            for model, teams in needs:
                each[model] |= set(teams)
            sums = [sum(self.pools[number].on_call[m, t] for t in ts) for m, ts in each.items()]
            found += max(sums, default=0)
        return found


def offers(asked: Asked, rows: Mapping[str, Sequence[Row]]) -> Offers:
    """What was lived through under each model alone, as offers."""
    own = np.array([[row.own for row in rows[name]] for name in asked.models])
    met = np.array([[row.met for row in rows[name]] for name in asked.models])
    pools: dict[object, Pool] = {}
    teams: dict[tuple[int, str], np.ndarray] = {}
    for number, name in enumerate(asked.models):
        model = asked.study.models[name]
        assert isinstance(model, SupportModel)
        organisation = organise(asked.study.scenario, model)
        _gather(pools, number, model, organisation, asked.services)
        for team in organisation.teams:
            teams[number, team] = np.array([row.teams[team] for row in rows[name]]).T
    return Offers(
        asked.models, tuple(asked.services), own.transpose(0, 2, 1, 3), met.mean(axis=1),
        list(pools.values()), teams,
    )  # fmt: skip


def _gather(
    pools: dict[object, Pool],
    number: int,
    model: SupportModel,
    organisation: Organisation,
    services: Sequence[str],
) -> None:
    """The teams of a model into the pools that it shares with others."""
    for team in organisation.teams.values():
        pool = pools.setdefault(pool_of(model, team.role, team.key), Pool(team.name))
        pool.on_call[number, team.name] = on_call(team)
    for place, service in enumerate(services):
        for team in dict.fromkeys(organisation.practices[service].teams.values()):
            pool = pools[pool_of(model, team.role, team.key)]
            pool.needs[number, place] = (*pool.needs.get((number, place), ()), team.name)


def on_call(team: Team) -> int:
    """People of a team who are paid to be on call out of hours; desks are not counted."""
    paid = team.pay != "best-endeavours" and team.document.role != "desk"
    return team.document.on_duty.out_of_hours if paid else 0
