"""Hiring SREs: from the first day, or when a service first asks, with the time that it takes.

Where their head count follows the number of services, more are hired as more are engaged.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from sim.documents.policies import Engagement
from sim.engine.duty import DutyTeam
from sim.engine.engineering import ENGAGED
from sim.engine.incident import Process
from sim.engine.log import EventKind
from sim.engine.state import ServiceState, World


class Hiring:
    """Whether the SRE team is there, and what begins when it comes."""

    def __init__(
        self, world: World, engagement: Engagement, team: DutyTeam | None,
        services: Sequence[ServiceState],
    ) -> None:  # fmt: skip
        self.world, self.engagement, self.team = world, engagement, team
        self.came = world.env.event()
        self._asked = False
        self._wanted = self._for(sum(service.stage in ENGAGED for service in services))
        if engagement.hired == "first-day" or any(s.stage != "team" for s in services):
            self.came.succeed()
            if self.team is not None and self._wanted != self.team.people:
                self.team.staff(self._wanted)
        elif self.team is not None:
            self.team.staff(0)

    def _for(self, engaged: int) -> int:
        """The head count for so many services."""
        fixed = self.team.team.people if self.team is not None else 0
        return max(fixed, math.ceil((self.engagement.per_service or 0.0) * engaged))

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
            self._staff(self.team, self._wanted)
        self.came.succeed()
        then()

    def follow(self, engaged: int, then: Callable[[], None]) -> None:
        """So many services are engaged now: hire for one more, or let go; ``then`` follows."""
        team, wanted = self.team, self._for(engaged)
        if team is None or not self.came.triggered or not team.people:
            return
        change, self._wanted = wanted - self._wanted, wanted
        if change:
            after = self.engagement.hiring if change > 0 else 0.0
            self.world.env.process(self._resize(team, change, after, then))

    def _resize(
        self, team: DutyTeam, change: int, after: float, then: Callable[[], None]
    ) -> Process:
        yield self.world.env.timeout(after)
        if team.people:  # nobody hires for a team that is gone
            self._staff(team, max(1, team.people + change))
            then()

    def _staff(self, team: DutyTeam, people: int) -> None:
        team.staff(people)
        self.world.log.note(self.world.env.now, EventKind.HEADCOUNT, 0, 0, team.index, people)
