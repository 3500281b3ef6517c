"""Teams come, grow, shrink and go: by the plan, by the services they have, or by how busy they are.

A team that nobody needs any more finishes what is open; what it is paid is another matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sim.documents.head_counts import HeadCount
from sim.engine.duty import DutyTeam
from sim.engine.engagement import LifeCycle
from sim.engine.incident import Process
from sim.engine.log import EventKind
from sim.engine.state import World


class Staffing:
    """Keeps teams at the head counts that are planned, or that their load asks for."""

    def __init__(self, world: World, cycles: Sequence[LifeCycle]) -> None:
        self.world, self.env, self.cycles = world, world.env, cycles

    def start(self) -> None:
        """Whoever is needed later isn't there yet; who is hired by load is looked at."""
        for team in self.world.teams.values():
            if not team.team.people_at(0.0):
                team.staff(0)
            rule = team.team.document.head_count
            if rule is not None and rule.by == "load":
                team.counts = True
                self.env.process(self._by_load(team, rule))

    def instants(self) -> set[float]:
        """When a head count changes by the plan."""
        teams = self.world.teams.values()
        return {at for team in teams for at, _ in team.team.head_counts if at > 0}

    def come(self) -> None:
        """Teams that have people by the plan from now on do, unless they have to be hired first."""
        for team in self.world.teams.values():
            people = self._planned(team)
            if people:
                gone = team.team.scope == "team" and team.team.key in self.world.disbanded
                if not gone and not any(cycle.hiring.awaits(team) for cycle in self.cycles):
                    team.staff(people)
                self._note(team, team.people)

    def go(self) -> None:
        """Teams that nobody needs from now on."""
        for team in self.world.teams.values():
            if self._planned(team) == 0:
                self._note(team, 0)

    def _planned(self, team: DutyTeam) -> int | None:
        """The head count that a team has from now on, if it changes."""
        now = self.env.now
        return next((people for at, people in team.team.head_counts if at == now), None)

    def _note(self, team: DutyTeam, people: int) -> None:
        if not team.team.builds:
            self.world.log.note(self.env.now, EventKind.HEADCOUNT, 0, 0, team.index, people)

    def _by_load(self, team: DutyTeam, rule: HeadCount) -> Process:
        """At the end of each quarter: as many people as its load asks for, some time later.

        Nobody looks again before that has come about.
        """
        worked, until = 0.0, 0.0
        for start, end in pairwise(self.world.quarters):
            yield self.env.timeout(end - self.env.now)
            hours = team.worked_hours() - worked
            worked += hours
            on_duty = team.in_hours * team.working.open_hours(start, end)
            if not on_duty or self.env.now < until or not team.team.is_planned(self.env.now):
                continue
            wanted = rule.for_load(team.people, hours / on_duty)
            if wanted != team.people:
                until = self.env.now + rule.lag
                self.env.process(self._later(team, wanted, rule.lag))

    def _later(self, team: DutyTeam, people: int, lag: float) -> Process:
        yield self.env.timeout(lag)
        if team.people and team.team.is_planned(self.env.now):
            team.staff(people)
            self.world.reroute(None)
            self._note(team, people)
            for cycle in self.cycles:
                cycle.look_again()
