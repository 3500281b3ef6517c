"""Deployments by hand: a person of a team, in the window, within what a contract includes."""

from __future__ import annotations

from collections.abc import Generator

from simpy import Event

from sim.engine.log import Did
from sim.engine.state import ServiceState, World
from sim.ground.units import HOURS_PER

AFTER_INCIDENTS = 2.0
"""Priority of a deployment in a team's queue; incidents have 0 to 1."""


class Deployer:
    """Deploys the releases of one service."""

    def __init__(self, world: World, service: ServiceState) -> None:
        assert world.model.release.deployer is not None
        self.world, self.env, self.service = world, world.env, service
        self.role = world.model.release.deployer
        self.tariff = world.model.release.releases_per_month

    def deploy(self, hours: float, changes: int) -> Generator[Event, object, float]:
        """Wait for a person and deploy; returns when the deployment started."""
        yield from self._within_tariff()
        team = self.service.teams[self.role]
        seat = yield from self._seat()
        started, note = self.env.now, self.world.log.note
        note(started, Did.DEPLOYING, self.service.index, changes, team.index, seat)
        yield self.env.timeout(hours)
        team.leave(seat)
        note(self.env.now, Did.DEPLOYED, self.service.index, changes, team.index, seat)
        return started

    def _seat(self) -> Generator[Event, object, int]:
        """A free person of the deploying team while the window is open."""
        team, window = self.service.teams[self.role], self.service.window
        seat = team.take() if window.is_open(self.env.now) else None
        if seat is None:
            call = team.wait(AFTER_INCIDENTS, window)
            yield call
            seat = call.value
        if seat is None:  # the team is gone, and nobody deploys any more
            yield Event(self.env)
        assert isinstance(seat, int)
        return seat

    def _within_tariff(self) -> Generator[Event, object, None]:
        """A contract includes so many deployments a month; one more waits for the next month."""
        if self.tariff is None:
            return
        month = int(self.env.now // HOURS_PER["month"])
        booked = self.world.deployments
        while booked.get(month, 0) >= self.tariff:
            month += 1
        booked[month] = booked.get(month, 0) + 1
        begins = self.service.window.next_open(max(self.env.now, month * HOURS_PER["month"]))
        yield self.env.timeout(begins - self.env.now)
