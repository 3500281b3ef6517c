"""How many people each team needs: seats, rotas and head counts, a step at a time.

Around the present staffing every step of one team is lived through in a fresh block under common
random numbers, and screened like assignments are. A step is taken where it is surely cheaper. First
by a quarter of what there is, then by one; it ends where no step of any team is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from sim.documents.load import Raw, merge
from sim.organisation.organisation import organise
from sim.questions.assign.answer import Assignment
from sim.questions.assign.asked import Asked, system
from sim.questions.assign.lived import WORK, Begin, Row, Systems
from sim.questions.assign.offers import on_call
from sim.questions.assign.picking import BLOCK, CHANCE, FEWEST, MOST, ROUNDS
from sim.questions.assign.ruling import CAPEX, OPEX
from sim.questions.assign.seats import NAME, Counts, Group, Staffing, groups_of, steps
from sim.study.paired import Difference, paired_difference
from sim.study.runner import HERE
from sim.study.selection import cheapest_of

MOST_ROUNDS = 60
"""Blocks that are lived through, at most."""
COARSE = 0.25
"""The first steps, as a share of what there is; the last steps are one person."""


@dataclass(frozen=True)
class Staffed:
    """A team before and after, and what it is like to work there."""

    team: str
    before: Counts
    after: Counts
    work_before: Mapping[str, float]
    """WORK as stated, and at the answer."""
    work: Mapping[str, float]


@dataclass(frozen=True)
class Staff:
    """The staffing that was found."""

    teams: Sequence[Staffed]
    lines: Raw
    """Of the support models that change."""
    saving: Difference
    """Money a year against what the support models state, in fresh draws."""
    rounds: int
    ended: bool
    """Whether no step of any team was left to take."""
    replications: int
    """Of the last comparison."""
    runs: int


@dataclass
class Search:
    """What is tried, and where the search stands."""

    asked: Asked
    mix: Mapping[str, str]
    systems: Systems
    groups: Sequence[Group]
    zone: float
    first: int
    most: int
    rounds: int = 0
    names: dict[Staffing, str] = field(default_factory=dict)
    """Of each staffing that was tried."""

    def lines(self, staffing: Staffing) -> Raw:
        """What the support models say otherwise."""
        found: Raw = {}
        for group, counts in zip(self.groups, staffing, strict=True):
            found = merge(found, group.lines(counts))
        return found

    def name_of(self, staffing: Staffing) -> str:
        """The system of a staffing, made if there is none."""
        if staffing not in self.names:
            name = self.names[staffing] = f"{NAME}-{len(self.names)}"
            self.systems.add(name, system(self.asked, name, self.mix, self.lines(staffing)))
        return self.names[staffing]

    def steps(self, now: Staffing, place: int, share: float) -> Iterator[Staffing]:
        """The staffings that are a step of one team away, as far as people can staff them."""
        group, scenario = self.groups[place], self.asked.study.scenario
        for counts in steps(group, now[place], share):
            if group.staffs(scenario, counts):
                yield (*now[:place], counts, *now[place + 1 :])

    def block(self, length: int) -> range:
        """Replications of the present round, which no search of assignments has seen."""
        begin = BLOCK * (1 + ROUNDS + self.rounds)
        return range(begin, begin + length)


def staff(
    found: Assignment,
    *,
    replications: int | None = None,
    most: int = MOST,
    keep: Path | None = None,
    workers: int | None = None,
    on: str = HERE,
    begin: Begin | None = None,
) -> Staff:
    """The staffing of the cheapest assignment that no single step makes surely cheaper.

    ``replications`` (at least FEWEST, which is also the default) begin each round, ``most`` end it;
    ``keep`` is a folder for what is lived through, ``begin`` starts a progress bar of its title.
    """
    systems, first = Systems(keep, workers, on, begin), max(FEWEST, replications or 0)
    groups = list(groups_of(found))
    search = Search(found.asked, found.best, systems, groups, found.zone, first, max(first, most))
    stated = tuple(group.counts for group in groups)
    now, ended = stated, False
    for share in (COARSE, 0.0):
        now, ended = _walk(search, now, share)
    return _told(search, stated, now, ended)


def _walk(search: Search, now: Staffing, share: float) -> tuple[Staffing, bool]:
    """Take the best step of a team after the other until none is left, or rounds are used up."""
    still, place = 0, 0
    while still < len(search.groups) and search.rounds < MOST_ROUNDS:
        better = _round(search, now, list(search.steps(now, place, share)), place)
        still = 0 if better != now else still + 1
        now, place = better, (place + 1) % len(search.groups)
    return now, still >= len(search.groups)


def _round(search: Search, now: Staffing, tried: Sequence[Staffing], place: int) -> Staffing:
    """The best of these, if it is surely cheaper than what there is; else that."""
    if not tried:
        return now
    search.rounds += 1
    named = {search.name_of(staffing): staffing for staffing in (now, *tried)}
    here, length, systems = search.name_of(now), search.first, search.systems
    left: Sequence[str] = list(named)
    why = f"staffing of {search.groups[place].team} ({search.rounds})"
    while True:
        systems.live(dict.fromkeys(left, search.block(length)), why)
        if length == search.first:
            named = {n: s for n, s in named.items() if n == here or _heeds(search, n)}
        values = {name: systems.totals(name, search.block(length)) for name in named}
        if len(values) < 2:
            return now
        selection = cheapest_of(values, search.first, search.zone, CHANCE)
        if selection.decided or length >= search.most:
            break
        left, length = selection.left, min(search.most, length + max(5, length // 2))
    best = selection.left[0]
    both = min(len(values[best]), len(values[here]))
    gap = paired_difference(values[best][:both], values[here][:both])
    return named[best] if best != here and gap.high < 0 else now


def _heeds(search: Search, name: str) -> bool:
    """Whether a staffing keeps within the ceilings and meets the targets that are asked for."""
    rules, rows = search.asked.rules, search.systems.rows(name, search.block(search.first))
    money = np.mean([_by_kind(row) for row in rows], axis=0)
    met = np.mean([row.met for row in rows], axis=0).min()
    study = search.systems.studies[name]
    teams = organise(study.scenario, study.models[name]).teams.values()
    ceilings = (
        (money[CAPEX], rules.capex), (money[OPEX], rules.opex),
        (sum(map(on_call, teams)), rules.on_call),
    )  # fmt: skip
    within = all(most is None or amount <= most for amount, most in ceilings)
    return within and (rules.targets_met is None or met >= rules.targets_met)


def _by_kind(row: Row) -> np.ndarray:
    return np.asarray(np.sum(row.own, axis=1) + np.sum(list(row.teams.values()), axis=0))


def _told(search: Search, begin: Staffing, now: Staffing, ended: bool) -> Staff:
    """Before and after in fresh draws."""
    search.rounds += 1
    ends = [search.name_of(one) for one in (begin, now)]
    block = search.block(search.first)
    search.systems.live(dict.fromkeys(ends, block), "before and after")
    rows = [search.systems.rows(name, block) for name in ends]
    totals = [search.systems.totals(name, block) for name in ends]
    work = [_work(search, one) for one in rows]
    teams = [
        Staffed(group.team, before, after, work[0][group.team], work[1][group.team])
        for group, before, after in zip(search.groups, begin, now, strict=True)
    ]
    return Staff(
        teams, search.lines(now), paired_difference(totals[0], totals[1]), search.rounds - 1,
        ended, search.first, search.systems.lived,
    )  # fmt: skip


def _work(search: Search, rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """WORK of each group, the mean over teams and replications that have some."""
    found = {}
    for group in search.groups:
        mine = [row.work[team] for row in rows for team in group.named]
        columns = np.array(mine, dtype=float).reshape(-1, len(WORK)).T
        known = [column[~np.isnan(column)] for column in columns]
        means = [float(column.mean()) if len(column) else float("nan") for column in known]
        found[group.team] = dict(zip(WORK, means, strict=True))
    return found
