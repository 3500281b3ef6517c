"""Responding to an incident: page, acknowledge, diagnose, hand over, fix, restore.

A process that reads like the domain. Stages that meet no contention are merged into one timeout;
their beginnings are noted ahead of time, since nothing can change them any more.
"""

from __future__ import annotations

from collections.abc import Generator

from simpy import Event

from sim.documents.responding import Tier
from sim.engine.detect import Detection, misroute_chance
from sim.engine.duty import DutyTeam, Worked
from sim.engine.incident import Incident, Process
from sim.engine.knowing import can_end
from sim.engine.log import NOBODY, EventKind
from sim.engine.repairs import Repairs
from sim.engine.state import World
from sim.engine.work import ENDS, Outcome, Work
from sim.ground.units import on_grid

MAX_BOUNCES = 5


class Response:
    """Brings incidents to their end along the escalation path of the model."""

    def __init__(self, world: World, repairs: Repairs) -> None:
        self.world, self.env, self.log = world, world.env, world.log
        self.repairs = repairs
        self.detection = Detection(world)
        self.work = Work(world)

    def _note(
        self, incident: Incident, what: EventKind, who: int = NOBODY, amount: float = 0
    ) -> None:
        self.log.note(self.env.now, what, incident.service.index, incident.number, who, amount)

    def restore(self, incident: Incident) -> Process:
        """From appearance to restoration."""
        self._note(incident, EventKind.UNDETECTED, amount=incident.impact)
        reported = yield from self.detection.run(incident)
        after, tier = 0.0, (yield from self._rest(incident))
        self._note(incident, EventKind.PAGED, self._of(incident, tier), float(reported))
        while True:
            if tier is None:
                yield from self._until_morning(incident)
                after = 0.0
            elif (yield from self._reach(incident, tier)):
                ended = yield from self._deal(incident, tier)
                if ended is Outcome.CODED:
                    yield from self._ship(incident)
                if ended in ENDS:
                    break
                if ended is not None:
                    after = tier.line
                    incident.step += 1
            tier = self._next_line(incident, after)
        self._note(incident, EventKind.RESTORED)

    def _rest(self, incident: Incident) -> Generator[Event, object, Tier | None]:
        """What need not begin at once waits: in the backlog, or until somebody is at work.

        Returns the line that it begins with.
        """
        rule = incident.runs.practice.model.severity
        if rule is not None and incident.begins == "backlog":
            self._note(incident, EventKind.WAITING_FOR_COVER)
            due = self.env.now + incident.hours(rule.backlog, "backlog")
            yield self.env.timeout(on_grid(self.world.working.next_open(due)) - self.env.now)
        tier = self._next_line(incident, 0.0)
        if tier is not None and self._lets_sleep(incident, tier):
            yield from self._until_morning(incident, incident.runs.teams[tier.team])
            tier = self._next_line(incident, 0.0)
        return tier

    def _lets_sleep(self, incident: Incident, tier: Tier) -> bool:
        """Whether it would wake somebody who need not begin at once."""
        team = incident.runs.teams[tier.team]
        at_work = team.team.pay == "shift" or tier.contract is not None or not team.off_hours()
        return incident.begins != "at-once" and not at_work

    def _ship(self, incident: Incident) -> Process:
        """The repair travels to production; until it is live nobody is served."""
        self._note(incident, EventKind.SHIPPING)
        yield from self.repairs.of_incident(incident)
        incident.gone = True

    def _of(self, incident: Incident, tier: Tier | None) -> int:
        """The number of the team that a line asks; NOBODY without a line."""
        return incident.runs.teams[tier.team].index if tier is not None else NOBODY

    def _next_line(self, incident: Incident, after: float) -> Tier | None:
        """The next line of the path; in a major incident, once triaged, the one that can end it."""
        tier = self._next_tier(incident, after)
        tier = tier or self._passed_over(incident)
        if not (self._major(incident) and incident.reached):
            return tier
        while tier is not None and not can_end(incident, tier):
            later = self._next_tier(incident, tier.line)
            if later is None:
                break
            tier = later
        return tier

    def _next_tier(self, incident: Incident, after: float) -> Tier | None:
        """The next line of the path by which the incident goes."""
        return self.world.next_tier(incident.service, after, incident.draw, runs=incident.runs)

    def _passed_over(self, incident: Incident) -> Tier | None:
        """At the end of the path: the line that had nobody on duty when it was its turn."""
        lines = self.world.lines(incident.service, 0.0, incident.draw, runs=incident.runs)
        return next((tier for tier in lines if tier not in incident.reached), None)

    def _major(self, incident: Incident) -> bool:
        rule = incident.runs.practice.major_incident
        return rule is not None and incident.impact >= rule.impact_from

    def _until_morning(self, incident: Incident, team: DutyTeam | None = None) -> Process:
        """Wait until a team begins to work, or the organisation."""
        working = self.world.working if team is None else team.working
        self._note(incident, EventKind.WAITING_FOR_COVER)
        yield self.env.timeout(working.next_start(self.env.now) - self.env.now)

    def _reach(self, incident: Incident, tier: Tier) -> Generator[Event, object, bool]:
        """Hand over to a line; False if it turns out that it no longer answers."""
        team = incident.runs.teams[tier.team]
        if self._lets_sleep(incident, tier):
            yield from self._until_morning(incident, team)
        out = team.off_hours()
        hours = self._hand_over_hours(incident, tier, out)
        wrong = misroute_chance(tier.misroute, len(self.world.services))
        if wrong and incident.draw_step("misroute") < wrong:
            self._note(incident, EventKind.MISROUTED)
            hours *= 2
        if hours > 0:
            self._note(incident, EventKind.HANDING_OVER, self._of(incident, tier))
            yield self.env.timeout(hours)
        if (
            out
            and tier.unreached
            and team.off_hours()
            and incident.draw_step("unreached") < tier.unreached
        ):
            yield from self._until_morning(incident, team)
        return not incident.runs.teams[tier.team].gone

    def _hand_over_hours(self, incident: Incident, tier: Tier, out: bool) -> float:
        rule = incident.runs.practice.major_incident
        law = tier.hand_over_out_of_hours if out and tier.hand_over_out_of_hours else tier.hand_over
        if rule is not None and self._major(incident) and incident.reached:
            self._note(incident, EventKind.MAJOR)
            called = incident.hours(rule.call, "major call")
            return min(called, incident.step_hours(law, "hand over"))
        return incident.step_hours(law, "hand over")

    def _deal(self, incident: Incident, tier: Tier) -> Generator[Event, object, Outcome | None]:
        """A person of this line takes it: what came of it; None if nobody does."""
        team = incident.runs.teams[tier.team]
        if self._shift_is_over(tier, team):
            return None
        seat = yield from self._seat(incident, team, tier.when.hours != "always")
        if seat is None:
            return None
        if self._bounces(incident, tier):
            yield self.env.timeout(self.work.acknowledge(incident, tier, team, seat))
            self._leave(incident, team, seat)
            yield from self._return(incident)
            if not (yield from self._reach(incident, tier)):
                return None
            return (yield from self._deal(incident, tier))
        alone = self._last_resort(incident, tier)
        hours, ended = self.work.begin(incident, tier, team, seat, alone)
        yield self.env.timeout(hours)
        self._leave(incident, team, seat)
        incident.reached.append(tier)
        self.work.end(incident, team, ended)
        return ended

    def _last_resort(self, incident: Incident, tier: Tier) -> bool:
        """Whether nobody is left who could do better: the owners are gone."""
        runs = incident.runs
        return (
            incident.service.orphaned
            and not any(
                can_end(incident, other)
                for _, other in runs.practice.path
                if (team := runs.teams.get(other.team)) is not None and not team.gone
            )
            and self._next_tier(incident, tier.line) is None
        )

    def _shift_is_over(self, tier: Tier, team: DutyTeam) -> bool:
        """Whether a line takes pages at other hours than now."""
        hours = tier.when.hours
        return hours != "always" and (hours == "working") == team.off_hours()

    def _seat(
        self, incident: Incident, team: DutyTeam, this_shift: bool = False
    ) -> Generator[Event, object, int | None]:
        """A free person, perhaps after a wait that is tagged by whether anybody is on duty.

        None if the team is gone, or if the wait was for ``this_shift`` alone and it is over:
        whoever has the next one takes over what still waits.
        """
        seat = team.take(interrupts=incident.begins == "at-once")
        if seat is not None:
            return seat
        asked = self.env.now
        call = team.wait(priority=1 - incident.impact)
        if this_shift:
            yield call | self.env.timeout(team.working.next_boundary(asked) - asked)
        else:
            yield call
        self._note_wait(incident, team, asked)
        if not call.triggered:
            team.forget(call)
            return None
        return call.value if isinstance(call.value, int) else None

    def _note_wait(self, incident: Incident, team: DutyTeam, asked: float) -> None:
        for at, covered in team.covered_from(asked, self.env.now):
            what = EventKind.QUEUEING if covered else EventKind.WAITING_FOR_COVER
            self.log.note(at, what, incident.service.index, incident.number, team.index)

    def _bounces(self, incident: Incident, tier: Tier) -> bool:
        if not (incident.reached and tier.bounce and incident.bounces < MAX_BOUNCES):
            return False
        return incident.draw_step("bounce") < tier.bounce

    def _return(self, incident: Incident) -> Process:
        """Sent back to the line before, which takes it up and hands it over once more."""
        before = incident.reached[-1]
        self._note(incident, EventKind.BOUNCED, self._of(incident, before))
        incident.bounces += 1
        incident.step += 1
        team = incident.runs.teams[before.team]
        seat = yield from self._seat(incident, team)
        if seat is not None:
            yield self.env.timeout(self.work.acknowledge(incident, before, team, seat))
            self._leave(incident, team, seat)

    def _leave(self, incident: Incident, team: DutyTeam, seat: int) -> None:
        team.leave(seat)
        now = self.env.now
        if team.counts:
            work = Worked(now, now - incident.taken_at, incident.service.index, incident.number)
            team.worked.append(work)
        incident.leave(self.log, now, team.index, seat)
