"""What it takes to get from today's assignment to another: once, in people, in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.documents.mix import Model
from sim.documents.scenario import Scenario
from sim.organisation.organisation import Organisation, organise
from sim.organisation.practice import Practice
from sim.organisation.team import Team
from sim.records.rates import hourly


@dataclass(frozen=True)
class Move:
    """From one assignment to another."""

    setup: float
    """Money, once: people made ready for rotas that are new to them."""
    transition: float
    """Money, once: services handed over to lines outside of their teams."""
    joins: Mapping[str, int]
    """People of teams that are new, by team."""
    leaves: Mapping[str, int]
    """People of teams that nobody needs any more."""
    hired_later: Mapping[str, float]
    """Hours that hiring takes, of teams that are hired when a service first asks."""

    @property
    def once(self) -> float:
        """All that is paid once."""
        return self.setup + self.transition

    def months(self, saving: float) -> float:
        """Months until a saving a year has paid it back; infinity if it saves nothing."""
        return 12 * self.once / saving if saving > 0 else float("inf")


def move(scenario: Scenario, before: Model, after: Model) -> Move:
    """What moving from one model or mix to another takes, at today's prices."""
    old, new = organise(scenario, before), organise(scenario, after)
    return Move(
        _setup(scenario, old, new), _transition(scenario, old, new),
        _beyond(new, old), _beyond(old, new), _hired_later(new, old),
    )  # fmt: skip


def _added(organisation: Organisation) -> dict[str, int]:
    """People of each team beside the delivery teams."""
    return {n: team.people for n, team in organisation.teams.items() if not team.builds}


def _beyond(one: Organisation, other: Organisation) -> dict[str, int]:
    """People that one has and the other hasn't, by team."""
    mine, its = _added(one), _added(other)
    return {team: n - its.get(team, 0) for team, n in mine.items() if n > its.get(team, 0)}


def _hired_later(new: Organisation, old: Organisation) -> dict[str, float]:
    found: dict[str, float] = {}
    for practice in new.practices.values():
        team, engagement = practice.engaged_team, practice.engagement
        if team is not None and engagement is not None and team.name not in old.teams:
            found[team.name] = engagement.hiring if engagement.hired == "first-asked" else 0.0
    return {team: hours for team, hours in found.items() if hours}


def _setup(scenario: Scenario, old: Organisation, new: Organisation) -> float:
    """Onboarding of everybody who takes turns and didn't before."""
    hours = scenario.prices.onboarding
    return sum(
        hours * hourly(team.document.role).value(scenario) * _more(team, old.teams.get(team.name))
        for team in new.teams.values()
    )


def _more(team: Team, before: Team | None) -> int:
    return max(0, _turns(team) - (_turns(before) if before is not None else 0))


def _turns(team: Team) -> int:
    """People who take turns at a paid rota."""
    paid = team.pay != "best-endeavours" and team.contract is None
    return team.rota_at(0.0) if paid else 0


def _transition(scenario: Scenario, old: Organisation, new: Organisation) -> float:
    """Hours of owners for each line outside of them that is new to a service."""
    lines = sum(
        len(_outside(new.practices[name]) - _outside(old.practices[name]))
        for name in scenario.services
    )
    return lines * scenario.prices.transition * hourly("developer").value(scenario)


def _outside(practice: Practice) -> set[str]:
    """Teams beside the owners that answer for a service from the start."""
    rules = (line.rule for line in practice.path)
    asked = (r.team for r in rules if r.when.stages is None or "team" in r.when.stages)
    return {practice.teams[role].name for role in asked if practice.teams[role].scope != "team"}
