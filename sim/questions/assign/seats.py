"""Teams whose staffing may move, within which bounds, and which steps there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from sim.documents.assigning import StaffBounds
from sim.documents.load import Raw
from sim.documents.mixing import parts_by_name
from sim.documents.responding import OnDuty, TeamRole
from sim.documents.scenario import Scenario
from sim.documents.staffing import STRETCH, shift_people
from sim.organisation.organisation import organise
from sim.questions.assign.answer import Assignment
from sim.questions.assign.asked import KNOBS, system

NAME = "staffed"
"""Of the systems that are tried, the names begin with this."""
TIMES = (0.5, 2.0)
"""Bounds of what nobody states, times what a support model says."""
Counts = tuple[int, int, int, int]
"""Of a team, by KNOBS."""
Staffing = tuple[Counts, ...]
"""Of every group."""


@dataclass(frozen=True)
class Group:
    """A team of one or several support models that is staffed alike in them."""

    team: str
    """As the log calls it, without the delivery team or domain that it is for."""
    role: str
    named: tuple[str, ...]
    """As the log calls it, for each of those that it is for."""
    models: tuple[str, ...]
    stated: TeamRole
    bounds: StaffBounds

    @property
    def counts(self) -> Counts:
        """As the support models state it."""
        duty, people = self.stated.on_duty, self.stated.people or 0
        return people, duty.working_hours, duty.out_of_hours, self.stated.rota or people

    def lines(self, counts: Counts) -> Raw:
        """What to write into its support models; only what differs from what they state."""
        told = {w: n for w, n, was in zip(KNOBS, counts, self.counts, strict=True) if n != was}
        if self.bounds.rota is None:
            told.pop("rota", None)
        duty = {w: told.pop(w) for w in ("working_hours", "out_of_hours") if w in told}
        own: Raw = {**told, **({"on_duty": duty} if duty else {})}
        return {model: {"teams": {self.role: own}} for model in self.models} if own else {}

    def staffs(self, scenario: Scenario, counts: Counts) -> bool:
        """Whether so many people can fill these seats; shifts take some for every hour."""
        people, by_day, on_call, _ = counts
        if self.stated.people is None:
            return True
        needed = shift_people(scenario, OnDuty(working_hours=by_day, out_of_hours=on_call))
        enough = self.stated.pay != "shift" or people * STRETCH >= needed
        return enough and people >= max(by_day, on_call)

    def range_of(self, knob: int) -> tuple[int, int]:
        """The least and the most of one number; both as stated where it doesn't move."""
        now = self.counts[knob]
        return getattr(self.bounds, KNOBS[knob]) or (now, now)


def groups_of(found: Assignment) -> Iterator[Group]:
    """The teams whose staffing may move: those with bounds, or all that support models add."""
    asked = found.asked
    study = system(asked, NAME, found.best)
    parts = parts_by_name(study.models)
    stated = asked.rules.staff
    roles: dict[tuple[str, str], list[str]] = {}
    for name, role in ((n, r) for n, part in parts.items() for r in part.teams):
        roles.setdefault((role, repr(parts[name].teams[role])), []).append(name)
    teams = organise(study.scenario, study.models[NAME]).teams.values()
    for (role, _), models in roles.items():
        document = parts[models[0]].teams[role]
        out = any(rule.contract for rule in parts[models[0]].respond.values() if rule.team == role)
        bounds = stated.get(role) if stated else None if out else usual_bounds(document)
        named = [t.name for t in teams if t.role == role and _alike(t.document, document)]
        if named and bounds is not None:
            team = named[0].partition("/")[0]
            yield Group(team, role, tuple(named), tuple(models), document, bounds)


def _alike(one: TeamRole, other: TeamRole) -> bool:
    """Whether a team is what a model states; delivery teams are, whatever others ask of them."""
    return one == other or (one.people is None and other.people is None)


def usual_bounds(stated: TeamRole) -> StaffBounds | None:
    """Half to double of a team that a model adds."""
    if stated.people is None:
        return None
    duty = stated.on_duty
    numbers = {"people": stated.people, "working_hours": duty.working_hours,
               "out_of_hours": duty.out_of_hours}  # fmt: skip
    low, high = TIMES
    return StaffBounds(**{w: (max(1, round(low * n)), round(high * n)) for w, n in numbers.items()
                          if n})  # fmt: skip


def steps(group: Group, now: Counts, share: float) -> Iterator[Counts]:
    """One number more or less, or people and their seats by day together, within the bounds."""
    moved = [knob for knob in range(len(KNOBS)) if len(set(group.range_of(knob))) > 1]
    ways = [(knob,) for knob in moved] + [(0, 1)] * ({0, 1} <= set(moved))
    for way, sign in product(ways, (-1, 1)):
        after = list(now)
        for knob in way:
            low, high = group.range_of(knob)
            after[knob] = min(high, max(low, now[knob] + sign * max(1, round(share * now[knob]))))
        if group.stated.rota is None and group.bounds.rota is None:
            after[3] = after[0]  # everybody takes turns
        if tuple(after) != now:
            yield after[0], after[1], after[2], after[3]
