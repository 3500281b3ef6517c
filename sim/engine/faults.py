"""How a fault lives and dies: it appears, is dealt with, and comes back until it is gone for good."""

from __future__ import annotations

import math

import numpy as np

from sim.engine.budget import Budgets
from sim.engine.learning import Lessons
from sim.engine.log import IncidentId
from sim.engine.operability import multiplier
from sim.engine.respond import DETECT, LUCK_SIZE, RECUR, Incident, Process, Response
from sim.engine.state import ServiceState, World
from sim.ground.units import on_grid
from sim.nature.tape import FIX_KINDS


class Faults:
    """Brings the candidates of the tape to life where the model lets them."""

    def __init__(
        self, world: World, budgets: Budgets, response: Response, lessons: Lessons
    ) -> None:
        self.world, self.budgets = world, budgets
        self.response, self.lessons = response, lessons
        self.nature = world.scenario.nature
        self.effects = self.nature.operability

    def accepts(self, service: ServiceState, candidate: int) -> bool:
        """Whether a candidate comes to be, at the service's present operability."""
        chance = multiplier(self.effects.faults, service.operability.at(self.world.env.now))
        return bool(service.tape.faults.accept[candidate] < chance / self.effects.faults)

    def births(self) -> Process:
        """Capacity and background faults of all services, in order of time."""
        env = self.world.env
        for at, service, candidate in self._born_alone():
            yield env.timeout(at - env.now)
            if self.accepts(service, candidate):
                env.process(self.live(service, candidate, batch=0))

    def _born_alone(self) -> list[tuple[float, ServiceState, int]]:
        found = []
        for service in self.world.services:
            born_at = service.tape.faults.born_at
            found += [
                (float(born_at[i]), service, int(i)) for i in np.flatnonzero(~np.isnan(born_at))
            ]
        return sorted(found, key=lambda birth: (birth[0], birth[1].index, birth[2]))

    def live(self, service: ServiceState, candidate: int, batch: int) -> Process:
        """The life of one fault; ``batch`` is the size of the release that brought it, or 0."""
        env, tape = self.world.env, service.tape.faults
        fault = (int(tape.cause[candidate]), int(tape.number[candidate]))
        released_at = math.nan
        if batch:
            released_at = env.now
            yield env.timeout(on_grid(float(tape.shows_after[candidate])))
        occurrence = 0
        while fault not in service.improved:
            incident, detect = self._appear(service, candidate, occurrence, batch, released_at)
            self.budgets.begins(service, incident.number, incident.impact)
            yield from self.response.restore(incident, detect)
            if occurrence == 0:
                self.lessons.begin(incident, fault)
            self.budgets.ends(service, incident.number)
            if incident.fix_kind == "code":
                return
            occurrence += 1
            yield env.timeout(on_grid(self.nature.recurs.ppf(incident.luck[RECUR])))

    def _appear(
        self, service: ServiceState, candidate: int, occurrence: int, batch: int, released_at: float
    ) -> tuple[Incident, float]:
        """The incident, as hard as the service's operability makes it, and the time to detect it."""
        tape, effects = service.tape.faults, self.effects
        operability = service.operability.at(self.world.env.now)
        cause, number = int(tape.cause[candidate]), int(tape.number[candidate])
        luck = self.world.tape.luck(service.name, cause, number, occurrence, size=LUCK_SIZE)
        impact = min(
            1.0, float(tape.impact[candidate]) * multiplier(effects.blast_radius, operability)
        )
        kind = int(tape.fix_kind[candidate])
        identity = IncidentId(
            service.index, cause, number, occurrence, kind, impact, batch, released_at
        )
        harder = multiplier(effects.diagnosis, operability) * self._of_batch(batch)
        incident = Incident(
            number=self.world.log.open_incident(identity),
            service=service,
            impact=impact,
            fix_kind=FIX_KINDS[kind],
            diagnose=float(tape.diagnose[candidate]) * harder,
            fix=on_grid(float(tape.fix[candidate])),
            luck=luck,
        )
        detect = self.nature.detect.ppf(luck[DETECT]) * multiplier(effects.detection, operability)
        return incident, on_grid(detect)

    def _of_batch(self, batch: int) -> float:
        """How much harder a diagnosis is among the changes of one release."""
        return 1 + self.nature.batch_diagnosis * math.log(batch) if batch > 1 else 1.0
