"""Hiring SREs: from the first day, or when a service first asks, with the time that it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.documents.policies import Engagement
from sim.engine.duty import DutyTeam
from sim.engine.incident import Process
from sim.engine.log import Did
from sim.engine.state import ServiceState, World


class Hiring:
    """Whether the SRE team is there, and what begins when it comes."""

    def __init__(
        self, world: World, engagement: Engagement, services: Sequence[ServiceState]
    ) -> None:
        self.world, self.engagement = world, engagement
        self.team: DutyTeam | None = services[0].teams.get(engagement.team)
        self.came = world.env.event()
        self._asked = False
        if engagement.hired == "first-day" or any(s.stage != "team" for s in services):
            self.came.succeed()
        elif self.team is not None:
            self.team.staff(0)

    def awaits(self, team: DutyTeam) -> bool:
        """Whether a team is the one that isn't hired yet."""
        return team is self.team and not self.came.triggered

    def ask(self, then: Callable[[], None]) -> None:
        """A service asks; the first time, the team is hired, and ``then`` follows."""
        if not (self._asked or self.came.triggered):
            self.world.env.process(self._hire(then))
        self._asked = True

    def _hire(self, then: Callable[[], None]) -> Process:
        yield self.world.env.timeout(self.engagement.hiring)
        if self.team is not None:
            self.team.staff(self.team.team.people)
            now, people = self.world.env.now, self.team.people
            self.world.log.note(now, Did.HEADCOUNT, 0, 0, self.team.index, people)
        self.came.succeed()
        then()
