"""What happens to the organisation: teams disbanded, savings, outsourcing, other head counts."""

from __future__ import annotations

from simpy import Event

from sim.documents.organisation import Shock
from sim.engine.acquaintance import Met
from sim.engine.disband import disband, dissolve
from sim.engine.duty import DutyTeam
from sim.engine.engagement import LifeCycle
from sim.engine.incident import Process
from sim.engine.log import EventKind
from sim.engine.state import World

MOST = 200
"""Shocks of one kind that a rate can bring in a run."""


class Shocks:
    """Brings the scenario's shocks, and those that a model's funding holds in store."""

    def __init__(self, world: World, cycles: list[LifeCycle]) -> None:
        self.world, self.env, self.cycles = world, world.env, cycles

    def start(self) -> None:
        """Begin every process of this room; and note the head counts at the start."""
        for team in self.world.teams.values():
            if not (team.team.builds or self._awaited(team)):
                self._note_people(team)
        for number, shock in enumerate(self.world.scenario.shocks):
            self.env.process(self._strike(number, shock))
        for cycle in self.cycles:
            if cycle.hiring.team is not None:
                self.env.process(self._renewals(cycle, cycle.hiring.team))
                self.env.process(self._squeezes(cycle, cycle.hiring.team))

    def _awaited(self, team: DutyTeam) -> bool:
        """Whether a team isn't there, so that nothing can strike it."""
        return not team.team.is_planned(self.env.now) or any(
            cycle.hiring.awaits(team) for cycle in self.cycles
        )

    def _note_people(self, team: DutyTeam) -> None:
        self.world.log.note(self.env.now, EventKind.HEADCOUNT, 0, 0, team.index, team.people)

    def _strike(self, number: int, shock: Shock) -> Process:
        if shock.at is not None:
            yield self.env.timeout(max(0.0, shock.at - self.env.now))
            self._happens(shock)
            return
        for gap in self.world.tape.gaps(shock.rate or 0.0, "shock", number, size=MOST):
            yield self.env.timeout(gap)
            self._happens(shock)

    def _happens(self, shock: Shock) -> None:
        if shock.kind == "team-disbanded" and shock.team is not None:
            disband(self.world, shock.team)
        for team in self.world.teams.values():
            if shock.role == team.team.role and not self._awaited(team):
                self._strikes_role(shock, team.team.role, team)

    def _strikes_role(self, shock: Shock, role: str, team: DutyTeam) -> None:
        if shock.kind == "outsourcing" and shock.familiarity is not None:
            self.world.newcomers[role] = shock.familiarity
            note = self.world.log.note
            note(self.env.now, EventKind.OUTSOURCED, 0, 0, team.index, shock.familiarity)
            for service in self.world.services:
                if team.index in service.met:
                    service.met[team.index] = Met(self.env.now)
        elif shock.kind == "headcount" and shock.people is not None:
            self.restaff(team, shock.people)
        elif shock.kind == "budget-squeeze" and shock.cut is not None:
            self.restaff(team, round(team.people * (1 - shock.cut)))

    def restaff(self, team: DutyTeam, people: int) -> None:
        """A team has another head count from now on, if it is there."""
        if not team.team.is_planned(self.env.now):
            return
        team.staff(people)
        if not people:
            dissolve(team)
        self.world.reroute(None)
        self._note_people(team)
        for cycle in self.cycles:
            cycle.look_again()

    def _renewals(self, cycle: LifeCycle, team: DutyTeam) -> Process:
        rule = cycle.engagement.renewal
        yield from self._until_there(cycle, team)
        for number in range(MOST if rule is not None else 0):
            assert rule is not None
            yield self.env.timeout(rule.every)
            if self.world.tape.uniform("renewal", "", number) < rule.lapses:
                cycle.disband()
                dissolve(team)
                self._note_people(team)
                return

    def _squeezes(self, cycle: LifeCycle, team: DutyTeam) -> Process:
        rule = cycle.engagement.squeeze
        yield from self._until_there(cycle, team)
        while rule is not None and team.people:
            yield self.env.timeout(rule.every)
            self.restaff(team, max(1, round(team.people * (1 - rule.cut))))

    def _until_there(self, cycle: LifeCycle, team: DutyTeam) -> Process:
        """Until the SREs are hired, and a service needs them."""
        yield cycle.hiring.came
        needed = team.team.spans[0][0] if team.team.spans else float("inf")
        if needed == float("inf"):
            yield Event(self.env)
        elif needed > self.env.now:
            yield self.env.timeout(needed - self.env.now)
