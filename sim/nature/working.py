"""Working hours over the horizon: the organisation's, and those of calendars with names.

Instants are hours since midnight of the first day where the organisation is. Without time zones the
clock of a wall and a stopwatch agree; with them an hour is an hour, and working hours move by one
when daylight saving begins.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from sim.documents.calendars import NamedCalendar, public_holidays
from sim.documents.organisation import Calendar
from sim.documents.scenario import Scenario
from sim.ground.units import on_grid
from sim.ground.working_time import MARGIN_DAYS, Windows

SECONDS = 3600.0


def working_windows(scenario: Scenario, calendar: str | None = None) -> Windows:
    """Working hours over the horizon: the organisation's, or those of a calendar by its name."""
    if calendar is None:
        own = scenario.calendar
        return open_windows(scenario, own, own.opens, own.closes)
    named = scenario.calendars[calendar]
    if not named.sites:
        return open_windows(scenario, named, named.opens, named.closes)
    sites = [working_windows(scenario, site) for site in named.sites]
    hours = [pair for site in sites for pair in zip(site.starts, site.ends, strict=True)]
    return Windows.of(sorted(hours))


def open_windows(
    scenario: Scenario, calendar: Calendar | NamedCalendar, opens: float, closes: float
) -> Windows:
    """From one hour of the day to another, on the working days of a calendar."""
    days = math.ceil(scenario.horizon / 24)
    off = days_off(scenario, calendar)
    here = scenario.calendar.zone
    zone = calendar.zone or here
    if here is None or zone is None:
        return Windows.weekly(scenario.start, days, calendar.weekdays, opens, closes, off)
    return _zoned(
        scenario.start, days, frozenset(calendar.weekdays), opens, closes, off, zone, here
    )


def days_off(scenario: Scenario, calendar: Calendar | NamedCalendar) -> frozenset[date]:
    """Public holidays and other days off, over the horizon and somewhat longer."""
    last = scenario.start + timedelta(days=math.ceil(scenario.horizon / 24) + MARGIN_DAYS)
    years = range(scenario.start.year, last.year + 1)
    public = public_holidays(calendar.country, calendar.subdivision, years)
    return public | frozenset(calendar.holidays)


def local_days(
    scenario: Scenario, calendar: Calendar | NamedCalendar, at: np.ndarray
) -> np.ndarray:
    """The day that it is at each instant by a calendar's own clock, counted from the first day."""
    here = scenario.calendar.zone
    if here is None:
        return np.floor(at / 24).astype(int)
    zero = datetime.combine(scenario.start, time(), ZoneInfo(here)).astimezone(UTC)
    zone = ZoneInfo(calendar.zone or here)
    local = [(zero + timedelta(hours=hours)).astimezone(zone).date() for hours in at.tolist()]
    return np.array([(day - scenario.start).days for day in local], dtype=int)


@lru_cache(maxsize=64)
def _zoned(
    first_day: date,
    days: int,
    weekdays: frozenset[int],
    opens: float,
    closes: float,
    off: frozenset[date],
    zone: str,
    here: str,
) -> Windows:
    """Working hours by the clock of a zone, as hours since midnight of the first day here."""
    zero = datetime.combine(first_day, time(), ZoneInfo(here)).astimezone(UTC)
    hours = []
    for number in range(-2, days + MARGIN_DAYS):
        day = first_day + timedelta(days=number)
        if day.weekday() in weekdays and day not in off:
            until = closes if closes > opens else closes + 24
            ends = [_since(zero, day, hour, ZoneInfo(zone)) for hour in (opens, until)]
            hours.append((max(0.0, ends[0]), max(0.0, ends[1])))
    return Windows.of(hours)


def _since(zero: datetime, day: date, hour: float, zone: ZoneInfo) -> float:
    """Hours from an instant to an hour of the day in a zone, which may be after midnight."""
    extra, within = divmod(hour, 24)
    minutes = timedelta(hours=within)
    at = (datetime.combine(day + timedelta(days=int(extra)), time()) + minutes).replace(tzinfo=zone)
    return on_grid((at.astimezone(UTC) - zero).total_seconds() / SECONDS)
