"""Deployments by hand: a person of a team, in the window, within what a contract includes.

The steps follow one another as callbacks on SimPy events: an organisation deploys by hand more
often than it does anything else, and a process for each would double the time of a run.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from simpy import Event

from sim.engine.arrangement import Arrangement
from sim.engine.deployment import Deployment
from sim.engine.log import EventKind
from sim.engine.state import ServiceState, World
from sim.ground.units import HOURS_PER
from sim.ground.working_time import Windows

AFTER_INCIDENTS = 2.0
"""Priority of a deployment in a team's queue; incidents have 0 to 1."""

Done = Callable[[float], object]
"""What follows a deployment; takes the instant at which it started."""


class Deployer:
    """Deploys the releases of one service."""

    def __init__(self, world: World, service: ServiceState, runs: Arrangement) -> None:
        path = runs.practice.release
        assert path.deployer is not None
        self.world, self.env, self.service, self.runs = world, world.env, service, runs
        self.role, self.tariff = path.deployer, path.releases_per_month
        self.held: dict[int, float] = {}
        """Hours that a launch block held a release back which waited for its deployer already."""

    def deploy(self, hours: float, change: int, done: Done) -> None:
        """Deploy the batch that begins with a change, after a wait for contract, window, person."""
        ask = partial(self._ask, hours, change, done)
        if self.tariff is None:
            ask()
        else:
            after(self.env.timeout(self._until_included(self.tariff)), lambda _: ask())

    def repair(
        self,
        hours: float,
        incident: int,
        urgency: float | None,
        window: Windows | None,
        made: Deployment,
    ) -> Event:
        """Deploy a repair; happens when it is live, and never if nobody deploys any more.

        An emergency (``urgency``: lower is sooner) goes before others, as its incident did.
        """
        team, live = self.runs.teams[self.role], self.env.event()
        priority = AFTER_INCIDENTS if urgency is None else urgency

        def begin(seat: object) -> None:
            if not isinstance(seat, int):
                return
            made.started_at = self.env.now
            facts = EventKind.DEPLOYING_REPAIR, EventKind.REPAIR_DEPLOYED
            self._work(facts, hours, incident, seat, lambda _: live.succeed())

        seat = team.take()
        if seat is not None:
            begin(seat)
        else:
            after(team.wait(priority, window), lambda call: begin(call.value))
        return live

    def _ask(self, hours: float, change: int, done: Done) -> None:
        """Ask for a free person of the deploying team while the window is open."""
        team, window = self.runs.teams[self.role], self.runs.window
        seat = team.take() if window.is_open(self.env.now) else None
        if seat is not None:
            self._begin(hours, change, done, seat)
            return
        call = team.wait(AFTER_INCIDENTS, window)
        after(call, lambda call: self._begin(hours, change, done, call.value))

    def _begin(self, hours: float, change: int, done: Done, seat: object) -> None:
        if not isinstance(seat, int):
            return  # the team is gone, and nobody deploys any more
        if self.service.blocked_since is not None:
            self._held(hours, change, done, seat)
        else:
            self._work((EventKind.DEPLOYING, EventKind.DEPLOYED), hours, change, seat, done)

    def _work(
        self, facts: tuple[EventKind, EventKind], hours: float, subject: int, seat: int, done: Done
    ) -> None:
        """A person deploys; ``facts`` note the beginning and the end of it."""
        team, started, (begins, ends) = self.runs.teams[self.role], self.env.now, facts
        job = self.world.log.begin_job()
        self._note(begins, subject, team.index, seat, job)

        def end(_: Event) -> None:
            team.leave(seat)
            self._note(ends, subject, team.index, seat, job)
            done(started)

        after(self.env.timeout(hours), end)

    def _held(self, hours: float, change: int, done: Done, seat: int) -> None:
        """A launch block has begun while it waited for a person: it asks again afterwards."""
        self.runs.teams[self.role].leave(seat)
        since = self.env.now

        def go_on(_: Event) -> None:
            self.held[change] = self.held.get(change, 0.0) + self.env.now - since
            self._ask(hours, change, done)

        after(self.service.unblocked, go_on)

    def _note(self, what: EventKind, change: int, team: int, seat: int, job: int) -> None:
        self.world.log.note(self.env.now, what, self.service.index, change, team, seat, job)

    def _until_included(self, tariff: int) -> float:
        """A contract includes so many deployments a month; one more waits for the next month."""
        month = int(self.env.now // HOURS_PER["month"])
        team = self.runs.teams[self.role].index
        booked = self.world.deployments.setdefault(team, {})
        while booked.get(month, 0) >= tariff:
            month += 1
        booked[month] = booked.get(month, 0) + 1
        month_begins = max(self.env.now, month * HOURS_PER["month"])
        return self.runs.window.next_open(month_begins) - self.env.now


def after(event: Event, call: Callable[[Event], None]) -> None:
    """Call something with the event when it happens."""
    assert event.callbacks is not None
    event.callbacks.append(call)
