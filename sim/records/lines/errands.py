"""What alerts that were nothing, requests and toil cost, summed up by period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim.records.ledger import Entries
from sim.records.lines.jobs import builds, day_kinds, paid_by_callout, premia
from sim.records.payroll import Payroll
from sim.records.rates import NOTHING, Rate, hourly, yearly


def alerts(run: Payroll) -> Iterator[Entries]:
    """Callouts by the hour, time off for them, and hours of those who would build otherwise."""
    table, prices = run.alerts, run.scenario.prices
    if not len(table):
        return
    team, at = table["team"].cat.codes.to_numpy().astype(np.int64), table["at"].to_numpy()
    hours, out = table["hours"].to_numpy(), table["out_of_hours"].to_numpy()
    building = run.teams_that(builds)[team]
    called = out & run.teams_that(paid_by_callout(run))[team]
    plain = [hourly(team.document.role) for team in run.teams]
    paid = np.maximum(hours, prices.callout_minimum)
    callout = [rate.times("prices", premium) for rate in plain for premium in premia(run)]
    kinds = team * 3 + day_kinds(run, at, team)
    yield from _sums(run, "callout", "hours", called, paid, callout, kinds)
    if prices.time_off_in_lieu:
        lieu = [rate.times("prices", "time_off_in_lieu") for rate in plain]
        mine = called & building
        yield from _sums(run, "callout", "hours with time off", mine, paid, lieu, team)
    yield from _sums(run, "alerts", "hours", building & ~out, hours, plain, team)
    mine = out & building & ~called
    yield from _sums(run, "unpaid", "hours", mine, hours, [NOTHING], np.zeros_like(team))
    tired = table["slower"].to_numpy() > 1
    if prices.attrition:
        leave = [
            yearly(t.document.role).times("prices", "replacement").times("prices", "attrition")
            for t in run.teams
        ]
        count = np.ones(len(team))
        yield from _sums(run, "attrition", "tired calls", tired, count, leave, team)


def _sums(
    run: Payroll, line: str, unit: str, chosen: np.ndarray, quantity: np.ndarray,
    rates: Sequence[Rate], which: np.ndarray,
) -> Iterator[Entries]:  # fmt: skip
    """The chosen alerts of each team, service, rate and period as one entry."""
    table, rows = run.alerts, np.flatnonzero(chosen)
    at = table["at"].to_numpy()[rows]
    team, service = (table[name].cat.codes.to_numpy()[rows] for name in ("team", "service"))
    yield from _by_period(run, line, unit, at, quantity[rows], rates, which[rows], team, service)


def _by_period(
    run: Payroll, line: str, unit: str, at: np.ndarray, quantity: np.ndarray,
    rates: Sequence[Rate], which: np.ndarray, team: np.ndarray, service: np.ndarray,
) -> Iterator[Entries]:  # fmt: skip
    if not len(at):
        return
    period = run.periods.number(at)
    key = np.stack([period, team, service, which]).astype(np.int64)
    code = np.ravel_multi_index(tuple(key), tuple(key.max(axis=1) + 1))
    _, first, group = np.unique(code, return_index=True, return_inverse=True)
    period, team, service, which = key[:, first]
    yield Entries(
        line, unit, run.periods.edges[period], np.bincount(group, weights=quantity), rates,
        "period", period, which=which, team=team, service=service, funding=run.fundings[team],
    )  # fmt: skip


def requests(run: Payroll) -> Iterator[Entries]:
    """Hours that those spend on requests, and on toil, who would build otherwise."""
    toil = run.requests["toil"].to_numpy()
    yield from _by_hand(run, "requests", ~toil)
    yield from _by_hand(run, "toil", toil)


def _by_hand(run: Payroll, line: str, chosen: np.ndarray) -> Iterator[Entries]:
    table = run.requests
    team = table["team"].cat.codes.to_numpy()
    mine = np.flatnonzero(chosen & table["started_at"].notna() & run.teams_that(builds)[team])
    rates = [hourly(team.document.role) for team in run.teams]
    at, hours = table["started_at"].to_numpy()[mine], table["hours"].to_numpy()[mine]
    service = table["service"].cat.codes.to_numpy()[mine]
    team = team[mine]
    yield from _by_period(run, line, "hours", at, hours, rates, team, team, service)
