"""What a person does with an incident, and how long it takes: acknowledge, diagnose, fix."""

from __future__ import annotations

from enum import Enum, auto

from sim.documents.responding import Tier
from sim.engine.acquaintance import Met, familiarity
from sim.engine.duty import DutyTeam
from sim.engine.incident import Incident
from sim.engine.knowing import can_end, known_of, learns, needs
from sim.engine.log import NO_JOB, NOBODY, EventKind
from sim.engine.state import SWARM, Known, World
from sim.ground.laws import repeats
from sim.ground.units import on_grid


class Outcome(Enum):
    """What a person's work on an incident comes to."""

    NOT_OURS = auto()
    MENDED = auto()
    """A restart or an operation: users are served, and the fault stands."""
    WORKED_AROUND = auto()
    """A way around a fault that needs code: users are served, and the fault stands."""
    CODED = auto()
    """A change of code is ready, which still has to go live."""
    ROLLED_BACK = auto()


MOST_CALLS = 6
"""In a row that nobody answers, at most."""
ENDS = frozenset(Outcome) - {Outcome.NOT_OURS}


class Work:
    """Durations of hands-on work, and the facts about it."""

    def __init__(self, world: World) -> None:
        self.world, self.env, self.nature = world, world.env, world.scenario.nature

    def _note(
        self, incident: Incident, at: float, what: EventKind, who: int = NOBODY, amount: float = 0
    ) -> None:
        job = incident.job if who != NOBODY and what is not EventKind.CALLED_AGAIN else NO_JOB
        self.world.log.note(at, what, incident.service.index, incident.number, who, amount, job)

    def acknowledge(self, incident: Incident, tier: Tier, team: DutyTeam, seat: int) -> float:
        """A person begins to acknowledge; returns how long that takes."""
        incident.take_up(self.world.log, self.env.now, EventKind.ACKNOWLEDGING, team.index, seat)
        team.take_call()
        if tier.contract is not None:
            terms = tier.contract
            allowed = terms.major if incident.impact >= terms.major_from else terms.minor
            return on_grid(allowed * terms.uses)
        law = tier.acknowledge
        if tier.acknowledge_out_of_hours is not None and team.off_hours():
            law = tier.acknowledge_out_of_hours
        unanswered = self._calls_again(incident, tier, team) if tier.missed else 0.0
        return unanswered + incident.step_hours(law, "acknowledge")

    def _calls_again(self, incident: Incident, tier: Tier, team: DutyTeam) -> float:
        """Hours until a call out of hours is answered that wasn't at first."""
        if not team.off_hours():
            return 0.0
        draws = incident.draw_step("missed")
        if draws > tier.missed:  # as most calls are: answered
            return 0.0
        calls = int(repeats(draws, tier.missed, MOST_CALLS))
        for _ in range(calls):
            self._note(incident, self.env.now, EventKind.CALLED_AGAIN, team.index)
            team.called()
        return on_grid(calls * tier.calls_again)

    def begin(
        self, incident: Incident, tier: Tier, team: DutyTeam, seat: int, last_resort: bool
    ) -> tuple[float, Outcome]:
        """A person begins; returns the hours until done, and what comes of it."""
        slower = self._strain(incident, team)
        begins = self.env.now + self.acknowledge(incident, tier, team, seat)
        if incident.rollback is not None and {"operate", "code"} & set(tier.fixes):
            incident.rolled_back = True
            self._note(incident, begins, EventKind.DIAGNOSING, team.index, seat)
            self._note(incident, begins, EventKind.ROLLED_BACK)
            ends = self._shifts(incident, team, seat, begins, EventKind.FIXING, incident.rollback)
            return ends - self.env.now, Outcome.ROLLED_BACK
        helpers = self._helpers(tier, team)
        hours = self._diagnosis(incident, tier, team, slower, helpers)
        ends = self._shifts(incident, team, seat, begins, EventKind.DIAGNOSING, hours)
        outcome = self._outcome(incident, tier, last_resort)
        if outcome is not Outcome.NOT_OURS:
            fix = on_grid(incident.fix * slower)
            ends = self._shifts(incident, team, seat, ends, EventKind.FIXING, fix)
        if helpers > 1:
            self._swarm(incident, tier, team, helpers, ends)
        return ends - self.env.now, outcome

    def _shifts(
        self,
        incident: Incident,
        team: DutyTeam,
        seat: int,
        at: float,
        what: EventKind,
        hours: float,
    ) -> float:
        """Note a stretch of work; where nobody is on call it goes on in the next shift.

        Returns when it ends.
        """
        self._note(incident, at, what, team.index, seat)
        while (home := team.goes_home(at)) < at + hours:
            hours = on_grid(hours - (home - at))
            incident.leave(self.world.log, home, team.index, seat)
            self._note(incident, home, EventKind.WAITING_FOR_COVER, team.index)
            at = team.comes_back(home)
            incident.take_up(self.world.log, at, EventKind.RESUMED, team.index, seat)
            self._note(incident, at, what, team.index, seat)
        return on_grid(at + hours)

    def _outcome(self, incident: Incident, tier: Tier, last_resort: bool) -> Outcome:
        if not (can_end(incident, tier) or last_resort):
            return Outcome.NOT_OURS
        if incident.fix_kind != "code":
            return Outcome.MENDED
        around = incident.workaround or needs(incident) != "code"
        return Outcome.WORKED_AROUND if around else Outcome.CODED

    def end(self, incident: Incident, team: DutyTeam, outcome: Outcome) -> None:
        """What is known of the fault once the work is done."""
        if outcome is Outcome.ROLLED_BACK:
            return
        learns(incident, team.index)
        if outcome is Outcome.WORKED_AROUND:
            incident.service.known.setdefault(incident.fault, Known()).workaround = True
            self._note(incident, self.env.now, EventKind.WORKED_AROUND)

    def _strain(self, incident: Incident, team: DutyTeam) -> float:
        """How much slower a tired person is; out of hours only."""
        if self.nature.fatigue is None or not team.off_hours():
            return 1.0
        slower = team.strain(self.nature.fatigue)
        if slower > 1:
            self._note(incident, self.env.now, EventKind.TIRED, team.index, slower)
        return slower

    def _helpers(self, tier: Tier, team: DutyTeam) -> int:
        """People who work on it together; only in working hours."""
        return min(tier.swarm, max(1, team.people)) if not team.off_hours() else 1

    def _diagnosis(
        self, incident: Incident, tier: Tier, team: DutyTeam, slower: float, helpers: int
    ) -> float:
        """Hours until this line knows what to do, or that it is not theirs to do."""
        if team.index in known_of(incident).by:
            slower *= self.nature.known
        if tier.triage is not None:
            return on_grid(tier.triage.ppf(incident.draw_step("triage")) * slower)
        left = incident.diagnose * (1 - incident.known)
        incident.known = max(incident.known, tier.carried)
        return on_grid(
            left
            * slower
            / (self._familiarity(incident, tier, team) * helpers**self.nature.swarm_speed)
        )

    def _familiarity(self, incident: Incident, tier: Tier, team: DutyTeam) -> float:
        known = self.world.newcomers.get(tier.team, tier.familiarity)
        orphan = incident.service.orphaned and self._builds(incident, tier)
        known *= self.nature.orphan_familiarity if orphan else 1.0
        if self.nature.acquaintance is None:
            return known
        met = incident.service.met.setdefault(team.index, Met(self.env.now))
        found = familiarity(self.nature.acquaintance, known, met, self.env.now)
        met.dealt += 1
        return found

    def _builds(self, incident: Incident, tier: Tier) -> bool:
        """Whether this line is the delivery teams' own."""
        return incident.runs.practice.teams[tier.team].scope == "team"

    def _swarm(
        self, incident: Incident, tier: Tier, team: DutyTeam, helpers: int, until: float
    ) -> None:
        """The team works on it together: none of its services releases meanwhile."""
        now, owner = self.env.now, incident.service.document.team
        self._note(incident, now, EventKind.SWARMING, team.index, (helpers - 1) * (until - now))
        if not self._builds(incident, tier):
            return
        for service in self.world.owned_by(owner):
            service.holds.append((now, until, SWARM))
            service.swarming_until = max(service.swarming_until, until)
