"""Learning: a review after restoration, then an improvement that ends the fault for good."""

from __future__ import annotations

from sim.documents.support_model import Learning
from sim.engine.backlog import Backlog, Improvement
from sim.engine.deployment import DeploymentKind
from sim.engine.incident import Incident, Process
from sim.engine.log import EventKind
from sim.engine.repairs import Repairs
from sim.engine.resolution import Resolution
from sim.engine.state import Known, ServiceState, World


class Lessons:
    """Reviews and improvements of every service."""

    def __init__(self, world: World, resolution: Resolution, repairs: Repairs) -> None:
        self.world, self.resolution, self.repairs = world, resolution, repairs
        owners = dict.fromkeys(service.document.team for service in world.services)
        world.backlogs = {owner: Backlog(world, owner) for owner in owners}

    def start(self) -> None:
        """Begin every process of this room."""
        for backlog in self.world.backlogs.values():
            self.world.env.process(backlog.run())

    def begin(self, incident: Incident, urgent: bool) -> None:
        """After the first incident of a fault: its review, and its improvement if it still stands.

        Nobody improves what a disbanded team has left behind.
        """
        if not incident.service.orphaned:
            self.world.env.process(self._learn(incident, urgent))

    def _learn(self, incident: Incident, urgent: bool) -> Process:
        service, fault, env = incident.service, incident.fault, self.world.env
        yield env.timeout(incident.hours(self._laws(service).review, "review"))
        self.world.log.note(env.now, EventKind.REVIEWED, service.index, incident.number)
        service.known.setdefault(fault, Known()).documented = True
        if fault in service.improved or incident.rolled_back:
            return
        made = env.event()
        self.world.backlogs[service.document.team].add(
            Improvement(
                service, fault, incident.improve, self._order(incident, urgent), made, urgent
            )
        )
        yield made
        yield from self.ship(incident, EventKind.IMPROVED)

    def ship(self, incident: Incident, ends: EventKind) -> Process:
        """An improvement that is made travels the release path; live, it ends the fault.

        Whoever made it second, owners or SREs, has nothing left to ship.
        """
        service, fault = incident.service, incident.fault
        if fault in service.improved or fault in service.shipping:
            return
        service.shipping.add(fault)
        kind = service.practice.release.repairs.improvement
        yield from self.repairs.ship(incident, DeploymentKind.IMPROVEMENT, kind)
        if fault not in service.improved:
            self.world.log.note(self.world.env.now, ends, service.index, incident.number)
            self.resolution.gone(service, fault)

    def _laws(self, service: ServiceState) -> Learning:
        learn = service.practice.learn
        return learn.by_stage.get(service.stage, learn)

    def _order(self, incident: Incident, urgent: bool) -> tuple[float, float]:
        """What burned a budget comes first; then the oldest incident, or the worst."""
        worst = self._laws(incident.service).first == "worst"
        return (0.0 if urgent else 1.0, -incident.impact if worst else float(incident.number))
