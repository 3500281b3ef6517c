"""An organisation: its teams, each once, and the practice of each service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sim.documents.mix import Model, model_names, models_of
from sim.documents.responding import TeamRole
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.documents.worlds import model_in, nature_in
from sim.organisation.crews import Crew, Crews
from sim.organisation.practice import Practice, path_of, roles_needed
from sim.organisation.targets import Targets, target_at, targets_of
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
        """This organisation with what became of some teams' head counts (instant, people)."""
        teams = {
            name: _restaffed(team, changes[name]) if name in changes else team
            for name, team in self.teams.items()
        }
        return Organisation(self.scenario, teams, self.practices)


def organise(scenario: Scenario, model: Model) -> Organisation:
    """The organisation in which services are run by their support models, in its world.

    Teams are there if a service needs them, and are shared as ``crews`` tells.
    """
    models = _in_this_world(scenario, model)
    labels = model_names(scenario, model.title, model)
    scenario = scenario.model_copy(update={"nature": nature_in(scenario)})
    crews, needs = Crews(scenario, models), dict[str, dict[str, str]]()
    targets = targets_of(scenario, models)
    for name in scenario.services:
        roles = {role for _, t in targets[name] for role in roles_needed(models[name], t)}
        mine = [role for role in models[name].teams if role in roles]
        needs[name] = {role: crews.join(name, role, labels[name]) for role in mine}
    optional = _optional(models, needs)
    teams = {
        name: _team(scenario, crews.crews[name])
        for name in sorted(crews.crews, key=lambda name: name in optional)
    }
    if any(len(steps) > 1 for steps in targets.values()):
        teams = {n: replace(t, needed=_needed(t, models, targets, needs)) for n, t in teams.items()}
    practices = {
        name: _practice(models[name], targets[name], {r: teams[t] for r, t in needs[name].items()})
        for name in scenario.services
    }
    return Organisation(scenario, teams, practices)


def _needed(
    team: Team,
    models: Mapping[str, SupportModel],
    targets: Mapping[str, Targets],
    needs: Mapping[str, Mapping[str, str]],
) -> tuple[tuple[float, bool], ...]:
    """From when on some service needs a team by its target, and from when on none does."""

    def at(instant: float) -> bool:
        return any(
            needs[name][role] == team.name
            for name in team.services
            for role in roles_needed(models[name], target_at(targets[name], instant))
        )

    instants = sorted({since for name in team.services for since, _ in targets[name]})
    return tuple((instant, at(instant)) for instant in instants)


def _in_this_world(scenario: Scenario, model: Model) -> dict[str, SupportModel]:
    """The support model of each service, the same object where it is the same model."""
    stated = models_of(scenario, model)
    here = {id(one): model_in(scenario, one) for one in stated.values()}
    return {service: here[id(one)] for service, one in stated.items()}


def _optional(
    models: Mapping[str, SupportModel], needs: Mapping[str, Mapping[str, str]]
) -> set[str]:
    """The SRE teams; they come last, since they may never be hired."""
    engaged = {name: model.engagement for name, model in models.items() if model.engagement}
    return {needs[name][engagement.team] for name, engagement in engaged.items()}


def _team(scenario: Scenario, crew: Crew) -> Team:
    document = crew.document()
    members = _members(scenario, document, crew.key)
    people = document.people
    if people is None:
        people = sum(scenario.teams[owner].people for owner in members)
    return Team(
        crew.name, crew.role, document, crew.key, members, tuple(dict.fromkeys(crew.services)),
        ((0.0, people),), _calendar(scenario, document, crew.key), crew.contract,
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


def _practice(model: SupportModel, targets: Targets, teams: Mapping[str, Team]) -> Practice:
    owners = (team for team in teams.values() if team.scope == "team")
    return Practice(model, path_of(model, targets[0][1]), teams, next(owners, None), targets)


def _restaffed(team: Team, changes: list[tuple[float, int]]) -> Team:
    there = tuple(sorted({**dict(team.head_counts), **dict(changes)}.items()))
    return replace(team, head_counts=there)
