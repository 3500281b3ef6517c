"""A practice: the rules by which one service is run, and the teams that act by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from sim.documents.policies import Engagement, ErrorBudgetPolicy
from sim.documents.releasing import ReleasePath
from sim.documents.responding import MajorIncident, ServiceDesk, TeamRole, Tier, When
from sim.documents.severity import Begins
from sim.documents.support_model import Incentive, Learning, SupportModel
from sim.organisation.targets import Targets
from sim.organisation.team import Team


class Line(NamedTuple):
    """A line of the escalation path with its name in the document."""

    name: str
    rule: Tier


@dataclass(frozen=True)
class Practice:
    """How one service is run."""

    model: SupportModel
    path: tuple[Line, ...]
    """The lines that take pages of a service with this target, first line first."""
    teams: Mapping[str, Team]
    """The team in each role that can have to do with the service."""
    owners: Team | None
    """The delivery team's part in the model; None if it has none."""
    targets: Targets
    """Its availability target, as it is reviewed."""

    @property
    def duties(self) -> Mapping[str, TeamRole]:
        """What the service's own model says of each team, by the team's name.

        Where a team plays two parts for it, the first.
        """
        found: dict[str, TeamRole] = {}
        for role, team in self.teams.items():
            found.setdefault(team.name, self.model.teams[role])
        return found

    @property
    def engaged_team(self) -> Team | None:
        """The SRE team, where the model engages one."""
        engagement = self.model.engagement
        return self.teams[engagement.team] if engagement is not None else None

    @property
    def asked_first(self) -> list[Team]:
        """The teams on the first line of the path, before SREs are engaged."""
        rules = [line.rule for line in self.path]
        own = [r for r in rules if r.when.stages is None or "team" in r.when.stages]
        first = min((rule.line for rule in own), default=0.0)
        return [self.teams[rule.team] for rule in own if rule.line == first]

    @property
    def release(self) -> ReleasePath:
        """How changes reach production."""
        return self.model.release

    @property
    def learn(self) -> Learning:
        """How faults are ended for good."""
        return self.model.learn

    @property
    def incentive(self) -> Incentive:
        """How much of its time the owning team puts into reliability."""
        return self.model.operability

    @property
    def error_budget(self) -> ErrorBudgetPolicy | None:
        """What follows when the service is outside its error budget."""
        return self.model.error_budget

    @property
    def engagement(self) -> Engagement | None:
        """The life cycle with an SRE team."""
        return self.model.engagement

    @property
    def service_desk(self) -> ServiceDesk | None:
        """Who takes customers' reports."""
        return self.model.service_desk

    @property
    def major_incident(self) -> MajorIncident | None:
        """When everybody is called together."""
        return self.model.major_incident

    def with_target(self, target: float) -> Practice:
        """How the service is run where it has another target."""
        return replace(self, path=path_of(self.model, target))

    def begins(self, impact: float, target: float) -> Begins:
        """When work begins on an incident that fails this share of requests."""
        rule = self.model.severity
        return "at-once" if rule is None else rule.begins(impact, target)


def path_of(model: SupportModel, target: float) -> tuple[Line, ...]:
    """The lines that take pages of a service with this target, first line first."""
    lines = (Line(name, rule) for name, rule in model.respond.items())
    mine = (line for line in lines if takes_target(line.rule.when, target))
    return tuple(sorted(mine, key=lambda line: line.rule.line))


def takes_target(when: When, target: float) -> bool:
    """Whether a rule takes services with this availability target."""
    if when.target_from is not None and target < when.target_from:
        return False
    return when.target_below is None or target < when.target_below


def roles_needed(model: SupportModel, target: float) -> list[str]:
    """The roles that can have to do with a service of this target, in the document's order."""
    needed: set[str | None] = {model.release.deployer}
    needed |= {line.rule.team for line in path_of(model, target)}
    needed |= {part.team for part in (model.service_desk, model.engagement) if part is not None}
    return [role for role in model.teams if role in needed]
