"""What SREs do off call: automate faults away, one after another, and toil; build operability.

Their time is limited: reviews eat into it, savings shrink it, and more services share it; where
their operational work is measured, so does that. What they automate of faults is the same work as
the owners' improvement, and reaches production the same way.
"""

from __future__ import annotations

from sim.documents.policies import Engagement
from sim.engine.duty import DutyTeam
from sim.engine.incident import Incident, Process
from sim.engine.log import EventKind
from sim.engine.state import FaultKey, ServiceState, World
from sim.ground.units import HOURS_PER, on_grid

ENGAGED = ("shared", "sre")


class EngineeringTime:
    """The engineering time of the SRE team."""

    def __init__(
        self, world: World, engagement: Engagement, team: DutyTeam | None,
        services: list[ServiceState],
    ) -> None:  # fmt: skip
        self.world, self.engagement, self.services = world, engagement, services
        self.team = team
        self.reviews = 0
        self.operational = 0.0
        """Full-time SREs that operational work takes, as last measured."""
        self.engaged: list[ServiceState] | None = None
        """Services that share a rota with SREs or have them; None: to be looked up again."""
        self._backlog_until = 0.0
        self._queued: set[tuple[int, FaultKey]] = set()
        people = world.scenario.prices.working_hours_per_year / HOURS_PER["y"]
        self._working_share = people

    def people(self) -> int:
        """SREs in the team now."""
        return self.team.people if self.team is not None else 0

    def engineers(self) -> float:
        """Full-time SREs off call now."""
        rule, measured = self.engagement.engineering, self.engagement.operations is not None
        if rule is None:
            return 0.0
        people = self.people()
        left = people - self.operational if measured else people * rule.share
        return max(0.0, left - rule.review_takes * self.reviews)

    def review(self, change: int) -> None:
        """A readiness review begins (+1) or ends (-1), and takes or gives back time."""
        self.reviews += change
        self.share_out()

    def automate(self, incident: Incident) -> None:
        """After an incident of an engaged service: queue the automation of its fault, once."""
        service, fault = incident.service, incident.fault
        rule, key = self.engagement.engineering, (service.index, fault)
        if rule is None or service.stage not in ENGAGED or fault in service.improved:
            return
        rate = self.engineers() * rule.automates * self._working_share
        if rate <= 0 or key in self._queued:
            return
        now = self.world.env.now
        self._queued.add(key)
        self._backlog_until = max(now, self._backlog_until) + on_grid(incident.improve / rate)
        self.world.env.process(self._made(incident, self._backlog_until))

    def _made(self, incident: Incident, at: float) -> Process:
        self._begins_or_ends()
        yield self.world.env.timeout(at - self.world.env.now)
        self._begins_or_ends()
        yield from self.world.improve(incident, EventKind.AUTOMATED)

    def _begins_or_ends(self) -> None:
        """What waits to be automated takes its part of the time, where that is measured."""
        if self.engagement.operations is not None:
            self.share_out()

    def _rest(self) -> float:
        """Full-time SREs who don't automate faults now."""
        rule = self.engagement.engineering
        if rule is None:
            return 0.0
        idle = self.engagement.operations is not None and self._backlog_until <= self.world.env.now
        return self.engineers() * (1.0 if idle else 1 - rule.automates)

    def look_up(self) -> list[ServiceState]:
        """Services that share a rota with SREs or have them."""
        if self.engaged is None:
            self.engaged = [s for s in self.services if s.stage in ENGAGED]
        return self.engaged

    def share_out(self) -> None:
        """Invest in each engaged service: its own team's part, and the SREs'."""
        engaged, rule, rest = self.look_up(), self.engagement.engineering, self._rest()
        for service in engaged:
            owner = self.world.scenario.teams[service.document.team]
            own_people = owner.people / len(self.world.organisation.owned[service.document.team])
            extra = rest / len(engaged) / own_people
            invest(self.world, service, extra, rule.toil if rule is not None else 0.0)


def reinvest(world: World, service: ServiceState) -> None:
    """Invest what improvements leave, and the SREs' part where they are engaged."""
    if service.engineering is not None and service.stage in ENGAGED:
        service.engineering.share_out()
    else:
        invest(world, service)


def invest(world: World, service: ServiceState, extra: float = 0.0, toil: float = 0.0) -> None:
    """Build operability and automate toil, with the owners' time and ``extra`` of SREs'.

    ``toil`` is the share of the SREs' that automates it. Times are shares of the owners'.
    """
    own, now = own_share(world, service) * service.spare, world.env.now
    if service.automation is None:
        service.operability.invest(own + extra, now)
        return
    for_toil = own * service.practice.incentive.toil + extra * toil
    service.operability.invest(own + extra - for_toil, now)
    service.automation.invest(for_toil, now)


def own_share(world: World, service: ServiceState) -> float:
    """Reliability time: the share of the owning team's time at the present stage."""
    if service.orphaned:
        return 0.0
    return service.practice.incentive.at(service.stage)
