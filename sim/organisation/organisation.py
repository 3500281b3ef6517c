"""An organisation: its teams, each once, and the practice of each service."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from sim.documents.mix import Model, assignments
from sim.documents.moving import Transition
from sim.documents.responding import TeamRole
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.documents.worlds import model_in, nature_in
from sim.organisation.crews import Crew, Crews
from sim.organisation.over_time import Stage, steps, united
from sim.organisation.practice import Practice, path_of, roles_needed
from sim.organisation.targets import Targets, target_at, targets_of
from sim.organisation.team import Team


@dataclass(frozen=True)
class Moved:
    """A service that is run in another way from an instant on, or by another team."""

    at: float
    service: str
    before: Practice
    after: Practice

    @property
    def changes_hands(self) -> bool:
        """Whether another support model runs it, and not only what its teams do besides differs."""
        return self.before.model is not self.after.model

    @cached_property
    def newcomers(self) -> tuple[Team, ...]:
        """Teams that take it over: strangers to it, and owners who are now asked first.

        Owners know the code of what others ran; what it is to run it is new to them.
        """
        known = {people_of(team) for team in self.before.teams.values()}
        leading = {people_of(team) for team in self.before.asked_first}
        asked = {people_of(team) for team in self.after.asked_first}
        found = {
            team.name: team
            for team in self.after.teams.values()
            if people_of(team) not in known or (team.members and people_of(team) in asked - leading)
        }
        return tuple(found.values())


def people_of(team: Team) -> object:
    """Who a team is made of, whatever is asked of them."""
    return team.members or team.name


@dataclass(frozen=True)
class Organisation:
    """Who runs what, and how."""

    scenario: Scenario
    teams: Mapping[str, Team]
    """Every team by its name, in the order in which services need them."""
    practices: Mapping[str, Practice]
    """How each service is run on the first day, by its name."""
    moves: tuple[Moved, ...] = ()
    """Services that change hands, in order of time; none unless there is a plan over time."""
    before: Mapping[str, int] = field(default_factory=dict)
    """People of each team just before the first instant, where there are moves."""
    terms: Transition | None = None
    """On what terms services change hands."""

    @property
    def every_practice(self) -> list[Practice]:
        """How services are run at any time."""
        return [*self.practices.values(), *(move.after for move in self.moves)]

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
        return replace(self, teams=teams)


def organise(scenario: Scenario, model: Model) -> Organisation:
    """The organisation in which services are run by their support models, in its world.

    Teams are there if a service needs them, and are shared as ``crews`` tells.
    """
    days = assignments(scenario, model.title, model)
    parts = _in_this_world(scenario, model)
    scenario = scenario.model_copy(update={"nature": nature_in(scenario)})
    stages = [_at_one_time(scenario, parts, day.names) for day in days]
    if isinstance(model, SupportModel) or len(stages) == 1:
        return stages[0]
    ends = [day.since for day in days[1:]]
    spans = zip([day.since for day in days], [*ends, math.inf], strict=True)
    over_time = united(
        [Stage(span, one.teams, one.practices) for span, one in zip(spans, stages, strict=True)],
        scenario.start,
    )
    first = next(stage for stage in over_time if stage.span[1] > 0)
    return Organisation(
        scenario, first.teams, first.practices, tuple(_moved(over_time)),
        over_time[0].people, model.transition,
    )  # fmt: skip


def _moved(stages: Sequence[Stage]) -> Iterator[Moved]:
    """Each service whose practice changes from one stage to the next, in order of time."""
    for before, after in pairwise(stages):
        for service, practice in after.practices.items():
            if practice != before.practices[service]:
                yield Moved(after.span[0], service, before.practices[service], practice)


def _at_one_time(
    scenario: Scenario, parts: Mapping[str, SupportModel], names: Mapping[str, str]
) -> Organisation:
    """The organisation as long as each service is run by the support model of this name."""
    models = {service: parts[name] for service, name in names.items()}
    crews, needs = Crews(scenario, models), dict[str, dict[str, str]]()
    targets = targets_of(scenario, models)
    for name in _by_model(scenario, names):
        roles = {role for _, t in targets[name] for role in roles_needed(models[name], t)}
        mine = [role for role in models[name].teams if role in roles]
        needs[name] = {role: crews.join(name, role, names[name]) for role in mine}
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


def _by_model(scenario: Scenario, names: Mapping[str, str]) -> list[str]:
    """Services of the model that runs most of them first.

    Where two models describe a team differently, that one's has the plain name, whatever the
    order of the file.
    """
    many = Counter(names[name] for name in scenario.services)
    return sorted(scenario.services, key=lambda name: (-many[names[name]], names[name]))


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
    """The support models that a model leads to, by name, the same object where it is the same."""
    parts = {model.title: model} if isinstance(model, SupportModel) else model.models
    return {name: model_in(scenario, one) for name, one in parts.items()}


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
    served = set(crew.services)
    services = tuple(name for name in scenario.services if name in served)
    return Team(
        crew.name, crew.role, document, crew.key, members, services,
        _head_counts(scenario, document, people, services),
        _calendar(scenario, document, crew.key), crew.contract,
    )  # fmt: skip


def _head_counts(
    scenario: Scenario, document: TeamRole, people: int, services: tuple[str, ...]
) -> tuple[tuple[float, int], ...]:
    """The head count from each instant on, as far as documents say: it grows with launches."""
    rule = document.head_count
    if rule is None or rule.by != "services":
        return ((0.0, people),)
    launches = sorted(scenario.services[name].launches or 0.0 for name in services)
    live = {0.0: 0} | {at: number for number, at in enumerate(launches, 1)}
    return steps(sorted((at, rule.for_services(count)) for at, count in live.items()))


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
