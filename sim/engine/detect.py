"""Detection: telemetry pages, or customers notice first and the service desk passes it on."""

from __future__ import annotations

from simpy import Environment

from sim.documents.responding import ServiceDesk
from sim.engine.incident import CUSTOMER, DESK_HANDLES, DESK_MISROUTE, Incident, Process
from sim.engine.log import Did
from sim.engine.state import World
from sim.ground.units import on_grid


def misroute_chance(chance: float, services: int) -> float:
    """A chance that holds for ten services compounds with every ten."""
    return 1 - (1 - chance) ** (services / 10) if chance else 0.0


class Detection:
    """Brings an incident to its first page."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.env: Environment = world.env
        self.desk = world.model.service_desk

    def run(self, incident: Incident) -> Process:
        """From appearance to the page: telemetry or a customer, whichever is first."""
        paged_at = self.env.now + incident.detect
        reported = self._report_after(incident)
        if self.desk is not None and reported < incident.detect:
            yield self.env.timeout(reported)
            yield from self._through_desk(self.desk, incident, paged_at)
        else:
            yield self.env.timeout(incident.detect)

    def _report_after(self, incident: Incident) -> float:
        law = self.world.scenario.nature.customer_reports
        full = law.ppf(incident.luck[CUSTOMER])
        return on_grid(full / incident.impact) if incident.impact else float("inf")

    def _through_desk(self, desk: ServiceDesk, incident: Incident, paged_at: float) -> Process:
        """The desk handles the report, unless telemetry pages while it does."""
        note, service = self.world.log.note, incident.service
        note(self.env.now, Did.CUSTOMER_REPORT, service.index, incident.number)
        team = service.teams[desk.team]
        seat = team.take()
        if seat is None:
            call = team.wait(priority=1 - incident.impact)
            yield call | self.env.timeout(paged_at - self.env.now)
            if not call.triggered:
                team.forget(call)
                return
            seat = call.value
            if seat is None:  # the desk was dissolved
                yield self.env.timeout(paged_at - self.env.now)
                return
        note(self.env.now, Did.DESK, service.index, incident.number, team.index, seat)
        hours = on_grid(desk.handles.ppf(incident.luck[DESK_HANDLES]))
        if incident.luck[DESK_MISROUTE] < misroute_chance(desk.misroute, len(self.world.services)):
            note(self.env.now, Did.MISROUTED, service.index, incident.number)
            hours *= 2
        until = max(self.env.now, min(paged_at, self.env.now + hours))
        yield self.env.timeout(until - self.env.now)
        team.leave(seat)
        note(self.env.now, Did.LEFT, service.index, incident.number, team.index, seat)
