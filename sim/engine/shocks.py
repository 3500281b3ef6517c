"""What happens to the organisation: teams disbanded, savings, outsourcing, other head counts."""

from __future__ import annotations

from sim.documents.organisation import Shock
from sim.documents.policies import Engagement
from sim.engine.duty import DutyTeam
from sim.engine.engagement import LifeCycle
from sim.engine.incident import Process
from sim.engine.log import Did
from sim.engine.state import DISBANDED, ServiceState, World

MOST = 200
"""Shocks of one kind that a rate can bring in a run."""


class Shocks:
    """Brings the scenario's shocks, and those that a model's funding holds in store."""

    def __init__(self, world: World, cycle: LifeCycle | None) -> None:
        self.world, self.env, self.cycle = world, world.env, cycle

    def start(self) -> None:
        """Begin every process of this room; and note the head counts at the start."""
        for name, team in self.world.teams.items():
            if self.world.model.teams[name.split("/")[0]].people is not None:
                self._note_people(team)
        for number, shock in enumerate(self.world.scenario.shocks):
            self.env.process(self._strike(number, shock))
        engagement = self.world.model.engagement
        if engagement is not None and engagement.team in self.world.teams:
            self.env.process(self._renewals(engagement))
            self.env.process(self._squeezes(engagement))

    def _note_people(self, team: DutyTeam) -> None:
        self.world.log.note(self.env.now, Did.HEADCOUNT, 0, 0, team.index, team.people)

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
            self._disband(shock.team)
        for name, team in self.world.teams.items():
            if shock.role is not None and name.split("/")[0] == shock.role:
                self._strikes_role(shock, shock.role, team)

    def _strikes_role(self, shock: Shock, role: str, team: DutyTeam) -> None:
        if shock.kind == "outsourcing" and shock.familiarity is not None:
            self.world.newcomers[role] = shock.familiarity
            note = self.world.log.note
            note(self.env.now, Did.OUTSOURCED, 0, 0, team.index, shock.familiarity)
        elif shock.kind == "headcount" and shock.people is not None:
            self.restaff(team, shock.people)
        elif shock.kind == "budget-squeeze" and shock.cut is not None:
            self.restaff(team, round(team.people * (1 - shock.cut)))

    def restaff(self, team: DutyTeam, people: int) -> None:
        """A team has another head count from now on."""
        team.staff(people)
        self._note_people(team)
        if self.cycle is not None:
            self.cycle.time.share_out()

    def _renewals(self, engagement: Engagement) -> Process:
        rule, team = engagement.renewal, self.world.teams[engagement.team]
        if rule is None:
            return
        for luck in self.world.tape.luck("renewal", size=MOST):
            yield self.env.timeout(rule.every)
            if luck < rule.lapses and self.cycle is not None:
                self.cycle.disband()
                self._dissolve(team)
                self._note_people(team)
                return

    def _squeezes(self, engagement: Engagement) -> Process:
        rule, team = engagement.squeeze, self.world.teams[engagement.team]
        while rule is not None and team.people:
            yield self.env.timeout(rule.every)
            self.restaff(team, max(1, round(team.people * (1 - rule.cut))))

    def _disband(self, owner: str) -> None:
        """A delivery team is gone: a sibling inherits its services; nobody changes them again."""
        services = self.world.owned_by(owner)
        self.world.log.note(self.env.now, Did.TEAM_DISBANDED, services[0].index if services else 0, 0)
        for service in services:
            service.orphaned = True
            service.operability.invest(0.0, self.env.now)
            service.holds.append((self.env.now, float("inf"), DISBANDED))
            for role, team in list(service.teams.items()):
                if self.world.model.teams[role].scope == "team":
                    service.teams[role] = self._heir(role, service) or team
        for name, team in self.world.teams.items():
            role, _, key = name.partition("/")
            if key == owner and self.world.model.teams[role].scope == "team":
                self._dissolve(team)

    def _heir(self, role: str, orphan: ServiceState) -> DutyTeam | None:
        """The team that inherits: of the same domain if there is one, the one that owns least."""
        domain = self.world.scenario.teams[orphan.document.team].domain
        standing = [s for s in self.world.services if not s.orphaned and role in s.teams]
        if not standing:
            return None
        teams = self.world.scenario.teams

        def reluctance(service: ServiceState) -> tuple[bool, int, int]:
            owner = service.document.team
            return teams[owner].domain != domain, len(self.world.owned_by(owner)), service.index

        return min(standing, key=reluctance).teams[role]

    def _dissolve(self, team: DutyTeam) -> None:
        """Whoever waits for this team is told that nobody comes."""
        team.dissolve()
        for _, _, call in team.waiting():
            call.succeed(None)
