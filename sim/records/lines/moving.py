"""What a plan over time costs beside what runs: services handed over, people hired and let go.

Support teams' working time is in their head count, so of effort the owners' hours are counted. A
team's people are counted as run cost while a service needs them; what is paid for them from then on
stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.documents.moving import Transition
from sim.ground.units import HOURS_PER
from sim.organisation.organisation import Moved
from sim.organisation.practice import Practice
from sim.organisation.team import Team
from sim.records.ledger import Entries
from sim.records.payroll import Payroll
from sim.records.rates import Rate, hourly

TRANSITION_LINES = ("hand-over", "training", "access", "hiring", "dual running", "leaving")
"""The lines that come of moves alone."""


class Change(NamedTuple):
    """A team has more or fewer people from an instant on, by the plan."""

    team: int
    at: float
    people: int
    """More, or (below zero) fewer."""


def moving(run: Payroll) -> Iterator[Entries]:
    """Every line of a plan's moves and of head counts by rule; none without either."""
    if run.planned.terms is not None:
        moved = [move for move in run.planned.moves if move.changes_hands]
        yield from _handed_over(run, moved)
        yield from _taken_over(run, moved)
        yield from _rotas_beside(run)
    changes = list(staffing_changes(run))
    if changes:
        yield from _hired(run, [change for change in changes if change.people > 0])
    for change in changes:
        if change.people < 0:
            yield from _let_go(run, change)


def terms_of(run: Payroll) -> Transition:
    """The terms on which services change hands and people come and go."""
    return run.planned.terms or Transition()


def staffing_changes(run: Payroll) -> Iterator[Change]:
    """When teams beside the delivery teams grow and shrink, in order of teams.

    By a plan or by a rule. People whom the organisation has anyway are neither hired nor let go;
    savings and other shocks are no part of either. SREs who are hired when
    a service first asks join when they do, in a plan.
    """
    for number, name in enumerate(run.log.team_names):
        planned, lived = run.planned.teams[name], run.teams[number]
        rule = planned.document.head_count
        anyway = planned.builds or planned.document.exists
        if anyway or (run.planned.terms is None and rule is None):
            continue
        by_load = rule is not None and rule.by == "load"
        team = lived if by_load or name in run.hired_later else planned
        before = run.planned.before.get(name, 0 if run.planned.before else team.people_at(0.0))
        for at, people in team.head_counts:
            if people != before and at < run.scenario.horizon:
                yield Change(number, at, people - before)
            before = people


def _handed_over(run: Payroll, moved: Sequence[Moved]) -> Iterator[Entries]:
    """Owners tell each team outside of theirs that answers for the service from now on."""
    hours = [run.scenario.prices.transition * len(_new_outside(move)) for move in moved]
    yield _owners_hours(run, "hand-over", moved, hours)


def _new_outside(move: Moved) -> set[str]:
    return outside(move.after) - outside(move.before)


def outside(practice: Practice) -> set[str]:
    """Teams beside the owners that answer for a service from the start."""
    rules = (line.rule for line in practice.path)
    asked = (r.team for r in rules if r.when.stages is None or "team" in r.when.stages)
    return {practice.teams[role].name for role in asked if practice.teams[role].scope != "team"}


def _owners_hours(
    run: Payroll, line: str, moved: Sequence[Moved], hours: Sequence[float]
) -> Entries:
    """Hours of the owners of services that move."""
    at, service = _where(run, moved)
    return Entries(
        line, "hours", at, np.array(hours, dtype=float), [hourly("developer")], "move", 0,
        service=service, funding=run.delivery_funding(service, at),
    )  # fmt: skip


def _where(run: Payroll, moved: Sequence[Moved]) -> tuple[np.ndarray, np.ndarray]:
    place = {name: number for number, name in enumerate(run.scenario.services)}
    at = np.array([move.at for move in moved], dtype=float)
    return at, np.array([place[move.service] for move in moved], dtype=np.int64)


def _taken_over(run: Payroll, moved: Sequence[Moved]) -> Iterator[Entries]:
    """Training of delivery teams that answer from now on; access and tooling of everybody new."""
    training = terms_of(run).training
    numbers = {team.name: number for number, team in enumerate(run.teams)}
    turns = [
        sum(_turns(team) for team in move.newcomers if team.builds and team.scope == "team")
        for move in moved
    ]
    yield _owners_hours(run, "training", moved, [training * people for people in turns])
    if run.scenario.prices.moving.access is None:
        return
    pairs = [(move, numbers[team.name]) for move in moved for team in move.newcomers]
    at, service = _where(run, [move for move, _ in pairs])
    team = np.array([number for _, number in pairs], dtype=np.int64)
    yield Entries(
        "access", "teams that take a service over", at, np.ones(len(at)),
        [Rate.of("prices", "moving", "access")], "move", 0, team=team, service=service,
        funding=run.funding_of(team, service),
    )  # fmt: skip


def _turns(team: Team) -> int:
    """People who take turns at being on call once it is there."""
    return team.rota_of(team.people) if team.document.on_duty.out_of_hours else 0


def _hired(run: Payroll, changes: Sequence[Change]) -> Iterator[Entries]:
    """Each person who joins is looked for some time before, not before the start."""
    own = [change for change in changes if not run.is_contracted(run.teams[change.team])]
    team = np.array([change.team for change in own], dtype=np.int64)
    at = np.array([max(0.0, change.at - terms_of(run).hiring_lead) for change in own])
    people = np.array([change.people for change in own], dtype=float)
    rates = [run.salary(one).times("prices", "moving", "hiring") for one in run.teams]
    yield Entries(
        "hiring", "people", at, people, rates, "move", 0, which=team, team=team,
        funding=run.fundings[team],
    )  # fmt: skip


def _let_go(run: Payroll, change: Change) -> Iterator[Entries]:
    """People stay beside those who take over; then they have notice, or look for other work."""
    terms, team, people = terms_of(run), run.teams[change.team], -change.people
    handed_over = any(move.at == change.at for move in run.planned.moves)
    beside = change.at + (terms.dual_running if handed_over else 0.0)
    yield _paid_on(run, "dual running", change.team, people, (change.at, beside))
    if run.is_contracted(team):
        return
    role = team.document.role
    yield _paid_on(run, "leaving", change.team, people, (beside, beside + terms.paid_for(role)))
    if terms.leave(role) == "severance" and beside < run.scenario.horizon:
        rate = run.salary(team).times("prices", "moving", "severance")
        yield Entries(
            "leaving", "people", np.array([beside]), float(people), [rate], "move", 0,
            team=change.team, funding=run.fundings[change.team],
        )  # fmt: skip


def _paid_on(run: Payroll, line: str, team: int, people: int, span: tuple[float, float]) -> Entries:
    """Salaries of so many people from … until, by period."""
    edges = run.periods.edges
    years = people * np.diff(np.clip(edges, *span)) / HOURS_PER["y"]
    period = np.flatnonzero(years)
    return Entries(
        line, "person-years", np.maximum(edges[period], span[0]), years[period],
        [run.salary(run.teams[team])], "period", period, team=team, funding=run.fundings[team],
    )  # fmt: skip


def _rotas_beside(run: Payroll) -> Iterator[Entries]:
    """Owners whose standby is paid stay on call beside those who take over from them."""
    terms = terms_of(run)
    for number, team in enumerate(run.teams):
        if not (team.builds and run.is_paid_rota(team) and team.pay.startswith("standby")):
            continue
        for at in _ends(run, team):
            span = np.clip(run.periods.edges, at, at + terms.dual_running)
            weeks = team.document.on_duty.out_of_hours * np.diff(span) / HOURS_PER["w"]
            period = np.flatnonzero(weeks)
            yield Entries(
                "dual running", "rota weeks", np.maximum(run.periods.edges[period], at),
                weeks[period], [Rate.of("prices", "standby")], "period", period, team=number,
                funding=run.fundings[number],
            )  # fmt: skip


def _ends(run: Payroll, team: Team) -> list[float]:
    """When nobody needs a rota of delivery teams any more, and its people have no other one."""
    ends = [until for _, until in team.spans]
    if not team.spans and team.name in run.planned.before:
        ends = [0.0]
    others = [t for t in run.teams if t.members == team.members and run.is_paid_rota(t)]
    return [
        at
        for at in ends
        if at < run.scenario.horizon and not any(other.is_planned(at) for other in others)
    ]
