"""Repairs are changes: what mends production travels the release path, in a class of its own.

A repair is asked for, approved, deployed by whoever deploys, and may carry a defect like any other
change. No launch block holds it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.documents.releasing import Approval, ChangeClass, ReleasePath
from sim.engine.arrangement import Arrangement
from sim.engine.deployer import Deployer
from sim.engine.deployment import Deployment, DeploymentKind
from sim.engine.incident import Incident, Process
from sim.engine.log import EventKind
from sim.engine.operability import factor
from sim.engine.plan import answered
from sim.engine.state import ServiceState, World
from sim.ground.working_time import Windows
from sim.nature.candidates import Fault, of_repair, repair_number

Carries = Callable[[ServiceState, Fault], None]
"""What becomes of a defect that a repair brings."""


class Repairs:
    """Brings to production what ends an incident or its fault."""

    def __init__(self, world: World) -> None:
        self.world, self.env = world, world.env
        self.phase = world.working.next_open(0.0)
        self.carries: Carries | None = None
        """Set by the room that lets faults live."""

    def of_incident(self, incident: Incident) -> Process:
        """The repair without which users aren't served: as urgent as it is severe."""
        rule = incident.runs.practice.release.repairs
        change_class = rule.major if incident.impact >= rule.major_from else rule.other
        yield from self.ship(incident, DeploymentKind.REPAIR, change_class, incident.runs)

    def ship(
        self, incident: Incident, kind: DeploymentKind, change_class: ChangeClass,
        runs: Arrangement | None = None,
    ) -> Process:  # fmt: skip
        """From ready to live, by an arrangement or as the service is run now."""
        service, runs = incident.service, runs or incident.service.runs
        path = runs.practice.release
        made = Deployment(kind, service.index, incident.number, 1, change_class, self.env.now)
        self.world.log.deployments.append(made)
        word = kind.name.lower()
        yield self.env.timeout(self._approval(incident, path, change_class, word))
        made.approved_at = made.due_at = self.env.now
        window = self._window(runs, kind, change_class)
        if window is not None and not window.is_open(self.env.now):
            yield self.env.timeout(window.next_open(self.env.now) - self.env.now)
            made.due_at = self.env.now
        hours = incident.hours(path.deploy, f"{word} deployed")
        if path.deployer is not None:
            deployer = Deployer(self.world, service, runs)
            urgency = 1 - incident.impact if change_class == "emergency" else None
            yield deployer.repair(hours, incident.number, urgency, window, made)
        else:
            made.started_at = self.env.now
            yield self.env.timeout(hours)
        made.live_at = self.env.now
        self.world.log.note(self.env.now, EventKind.REPAIR_LIVE, service.index, incident.number)
        self._defect(incident, kind, made)

    def _approval(
        self, incident: Incident, path: ReleasePath, change_class: ChangeClass, word: str
    ) -> float:
        """Hours until it may be deployed."""
        if path.approval is None or change_class == "standard":
            return 0.0
        if change_class == "emergency":
            return incident.hours(path.repairs.expedited, f"{word} expedited")
        return self._answered(incident, path.approval, word) - self.env.now

    def _answered(self, incident: Incident, approval: Approval, word: str) -> float:
        response = np.array([incident.hours(approval.response, f"{word} approved")])
        refused = incident.draw(f"{word} rejected") if approval.rejects else 1.0
        asked = np.array([self.env.now])
        return float(answered(asked, approval, self.phase, response, np.array([refused]))[0])

    def _window(
        self, runs: Arrangement, kind: DeploymentKind, change_class: ChangeClass
    ) -> Windows | None:
        """When it may be deployed; None: at any time."""
        if change_class == "emergency":
            return None
        return runs.repair_window if kind == DeploymentKind.REPAIR else runs.window

    def _defect(self, incident: Incident, kind: DeploymentKind, made: Deployment) -> None:
        """A repair may break something else, as a feature may."""
        service = incident.service
        nature = self.world.scenario.nature_of(service.name)
        cause, number = incident.fault
        own = repair_number(cause, number, kind == DeploymentKind.IMPROVEMENT)

        def draw(attribute: str) -> float:
            return self.world.tape.uniform(attribute, service.name, own)

        better = factor(nature.operability, "faults", service.operability.at(self.env.now))
        if self.carries is not None and draw("repair defect") < nature.defect_chance * better:
            made.defects = 1
            self.carries(service, of_repair(nature, own, draw))
