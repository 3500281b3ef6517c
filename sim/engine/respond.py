"""Responding to an incident: detect, page, acknowledge, diagnose, hand over, fix, restore.

A process that reads like the domain. Stages that meet no contention are merged into one timeout;
their beginnings are noted ahead of time, since nothing can change them any more.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

from simpy import Event

from sim.documents.responding import Tier
from sim.engine.duty import DutyTeam
from sim.engine.log import NOBODY, Did
from sim.engine.state import ServiceState, World
from sim.ground.laws import Law
from sim.ground.units import on_grid

Process = Generator[Event, object, None]

DETECT, REVIEW, IMPROVE, RECUR = range(4)
"""Luck of an incident as a whole."""
TURNS = 4
MAX_TIERS = 12
"""Then the luck of whose turn it is, a number for each line of the path."""
HAND_OVER, UNREACHED, ACKNOWLEDGE, TRIAGE, BOUNCE, MISROUTE = range(6)
"""Then the luck of each step along the path."""
STEPS = 16
LUCK_SIZE = TURNS + MAX_TIERS + 6 * STEPS


@dataclass
class Incident:
    """One appearance of a fault while it is being dealt with."""

    number: int
    service: ServiceState
    impact: float
    fix_kind: str
    diagnose: float
    """Hours an owner would need to diagnose it."""
    fix: float
    luck: list[float]
    known: float = 0.0
    """Share of the diagnosis that is done."""
    step: int = 0
    bounces: int = 0
    reached: list[Tier] = field(default_factory=list)

    def luck_of(self, kind: int) -> float:
        """The uniform for something at the present step."""
        return self.luck[TURNS + MAX_TIERS + 6 * (self.step % STEPS) + kind]

    def turns(self) -> list[float]:
        """The uniforms that decide whose turn it is, by line."""
        return self.luck[TURNS : TURNS + MAX_TIERS]


MAX_BOUNCES = 5


class Response:
    """Brings incidents to their end along the escalation path of the model."""

    def __init__(self, world: World) -> None:
        self.world, self.env, self.log = world, world.env, world.log
        self._services = len(world.services)

    def _note(
        self, incident: Incident, at: float, what: Did, who: int = NOBODY, amount: float = 0
    ) -> None:
        self.log.note(at, what, incident.service.index, incident.number, who, amount)

    def restore(self, incident: Incident, detect: float) -> Process:
        """From appearance to restoration."""
        self._note(incident, self.env.now, Did.UNDETECTED, amount=incident.impact)
        yield self.env.timeout(detect)
        self._note(incident, self.env.now, Did.PAGED)
        after = 0.0
        while True:
            tier = self.world.next_tier(incident.service, after, incident.turns())
            if tier is None:
                yield from self._until_morning(incident)
                after = 0.0
                continue
            yield from self._reach(incident, tier)
            done = yield from self._work(incident, tier)
            if done:
                break
            after = tier.line
            incident.step += 1
        self._note(incident, self.env.now, Did.RESTORED)

    def _until_morning(self, incident: Incident) -> Process:
        self._note(incident, self.env.now, Did.WAITING_FOR_COVER)
        yield self.env.timeout(self.world.working.next_start(self.env.now) - self.env.now)

    def _reach(self, incident: Incident, tier: Tier) -> Process:
        """Hand over to a line: ask around, reach somebody, perhaps only in the morning."""
        out = self.world.out_of_hours()
        law = tier.hand_over_out_of_hours if out and tier.hand_over_out_of_hours else tier.hand_over
        hours = on_grid(law.ppf(incident.luck_of(HAND_OVER)))
        if incident.luck_of(MISROUTE) < self._misroute(tier):
            self._note(incident, self.env.now, Did.MISROUTED)
            hours *= 2
        if hours > 0:
            self._note(incident, self.env.now, Did.HANDING_OVER)
            yield self.env.timeout(hours)
        if out and self.world.out_of_hours() and incident.luck_of(UNREACHED) < tier.unreached:
            yield from self._until_morning(incident)

    def _misroute(self, tier: Tier) -> float:
        """The chance compounds with every ten services that a line's people might own."""
        if tier.misroute == 0:
            return 0.0
        return float(1 - (1 - tier.misroute) ** (self._services / 10))

    def _work(self, incident: Incident, tier: Tier) -> Generator[Event, object, bool]:
        """A person of this line takes it; True if that ends the incident."""
        team = incident.service.teams[tier.team]
        seat = team.take()
        if seat is None:
            seat = yield from self._queue(incident, team)
        acknowledge = self._acknowledge(incident, tier)
        self._note(incident, self.env.now, Did.ACKNOWLEDGING, team.index, seat)
        if self._bounces(incident, tier):
            yield self.env.timeout(acknowledge)
            self._leave(incident, team, seat)
            yield from self._return(incident, tier)
            return (yield from self._work(incident, tier))
        begins = self.env.now + acknowledge
        self._note(incident, begins, Did.DIAGNOSING, team.index, seat)
        diagnosed = begins + self._diagnosis(incident, tier)
        fixable = incident.fix_kind in tier.fixes
        ends = diagnosed + incident.fix if fixable else diagnosed
        if fixable:
            self._note(incident, diagnosed, Did.FIXING, team.index, seat)
        yield self.env.timeout(ends - self.env.now)
        self._leave(incident, team, seat)
        incident.reached.append(tier)
        return fixable

    def _queue(self, incident: Incident, team: DutyTeam) -> Generator[Event, object, int]:
        """Wait for a free person; the wait is tagged by whether anybody is on duty."""
        asked = self.env.now
        seat = yield team.wait(priority=1 - incident.impact)
        assert isinstance(seat, int)
        for at, covered in team.covered_from(asked, self.env.now):
            self._note(incident, at, Did.QUEUEING if covered else Did.WAITING_FOR_COVER, team.index)
        return seat

    def _acknowledge(self, incident: Incident, tier: Tier) -> float:
        law: Law = tier.acknowledge
        if tier.acknowledge_out_of_hours is not None and self.world.out_of_hours():
            law = tier.acknowledge_out_of_hours
        return on_grid(law.ppf(incident.luck_of(ACKNOWLEDGE)))

    def _diagnosis(self, incident: Incident, tier: Tier) -> float:
        """Hours until this line knows what to do, or that it is not theirs to do."""
        if tier.triage is not None:
            return on_grid(tier.triage.ppf(incident.luck_of(TRIAGE)))
        hours = on_grid(incident.diagnose * (1 - incident.known) / tier.familiarity)
        incident.known = max(incident.known, tier.carried)
        return hours

    def _bounces(self, incident: Incident, tier: Tier) -> bool:
        again = incident.luck_of(BOUNCE) < tier.bounce and incident.bounces < MAX_BOUNCES
        return bool(incident.reached) and again

    def _return(self, incident: Incident, tier: Tier) -> Process:
        """Sent back to the line before, which takes it up and hands it over once more."""
        self._note(incident, self.env.now, Did.BOUNCED)
        incident.bounces += 1
        incident.step += 1
        before = incident.reached[-1]
        team = incident.service.teams[before.team]
        seat = team.take()
        if seat is None:
            seat = yield from self._queue(incident, team)
        self._note(incident, self.env.now, Did.ACKNOWLEDGING, team.index, seat)
        yield self.env.timeout(self._acknowledge(incident, before))
        self._leave(incident, team, seat)
        yield from self._reach(incident, tier)

    def _leave(self, incident: Incident, team: DutyTeam, seat: int) -> None:
        team.leave(seat)
        self._note(incident, self.env.now, Did.LEFT, team.index, seat)
