"""The part of a run that belongs to one service or one team, with the tables of a whole run.

A metric reduces a part with the function that reduces the organisation, so none is written twice.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import pandas as pd

from sim.organisation.team import Team
from sim.records.money import Accounts
from sim.records.run import Run


@dataclass(frozen=True)
class Part(Accounts):
    """One service, or one team, of a whole run."""

    whole: Accounts
    column: str
    """What it is a part by: ``service`` or ``team``."""
    name: str

    def _mine(self, table: pd.DataFrame) -> pd.DataFrame:
        return table[table[self.column] == self.name].reset_index(drop=True)

    def _of_service(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table without teams; a team's part is that of all services."""
        return self._mine(table) if self.column == "service" else table

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """Incidents of the service."""
        return self._of_service(self.whole.incidents)

    @cached_property
    def impacts(self) -> pd.DataFrame:
        """What hits the service."""
        return self._of_service(self.whole.impacts)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Changes of the service."""
        return self._of_service(self.whole.changes)

    @cached_property
    def releases(self) -> pd.DataFrame:
        """Releases of the service."""
        return self._of_service(self.whole.releases)

    @cached_property
    def budgets(self) -> pd.DataFrame:
        """Error budgets of the service."""
        return self._of_service(self.whole.budgets)

    @cached_property
    def jobs(self) -> pd.DataFrame:
        """Jobs for the service, or of the team."""
        return self._mine(self.whole.jobs)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Entries that name the service, or the team: what is shared is in neither's."""
        return self._mine(self.whole.ledger)

    @cached_property
    def teams(self) -> list[Team]:
        """The team; of a service: all that can have to do with it."""
        every = self.whole.teams
        if self.column == "team":
            return [team for team in every if team.name == self.name]
        return [team for team in every if self.name in team.services]


def part_of_service(run: Accounts, name: str) -> Part:
    """What belongs to a service, as if it were the only one of the scenario."""
    services = {name: run.scenario.services[name]}
    facts = {field.name: getattr(run, field.name) for field in fields(Run)}
    facts["scenario"] = run.scenario.model_copy(update={"services": services})
    return Part(**facts, whole=run, column="service", name=name)


def part_of_team(run: Accounts, name: str) -> Part:
    """What belongs to a team."""
    facts = {field.name: getattr(run, field.name) for field in fields(Run)}
    return Part(**facts, whole=run, column="team", name=name)
