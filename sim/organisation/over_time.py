"""Teams and practices of a plan over time: what stays the same from stage to stage is one thing.

A team of the log has one document and some stretches of time in which it is needed. Where a plan
changes what is asked of a team, such as of owners who are on call from a day on, it is another team
of the log from that day, named after it, and made of the same people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from sim.organisation.practice import Practice
from sim.organisation.team import Team

Span = tuple[float, float]


@dataclass(frozen=True)
class Stage:
    """An organisation between two days on which services change hands."""

    span: Span
    """From … until, hours; empty: what moves on the first day was run like this before."""
    teams: Mapping[str, Team]
    practices: Mapping[str, Practice]
    people: Mapping[str, int] = field(default_factory=dict)
    """Head counts of the teams that a service needs in this stage, once they are united."""


@dataclass
class _Known:
    """A team as it is found in some stages."""

    team: Team
    name: str
    services: dict[str, None] = field(default_factory=dict)
    spans: list[tuple[Span, Team]] = field(default_factory=list)
    """When it is needed, and what it is in that stage."""

    def is_same(self, other: Team) -> bool:
        """Whether the team of another stage is this one."""
        return _identity(self.team) == _identity(other)

    def whole(self) -> Team:
        """The team with all that it has to do over time."""
        return replace(
            self.team, name=self.name, services=tuple(self.services),
            spans=joined([span for span, _ in self.spans]), head_counts=_head_counts(self.spans),
        )  # fmt: skip


def united(stages: Sequence[Stage], start: date) -> list[Stage]:
    """The stages with teams that are the same where they stay the same.

    Each stage has every team of the plan, those of stages without length last.
    """
    known: list[_Known] = []
    names: dict[int, dict[str, str]] = {}
    for number in sorted(range(len(stages)), key=lambda n: _is_empty(stages[n].span)):
        stage = stages[number]
        names[number] = {name: _find(known, team, stage, start).name
                         for name, team in stage.teams.items()}  # fmt: skip
    teams = {one.name: one.whole() for one in known}
    return [
        replace(
            stage, teams=teams, practices=_renamed(stage.practices, names[number], teams),
            people={names[number][name]: team.people_at(0.0) for name, team in stage.teams.items()},
        )
        for number, stage in enumerate(stages)
    ]  # fmt: skip


def _find(known: list[_Known], team: Team, stage: Stage, start: date) -> _Known:
    """The team among those that are known; with this stage's needs."""
    found = next((one for one in known if one.is_same(team)), None)
    if found is None:
        taken = {one.name for one in known}
        name = team.name if team.name not in taken else _dated(team, stage.span[0], start)
        found = _Known(team, name)
        known.append(found)
    found.services |= dict.fromkeys(team.services)
    if not _is_empty(stage.span):
        found.spans.append((stage.span, team))
    return found


def _identity(team: Team) -> object:
    return team.name, team.document, team.key, team.members, team.calendar, team.contract


def _is_empty(span: Span) -> bool:
    return span[0] == span[1]


def _dated(team: Team, since: float, start: date) -> str:
    """``delivery/basket`` from another day on: ``delivery@2027-04-01/basket``."""
    front, slash, key = team.name.partition("/")
    return f"{front}@{start + timedelta(days=since / 24)}{slash}{key}"


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Stretches of time in order, those that meet as one."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and found[-1][1] == since:
            found[-1] = (found[-1][0], until)
        else:
            found.append((since, until))
    return tuple(found)


def _head_counts(spans: Sequence[tuple[Span, Team]]) -> tuple[tuple[float, int], ...]:
    """The people that it has in each stage while it is needed."""
    found = {0.0: 0}
    for (since, until), team in sorted(spans, key=lambda one: one[0]):
        later = ((at, people) for at, people in team.head_counts if since < at < until)
        found |= {since: team.people_at(since), **dict(later), until: 0}
    return steps(sorted((at, people) for at, people in found.items() if at < float("inf")))


def steps(levels: Sequence[tuple[float, int]]) -> tuple[tuple[float, int], ...]:
    """Levels from instants on, those alone that differ from the one before."""
    changes = [levels[0], *(b for a, b in pairwise(levels) if b[1] != a[1])]
    return tuple(changes)


def _renamed(
    practices: Mapping[str, Practice], names: Mapping[str, str], teams: Mapping[str, Team]
) -> dict[str, Practice]:
    def now(team: Team) -> Team:
        return teams[names[team.name]]

    return {
        service: replace(
            practice, teams={role: now(team) for role, team in practice.teams.items()},
            owners=now(practice.owners) if practice.owners is not None else None,
        )
        for service, practice in practices.items()
    }  # fmt: skip
