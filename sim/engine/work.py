"""What a person does with an incident, and how long it takes: acknowledge, diagnose, fix."""

from __future__ import annotations

from sim.documents.responding import Tier
from sim.engine.duty import DutyTeam
from sim.engine.incident import Incident
from sim.engine.log import NO_JOB, NOBODY, Did
from sim.engine.state import SWARM, World
from sim.ground.units import on_grid


class Work:
    """Durations of hands-on work, and the facts about it."""

    def __init__(self, world: World) -> None:
        self.world, self.env, self.nature = world, world.env, world.scenario.nature

    def _note(
        self, incident: Incident, at: float, what: Did, who: int = NOBODY, amount: float = 0
    ) -> None:
        job = incident.job if who != NOBODY else NO_JOB
        self.world.log.note(at, what, incident.service.index, incident.number, who, amount, job)

    def acknowledge(self, incident: Incident, tier: Tier, team: DutyTeam, seat: int) -> float:
        """A person begins to acknowledge; returns how long that takes."""
        incident.take_up(self.world.log, self.env.now, Did.ACKNOWLEDGING, team.index, seat)
        if tier.contract is not None:
            terms = tier.contract
            allowed = terms.major if incident.impact >= terms.major_from else terms.minor
            return on_grid(allowed * terms.uses)
        law = tier.acknowledge
        if tier.acknowledge_out_of_hours is not None and team.off_hours():
            law = tier.acknowledge_out_of_hours
        return incident.step_hours(law, "acknowledge")

    def begin(
        self, incident: Incident, tier: Tier, team: DutyTeam, seat: int, last_resort: bool
    ) -> tuple[float, bool]:
        """A person begins; returns the hours until done, and whether that ends the incident."""
        slower = self._strain(incident, team)
        begins = self.env.now + self.acknowledge(incident, tier, team, seat)
        self._note(incident, begins, Did.DIAGNOSING, team.index, seat)
        if incident.rollback is not None and {"operate", "code"} & set(tier.fixes):
            incident.rolled_back = True
            self._note(incident, begins, Did.ROLLED_BACK)
            self._note(incident, begins, Did.FIXING, team.index, seat)
            return begins + incident.rollback - self.env.now, True
        helpers = self._helpers(tier, team)
        diagnosed = begins + self._diagnosis(incident, tier, slower, helpers)
        ends, fixable = diagnosed, incident.fix_kind in tier.fixes or last_resort
        if fixable:
            self._note(incident, diagnosed, Did.FIXING, team.index, seat)
            ends = diagnosed + on_grid(incident.fix * slower)
        if helpers > 1:
            self._swarm(incident, tier, team, helpers, ends)
        return ends - self.env.now, fixable

    def _strain(self, incident: Incident, team: DutyTeam) -> float:
        """How much slower a tired person is; out of hours only."""
        if self.nature.fatigue is None or not team.off_hours():
            return 1.0
        slower = team.strain(self.nature.fatigue)
        if slower > 1:
            self._note(incident, self.env.now, Did.TIRED, team.index, slower)
        return slower

    def _helpers(self, tier: Tier, team: DutyTeam) -> int:
        """People who work on it together; only in working hours."""
        return min(tier.swarm, max(1, team.people)) if not team.off_hours() else 1

    def _diagnosis(self, incident: Incident, tier: Tier, slower: float, helpers: int) -> float:
        """Hours until this line knows what to do, or that it is not theirs to do."""
        if tier.triage is not None:
            return on_grid(tier.triage.ppf(incident.draw_step("triage")) * slower)
        left = incident.diagnose * (1 - incident.known)
        incident.known = max(incident.known, tier.carried)
        return on_grid(
            left * slower / (self._familiarity(incident, tier) * helpers**self.nature.swarm_speed)
        )

    def _familiarity(self, incident: Incident, tier: Tier) -> float:
        known = self.world.newcomers.get(tier.team, tier.familiarity)
        orphan = incident.service.orphaned and self._builds(incident, tier)
        return known * (self.nature.orphan_familiarity if orphan else 1.0)

    def _builds(self, incident: Incident, tier: Tier) -> bool:
        """Whether this line is the delivery teams' own."""
        return incident.service.practice.teams[tier.team].scope == "team"

    def _swarm(
        self, incident: Incident, tier: Tier, team: DutyTeam, helpers: int, until: float
    ) -> None:
        """The team works on it together: none of its services releases meanwhile."""
        now, owner = self.env.now, incident.service.document.team
        self._note(incident, now, Did.SWARMING, team.index, (helpers - 1) * (until - now))
        if not self._builds(incident, tier):
            return
        for service in self.world.owned_by(owner):
            service.holds.append((now, until, SWARM))
            service.swarming_until = max(service.swarming_until, until)
