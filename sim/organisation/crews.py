"""Who is one set of people: teams that several support models of an organisation have in common.

In a mix, each team that a model adds exists once and serves whoever is assigned to it; where two
models describe a team of one name differently, they are two teams, the second named after its
model. A delivery team with services under several models is one set of people that plays all its
parts in them: it has the most people on duty that one of the models asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.documents.policies import Engagement
from sim.documents.responding import Contract, OnDuty, TeamRole
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel


@dataclass
class Crew:
    """A team in the making."""

    name: str
    role: str
    """The role of the team in the first model that needs it."""
    key: str
    identity: object
    """What another model's team of that name must share to be the same people."""
    contract: Contract | None
    parts: dict[tuple[int, str], TeamRole] = field(default_factory=dict)
    """What each model (by its number) asks of it in each role."""
    services: list[str] = field(default_factory=list)

    def document(self) -> TeamRole:
        """What is asked of it in all; that of the model where it is one."""
        first = next(iter(self.parts.values()))
        if len({model for model, _ in self.parts}) == 1 and len(self.parts) == 1:
            return first
        return first.model_copy(update=self._union(first))

    def _union(self, first: TeamRole) -> dict[str, object]:
        """Most people on duty, the pay rule of who is on call, the funding of that rota."""
        called = [r for r in self.parts.values() if r.on_duty.out_of_hours]
        paid = next((r for r in called if r.pay != "best-endeavours"), None)
        rule = paid or next(iter(called), first)
        rotas = [r.rota for r in called]
        largest = max((r for r in rotas if r is not None), default=None)
        return {
            "on_duty": OnDuty(
                working_hours=self._most("working_hours"), out_of_hours=self._most("out_of_hours")
            ),
            "pay": rule.pay,
            "funding": rule.funding,
            "rota": None if None in rotas else largest,
        }

    def _most(self, when: str) -> int:
        """People on duty: within a model its parts add up, among models the most holds."""
        each: dict[int, int] = {}
        for (model, _), role in self.parts.items():
            each[model] = each.get(model, 0) + int(getattr(role.on_duty, when))
        return max(each.values())


class Crews:
    """Finds the team for each role of each service."""

    def __init__(self, scenario: Scenario, models: Mapping[str, SupportModel]) -> None:
        """``models`` has the support model of each service."""
        self.scenario, self.models = scenario, models
        self.numbers = {id(m): n for n, m in enumerate(_distinct(models))}
        self.names: dict[int, str] = {}
        self.crews: dict[str, Crew] = {}
        self._several = _under_several(scenario, models)

    def join(self, service: str, role: str, label: str) -> str:
        """The name of the team in a role for a service; ``label`` is its model's name."""
        model = self.models[service]
        document, number = model.teams[role], self.numbers[id(model)]
        key = key_of(self.scenario, document, service)
        crew = self._crew(model, role, document, key, label)
        crew.parts.setdefault((number, role), document)
        crew.services.append(service)
        return crew.name

    def _crew(
        self, model: SupportModel, role: str, document: TeamRole, key: str, label: str
    ) -> Crew:
        one_set = document.people is None and document.scope == "team" and key in self._several
        identity = ("people of", key) if one_set else _identity(model, role, document)
        if one_set:
            own = (crew for crew in self.crews.values() if crew.identity == identity)
            if (found := next(own, None)) is not None:
                return found
        plain = f"{role}/{key}" if key else role
        after_model = f"{role}@{label}/{key}" if key else f"{role}@{label}"
        for name in (plain, after_model):
            found = self.crews.setdefault(
                name, Crew(name, role, key, identity, contract_of(model, role))
            )
            if found.identity == identity:
                return found
        raise ValueError(f"two teams would be called {after_model!r}")


def _distinct(models: Mapping[str, SupportModel]) -> list[SupportModel]:
    return list({id(model): model for model in models.values()}.values())


def _under_several(scenario: Scenario, models: Mapping[str, SupportModel]) -> set[str]:
    """Delivery teams with services under more than one model."""
    found: dict[str, set[int]] = {}
    for service, model in models.items():
        found.setdefault(scenario.services[service].team, set()).add(id(model))
    return {team for team, under in found.items() if len(under) > 1}


def _identity(model: SupportModel, role: str, document: TeamRole) -> object:
    """What two models must say alike of a team to have it in common."""
    if document.people is None:
        return document.scope  # people who are there anyway: a domain's, whatever is asked of them
    engagement: Engagement | None = model.engagement
    engages = engagement if engagement is not None and engagement.team == role else None
    return (document, contract_of(model, role), engages)


def pool_of(model: SupportModel, role: str, key: str) -> object:
    """What two models have in common where they share the people of a role, in any mix of both."""
    document = model.teams[role]
    if document.people is None and document.scope == "team":
        return ("people of", key)
    return (role, key, _identity(model, role, document))


def key_of(scenario: Scenario, document: TeamRole, service: str) -> str:
    """The domain or delivery team that a team is for; empty: the organisation."""
    owner = scenario.services[service].team
    keys = {"organisation": "", "team": owner, "domain": scenario.teams[owner].domain}
    return keys[document.scope]


def contract_of(model: SupportModel, role: str) -> Contract | None:
    """The terms by which a role answers, where it is outsourced."""
    rules = (rule for rule in model.respond.values() if rule.team == role)
    return next((rule.contract for rule in rules if rule.contract is not None), None)
