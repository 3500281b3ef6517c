"""How a fault lives and dies: it appears, is dealt with, and returns until it is gone for good."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from simpy import Event

from sim.engine.budget import Budgets
from sim.engine.deployment import DeploymentKind
from sim.engine.incident import Incident, Process
from sim.engine.learning import Lessons
from sim.engine.log import EventKind, IncidentId
from sim.engine.operability import factor
from sim.engine.practising import practised, spared
from sim.engine.repairs import Repairs
from sim.engine.resolution import Resolution
from sim.engine.respond import Response
from sim.engine.state import ServiceState, World
from sim.ground.laws import Law
from sim.ground.units import on_grid
from sim.nature.candidates import FIX_KINDS, Cause, Fault


class Batch(Protocol):
    """The release that brought a defect."""

    size: int
    released_at: float

    def out(self) -> Event | None:
        """While it is rolled back: what happens when it is live again."""

    def take_back(self, culprit: int, incident: int) -> None:
        """Roll it back because of an incident; all but the culprit wait for the next release."""

    def mended(self, culprit: int) -> None:
        """The change that was rolled back is live for good."""


class Faults:
    """Brings the candidates of the tape to life where the model lets them."""

    def __init__(
        self,
        world: World,
        budgets: Budgets,
        lessons: Lessons,
        resolution: Resolution,
        repairs: Repairs,
    ) -> None:
        self.world, self.env = world, world.env
        self.budgets, self.lessons = budgets, lessons
        self.resolution, self.repairs = resolution, repairs
        self.response = Response(world, repairs)
        self.nature = world.scenario.nature
        self.effects = self.nature.operability
        repairs.carries = lambda service, fault: self.begin(service, fault, None)

    def accepts(self, service: ServiceState, candidate: int, times: float = 1.0) -> bool:
        """Whether a candidate comes to be, at the service's present operability.

        ``times`` as many do as usual; the tape holds no more than come to be at operability 0.
        """
        chance = times * factor(self.effects, "faults", service.operability.at(self.env.now))
        return bool(service.tape.faults.accept[candidate] < chance / self.effects.faults)

    def births(self) -> Process:
        """Capacity and background faults of all services, in order of time."""
        for at, service, candidate in self._born_alone():
            yield self.env.timeout(at - self.env.now)
            if self.accepts(service, candidate):
                self.env.process(self._live(service, service.tape.faults.fault(candidate), None))

    def _born_alone(self) -> list[tuple[float, ServiceState, int]]:
        found = []
        for service in self.world.services:
            born_at = service.tape.faults.born_at
            found += [
                (float(born_at[i]), service, int(i)) for i in np.flatnonzero(~np.isnan(born_at))
            ]
        return sorted(found, key=lambda birth: birth[0])  # at one instant as services take turns

    def begin(self, service: ServiceState, fault: Fault, batch: Batch | None) -> None:
        """A defect has gone live, in a release of features or in a repair; later it shows."""
        self.env.process(self._latent(service, fault, batch))

    def _latent(self, service: ServiceState, fault: Fault, batch: Batch | None) -> Process:
        yield self.env.timeout(on_grid(fault.shows_after))
        yield from self._live(service, fault, batch)

    def _live(self, service: ServiceState, fault: Fault, batch: Batch | None) -> Process:
        """A fault shows itself, and again, until it is gone for good."""
        occurrence = 0
        while fault.key not in service.improved:
            if batch is not None and (again := batch.out()) is not None:
                yield again
                yield self.env.timeout(on_grid(fault.shows_after))
                continue
            incident = self._appear(service, fault, occurrence, batch)
            yield from self._burn_and_learn(incident)
            if incident.rolled_back and batch is not None:
                yield from self._mend(incident, batch)
                return
            occurrence += 1
            if fault.key not in service.improved:
                yield self.env.timeout(incident.hours(self._recurs(service), "recurrence"))

    def _recurs(self, service: ServiceState) -> Law:
        """The law by which an unfixed fault of a service comes back."""
        return self.world.scenario.nature_of(service.name).recurs

    def _burn_and_learn(self, incident: Incident) -> Process:
        """One incident, what it burns, and what it teaches."""
        self.resolution.shows(incident)
        self.budgets.begins(incident)
        yield from self.response.restore(incident)
        self.resolution.restored(incident)
        urgent = self.budgets.ends(incident)
        if incident.occurrence == 0:
            self.lessons.begin(incident, urgent)
        engineering = incident.service.engineering
        if engineering is not None and not (incident.gone or incident.rolled_back):
            engineering.automate(incident)

    def _mend(self, incident: Incident, batch: Batch) -> Process:
        """What was rolled back is out of the way; its owners mend it, and it ships as a repair."""
        service, (_, change) = incident.service, incident.fault
        batch.take_back(change, incident.number)
        if service.orphaned:
            return
        hours = on_grid(incident.diagnose + incident.fix)
        working, now = self.world.backlogs[service.document.team].working, self.env.now
        self.world.log.note(now, EventKind.MENDING, service.index, incident.number, amount=hours)
        done = working.after(working.open_hours(0.0, now) + hours)
        yield self.env.timeout(on_grid(done) - now) if done < math.inf else Event(self.env)
        rule = service.practice.release.repairs
        yield from self.repairs.ship(incident, DeploymentKind.REPAIR, rule.improvement)
        batch.mended(change)
        self.resolution.gone(service, incident.fault)

    def _appear(
        self, service: ServiceState, fault: Fault, occurrence: int, batch: Batch | None
    ) -> Incident:
        """The incident, as hard as the service's operability makes it."""
        effects, operability = self.effects, service.operability.at(self.env.now)
        impact = min(
            1.0, fault.impact * factor(effects, "blast_radius", operability)
        ) * self._exposed(service, batch)
        impact *= 1 - spared(self.world, service, Cause(fault.cause).name.lower())
        size = batch.size if batch is not None else 0
        identity = IncidentId(
            service.index, fault.cause, fault.number, occurrence, fault.fix_kind, impact, size,
            batch.released_at if batch is not None else math.nan,
        )  # fmt: skip
        harder = factor(effects, "diagnosis", operability) * self._of_batch(size)
        incident = Incident(
            number=self.world.log.open_incident(identity),
            service=service,
            fault=fault.key,
            occurrence=occurrence,
            tape=self.world.tape,
            impact=impact,
            fix_kind=FIX_KINDS[fault.fix_kind],
            workaround=fault.workaround,
            detect=0.0,
            diagnose=fault.diagnose * harder,
            fix=on_grid(fault.fix),
            improve=fault.improve,
            runs=service.runs,
            begins=service.practice.begins(impact, service.target),
        )
        detect = self.nature.detect.ppf(incident.draw("detection"))
        incident.detect = on_grid(detect * factor(effects, "detection", operability))
        incident.rollback = self._rollback(incident, batch)
        return incident

    def _of_batch(self, size: int) -> float:
        """How much harder a diagnosis is among the changes of one release."""
        return 1 + self.nature.batch_diagnosis * math.log(size) if size > 1 else 1.0

    def _exposed(self, service: ServiceState, batch: Batch | None) -> float:
        """The share of requests that a release serves: few while it is a canary."""
        canary = service.practice.release.canary
        if canary is None or batch is None or self.env.now - batch.released_at >= canary.lasts:
            return 1.0
        return canary.exposure if practised(self.world, service, canary, "canary") else 1.0

    def _rollback(self, incident: Incident, batch: Batch | None) -> float | None:
        """Hours of a rollback, where the release is young enough for one."""
        service = incident.service
        rule = service.practice.release.rollback
        if rule is None or batch is None or self.env.now - batch.released_at > rule.within:
            return None
        if not practised(self.world, service, rule, "rollback"):
            return None
        return incident.hours(rule.takes, "rollback")
