"""What people cost for being there: setup, head count, licences, standby, and leaving."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.engine.log import Did
from sim.ground.units import HOURS_PER
from sim.records.ledger import Entries
from sim.records.payroll import Payroll, integral
from sim.records.rates import Rate, hourly, yearly

WEEK = HOURS_PER["w"]


def setup(run: Payroll) -> Iterator[Entries]:
    """Before the first day: every member of a paid rota is made ready for it."""
    hours = run.scenario.prices.onboarding
    paid = run.teams_that(run.is_paid_rota)
    teams = np.flatnonzero(paid) if hours else np.array([], dtype=int)
    if len(teams):
        rates = [hourly(role.role) for role in run.model.teams.values()]
        yield Entries(
            "setup", "hours", np.zeros(len(teams)), run.rota_sizes[teams] * hours, rates, "start",
            0, which=run.role_numbers[teams], team=teams, funding=run.fundings[teams],
        )  # fmt: skip


def run_cost(run: Payroll) -> Iterator[Entries]:
    """Head count of the teams that a model adds, by period, as it changes."""
    edges = run.periods.edges
    facts = run.select(Did.HEADCOUNT)
    for team, name in enumerate(run.log.team_names):
        if run.role(name).people is not None:
            mine = facts["who"] == team
            years = integral(facts["at"][mine], facts["amount"][mine], edges) / HOURS_PER["y"]
            yield Entries(
                "run", "person-years", edges[:-1], years, [run.salary(name.split("/")[0])],
                "period", np.arange(len(years)), team=team, funding=run.fundings[team],
            )  # fmt: skip


def licences(run: Payroll) -> Iterator[Entries]:
    """Tools for every member of a paid rota, by period."""
    teams = np.flatnonzero(run.teams_that(run.is_paid_rota))
    if run.scenario.prices.licence is None or not len(teams):
        return
    edges = run.periods.edges
    years = np.diff(edges) / HOURS_PER["y"]
    team = np.repeat(teams, len(years))
    yield Entries(
        "run", "licence-years", np.tile(edges[:-1], len(teams)),
        np.outer(run.rota_sizes[teams], years).ravel(), [Rate.of("prices", "licence")], "period",
        np.tile(np.arange(len(years)), len(teams)), team=team, funding=run.fundings[team],
    )  # fmt: skip


def standby(run: Payroll) -> Iterator[Entries]:
    """A payment for each week of each person on call, while the team lasts."""
    edges = np.append(np.arange(0.0, run.scenario.horizon, WEEK), run.scenario.horizon)
    paid = run.teams_that(
        lambda name, role: run.is_paid_rota(name, role) and role.pay.startswith("standby")
    )
    teams = np.flatnonzero(paid)
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
    role = run.role(run.log.team_names[team])
    people = role.on_duty.out_of_hours
    if role.people is None:
        until = np.clip(edges, run.begins_at[team], run.dissolved_at[team])
        return np.asarray(people * np.diff(until) / WEEK)
    facts = run.select(Did.HEADCOUNT)
    mine = facts["who"] == team
    level = np.minimum(facts["amount"][mine], people)
    return integral(facts["at"][mine], level, edges) / WEEK


def attrition(run: Payroll) -> Iterator[Entries]:
    """Calls beyond what a person bears make people leave, who must be replaced."""
    prices, facts = run.scenario.prices, run.select(Did.TIRED)
    if not prices.attrition or not len(facts["at"]):
        return
    rates = [
        yearly(role.role).times("prices", "replacement").times("prices", "attrition")
        for role in run.model.teams.values()
    ]
    team = facts["who"]
    yield Entries(
        "attrition", "tired calls", facts["at"], 1.0, rates, "incident",
        facts["subject"], which=run.role_numbers[team], team=team, service=facts["service"],
        funding=run.fundings[team],
    )  # fmt: skip
