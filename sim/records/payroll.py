"""Who works for whom and is paid how: what the lines of the ledger share."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from sim.documents.prices import ContractPrices
from sim.engine.log import EventKind
from sim.organisation.practice import Practice
from sim.organisation.team import Team
from sim.records.ledger import FUNDINGS
from sim.records.periods import Periods
from sim.records.rates import Path, Rate, yearly
from sim.records.tables import Records


class Payroll(Records):
    """The records of a run with its teams' roles, in numbers."""

    @cached_property
    def periods(self) -> Periods:
        """Accounting periods."""
        return Periods.of(self.scenario)

    def teams_that(self, is_so: Callable[[Team], bool]) -> np.ndarray:
        """Which teams of the log something is true of; shape (teams,)."""
        return np.array([is_so(team) for team in self.teams], dtype=bool)

    @cached_property
    def fundings(self) -> np.ndarray:
        """The budget of each team of the log, as an index into FUNDINGS; shape (teams,)."""
        return np.array([FUNDINGS.index(t.document.funding) for t in self.teams], dtype=np.int64)

    def funding_of(self, team: np.ndarray, service: np.ndarray) -> np.ndarray:
        """The budget of each entry of a team's work for a service, as an index into FUNDINGS.

        A service's own model says what its work is paid from, also where a team works for several.
        """
        found = np.array(self.fundings[team])
        for (number, name), funding in self._other_budgets.items():
            found[(team == number) & (service == name)] = funding
        return found

    @cached_property
    def _other_budgets(self) -> dict[tuple[int, int], int]:
        """Budgets by team and service, where the service's model has another than the team's."""
        numbers = {team.name: number for number, team in enumerate(self.teams)}
        return {
            (numbers[name], service): FUNDINGS.index(duty.funding)
            for service, stretches in enumerate(self.stretches)
            for _, practice in stretches
            for name, duty in practice.duties.items()
            if duty.funding != self.teams[numbers[name]].document.funding
        }

    def delivery_funding(self, service: np.ndarray, at: np.ndarray) -> np.ndarray:
        """The budget of each service's delivery team at an instant, as an index into FUNDINGS."""
        return self.of_practices(_delivery_budget, service, at)

    def is_contracted(self, team: Team) -> bool:
        """Whether a team answers by contract, at a tariff."""
        return self.tariff_of(team) is not None

    def tariff_of(self, team: Team) -> tuple[ContractPrices, Path] | None:
        """The tariff of a team by contract and its place in the scenario; None: it has none."""
        prices, terms = self.scenario.prices, team.contract
        if terms is None:
            return None
        if terms.tariff is not None:
            return prices.contracts[terms.tariff], ("prices", "contracts", terms.tariff)
        return None if prices.contract is None else (prices.contract, ("prices", "contract"))

    def salary(self, team: Team) -> Rate:
        """What a person of a team costs a year."""
        found = self.tariff_of(team)
        return Rate.of(*found[1], "person") if found else yearly(team.document.role)

    def is_paid_rota(self, team: Team) -> bool:
        """Whether its people take turns at being on call, and are paid for it by the employer."""
        paid = team.pay != "best-endeavours" and not self.is_contracted(team)
        return paid and team.document.on_duty.out_of_hours > 0

    @cached_property
    def service_owners(self) -> list[str]:
        """The delivery team that owns each service."""
        return [service.team for service in self.scenario.services.values()]

    @cached_property
    def orphaned_at(self) -> np.ndarray:
        """When each service lost its team, infinity if it kept it; shape (services,)."""
        found = np.full(len(self.scenario.services), np.inf)
        facts = self.select(EventKind.TEAM_DISBANDED)
        np.minimum.at(found, facts["service"], facts["at"])
        return found

    @cached_property
    def begins_at(self) -> np.ndarray:
        """When each rota of delivery teams is first needed: a launch, or 0; shape (teams,)."""
        services = self.scenario.services
        first = [min(services[name].launches or 0.0 for name in t.services) for t in self.teams]
        return np.where(self.teams_that(lambda team: team.builds), first, 0.0)

    @cached_property
    def dissolved_at(self) -> np.ndarray:
        """When each team of the log was disbanded, infinity if it never was; shape (teams,)."""
        gone = dict.fromkeys(self.service_owners, np.inf)
        for owner, at in zip(self.service_owners, self.orphaned_at.tolist(), strict=True):
            gone[owner] = min(gone[owner], at)
        return np.array([gone[team.key] if team.scope == "team" else np.inf for team in self.teams])


def _delivery_budget(practice: Practice) -> int:
    owners = practice.owners
    budget = practice.duties[owners.name].funding if owners is not None else "capex"
    return FUNDINGS.index(budget)
