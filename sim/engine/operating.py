"""Operational work of SREs, measured each week and held to a limit."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping

from sim.documents.policies import Engagement
from sim.documents.toil import Operations
from sim.engine.duty import DutyTeam
from sim.engine.engineering import EngineeringTime
from sim.engine.incident import Process
from sim.engine.log import EventKind
from sim.engine.state import ServiceState, World
from sim.ground.units import HOURS_PER

WEEK = HOURS_PER["w"]
Hours = Mapping[int, float]
"""By the number of a service."""


class Operating:
    """Measures what on-call and work by hand take of an SRE team, and gives back what is above."""

    def __init__(
        self,
        world: World,
        engagement: Engagement,
        time: EngineeringTime,
        hand_back: Callable[[ServiceState], None],
    ) -> None:
        self.world, self.env, self.time = world, world.env, time
        self.engagement, self.rule, self.hand_back = engagement, engagement.operations, hand_back

    def start(self) -> None:
        """Begin the process, where there is a limit."""
        if self.rule is not None and self.time.team is not None:
            self.time.team.counts = True
            self.env.process(self._measure(self.rule, self.time.team))

    def _measure(self, rule: Operations, team: DutyTeam) -> Process:
        quarters = iter(self.world.quarters[1:])
        ends = next(quarters)
        while True:
            yield self.env.timeout(min(ends, (self.env.now // WEEK + 1) * WEEK) - self.env.now)
            if self.env.now == ends:
                self._quarter_ends(rule)
                ends = next(quarters)
            if team.people:
                self._look(rule, team)

    def _look(self, rule: Operations, team: DutyTeam) -> None:
        """Share out what is left of their time; above the limit, give work back."""
        since = max(0.0, self.env.now - rule.measured_over)
        errands, incidents = done_by_hand(team, since), on_incidents(team, since, rule.follow_up)
        paid = self.world.scenario.prices.working_hours_per_year / HOURS_PER["y"]
        works = (self.env.now - since) * paid
        operational = (sum(errands.values()) + sum(incidents.values())) / works
        if operational != self.time.operational:
            self.time.operational = operational
            self.time.share_out()
        above = operational - rule.limit * team.people
        for service in self._hungriest(errands, incidents):
            if above <= 0:
                return
            self._overflow(service, errands.get(service.index, 0.0) / works)
            above -= errands.get(service.index, 0.0) / works

    def _hungriest(self, errands: Hours, incidents: Hours) -> list[ServiceState]:
        """Engaged services whose owners can take work back, the one that asks most first."""

        def asks(service: ServiceState) -> float:
            return errands.get(service.index, 0.0) + incidents.get(service.index, 0.0)

        able = [s for s in self.time.look_up() if not (s.overflows or s.orphaned)]
        return sorted(able, key=asks, reverse=True)

    def _overflow(self, service: ServiceState, people: float) -> None:
        """Its owners do its requests and toil until the quarter ends: work of so many people."""
        service.overflows = True
        self.world.log.note(self.env.now, EventKind.OVERFLOWS, service.index, 0, amount=people)
        self.world.reroute(service)

    def _quarter_ends(self, rule: Operations) -> None:
        """SREs take requests and toil again, or hand back what overflowed too often."""
        for service in self.time.services:
            overflowed, service.overflows = service.overflows, False
            service.quarters_overflowing = service.quarters_overflowing + 1 if overflowed else 0
            if overflowed:
                self.world.log.note(self.env.now, EventKind.OVERFLOW_ENDS, service.index, 0)
                self.world.reroute(service)
                if rule.hand_back_after and service.quarters_overflowing >= rule.hand_back_after:
                    service.quarters_overflowing = 0
                    self.hand_back(service)


def done_by_hand(team: DutyTeam, since: float) -> Hours:
    """Hours on alerts, requests and toil that were done since an instant, by service."""
    now, found = team.env.now, defaultdict[int, float](float)
    alerts, requests = team.alerts, team.requests
    requests.count(now)
    first, last = bisect_right(alerts.at, since), bisect_right(alerts.at, now)
    for place in range(first, last):
        found[alerts.service[place]] += alerts.until[place] - alerts.at[place]
    begun = team.working.open_hours(0.0, since)
    for began, hours, request in reversed(requests.done):
        if began + hours < begun:
            break
        found[request.service] += hours
    return found


def on_incidents(team: DutyTeam, since: float, follow_up: float) -> Hours:
    """Hours on incidents that somebody left since an instant, and on what follows, by service."""
    found, followed = defaultdict[int, float](float), set[int]()
    for until, hours, service, incident in reversed(team.worked):
        if until < since:
            break
        found[service] += hours + (0.0 if incident in followed else follow_up)
        followed.add(incident)
    return found
