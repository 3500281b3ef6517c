"""Releases: what is due ships as a batch, unless a launch block or a busy deployer is in the way.

A batch without a possible defect that ships through a pipeline changes no decision of the engine,
so it gets no event; its instants are worked out in vectors when the run ends.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from simpy import Event

from sim.engine.deployer import Deployer, after
from sim.engine.faults import Faults
from sim.engine.incident import Process
from sim.engine.log import Did
from sim.engine.plan import hours_of, next_tick
from sim.engine.state import BLOCK, SWARM, ServiceState, World
from sim.nature.tape import Cause


class Release:
    """A batch of changes (their numbers) that went live together."""

    def __init__(self, lane: Lane, changes: np.ndarray, released_at: float) -> None:
        self.lane, self.changes, self.released_at = lane, changes, released_at
        self.size = len(changes)
        self._again: Event | None = None

    def out(self) -> Event | None:
        """While it is rolled back: what happens when it is live again."""
        return self._again

    def take_back(self) -> None:
        """Roll it back; its changes wait for the next release."""
        if self._again is None:
            self._again = self.lane.env.event()
            self.lane.env.process(self._return())

    def _return(self) -> Process:
        lane, taken = self.lane, self.lane.env.now
        out_before = lane.out_for[self.changes]
        lane.changes.live_at[self.changes] = lane.out_for[self.changes] = np.nan
        path, env = lane.path, lane.env
        phase = lane.world.working.next_open(0.0)
        cut = taken
        if path.every is not None:
            cut = float(next_tick(np.array([taken]), path.every, phase)[0])
        yield env.timeout(lane.service.window.next_open(cut) - taken)
        while lane.service.blocked_since is not None:
            yield lane.service.unblocked
            yield env.timeout(lane.service.window.next_open(env.now) - env.now)
        lane.changes.live_at[self.changes] = env.now
        lane.out_for[self.changes] = out_before + env.now - taken
        lane.world.log.note(env.now, Did.RELEASED_AGAIN, lane.service.index, int(self.changes[0]))
        self.released_at, again = env.now, self._again
        self._again = None
        assert again is not None
        again.succeed()


class Lane:
    """The way of one service's changes to production, in the order in which they are due."""

    def __init__(self, world: World, service: ServiceState, faults: Faults) -> None:
        self.world, self.env, self.service, self.faults = world, world.env, service, faults
        self.path = service.practice.release
        self.changes = service.changes
        self.deployer = Deployer(world, service) if self.path.deployer is not None else None
        self.order = np.argsort(self.changes.due_at, kind="stable")
        self.due = self.changes.due_at[self.order]
        self.deploy_hours = hours_of(service.tape, "deployment", self.path.deploy)
        """Of each change, by its number; a batch takes as long as its first."""
        self.held = np.zeros((2, len(self.due)))
        """Hours held back by blocks and by swarms, in the order of ``due``."""
        self.out_for = np.zeros(len(self.due))
        """Hours that each change was rolled back, by its number."""
        numbers = service.tape.faults.number
        defects = np.flatnonzero(service.tape.faults.cause == Cause.CHANGE)
        self.candidate_of = dict(zip(numbers[defects].tolist(), defects.tolist(), strict=True))
        self.notable = self._notable()
        self.holds_applied = self.shipped = 0
        """Holds that moved what they hold back; places in the order that are on their way."""

    def _notable(self) -> np.ndarray:
        """Places in the order whose release is an event: all by hand, else possible defects."""
        if self.deployer is not None:
            return np.arange(len(self.order))
        possible = np.zeros(len(self.order), dtype=bool)
        possible[list(self.candidate_of)] = True
        return np.flatnonzero(possible[self.order])

    def run(self) -> Process:
        """Ship whatever matters, in order of time."""
        at = 0
        # The clock must run on plain floats: with numpy's, every later sum costs ten times more.
        while at < len(self.notable) and (due := float(self.due[self.notable[at]])) < math.inf:
            yield self.env.timeout(due - self.env.now)
            yield from self._while_held()
            if self._apply_holds():
                continue
            first, end = self._due_with(int(self.notable[at]))
            self._ship(self.order[first:end])
            self.shipped = end
            while at < len(self.notable) and self.notable[at] < end:
                at += 1

    def _due_with(self, place: int) -> tuple[int, int]:
        """The places that are due at the same instant; a batch is small, so step by step."""
        due, first, end = self.due, place, place + 1
        while first > 0 and due[first - 1] == due[place]:
            first -= 1
        while end < len(due) and due[end] == due[place]:
            end += 1
        return first, end

    def _while_held(self) -> Process:
        """Wait for the end of a launch block or of a swarm."""
        while True:
            if self.service.blocked_since is not None:
                yield self.service.unblocked
            elif self.service.swarming_until > self.env.now:
                yield self.env.timeout(self.service.swarming_until - self.env.now)
            else:
                return

    def _apply_holds(self) -> bool:
        """Move what was held back to the end of the hold, together; True if there were any."""
        if self.holds_applied == len(self.service.holds):
            return False
        new = sorted(self.service.holds[self.holds_applied :])  # one may end inside the next
        self.holds_applied += len(new)
        for start, end, why in new:
            later = self.service.window.next_open(end) if end < math.inf else math.inf
            # Whoever is due before those that were held back may go doesn't overtake them.
            first, last = np.searchsorted(self.due, [start, later])
            first = max(first, self.shipped)
            if why in (BLOCK, SWARM):
                self.held[why, first:last] += later - self.due[first:last]
            self.due[first:last] = later
        return True

    def _ship(self, batch: np.ndarray) -> None:
        """Deploy a batch of changes (their numbers)."""
        hours, live = float(self.deploy_hours[batch[0]]), partial(self._live, batch)
        if self.deployer is not None:
            self.deployer.deploy(hours, int(batch[0]), live)
        else:
            started = self.env.now
            after(self.env.timeout(hours), lambda _: live(started))

    def _live(self, batch: np.ndarray, started: float) -> None:
        """A batch is live now: let its defects loose."""
        live = self.env.now
        self.changes.started_at[batch] = started
        self.changes.first_live_at[batch] = self.changes.live_at[batch] = live
        defective = [change for change in batch.tolist() if change in self.candidate_of]
        release = Release(self, batch, live) if defective else None
        for change in defective:
            candidate = self.candidate_of[change]
            if self.faults.accepts(self.service, candidate):
                self.world.log.note(live, Did.DEFECT_LIVE, self.service.index, change)
                self.env.process(self.faults.live(self.service, candidate, release))

    def finish(self) -> None:
        """After the run: the instants of every change that needed no event."""
        self._apply_holds()
        record, order = self.changes, self.order
        record.frozen[order], record.swarming[order] = self.held[BLOCK], self.held[SWARM]
        blocked_since = self.service.blocked_since
        waiting = math.inf if blocked_since is None else blocked_since
        due = np.where(self.due >= waiting, np.nan, self.due)
        record.due_at[order] = due
        if self.deployer is None and len(due):
            _, first, group = np.unique(due, return_index=True, return_inverse=True)
            record.started_at[order] = due
            record.first_live_at[order] = due + self.deploy_hours[order[first]][group]
        record.live_at[:] = record.first_live_at + self.out_for
