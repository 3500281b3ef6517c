"""Detection: telemetry pages, or customers notice first and the service desk passes it on."""

from __future__ import annotations

from collections.abc import Generator

from simpy import Environment, Event

from sim.documents.responding import ServiceDesk
from sim.engine.incident import Incident
from sim.engine.log import EventKind
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

    def run(self, incident: Incident) -> Generator[Event, object, bool]:
        """From appearance to the page: by telemetry, or by a customer's report (True)."""
        paged_at, desk = self.env.now + incident.detect, incident.runs.practice.service_desk
        reported = self._report_after(incident) if desk is not None else float("inf")
        if desk is not None and reported < incident.detect:
            yield self.env.timeout(reported)
            return (yield from self._through_desk(desk, incident, paged_at))
        yield self.env.timeout(incident.detect)
        return False

    def _report_after(self, incident: Incident) -> float:
        law = self.world.scenario.nature.customer_reports
        full = law.ppf(incident.draw("customer report"))
        return on_grid(full / incident.impact) if incident.impact else float("inf")

    def _through_desk(
        self, desk: ServiceDesk, incident: Incident, paged_at: float
    ) -> Generator[Event, object, bool]:
        """The desk handles the report: whether it passes it on before telemetry pages."""
        note, service = self.world.log.note, incident.service
        note(self.env.now, EventKind.CUSTOMER_REPORT, service.index, incident.number)
        team = incident.runs.teams[desk.team]
        seat = team.take(interrupts=True)
        if seat is None:
            call = team.wait(priority=1 - incident.impact)
            yield call | self.env.timeout(paged_at - self.env.now)
            if not call.triggered:
                team.forget(call)
                return False
            seat = call.value
            if seat is None:  # the desk was dissolved
                yield self.env.timeout(paged_at - self.env.now)
                return False
        incident.take_up(self.world.log, self.env.now, EventKind.DESK, team.index, seat)
        hours = incident.hours(desk.handles, "desk handles")
        wrong = misroute_chance(desk.misroute, len(self.world.services))
        if wrong and incident.draw("desk misroute") < wrong:
            note(self.env.now, EventKind.MISROUTED, service.index, incident.number)
            hours *= 2
        passed_on = self.env.now + hours <= paged_at
        until = max(self.env.now, min(paged_at, self.env.now + hours))
        yield self.env.timeout(until - self.env.now)
        team.leave(seat)
        incident.leave(self.world.log, self.env.now, team.index, seat)
        return passed_on
