"""What the work on incidents and deployments costs, job by job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import numpy as np

from sim.documents.responding import TeamRole
from sim.engine.log import Did
from sim.records.ledger import Entries
from sim.records.payroll import Payroll
from sim.records.rates import NOTHING, Rate, hourly

WEEKDAY, WEEKEND, HOLIDAY = range(3)


def builds(_name: str, role: TeamRole) -> bool:
    """Whether the people of a role are delivery teams, who would build features otherwise."""
    return role.people is None


def day_kinds(run: Payroll, at: np.ndarray) -> np.ndarray:
    """WEEKDAY, WEEKEND or HOLIDAY of each instant."""
    calendar, start = run.scenario.calendar, run.scenario.start
    weekday = (np.floor(at / 24).astype(int) + start.weekday()) % 7
    kinds = np.where(np.isin(weekday, calendar.weekdays), WEEKDAY, WEEKEND)
    off = [(day - start) // timedelta(days=1) for day in calendar.holidays]
    return np.where(np.isin(np.floor(at / 24), off), HOLIDAY, kinds)


def premia(run: Payroll) -> tuple[str, str, str]:
    """The price that applies to a callout on each kind of day."""
    prices = run.scenario.prices
    weekday = "callout_premium"
    weekend = weekday if prices.callout_premium_weekend is None else "callout_premium_weekend"
    holiday = weekend if prices.callout_premium_holiday is None else "callout_premium_holiday"
    return weekday, weekend, holiday


def _entries(
    run: Payroll, line: str, chosen: np.ndarray, hours: np.ndarray, rates: Sequence[Rate],
    which: np.ndarray, unit: str = "hours",
) -> Entries:  # fmt: skip
    """Entries of the chosen jobs; ``which`` is the place in ``rates`` of each of all jobs."""
    jobs, rows = run.jobs, np.flatnonzero(chosen)
    team = jobs["team"].cat.codes.to_numpy()[rows]
    released = jobs["kind"].to_numpy()[rows] == "release"
    numbers = np.where(released, rows, jobs["subject"].to_numpy()[rows])
    deployed = bool(len(rows)) and bool(released.all())
    return Entries(
        line, unit, jobs["started_at"].to_numpy()[rows], hours[rows], rates,
        "deployment" if deployed else "incident", numbers, which=which[rows], team=team,
        service=jobs["service"].cat.codes.to_numpy()[rows], funding=run.fundings[team],
    )  # fmt: skip


def work(run: Payroll) -> Iterator[Entries]:
    """Callouts by the hour, time off for them, and hours of those who would build otherwise."""
    jobs = run.jobs
    team = jobs["team"].cat.codes.to_numpy()
    hours, out = jobs["hours"].to_numpy(), jobs["out_of_hours"].to_numpy()
    role, building = run.role_numbers[team], run.teams_that(builds)[team]
    called = out & run.teams_that(_paid_by_callout(run))[team]
    release = jobs["kind"].to_numpy() == "release"
    plain = [hourly(document.role) for document in run.model.teams.values()]
    for mine, working, calling in (
        (~release, "incident", "callout"),
        (release, "release", "release"),
    ):
        yield from _called(run, calling, called & mine)
        yield _entries(run, working, building & ~out & mine, hours, plain, role)
    yield _entries(run, "unpaid", out & building & ~called, hours, [NOTHING], np.zeros_like(role))


def _paid_by_callout(run: Payroll) -> Callable[[str, TeamRole], bool]:
    return lambda name, role: role.pay == "standby-and-callout" and name not in run.contracts


def _called(run: Payroll, line: str, chosen: np.ndarray) -> Iterator[Entries]:
    """Pay by the hour, at least the minimum, at the premium of the day; and time off in lieu."""
    jobs, prices = run.jobs, run.scenario.prices
    role = run.role_numbers[jobs["team"].cat.codes.to_numpy()]
    paid = np.maximum(jobs["hours"].to_numpy(), prices.callout_minimum)
    roles = [hourly(document.role) for document in run.model.teams.values()]
    rates = [rate.times("prices", premium) for rate in roles for premium in premia(run)]
    kinds = day_kinds(run, jobs["started_at"].to_numpy())
    yield _entries(run, line, chosen, paid, rates, role * 3 + kinds)
    if prices.time_off_in_lieu:
        building = run.teams_that(builds)[jobs["team"].cat.codes.to_numpy()]
        lieu = [rate.times("prices", "time_off_in_lieu") for rate in roles]
        yield _entries(run, line, chosen & building, paid, lieu, role, "hours with time off")


def swarms(run: Payroll) -> Iterator[Entries]:
    """Those who help the one who took an incident, and build no features meanwhile."""
    facts = run.select(Did.SWARMING)
    mine = run.teams_that(builds)[facts["who"]]
    team = facts["who"][mine]
    rates = [hourly(role.role) for role in run.model.teams.values()]
    yield Entries(
        "incident", "hours", facts["at"][mine], facts["amount"][mine], rates, "incident",
        facts["subject"][mine], which=run.role_numbers[team], team=team,
        service=facts["service"][mine], funding=run.fundings[team],
    )  # fmt: skip


def first_jobs(run: Payroll, role: str) -> np.ndarray:
    """The row in ``jobs`` of a role's first work on each incident, by time."""
    jobs = run.jobs
    teams = run.role_numbers == run.roles.index(role)
    mine = teams[jobs["team"].cat.codes.to_numpy()] & (jobs["kind"].to_numpy() == "incident")
    rows = np.flatnonzero(mine)
    rows = rows[np.argsort(jobs["started_at"].to_numpy()[rows], kind="stable")]
    _, first = np.unique(jobs["subject"].to_numpy()[rows], return_index=True)
    return np.asarray(rows[first])
