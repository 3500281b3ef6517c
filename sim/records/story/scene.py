"""A fact among the other facts of its story, which decide how it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.documents.responding import FixKind
from sim.engine.kinds import MEANING
from sim.engine.log import NOBODY, EventKind, Fact
from sim.organisation.practice import Practice
from sim.records.story.knowledge import needs
from sim.records.story.parts import Line
from sim.records.tables import Records

ASKED = frozenset({EventKind.PAGED, EventKind.HANDING_OVER, EventKind.BOUNCED})
"""Facts that name the team that is asked; nobody of it acts yet."""

NEEDS: dict[FixKind, str] = {
    "restart": "a restart by the runbook",
    "operate": "operating skill",
    "code": "a change of code",
}
"""What ends an incident, by its kind of fix."""


@dataclass(frozen=True)
class Scene:
    """One fact of a story (the one at ``place``), what came before it and what comes after it."""

    run: Records
    facts: Sequence[Fact]
    place: int
    number: int = 0
    """The incident that the story is about; 0 if it is about something else."""

    @property
    def fact(self) -> Fact:
        """What is told."""
        return self.facts[self.place]

    @property
    def service(self) -> str:
        """Where it happens."""
        return self.run.log.service_names[self.fact.service]

    @property
    def practice(self) -> Practice:
        """How the service is run, or was when the incident began that the story is about."""
        began = self.run.incidents["appeared_at"].iloc[self.number - 1] if self.number else None
        return self.run.practice_at(self.fact.service, self.fact.at if began is None else began)

    @property
    def later(self) -> Sequence[Fact]:
        """What follows, at the same instant too."""
        return self.facts[self.place + 1 :]

    @property
    def earlier(self) -> Sequence[Fact]:
        """What came before."""
        return self.facts[: self.place]

    def now(self, *what: EventKind) -> list[Fact]:
        """The facts of these kinds at this instant."""
        return [fact for fact in self.facts if fact.at == self.fact.at and fact.what in what]

    def next_is(self, *what: EventKind) -> bool:
        """Whether the next fact is of these kinds."""
        return bool(self.later) and self.later[0].what in what

    def team(self) -> str:
        """The team that the fact names; empty: none."""
        who = self.fact.who
        return self.run.log.team_names[who] if who != NOBODY else ""

    def who(self) -> str:
        """Who acts: the team and, where it is one person, which one."""
        if self.fact.what in ASKED:
            return ""
        seated = MEANING[self.fact.what].unit == "seat"
        return f"{self.team()} {int(self.fact.amount) + 1}" if seated else self.team()

    def needs(self) -> FixKind:
        """The kind of fix that the incident of this fact needs, as far as is known by then."""
        return needs(self.run, self.fact.subject, self.fact.at)


Words = Callable[[Scene], str]
"""How a fact is told; an empty text: not at all, since a neighbour says it."""


def tell(
    run: Records,
    facts: Sequence[Fact],
    words: dict[EventKind, Words],
    number: int = 0,
    ahead: Callable[[Scene], list[Line]] = lambda _: [],
) -> list[Line]:
    """The facts of a story in words, in their order; ``ahead`` of a fact comes what led to it."""
    lines = []
    for place, fact in enumerate(facts):
        scene = Scene(run, facts, place, number)
        lines += ahead(scene)
        if text := words[fact.what](scene):
            lines.append(Line(fact.at, scene.who(), text))
    return sorted(lines, key=lambda line: line.at)


def percent(share: float) -> str:
    """A share for people: "30 %", "0.12 %"."""
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.2g} %"
