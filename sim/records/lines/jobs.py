"""What the work on incidents and deployments costs, job by job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from sim.documents.calendars import NamedCalendar
from sim.documents.organisation import Calendar
from sim.engine.log import EventKind
from sim.nature.working import days_off, local_days
from sim.organisation.team import Team
from sim.records.ledger import Entries
from sim.records.payroll import Payroll
from sim.records.rates import NOTHING, Rate, hourly

WEEKDAY, WEEKEND, HOLIDAY = range(3)


def builds(team: Team) -> bool:
    """Whether the people of a team would build features otherwise."""
    return team.builds


def day_kinds(run: Payroll, at: np.ndarray, team: np.ndarray | None = None) -> np.ndarray:
    """WEEKDAY, WEEKEND or HOLIDAY of each instant where the organisation is, or each team."""
    kinds = _day_kinds(run, run.scenario.calendar, at)
    for number in () if team is None else np.unique(team).tolist():
        named = run.scenario.calendars.get(run.teams[number].calendar or "")
        if named is not None and not named.sites:
            mine = team == number
            kinds[mine] = _day_kinds(run, named, at[mine])
    return kinds


def _day_kinds(run: Payroll, calendar: Calendar | NamedCalendar, at: np.ndarray) -> np.ndarray:
    day = local_days(run.scenario, calendar, at)
    weekday = (day + run.scenario.start.weekday()) % 7
    kinds = np.where(np.isin(weekday, calendar.weekdays), WEEKDAY, WEEKEND)
    off = [(d - run.scenario.start).days for d in days_off(run.scenario, calendar)]
    return np.where(np.isin(day, off), HOLIDAY, kinds)


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
    jobs, rows = run.job_columns, np.flatnonzero(chosen)
    team, service = jobs["team"][rows], jobs["service"][rows]
    released = jobs["kind"][rows] == "release"
    numbers = np.where(released, rows, jobs["subject"][rows])
    deployed = bool(len(rows)) and bool(released.all())
    return Entries(
        line, unit, jobs["started_at"][rows], hours[rows], rates,
        "deployment" if deployed else "incident", numbers, which=which[rows], team=team,
        service=service, funding=run.funding_of(team, service),
    )  # fmt: skip


def work(run: Payroll) -> Iterator[Entries]:
    """Callouts by the hour, time off for them, and hours of those who would build otherwise."""
    jobs = run.job_columns
    team, hours, out = jobs["team"], jobs["hours"], jobs["out_of_hours"]
    building = run.teams_that(builds)[team]
    called = out & run.teams_that(paid_by_callout(run))[team]
    release = jobs["kind"] == "release"
    plain = [hourly(team.document.role) for team in run.teams]
    for mine, working, calling in (
        (~release, "incident", "callout"),
        (release, "release", "release"),
    ):
        yield from _called(run, calling, called & mine)
        yield _entries(run, working, building & ~out & mine, hours, plain, team)
    yield _entries(run, "unpaid", out & building & ~called, hours, [NOTHING], np.zeros_like(team))


def paid_by_callout(run: Payroll) -> Callable[[Team], bool]:
    """Whether a team's work out of hours is paid by the hour."""
    return lambda team: team.pay == "standby-and-callout" and not run.is_contracted(team)


def _called(run: Payroll, line: str, chosen: np.ndarray) -> Iterator[Entries]:
    """Pay by the hour, at least the minimum, at the premium of the day; and time off in lieu."""
    jobs, prices = run.job_columns, run.scenario.prices
    team = jobs["team"].astype(np.int64)
    paid = np.maximum(jobs["hours"], prices.callout_minimum)
    hours = [hourly(team.document.role) for team in run.teams]
    rates = [rate.times("prices", premium) for rate in hours for premium in premia(run)]
    kinds = day_kinds(run, jobs["started_at"], team)
    yield _entries(run, line, chosen, paid, rates, team * 3 + kinds)
    if prices.time_off_in_lieu:
        building = run.teams_that(builds)[team]
        lieu = [rate.times("prices", "time_off_in_lieu") for rate in hours]
        yield _entries(run, line, chosen & building, paid, lieu, team, "hours with time off")


def swarms(run: Payroll) -> Iterator[Entries]:
    """Hours of those who help the one who took an incident, and build no features meanwhile."""
    facts = run.select(EventKind.SWARMING)
    mine = run.teams_that(builds)[facts["who"]]
    team, service = facts["who"][mine], facts["service"][mine]
    rates = [hourly(team.document.role) for team in run.teams]
    yield Entries(
        "incident", "hours", facts["at"][mine], facts["amount"][mine], rates, "incident",
        facts["subject"][mine], which=team, team=team,
        service=service, funding=run.funding_of(team, service),
    )  # fmt: skip


def first_jobs(run: Payroll, *teams: int) -> np.ndarray:
    """The row in ``jobs`` of these teams' first work on each incident, by time."""
    jobs = run.job_columns
    mine = np.isin(jobs["team"], teams) & (jobs["kind"] == "incident")
    rows = np.flatnonzero(mine)
    rows = rows[np.argsort(jobs["started_at"][rows], kind="stable")]
    _, first = np.unique(jobs["subject"][rows], return_index=True)
    return np.asarray(rows[first])
