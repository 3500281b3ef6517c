"""An organisation: its teams, each once, and the practice of each service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sim.documents.responding import Contract, TeamRole
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.documents.worlds import model_in, nature_in
from sim.organisation.practice import Practice, path_of, roles_needed
from sim.organisation.team import Team


@dataclass(frozen=True)
class Organisation:
    """Who runs what, and how."""

    scenario: Scenario
    teams: Mapping[str, Team]
    """Every team by its name, in the order in which services need them."""
    practices: Mapping[str, Practice]
    """How each service is run, by its name."""

    @cached_property
    def owned(self) -> Mapping[str, tuple[str, ...]]:
        """The services of each delivery team."""
        services = self.scenario.services.items()
        return {
            team: tuple(name for name, service in services if service.team == team)
            for team in self.scenario.teams
        }

    def with_head_counts(self, changes: Mapping[str, list[tuple[float, int]]]) -> Organisation:
        """The same with what became of some teams' head counts (instant, people)."""
        teams = {
            name: _restaffed(team, changes[name]) if name in changes else team
            for name, team in self.teams.items()
        }
        return Organisation(self.scenario, teams, self.practices)


def organise(scenario: Scenario, model: SupportModel) -> Organisation:
    """The organisation in which one support model runs every service, in the scenario's world."""
    model = model_in(scenario, model)
    scenario = scenario.model_copy(update={"nature": nature_in(scenario)})
    services = scenario.services.items()
    roles = {name: roles_needed(model, service.target) for name, service in services}
    needs = {
        name: {role: team_name(scenario, model.teams[role], role, name) for role in roles[name]}
        for name in scenario.services
    }
    served: dict[str, list[str]] = {}
    played: dict[str, str] = {}
    for service in scenario.services:
        for role, team in needs[service].items():
            served.setdefault(team, []).append(service)
            played[team] = role
    optional = model.engagement.team if model.engagement is not None else None
    teams = {
        name: _team(scenario, model, played[name], name, tuple(served[name]))
        for name in sorted(served, key=lambda name: played[name] == optional)
    }
    practices = {
        name: _practice(model, service.target, {r: teams[t] for r, t in needs[name].items()})
        for name, service in services
    }
    return Organisation(scenario, teams, practices)


def team_name(scenario: Scenario, document: TeamRole, role: str, service: str) -> str:
    """How the log calls the team in a role: ``sre``, ``domain-rota/shop``, ``delivery/basket``."""
    key = _key(scenario, document, service)
    return f"{role}/{key}" if key else role


def _key(scenario: Scenario, document: TeamRole, service: str) -> str:
    owner = scenario.services[service].team
    keys = {"organisation": "", "team": owner, "domain": scenario.teams[owner].domain}
    return keys[document.scope]


def _team(
    scenario: Scenario, model: SupportModel, role: str, name: str, services: tuple[str, ...]
) -> Team:
    document = model.teams[role]
    key = _key(scenario, document, services[0])
    members = _members(scenario, document, key)
    people = document.people
    if people is None:
        people = sum(scenario.teams[owner].people for owner in members)
    return Team(
        name, role, document, key, members, services, ((0.0, people),),
        _calendar(scenario, document, key), _contract(model, role),
    )  # fmt: skip


def _calendar(scenario: Scenario, document: TeamRole, key: str) -> str | None:
    """A team's own calendar; that of its delivery teams if they all work alike."""
    if document.calendar is not None or document.scope == "organisation":
        return document.calendar
    own = document.scope == "team"
    mine = [team for name, team in scenario.teams.items() if key == (name if own else team.domain)]
    calendars = {team.calendar for team in mine}
    return calendars.pop() if len(calendars) == 1 else None


def _members(scenario: Scenario, document: TeamRole, key: str) -> tuple[str, ...]:
    """The delivery teams that a team with this key is made of."""
    if document.people is not None:
        return ()
    domains = {owner: team.domain for owner, team in scenario.teams.items()}
    mine = {
        "organisation": list(domains),
        "domain": [owner for owner, domain in domains.items() if domain == key],
        "team": [key],
    }
    return tuple(mine[document.scope])


def _contract(model: SupportModel, role: str) -> Contract | None:
    rules = (rule for rule in model.respond.values() if rule.team == role)
    return next((rule.contract for rule in rules if rule.contract is not None), None)


def _practice(model: SupportModel, target: float, teams: Mapping[str, Team]) -> Practice:
    owners = (team for team in teams.values() if team.scope == "team")
    return Practice(model, path_of(model, target), teams, next(owners, None))


def _restaffed(team: Team, changes: list[tuple[float, int]]) -> Team:
    return Team(
        team.name, team.role, team.document, team.key, team.members, team.services,
        tuple(sorted({**dict(team.head_counts), **dict(changes)}.items())), team.calendar,
        team.contract,
    )  # fmt: skip
