"""Restored is not resolved: a fault stands until what ends it for good is live."""

from __future__ import annotations

from sim.engine.budget import Budgets
from sim.engine.incident import Incident
from sim.engine.log import EventKind
from sim.engine.state import FaultKey, ServiceState, World


class Resolution:
    """Knows which faults stand, and tells what waits for their end."""

    def __init__(self, world: World, budgets: Budgets) -> None:
        self.world, self.budgets = world, budgets

    def shows(self, incident: Incident) -> None:
        """A fault shows itself."""
        incident.service.standing.setdefault(incident.fault, []).append(incident)

    def restored(self, incident: Incident) -> None:
        """Users are served again, perhaps by what ends the fault, or after it is gone already."""
        incident.restored = True
        if incident.gone:
            self.gone(incident.service, incident.fault)
        elif incident.fault in incident.service.improved:
            self._note(incident)

    def _note(self, incident: Incident) -> None:
        note = self.world.log.note
        note(self.world.env.now, EventKind.RESOLVED, incident.service.index, incident.number)

    def gone(self, service: ServiceState, fault: FaultKey) -> None:
        """A fault is gone for good: its incidents are resolved."""
        service.improved.add(fault)
        for incident in service.standing.pop(fault, ()):
            if incident.restored:
                self._note(incident)
        self.budgets.mended(service)
