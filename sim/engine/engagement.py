"""The eight steps of SRE Run It, as a life cycle of each service whose traffic asks for it.

own → readiness review → shared rota → SRE rota → hand-back → own. The steps show in the log.
"""

from __future__ import annotations

import math
from collections.abc import Generator

from simpy import Event, Interrupt
from simpy import Process as EngineProcess

from sim.documents.policies import Engagement
from sim.documents.responding import Stage
from sim.documents.support_model import SupportModel
from sim.engine.acquaintance import Met
from sim.engine.disband import disband
from sim.engine.duty import DutyTeam
from sim.engine.engineering import ENGAGED, EngineeringTime, reinvest
from sim.engine.hiring import Hiring
from sim.engine.incident import Process
from sim.engine.log import EventKind
from sim.engine.reviewing import Reviewers
from sim.engine.state import ServiceState, World
from sim.ground.units import on_grid

STAGE_FACTS: dict[Stage, EventKind] = {
    "shared": EventKind.SHARED_ROTA,
    "sre": EventKind.SRE_ROTA,
    "handed-back": EventKind.HANDED_BACK,
}


class LifeCycle:
    """Engages SREs with the services of one support model, by readiness reviews."""

    def __init__(
        self, world: World, model: SupportModel, engagement: Engagement, team: DutyTeam | None
    ) -> None:
        self.world, self.env, self.model, self.engagement = world, world.env, model, engagement
        services = self.services = [s for s in world.services if s.practice.model is model]
        """The services that the model runs now."""
        self.time = EngineeringTime(world, engagement, team, services)
        self.reviewers = Reviewers(world, self.time)
        self.hiring = Hiring(world, engagement, team, services)
        self.disbanded = world.env.event()
        self._cycles: dict[str, EngineProcess] = {}
        for service in services:
            service.engineering = self.time

    def start(self) -> None:
        """Begin with every service that the model runs from the start."""
        for service in self.services:
            self._cycles[service.name] = self.env.process(self.run(service))

    def join(self, service: ServiceState) -> None:
        """A service has moved, perhaps to this model."""
        if service.practice.model is self.model:
            self.services.append(service)
            service.engineering, self.time.engaged = self.time, None
            self._cycles[service.name] = self.env.process(self.run(service))

    def leave(self, service: ServiceState) -> None:
        """A service moves, perhaps away from this model."""
        if service in self.services:
            self.services.remove(service)
            self.time.engaged = None
            cycle = self._cycles.pop(service.name)
            if cycle.is_alive:
                cycle.interrupt()

    def run(self, service: ServiceState) -> Process:
        """One service's way through the stages, until it moves away."""
        try:
            yield from self._stages(service)
        except Interrupt:
            self.look_again()

    def _stages(self, service: ServiceState) -> Process:
        """The stages, as often as it takes."""
        if service.stage in ENGAGED:
            yield from self._engaged(service, service.stage, since=-math.inf)
        reviews = failures = 0
        while True:
            yield from self._until_traffic(service, self.engagement.substantial)
            yield from self._until_calm(service)
            if self.disbanded.triggered:
                return  # nobody is left to be asked
            passed = yield from self._review(service, reviews, failures)
            reviews, failures = reviews + 1, 0 if passed else failures + 1
            if passed:
                yield from self._engaged(service, "shared", since=self.env.now)
            else:
                yield self.env.timeout(self.engagement.retry_after)

    def _engaged(self, service: ServiceState, stage: Stage, since: float) -> Process:
        """Shared rota, SRE rota once traffic is critical, until the SREs hand back."""
        service.hand_back = handed_back = self.env.event()
        service.engaged_at, service.quarters_outside = since, 0
        team = self.hiring.team
        if team is not None:
            service.met.setdefault(team.index, Met(max(0.0, since)))
        if stage == "shared":
            self._enter(service, "shared")
            critical = self.env.process(self._until_traffic(service, self.engagement.critical))
            learned = self.env.timeout(self.engagement.shared_at_least)
            yield (critical & learned) | handed_back
        if not handed_back.triggered:
            self._enter(service, "sre")
            self._owners_leave(service)
            yield handed_back
        self._enter(service, "handed-back")

    def _owners_leave(self, service: ServiceState) -> None:
        """The project is over once others run its service, where that is how work is funded."""
        draw = self.world.tape.uniform("owners leave", service.name)
        if draw < self.engagement.owners_leave:
            disband(self.world, service.document.team)

    def _until_traffic(self, service: ServiceState, per_second: float) -> Process:
        days = round(self.engagement.averaged_over / 24)
        at = service.tape.traffic.first_day_above(per_second, days)
        if at == math.inf:
            yield Event(self.env)
        elif at > self.env.now:
            yield self.env.timeout(at - self.env.now)

    def _until_calm(self, service: ServiceState) -> Process:
        """A service that was handed back first shows some quarters inside its budget."""
        if service.stage != "handed-back":
            return
        for quarter in self.world.quarters:
            if quarter > self.env.now:
                yield self.env.timeout(quarter - self.env.now)
                if service.quarters_inside >= self.engagement.calm_quarters:
                    return
        yield Event(self.env)

    def _review(
        self, service: ServiceState, number: int, failures: int
    ) -> Generator[Event, object, bool]:
        """A readiness review, when there are SREs for it; its outcome depends on operability."""
        before = service.stage
        self._note(service, EventKind.REVIEW_REQUESTED)
        self.hiring.ask(then=self.look_again)
        turn = self.reviewers.ask()
        try:
            yield turn
            self._set_stage(service, "review")
            self._note(service, EventKind.REVIEW_STARTED)
            yield self.env.timeout(self._lasts(service, number, failures))
        except Interrupt:
            self.reviewers.withdraw(turn)
            raise
        self.reviewers.leave()
        draw = self.world.tape.uniform("readiness review passes", service.name, number)
        passed = draw < self._chance(service) and not self.disbanded.triggered
        self._note(service, EventKind.REVIEW_PASSED if passed else EventKind.REVIEW_FAILED)
        if not passed:
            self._set_stage(service, before)
        return passed

    def _lasts(self, service: ServiceState, number: int, failures: int) -> float:
        """Hours of a review; after a failure, of what failed."""
        draw = self.world.tape.uniform("readiness review lasts", service.name, number)
        share = self.engagement.further_review if failures else 1.0
        return on_grid(self.engagement.review.ppf(draw) * share)

    def look_again(self) -> None:
        """The SREs are more or fewer than before: share out their time, and begin reviews."""
        self.time.share_out()
        self.reviewers.look_again()

    def _chance(self, service: ServiceState) -> float:
        """``passes`` at operability 0.5, certain at 1, its square at 0."""
        operability = service.operability.at(self.env.now)
        return float(self.engagement.passes ** (2 * (1 - operability)))

    def _enter(self, service: ServiceState, stage: Stage) -> None:
        self._set_stage(service, stage)
        self._note(service, STAGE_FACTS[stage])

    def _set_stage(self, service: ServiceState, stage: Stage) -> None:
        service.stage, self.time.engaged = stage, None
        self.hiring.follow(len(self.time.look_up()), then=self.look_again)
        self.world.reroute(service)
        reinvest(self.world, service)
        self.time.share_out()
        self.world.backlogs[service.document.team].changed()

    def _note(self, service: ServiceState, what: EventKind) -> None:
        level = service.operability.at(self.env.now)
        self.world.log.note(self.env.now, what, service.index, 0, amount=level)

    def disband(self) -> None:
        """The SRE team is gone: every engaged service goes back, and nobody reviews any more."""
        if self.disbanded.triggered:
            return
        self.disbanded.succeed()
        self.world.log.note(self.env.now, EventKind.SRE_DISBANDED, 0, 0)
        for service in self.services:
            if service.hand_back is not None:
                service.hand_back.succeed()
                service.hand_back = None
