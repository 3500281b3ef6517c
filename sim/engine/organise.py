"""Who is there: the teams that a support model needs for these services, each made once."""

from __future__ import annotations

from simpy import Environment

from sim.documents.responding import TeamRole
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.engine.duty import DutyTeam
from sim.engine.state import ServiceState, when_target
from sim.ground.working_time import Windows


def roles_needed(model: SupportModel, target: float) -> list[str]:
    """The roles that can have to do with a service of this target, in the document's order."""
    needed: set[str | None] = {model.release.deployer}
    needed |= {tier.team for tier in model.respond.values() if when_target(tier.when, target)}
    needed |= {part.team for part in (model.service_desk, model.engagement) if part is not None}
    return [role for role in model.teams if role in needed]


def team_name(scenario: Scenario, model: SupportModel, role: str, service: str) -> str:
    """How the log calls the team in a role: ``sre``, ``domain-rota/shop``, ``delivery/basket``."""
    scope = model.teams[role].scope
    if scope == "organisation":
        return role
    owner = scenario.services[service].team
    return f"{role}/{owner if scope == 'team' else scenario.teams[owner].domain}"


def members(scenario: Scenario, role: TeamRole, name: str) -> int:
    """People of a team: its own head count, or the delivery teams that it is made of."""
    if role.people is not None:
        return role.people
    key = name.partition("/")[2]
    return sum(team.people for owner, team in scenario.teams.items() if key in (owner, team.domain))


class Teams:
    """Makes the teams on duty and finds those that serve a service."""

    def __init__(
        self, env: Environment, scenario: Scenario, model: SupportModel, working: Windows
    ) -> None:
        self.env, self.scenario, self.model, self.working = env, scenario, model, working
        self.made: dict[str, DutyTeam] = {}

    def serving(self, service: str) -> dict[str, DutyTeam]:
        """The team in each role that can have to do with a service."""
        target = self.scenario.services[service].target
        return {role: self._team(role, service) for role in roles_needed(self.model, target)}

    def _team(self, role: str, service: str) -> DutyTeam:
        name = team_name(self.scenario, self.model, role, service)
        if name not in self.made:
            self.made[name] = self._make(name, self.model.teams[role])
        return self.made[name]

    def _make(self, name: str, role: TeamRole) -> DutyTeam:
        duty = (role.on_duty.working_hours, role.on_duty.out_of_hours)
        people = members(self.scenario, role, name)
        return DutyTeam(
            self.env, len(self.made), self.working, duty, people, min(role.rota or people, people)
        )


def link_dependants(services: list[ServiceState]) -> None:
    """Work out who suffers with whom, through several steps too."""
    by_name = {service.name: service for service in services}
    callers: dict[str, list[tuple[str, float]]] = {}
    for service in services:
        for needed, share in service.document.needs.items():
            callers.setdefault(needed, []).append((service.name, share))
    open_to = {service.name: 1 - service.document.degrades_gracefully for service in services}
    for service in services:
        suffers = _suffering(service.name, callers, open_to)
        service.dependants = [(by_name[name], share) for name, share in suffers.items()]


def _suffering(
    name: str, callers: dict[str, list[tuple[str, float]]], open_to: dict[str, float]
) -> dict[str, float]:
    """Everybody who needs a service, directly or not, with the strongest share of any way.

    What a service on the way hides from its users (``open_to`` is the rest) goes no further.
    """
    found: dict[str, float] = {}
    reached = [(name, 1.0)]
    while reached:
        at, strength = reached.pop()
        for caller, share in callers.get(at, ()):
            through = strength * share
            if through > found.get(caller, 0.0):
                found[caller] = through
                reached.append((caller, through * open_to[caller]))
    return found
