"""How a fault lives and dies: it appears, is dealt with, and returns until it is gone for good."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from simpy import Event

from sim.engine.budget import Budgets
from sim.engine.incident import Incident, Process
from sim.engine.learning import Lessons
from sim.engine.log import IncidentId
from sim.engine.operability import multiplier
from sim.engine.practising import practised
from sim.engine.respond import Response
from sim.engine.state import FaultKey, ServiceState, World
from sim.ground.units import on_grid
from sim.nature.tape import FIX_KINDS


class Batch(Protocol):
    """The release that brought a defect."""

    size: int
    released_at: float

    def out(self) -> Event | None:
        """While it is rolled back: what happens when it is live again."""

    def take_back(self) -> None:
        """Roll it back; its changes wait for the next release."""


class Faults:
    """Brings the candidates of the tape to life where the model lets them."""

    def __init__(self, world: World, budgets: Budgets, lessons: Lessons) -> None:
        self.world, self.env = world, world.env
        self.budgets, self.lessons = budgets, lessons
        self.response = Response(world)
        self.nature = world.scenario.nature
        self.effects = self.nature.operability

    def accepts(self, service: ServiceState, candidate: int) -> bool:
        """Whether a candidate comes to be, at the service's present operability."""
        chance = multiplier(self.effects.faults, service.operability.at(self.env.now))
        return bool(service.tape.faults.accept[candidate] < chance / self.effects.faults)

    def births(self) -> Process:
        """Capacity and background faults of all services, in order of time."""
        for at, service, candidate in self._born_alone():
            yield self.env.timeout(at - self.env.now)
            if self.accepts(service, candidate):
                self.env.process(self.live(service, candidate, None))

    def _born_alone(self) -> list[tuple[float, ServiceState, int]]:
        found = []
        for service in self.world.services:
            born_at = service.tape.faults.born_at
            found += [
                (float(born_at[i]), service, int(i)) for i in np.flatnonzero(~np.isnan(born_at))
            ]
        return sorted(found, key=lambda birth: (birth[0], birth[1].index, birth[2]))

    def live(self, service: ServiceState, candidate: int, batch: Batch | None) -> Process:
        """The life of one fault, from its birth or its release."""
        tape = service.tape.faults
        fault = (int(tape.cause[candidate]), int(tape.number[candidate]))
        shows_after = on_grid(float(tape.shows_after[candidate]))
        if batch is not None:
            yield self.env.timeout(shows_after)
        occurrence = 0
        while fault not in service.improved:
            if batch is not None and (again := batch.out()) is not None:
                yield again
                yield self.env.timeout(shows_after)
                continue
            incident = self._appear(service, candidate, occurrence, batch)
            yield from self._burn_and_learn(incident, fault, occurrence == 0)
            if incident.rolled_back and batch is not None:
                batch.take_back()
            elif incident.fix_kind == "code":
                return
            occurrence += 1
            if not incident.rolled_back:
                yield self.env.timeout(incident.hours(self.nature.recurs, "recurrence"))

    def _burn_and_learn(self, incident: Incident, fault: FaultKey, first: bool) -> Process:
        """One incident, what it burns, and what it teaches."""
        self.budgets.begins(incident)
        yield from self.response.restore(incident)
        if first:
            self.lessons.begin(incident, fault)
        self.budgets.ends(incident, fault)
        engineering = incident.service.engineering
        if engineering is not None and incident.fix_kind != "code":
            engineering.automate(incident.service, fault, incident.number)

    def _appear(
        self, service: ServiceState, candidate: int, occurrence: int, batch: Batch | None
    ) -> Incident:
        """The incident, as hard as the service's operability makes it."""
        tape, effects = service.tape.faults, self.effects
        operability = service.operability.at(self.env.now)
        cause, number = int(tape.cause[candidate]), int(tape.number[candidate])
        impact = min(
            1.0, float(tape.impact[candidate]) * multiplier(effects.blast_radius, operability)
        ) * self._exposed(service, batch)
        kind, size = int(tape.fix_kind[candidate]), batch.size if batch is not None else 0
        identity = IncidentId(
            service.index, cause, number, occurrence, kind, impact, size,
            batch.released_at if batch is not None else math.nan,
        )  # fmt: skip
        harder = multiplier(effects.diagnosis, operability) * self._of_batch(size)
        incident = Incident(
            number=self.world.log.open_incident(identity),
            service=service,
            fault=(cause, number),
            occurrence=occurrence,
            tape=self.world.tape,
            impact=impact,
            fix_kind=FIX_KINDS[kind],
            detect=0.0,
            diagnose=float(tape.diagnose[candidate]) * harder,
            fix=on_grid(float(tape.fix[candidate])),
        )
        detect = self.nature.detect.ppf(incident.draw("detection"))
        incident.detect = on_grid(detect * multiplier(effects.detection, operability))
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
