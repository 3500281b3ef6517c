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
    if not len(run.alerts):
        return
    table, prices = run.alert_columns, run.scenario.prices
    team, at = table["team"].astype(np.int64), table["at"]
    hours, out = table["hours"], table["out_of_hours"]
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
    tired = table["slower"] > 1
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
    rows = np.flatnonzero(chosen)
    at, team, service = (run.alert_columns[name][rows] for name in ("at", "team", "service"))
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
    table = run.request_columns
    yield from _by_hand(run, "requests", table, ~table["toil"])
    yield from _by_hand(run, "toil", table, table["toil"])


def _by_hand(
    run: Payroll, line: str, table: dict[str, np.ndarray], chosen: np.ndarray
) -> Iterator[Entries]:
    begun = ~np.isnan(table["started_at"])
    mine = np.flatnonzero(chosen & begun & run.teams_that(builds)[table["team"]])
    rates = [hourly(team.document.role) for team in run.teams]
    at, hours, service, team = (
        table[name][mine] for name in ("started_at", "hours", "service", "team")
    )
    yield from _by_period(run, line, "hours", at, hours, rates, team, team, service)
