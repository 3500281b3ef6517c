"""Releases: what is due ships as a batch, unless a launch block or a busy deployer is in the way.

A batch without a possible defect that ships through a pipeline changes no decision of the engine,
so it gets no event; its instants are worked out in vectors when the run ends.
"""

from __future__ import annotations

import math
from collections.abc import Generator

import numpy as np
from simpy import Event

from sim.engine.faults import Faults
from sim.engine.log import Did
from sim.engine.plan import DEPLOY
from sim.engine.respond import Process
from sim.engine.state import ServiceState, World
from sim.ground.units import on_grid
from sim.nature.tape import Cause, grid_array

AFTER_INCIDENTS = 2.0
"""Priority of a deployment in a team's queue; incidents have 0 to 1."""


class Lane:
    """The way of one service's changes to production, in the order in which they are due."""

    def __init__(self, world: World, service: ServiceState, faults: Faults) -> None:
        self.world, self.env, self.service, self.faults = world, world.env, service, faults
        self.path = world.model.release
        self.changes = service.changes
        self.order = np.argsort(self.changes.due_at, kind="stable")
        self.due = self.changes.due_at[self.order]
        numbers = service.tape.faults.number
        defects = np.flatnonzero(service.tape.faults.cause == Cause.CHANGE)
        self.candidate_of = dict(zip(numbers[defects].tolist(), defects.tolist(), strict=True))
        self.notable = self._notable()
        self.blocks_applied = 0

    def _notable(self) -> np.ndarray:
        """Places in the order whose release is an event: all by hand, else possible defects."""
        if self.path.deployer is not None:
            return np.arange(len(self.order))
        possible = np.zeros(len(self.order), dtype=bool)
        possible[list(self.candidate_of)] = True
        return np.flatnonzero(possible[self.order])

    def run(self) -> Process:
        """Ship whatever matters, in order of time."""
        at = 0
        while at < len(self.notable) and (due := self.due[self.notable[at]]) < math.inf:
            yield self.env.timeout(due - self.env.now)
            if self.service.blocked_since is not None:
                yield self.service.unblocked
            if self._apply_blocks():
                continue
            first, end = np.searchsorted(self.due, [due, np.nextafter(due, math.inf)])
            self.env.process(self._ship(self.order[first:end]))
            at = int(np.searchsorted(self.notable, end))

    def _apply_blocks(self) -> bool:
        """Move what ended blocks held back to their end, together; True if there were any."""
        ended = self.service.blocks[self.blocks_applied :]
        self.blocks_applied += len(ended)
        for start, end in ended:
            first, last = np.searchsorted(self.due, [start, end])
            self.due[first:last] = self.world.window.next_open(end)
        return bool(ended)

    def _ship(self, batch: np.ndarray) -> Process:
        """Deploy a batch of changes (their numbers) and let its defects loose."""
        seat: int | None = None
        if self.path.deployer is not None:
            seat = yield from self._deployer()
        started = self.env.now
        live = started + self._duration(batch[0])
        self.changes.started_at[batch], self.changes.live_at[batch] = started, live
        yield self.env.timeout(live - started)
        if seat is not None:
            self._leave(seat, started, len(batch))
        for change in batch.tolist():
            candidate = self.candidate_of.get(change)
            if candidate is not None and self.faults.accepts(self.service, candidate):
                self.world.log.note(live, Did.DEFECT_LIVE, self.service.index, change)
                self.env.process(self.faults.live(self.service, candidate, len(batch)))

    def _duration(self, first_change: int) -> float:
        luck = self.service.tape.release_luck[first_change, DEPLOY]
        return on_grid(self.path.deploy.ppf(float(luck)))

    def _deployer(self) -> Generator[Event, object, int]:
        """A free person of the deploying team while the window is open."""
        assert self.path.deployer is not None
        team, window = self.service.teams[self.path.deployer], self.world.window
        while True:
            seat = team.take()
            if seat is None:
                seat = yield team.wait(AFTER_INCIDENTS)
            assert isinstance(seat, int)
            if window.is_open(self.env.now):
                return seat
            team.leave(seat)
            yield self.env.timeout(window.next_open(self.env.now) - self.env.now)

    def _leave(self, seat: int, started: float, changes: int) -> None:
        assert self.path.deployer is not None
        team = self.service.teams[self.path.deployer]
        team.leave(seat)
        note, index = self.world.log.note, self.service.index
        note(started, Did.DEPLOYING, index, changes, team.index, seat)
        note(self.env.now, Did.DEPLOYED, index, changes, team.index, seat)

    def finish(self) -> None:
        """After the run: the instants of every change that needed no event."""
        self._apply_blocks()
        open_since = self.service.blocked_since
        due = np.where(
            self.due >= (math.inf if open_since is None else open_since), np.nan, self.due
        )
        self.changes.due_at[self.order] = due
        if self.path.deployer is not None or not len(due):
            return
        _, first, group = np.unique(due, return_index=True, return_inverse=True)
        luck = self.service.tape.release_luck[self.order[first], DEPLOY]
        hours = grid_array(self.path.deploy.ppf_array(luck))
        self.changes.started_at[self.order] = due
        self.changes.live_at[self.order] = due + hours[group]
