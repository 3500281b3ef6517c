"""The eight steps of SRE Run It, as a life cycle of each service whose traffic asks for it.

own → readiness review → shared rota → SRE rota → hand-back → own. The steps show in the log.
"""

from __future__ import annotations

import math
from collections.abc import Generator

from simpy import Event, Resource

from sim.documents.policies import Engagement
from sim.documents.responding import Stage
from sim.engine.log import Did
from sim.engine.respond import Process
from sim.engine.state import ServiceState, World
from sim.ground.units import on_grid

REVIEW_LASTS, PASSES = range(2)

STAGE_FACTS: dict[Stage, Did] = {
    "shared": Did.SHARED_ROTA,
    "sre": Did.SRE_ROTA,
    "handed-back": Did.HANDED_BACK,
}


class LifeCycle:
    """Engages SREs with services, one readiness review after another."""

    def __init__(self, world: World, engagement: Engagement) -> None:
        self.world, self.engagement = world, engagement
        self.reviewers = Resource(world.env, engagement.reviewers)

    def run(self, service: ServiceState) -> Process:
        """One service's way through the stages, as often as it takes."""
        tries = 0
        while True:
            yield from self._until_traffic(service, self.engagement.substantial)
            yield from self._until_calm(service)
            passed = yield from self._review(service, tries)
            tries += 1
            if not passed:
                yield self.world.env.timeout(self.engagement.retry_after)
                continue
            yield from self._engaged(service)

    def _engaged(self, service: ServiceState) -> Process:
        """Shared rota, SRE rota once traffic is critical, until the SREs hand back."""
        env = self.world.env
        service.hand_back = handed_back = env.event()
        self._enter(service, "shared")
        critical = env.process(self._until_traffic(service, self.engagement.critical))
        yield critical | handed_back
        if not handed_back.triggered:
            self._enter(service, "sre")
            yield handed_back
        self._enter(service, "handed-back")

    def _until_traffic(self, service: ServiceState, per_second: float) -> Process:
        days = round(self.engagement.averaged_over / 24)
        at = service.tape.traffic.first_day_above(per_second, days)
        if at == math.inf:
            yield Event(self.world.env)
        elif at > self.world.env.now:
            yield self.world.env.timeout(at - self.world.env.now)

    def _until_calm(self, service: ServiceState) -> Process:
        """A service that was handed back first shows some quarters inside its budget."""
        if service.stage != "handed-back":
            return
        for quarter in self.world.quarters:
            if quarter > self.world.env.now:
                yield self.world.env.timeout(quarter - self.world.env.now)
                if service.quarters_inside >= self.engagement.calm_quarters:
                    return

    def _review(self, service: ServiceState, tries: int) -> Generator[Event, object, bool]:
        """A readiness review, when a reviewer is free; its outcome depends on operability."""
        env, before = self.world.env, service.stage
        self._note(service, Did.REVIEW_REQUESTED)
        with self.reviewers.request() as turn:
            yield turn
            luck = self.world.tape.luck(service.name, "readiness", tries, size=2)
            self._set_stage(service, "review")
            self._note(service, Did.REVIEW_STARTED)
            yield env.timeout(on_grid(self.engagement.review.ppf(luck[REVIEW_LASTS])))
        passed = luck[PASSES] < self._chance(service)
        self._note(service, Did.REVIEW_PASSED if passed else Did.REVIEW_FAILED)
        if not passed:
            self._set_stage(service, before)
        return passed

    def _chance(self, service: ServiceState) -> float:
        """``passes`` at operability 0.5, certain at 1, its square at 0."""
        operability = service.operability.at(self.world.env.now)
        return float(self.engagement.passes ** (2 * (1 - operability)))

    def _enter(self, service: ServiceState, stage: Stage) -> None:
        self._set_stage(service, stage)
        self._note(service, STAGE_FACTS[stage])

    def _set_stage(self, service: ServiceState, stage: Stage) -> None:
        service.stage = stage
        incentive = self.world.model.operability
        invests = incentive.by_stage.get(stage, incentive.invests)
        service.operability.invest(invests, self.world.env.now)

    def _note(self, service: ServiceState, what: Did) -> None:
        level = service.operability.at(self.world.env.now)
        self.world.log.note(self.world.env.now, what, service.index, 0, amount=level)
