"""What people cost for being there: setup, head count, licences, standby, and leaving."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.engine.log import EventKind
from sim.ground.units import HOURS_PER
from sim.organisation.team import Team
from sim.records.ledger import Entries
from sim.records.payroll import Payroll
from sim.records.rates import Rate, hourly, yearly

WEEK = HOURS_PER["w"]


def setup(run: Payroll) -> Iterator[Entries]:
    """Before it begins, on the first day or later: each member of a paid rota is made ready."""
    hours = run.scenario.prices.onboarding
    teams = _paid_rotas(run) if hours else np.array([], dtype=int)
    if len(teams):
        rates = [hourly(team.document.role) for team in run.teams]
        at, people = _first_rotas(run, teams)
        yield Entries(
            "setup", "hours", at, people * hours, rates, "start",
            0, which=teams, team=teams, funding=run.fundings[teams],
        )  # fmt: skip


def _paid_rotas(run: Payroll) -> np.ndarray:
    """The teams, by number, whose people take paid turns at some time."""
    return np.flatnonzero(run.teams_that(lambda t: bool(t.spans) and run.is_paid_rota(t)))


def run_cost(run: Payroll) -> Iterator[Entries]:
    """Head count of the teams that a model adds, by period, as it changes."""
    edges = run.periods.edges
    for team, document in enumerate(run.teams):
        if document.spans and not document.builds:
            years = document.person_hours(edges) / HOURS_PER["y"]
            yield Entries(
                "run", "person-years", edges[:-1], years, [run.salary(document)],
                "period", np.arange(len(years)), team=team, funding=run.fundings[team],
            )  # fmt: skip


def _first_rotas(run: Payroll, teams: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """When each of these teams first has people, and how many take turns; shapes of ``teams``.

    Nobody of a team that is never hired.
    """
    mine = [run.teams[team] for team in teams.tolist()]
    at = [team.there_from if team.there_from < run.scenario.horizon else 0.0 for team in mine]
    people = [
        float(max(0, team.rota_at(begins) - _made_ready(run, team, begins)))
        for team, begins in zip(mine, at, strict=True)
    ]
    return np.array(at), np.array(people)


def _made_ready(run: Payroll, team: Team, by: float) -> int:
    """People of a delivery team who took turns before, when something else was asked of them."""
    if not team.members:
        return 0
    before = (t for t in run.teams if t.members == team.members and t.there_from < by)
    return max((t.rota_at(t.there_from) for t in before if run.is_paid_rota(t)), default=0)


def licences(run: Payroll) -> Iterator[Entries]:
    """Tools for every member of a paid rota, by period."""
    teams = _paid_rotas(run)
    if run.scenario.prices.licence is None or not len(teams):
        return
    edges = run.periods.edges
    years = np.diff(edges) / HOURS_PER["y"]
    team = np.repeat(teams, len(years))
    people = np.stack([run.teams[team].rota_hours(edges) for team in teams.tolist()])
    yield Entries(
        "run", "licence-years", np.tile(edges[:-1], len(teams)),
        (people / HOURS_PER["y"]).ravel(), [Rate.of("prices", "licence")], "period",
        np.tile(np.arange(len(years)), len(teams)), team=team, funding=run.fundings[team],
    )  # fmt: skip


def standby(run: Payroll) -> Iterator[Entries]:
    """A payment for each week of each person on call, while the team lasts."""
    edges = np.append(np.arange(0.0, run.scenario.horizon, WEEK), run.scenario.horizon)
    standby = run.teams_that(lambda team: team.pay.startswith("standby"))
    teams = _paid_rotas(run)
    teams = teams[standby[teams]]
    if len(teams):
        people = np.stack([_on_call(run, team, edges) for team in teams.tolist()])
        which, week = np.nonzero(people)
        team = teams[which]
        yield Entries(
            "standby", "rota weeks", edges[week], people[which, week],
            [Rate.of("prices", "standby")], "week", week, team=team, funding=run.fundings[team],
        )  # fmt: skip


def _on_call(run: Payroll, team: int, edges: np.ndarray) -> np.ndarray:
    """Person-weeks on call in each week of a team; shape (weeks,)."""
    if run.teams[team].builds:
        edges = np.clip(edges, run.begins_at[team], run.dissolved_at[team])
    return run.teams[team].on_call_hours(edges) / WEEK


def attrition(run: Payroll) -> Iterator[Entries]:
    """Calls beyond what a person bears make people leave, who must be replaced."""
    prices, facts = run.scenario.prices, run.select(EventKind.TIRED)
    if not prices.attrition or not len(facts["at"]):
        return
    rates = [
        yearly(team.document.role).times("prices", "replacement").times("prices", "attrition")
        for team in run.teams
    ]
    team = facts["who"]
    yield Entries(
        "attrition", "tired calls", facts["at"], 1.0, rates, "incident",
        facts["subject"], which=team, team=team, service=facts["service"],
        funding=run.funding_of(team, facts["service"]),
    )  # fmt: skip
