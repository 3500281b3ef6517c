"""The reliability time of one delivery team: improvements one after another, then operability.

Its people work in working hours, a share of their time; one person at most makes an improvement.
What an improvement doesn't take builds the operability of the team's services.
"""

from __future__ import annotations

from dataclasses import dataclass

from simpy import Event

from sim.engine.engineering import own_share, reinvest
from sim.engine.incident import Process
from sim.engine.responses import respond
from sim.engine.state import FaultKey, ServiceState, World
from sim.ground.units import HOURS_PER, on_grid
from sim.nature.tape import WEEKS_52_HOURS, working_windows


@dataclass(eq=False)
class Improvement:
    """Work that ends a fault for good."""

    service: ServiceState
    fault: FaultKey
    hours: float
    """Hands-on work that is left."""
    order: tuple[float, float]
    """The lower, the sooner."""
    done: Event
    hurried: bool = False
    """Whether it is made at the speed of a launch block."""


class Backlog:
    """What a team still has to improve, and the time that it has for it."""

    def __init__(self, world: World, owner: str) -> None:
        self.world, self.env, self.owner = world, world.env, owner
        self.services = world.owned_by(owner)
        self.people = world.scenario.teams[owner].people
        self.working = working_windows(world.scenario, world.scenario.teams[owner].calendar)
        open_hours = self.working.open_hours(0.0, WEEKS_52_HOURS) * HOURS_PER["y"] / WEEKS_52_HOURS
        paid = world.scenario.prices.working_hours_per_year
        self._at_work = min(1.0, paid / open_hours) if open_hours else 0.0
        """The part of the working hours of a year that a person is there."""
        self._waiting: list[Improvement] = []
        self._changed = world.env.event()

    def add(self, improvement: Improvement) -> None:
        """One more; the team begins at once if it has nothing else to improve."""
        self._waiting.append(improvement)
        self.changed()

    def changed(self) -> None:
        """Something else decides now how much time there is, or what comes first."""
        changed, self._changed = self._changed, self.env.event()
        changed.succeed()

    def run(self) -> Process:
        """Make what waits, the first in order first; what is begun goes on when time is more."""
        while True:
            for service in self.services:
                respond(self.world, service)
            if not self._waiting:
                self._leave(1.0)
                yield self._changed
                continue
            first = min(self._waiting, key=lambda improvement: improvement.order)
            if self._wanted(first):
                yield from self._work(first)
            if first.hours <= 0 or not self._wanted(first):
                self._waiting.remove(first)
                first.done.succeed()

    @staticmethod
    def _wanted(improvement: Improvement) -> bool:
        """Whether nobody else has made it yet."""
        service, fault = improvement.service, improvement.fault
        return fault not in service.improved and fault not in service.shipping

    def _work(self, improvement: Improvement) -> Process:
        """Work on it until it is made, or until something changes."""
        times = max(self._raised(), self._speed(improvement))
        hours = self._reliability_people() * times * self._at_work
        pace = min(1.0, hours)
        self._leave(1 - pace / hours if hours else 0.0)
        if pace == 0:
            yield self._changed
            return
        working, began = self.working, self.env.now
        before = working.open_hours(0.0, began)
        due = working.after(before + improvement.hours / pace)
        within = due < float("inf")
        made = self.env.timeout(on_grid(due) - began) if within else Event(self.env)
        yield made | self._changed
        if made.processed:
            improvement.hours = 0.0
        else:
            improvement.hours -= (working.open_hours(0.0, self.env.now) - before) * pace

    def _reliability_people(self) -> float:
        """Full-time people on reliability: each service has its part of the team."""
        shares = sum(own_share(self.world, service) for service in self.services)
        return self.people / len(self.services) * shares

    def _raised(self) -> float:
        """Reliability time over what is stated, by what the team responds to."""
        if all(service.raised == 1.0 for service in self.services):
            return 1.0
        shares = [own_share(self.world, service) for service in self.services]
        raised = [s * service.raised for s, service in zip(shares, self.services, strict=True)]
        return sum(raised) / sum(shares) if sum(shares) else 1.0

    def _speed(self, improvement: Improvement) -> float:
        """Times the usual reliability time: while features wait, their people are free for it."""
        policies = [
            service.practice.error_budget
            for service in self.services
            if service.blocked_since is not None
        ]
        if improvement.hurried:
            policies.append(improvement.service.practice.error_budget)
        return max((policy.improvement_speed for policy in policies if policy), default=1.0)

    def _leave(self, spare: float) -> None:
        """What improvements leave of the time builds operability."""
        for service in self.services:
            left = spare * service.raised
            if service.spare != left:
                service.spare = left
                reinvest(self.world, service)
