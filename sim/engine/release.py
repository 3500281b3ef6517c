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
from sim.engine.deployment import Deployment, DeploymentKind
from sim.engine.faults import Faults
from sim.engine.incident import Process
from sim.engine.log import EventKind
from sim.engine.plan import hours_of, next_tick
from sim.engine.state import BLOCK, SWARM, ServiceState, World
from sim.nature.tape import Cause


class Release:
    """A batch of changes (their numbers) that went live together."""

    def __init__(
        self, lane: Lane, changes: np.ndarray, released_at: float, defective: set[int]
    ) -> None:
        self.lane, self.changes, self.released_at = lane, changes, released_at
        self.size = len(changes)
        self.defective = defective
        """Its changes with a defect that nobody knows yet."""
        self._again: Event | None = None

    def out(self) -> Event | None:
        """While it is rolled back: what happens when it is live again."""
        return self._again

    def take_back(self, culprit: int, incident: int) -> None:
        """Roll it back because of an incident; all but the culprit wait for the next release."""
        lane = self.lane
        # What another culprit took back before has been out since then.
        lane.taken = dict.fromkeys(self.changes.tolist(), lane.env.now) | lane.taken
        self.defective.discard(culprit)
        self.changes = self.changes[self.changes != culprit]
        if self._again is None:
            self._again = lane.env.event()
            lane.env.process(self._return(incident))

    def mended(self, culprit: int) -> None:
        """The change that was rolled back is live for good."""
        self._live(np.array([culprit]))

    def _live(self, changes: np.ndarray) -> None:
        lane, now = self.lane, self.lane.env.now
        for change in changes.tolist():
            lane.out_for[change] += now - lane.taken.pop(change)

    def _return(self, incident: int) -> Process:
        """The changes without the culprit go out again as the next release."""
        lane, env, path = self.lane, self.lane.env, self.lane.path
        if not len(self.changes):
            return
        made = Deployment(
            DeploymentKind.AGAIN, lane.service.index, incident, len(self.changes), "standard",
            env.now,
        )  # fmt: skip
        lane.world.log.deployments.append(made)
        cut = env.now
        if path.every is not None:
            phase = lane.world.working.next_open(0.0)
            cut = float(next_tick(np.array([cut]), path.every, phase)[0])
        yield env.timeout(lane.runs.window.next_open(cut) - env.now)
        while lane.service.blocked_since is not None:
            yield lane.service.unblocked
            yield env.timeout(lane.runs.window.next_open(env.now) - env.now)
        if not len(self.changes):
            return  # the others have failed, too, and each is mended by itself
        made.approved_at = made.due_at = env.now
        yield from lane.deploy_again(self.changes, made)
        made.size = len(self.changes)
        if not made.size:
            return
        self._live(self.changes)
        lane.world.log.note(
            env.now, EventKind.RELEASED_AGAIN, lane.service.index, int(self.changes[0])
        )
        made.live_at, made.defects = env.now, len(self.defective)
        self.released_at, again = env.now, self._again
        self._again = None
        assert again is not None
        again.succeed()


class Lane:
    """The way of changes of a service to production, in the order in which they are due."""

    def __init__(
        self, world: World, service: ServiceState, faults: Faults, mine: np.ndarray
    ) -> None:
        """``mine``: the changes (their numbers) that go this way."""
        self.world, self.env, self.service, self.faults = world, world.env, service, faults
        self.runs, self.path = service.runs, service.practice.release
        self.changes = service.changes
        by_hand = self.path.deployer is not None
        self.deployer = Deployer(world, service, self.runs) if by_hand else None
        self.order = mine[np.argsort(self.changes.due_at[mine], kind="stable")]
        self.due = self.changes.due_at[self.order]
        self.deploy_hours = hours_of(service.tape, "deployment", self.path.deploy)
        """Of each change, by its number; a batch takes as long as its first."""
        self.held = np.zeros((2, len(self.due)))
        """Hours held back by blocks and by swarms, in the order of ``due``."""
        self.out_for = np.zeros(len(self.changes.due_at))
        """Hours that each change was rolled back, by its number."""
        self.taken: dict[int, float] = {}
        """When each change that is out of production was taken back."""
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
        possible = np.zeros(len(self.changes.due_at), dtype=bool)
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
            later = self.runs.window.next_open(end) if end < math.inf else math.inf
            # Whoever is due before those that were held back may go doesn't overtake them.
            first, last = np.searchsorted(self.due, [start, later])
            first = max(first, self.shipped)
            if why in (BLOCK, SWARM):
                self.held[why, first:last] += later - self.due[first:last]
            self.due[first:last] = later
        return True

    def deploy_again(self, batch: np.ndarray, made: Deployment) -> Process:
        """Deploy once more what was rolled back; by hand it takes its deployer."""
        hours = float(self.deploy_hours[batch[0]])
        if self.deployer is None:
            made.started_at = self.env.now
            yield self.env.timeout(hours)
            return
        done = self.env.event()

        def live(started: float) -> None:
            made.started_at = started
            done.succeed()

        self.deployer.deploy(hours, int(batch[0]), live)
        yield done

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
        accepts, candidates = self.faults.accepts, self.candidate_of
        defective = [
            change
            for change in batch.tolist()
            if change in candidates and accepts(self.service, candidates[change], self.service.risk)
        ]
        if not defective:
            return
        release = Release(self, batch, live, set(defective))
        for change in defective:
            self.world.log.note(live, EventKind.DEFECT_LIVE, self.service.index, change)
            fault = self.service.tape.faults.fault(candidates[change])
            self.faults.begin(self.service, fault, release)

    def _held_at_deployer(self, change: int, hours: float) -> None:
        """A block held back a release that waited for its deployer: that is no wait for a person.

        ``change`` is the first of its batch, which is due as one.
        """
        place = int(np.flatnonzero(self.order == change)[0])
        first, end = self._due_with(place)
        self.held[BLOCK, first:end] += hours
        self.due[first:end] += hours

    def finish(self) -> None:
        """After the run: the instants of every change that needed no event."""
        self._apply_holds()
        record, order = self.changes, self.order
        for change, hours in (self.deployer.held if self.deployer is not None else {}).items():
            self._held_at_deployer(change, hours)
        record.frozen[order], record.swarming[order] = self.held[BLOCK], self.held[SWARM]
        blocked_since = self.service.blocked_since
        waiting = math.inf if blocked_since is None else blocked_since
        due = np.where(self.due >= waiting, np.nan, self.due)
        record.due_at[order] = due
        if self.deployer is None and len(due):
            _, first, group = np.unique(due, return_index=True, return_inverse=True)
            record.started_at[order] = due
            record.first_live_at[order] = due + self.deploy_hours[order[first]][group]
        self.out_for[list(self.taken)] = np.nan
        record.live_at[order] = (record.first_live_at + self.out_for)[order]
