"""Who works for whom and is paid how: what the lines of the ledger share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property

import numpy as np

from sim.documents.responding import TeamRole
from sim.engine.log import Did
from sim.records.ledger import FUNDINGS
from sim.records.periods import Periods
from sim.records.rates import Rate, yearly
from sim.records.tables import Records


class Payroll(Records):
    """The records of a run with its teams' roles, in numbers."""

    @cached_property
    def periods(self) -> Periods:
        """Accounting periods."""
        return Periods.of(self.scenario)

    @cached_property
    def roles(self) -> list[str]:
        """The model's teams; their places are the numbers of ``role_numbers``."""
        return list(self.model.teams)

    @cached_property
    def role_numbers(self) -> np.ndarray:
        """The role that each team of the log plays; shape (teams,)."""
        names = [name.split("/")[0] for name in self.log.team_names]
        return np.array([self.roles.index(name) for name in names], dtype=np.int64)

    def role(self, team: str) -> TeamRole:
        """The role that a team of the log plays."""
        return self.model.teams[team.split("/")[0]]

    def teams_that(self, is_so: Callable[[str, TeamRole], bool]) -> np.ndarray:
        """Which teams of the log have a role of which something is true; shape (teams,)."""
        true = np.array([is_so(name, role) for name, role in self.model.teams.items()], dtype=bool)
        return np.asarray(true[self.role_numbers])

    @cached_property
    def fundings(self) -> np.ndarray:
        """The budget of each team of the log, as an index into FUNDINGS; shape (teams,)."""
        of = np.array([FUNDINGS.index(role.funding) for role in self.model.teams.values()])
        return np.asarray(of[self.role_numbers])

    @cached_property
    def delivery_funding(self) -> int:
        """The budget of the delivery teams, as an index into FUNDINGS."""
        roles = [role.funding for role in self.model.teams.values() if role.scope == "team"]
        return FUNDINGS.index(roles[0] if roles else "capex")

    @cached_property
    def contracts(self) -> set[str]:
        """The roles that answer by contract at a tariff."""
        if self.scenario.prices.contract is None:
            return set()
        return {tier.team for tier in self.model.respond.values() if tier.contract is not None}

    def salary(self, role: str) -> Rate:
        """What a person of a role costs a year."""
        if role in self.contracts:
            return Rate.of("prices", "contract", "person")
        return yearly(self.model.teams[role].role)

    def is_paid_rota(self, name: str, role: TeamRole) -> bool:
        """Whether its people take turns at being on call, and are paid for it by the employer."""
        paid = role.pay != "best-endeavours" and name not in self.contracts
        return paid and role.on_duty.out_of_hours > 0

    @cached_property
    def rota_sizes(self) -> np.ndarray:
        """People who take turns at being on call in each team of the log; shape (teams,)."""
        people: Counter[tuple[str, str]] = Counter()
        for name, team in self.scenario.teams.items():
            people["team", name] += team.people
            people["domain", team.domain] += team.people
        sizes = []
        for name in self.log.team_names:
            role, key = self.role(name), name.partition("/")[2]
            members = role.people or people[role.scope, key]
            sizes.append(min(role.rota or members, members))
        return np.array(sizes, dtype=float)

    @cached_property
    def service_owners(self) -> list[str]:
        """The delivery team that owns each service."""
        return [service.team for service in self.scenario.services.values()]

    @cached_property
    def orphaned_at(self) -> np.ndarray:
        """When each service lost its team, infinity if it kept it; shape (services,)."""
        found = np.full(len(self.scenario.services), np.inf)
        facts = self.select(Did.TEAM_DISBANDED)
        np.minimum.at(found, facts["service"], facts["at"])
        return found

    @cached_property
    def begins_at(self) -> np.ndarray:
        """When each rota of delivery teams is first needed: a launch, or 0; shape (teams,)."""
        found = np.zeros(len(self.log.team_names))
        services = self.scenario.services.values()
        for number, name in enumerate(self.log.team_names):
            role, _, key = name.partition("/")
            mine = [
                service.launches or 0.0
                for service in services
                if key in (service.team, self.scenario.teams[service.team].domain)
            ]
            if self.model.teams[role].people is None and key:
                found[number] = min(mine, default=0.0)
        return found

    @cached_property
    def dissolved_at(self) -> np.ndarray:
        """When each team of the log was disbanded, infinity if it never was; shape (teams,)."""
        found = np.full(len(self.log.team_names), np.inf)
        lost = np.flatnonzero(np.isfinite(self.orphaned_at))
        for owner in {self.service_owners[service] for service in lost}:
            mine = [s for s in lost if self.service_owners[s] == owner]
            for number, name in enumerate(self.log.team_names):
                if self.role(name).scope == "team" and name.partition("/")[2] == owner:
                    found[number] = self.orphaned_at[mine].min()
        return found


def integral(since: np.ndarray, level: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Integral over each stretch between edges of what is a level since an instant."""
    total = np.concatenate([[0.0], np.cumsum(level[:-1] * np.diff(since))])
    last = np.searchsorted(since, edges, side="right") - 1
    return np.asarray(np.diff(total[last] + level[last] * (edges - since[last])))
