"""Learning: a review after restoration, then an improvement that ends the fault for good."""

from __future__ import annotations

from sim.documents.support_model import Learning
from sim.engine.budget import Budgets
from sim.engine.incident import Incident, Process
from sim.engine.log import Did
from sim.engine.state import FaultKey, ServiceState, World
from sim.ground.units import on_grid


class Lessons:
    """Reviews and improvements of every service."""

    def __init__(self, world: World, budgets: Budgets) -> None:
        self.world, self.budgets = world, budgets

    def begin(self, incident: Incident, fault: FaultKey) -> None:
        """After the first incident of a fault: schedule its review and improvement.

        Nobody improves what a disbanded team has left behind.
        """
        service, now = incident.service, self.world.env.now
        if service.orphaned:
            return
        laws = self._laws(service)
        reviewed = now + incident.hours(laws.review, "review")
        self.world.log.note(reviewed, Did.REVIEWED, service.index, incident.number)
        takes = laws.improvement.ppf(incident.draw("improvement")) / self._speed(service)
        service.pending[fault] = reviewed + on_grid(takes)
        self.world.env.process(self._improve(service, fault, incident.number))

    def _laws(self, service: ServiceState) -> Learning:
        learn = service.practice.learn
        return learn.by_stage.get(service.stage, learn)

    def _speed(self, service: ServiceState) -> float:
        """While features wait, their people are free for improvements."""
        policy = service.practice.error_budget
        return policy.improvement_speed if policy and service.blocked_since is not None else 1.0

    def _improve(self, service: ServiceState, fault: FaultKey, incident: int) -> Process:
        """Wait until the improvement is live, sooner if a block frees people for it."""
        env = self.world.env
        while service.pending[fault] > env.now:
            yield env.timeout(service.pending[fault] - env.now) | service.hurried
        del service.pending[fault]
        service.improved.add(fault)
        self.world.log.note(env.now, Did.IMPROVED, service.index, incident)
        self.budgets.improved(service)
