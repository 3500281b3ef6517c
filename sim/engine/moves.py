"""A plan over time: services change hands on a day, and teams come and go with who needs them.

What is open goes on where it is: an incident along the path of its first minute, a change by the
way on which it became ready. A team that nobody needs any more finishes that, and is paid for no
longer than the plan says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.engine.acquaintance import Met, introduce, present
from sim.engine.arrangement import Arrangement
from sim.engine.budget import Budgets
from sim.engine.disband import inherit
from sim.engine.duty import DutyTeam
from sim.engine.engagement import LifeCycle
from sim.engine.engineering import reinvest
from sim.engine.faults import Faults
from sim.engine.incident import Process
from sim.engine.log import EventKind
from sim.engine.plan import plan
from sim.engine.release import Lane
from sim.engine.responses import Readings
from sim.engine.staffing import Staffing
from sim.engine.state import ServiceState, World
from sim.organisation.organisation import Moved, people_of
from sim.organisation.practice import Practice


class Moves:
    """Brings the moves of the plan, if there is one."""

    def __init__(
        self, world: World, faults: Faults, budgets: Budgets, cycles: Sequence[LifeCycle]
    ) -> None:
        self.world, self.env = world, world.env
        self.faults, self.budgets, self.cycles = faults, budgets, cycles
        self.staffing = Staffing(world, cycles)
        self.readings = Readings(world, budgets.burns)
        self.lanes = [self._lane(service, 0.0) for service in world.services]
        self._by_name = {service.name: service for service in world.services}

    def start(self) -> None:
        """Begin every process of this room."""
        self.staffing.start()
        for service in self.world.services:
            self.readings.watch(service)
        days: dict[float, list[Moved]] = {at: [] for at in self.staffing.instants()}
        for move in self.world.organisation.moves:
            if move.at > 0:
                days.setdefault(move.at, []).append(move)
        for at, moves in sorted(days.items()):
            self.env.process(self._happen(at, moves))

    def _lane(self, service: ServiceState, since: float) -> Lane:
        """The way of the changes that become ready until the service changes hands again."""
        ready = service.changes.ready_at
        later = (
            move.at
            for move in self.world.organisation.moves
            if move.service == service.name and move.changes_hands and move.at > since
        )
        mine = np.flatnonzero((since <= ready) & (ready < next(later, math.inf)))
        return Lane(self.world, service, self.faults, mine)

    def _happen(self, at: float, moves: list[Moved]) -> Process:
        yield self.env.timeout(at - self.env.now)
        self.staffing.come()
        for move in moves:
            service = self._by_name[move.service]
            if move.changes_hands:
                self._move(service, move)
            else:
                self._regroup(service, move.after)
        self.staffing.go()
        self.world.reroute(None)
        for cycle in self.cycles:
            cycle.look_again()

    def _regroup(self, service: ServiceState, practice: Practice) -> None:
        """Rules and people stay; other services ask something else of these people now."""
        teams = self.world.arranged(service.document, practice).teams
        self._same_people(service, list(teams.values()))
        service.runs.practice = practice.with_target(service.target)
        service.runs.teams |= teams
        inherit(self.world, service.runs, service)

    def _move(self, service: ServiceState, move: Moved) -> None:
        """Another support model runs it from now on."""
        for cycle in self.cycles:
            cycle.leave(service)
        service.former.append(service.runs)
        service.runs = self.world.arranged(service.document, move.after)
        service.runs.practice = move.after.with_target(service.target)
        inherit(self.world, service.runs, service)
        self._forget(service)
        self._acquaint(service, move)
        self.world.log.note(self.env.now, EventKind.MOVED, service.index, 0)
        self._replan(service, service.runs)
        lane = self._lane(service, self.env.now)
        self.lanes.append(lane)
        self.env.process(lane.run())
        self.readings.watch(service)
        self.budgets.look_again(service)
        for cycle in self.cycles:
            cycle.join(service)
        reinvest(self.world, service)
        self.world.backlogs[service.document.team].changed()

    def _acquaint(self, service: ServiceState, move: Moved) -> None:
        """Whoever takes it over starts anew; others go on with what they know."""
        terms, now = self.world.organisation.terms, self.env.now
        alone_from = now + (terms.dual_running if terms is not None else 0.0)
        strangers = {team.name for team in move.newcomers}
        teams = present(service)
        self._same_people(service, teams)
        for team in teams:
            if team.team.name in strangers:
                service.met[team.index] = Met(now, alone_from=alone_from)
        introduce(service, now)

    def _same_people(self, service: ServiceState, teams: Sequence[DutyTeam]) -> None:
        """A team of the log knows what another one knows that is made of the same people."""
        for team in teams:
            for other in self.world.teams.values():
                same = people_of(other.team) == people_of(team.team)
                if same and other.index in service.met:
                    service.met.setdefault(team.index, service.met[other.index])

    @staticmethod
    def _forget(service: ServiceState) -> None:
        """What belonged to the former way of running it."""
        service.stage, service.engaged_at, service.hand_back = "team", None, None
        service.engineering, service.share = None, None
        service.raised = service.risk = 1.0
        service.quarters_outside = service.quarters_inside = 0
        service.overflows, service.quarters_overflowing = False, 0

    def _replan(self, service: ServiceState, runs: Arrangement) -> None:
        """What becomes ready from now on goes the new way."""
        working = self.world.calendars.working
        planned = plan(service.tape, runs.practice.release, runs.window, working)
        record = service.changes
        later = record.ready_at >= self.env.now
        for name in ("standard", "cut_at", "approved_at", "planned_at", "due_at"):
            now, then = getattr(record, name), getattr(planned, name)
            setattr(record, name, np.where(later, then, now))
        if len(planned.refused) or len(record.refused):
            none = np.zeros(len(later))
            now, then = (r if len(r) else none for r in (record.refused, planned.refused))
            record.refused = np.where(later, then, now)
