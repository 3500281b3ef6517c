"""Calendars with names: zones with daylight saving, holidays of a country, rotas with the sun."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sim.documents.errors import InputError
from sim.documents.load import merge
from sim.documents.scenario import Scenario
from sim.nature.tape import draw
from sim.nature.working import working_windows
from sim.records.lines.jobs import HOLIDAY, WEEKDAY, WEEKEND, day_kinds
from tests.engine.hand import OWNERS, OWNERS_ANSWER, Fault, World, service, staff

LONDON = {"zone": "Europe/London", "country": "GB", "subdivision": "ENG"}
CALENDARS: dict[str, Any] = {
    "bangalore": {"zone": "Asia/Kolkata", "opens": 9.5, "closes": 18},
    "sydney": {"zone": "Australia/Sydney", "opens": 7, "closes": 18},
    "denver": {"zone": "America/Denver", "opens": 8, "closes": 17},
    "london": {"opens": 7, "closes": 17},
    "night": {"opens": 22, "closes": 6, "weekdays": ["Fri", "Sat"]},
    "sun": {"sites": ["sydney", "london", "denver"]},
}


def scenario(calendar: dict[str, Any] = LONDON, start: str = "2026-01-01", **more: Any) -> Scenario:
    lines = {
        "title": "Around the world", "question": "When?", "start": start, "horizon": "1 y",
        "compare": ["you-run-it"], "teams": {"shop": {"domain": "retail"}},
        "services": {"shop": service(changes="2000/y")}, "calendar": calendar,
        "calendars": CALENDARS,
    }  # fmt: skip
    return Scenario.model_validate(merge(lines, more), context={"currency": "USD"})


def by_the_clock(world: Scenario, name: str, at: float) -> bool:
    """Whether a calendar is open, told by the clocks of its zone."""
    calendar = world.calendars[name]
    here = world.calendar.zone
    assert here is not None
    zero = datetime.combine(world.start, datetime.min.time(), ZoneInfo(here)).astimezone(UTC)
    local = (zero + timedelta(hours=at)).astimezone(ZoneInfo(calendar.zone or here))
    hour = local.hour + local.minute / 60
    today, before = local.weekday(), (local - timedelta(days=1)).weekday()
    if calendar.closes > calendar.opens:
        return today in calendar.weekdays and calendar.opens <= hour < calendar.closes
    evening = today in calendar.weekdays and hour >= calendar.opens
    return evening or (before in calendar.weekdays and hour < calendar.closes)


@pytest.mark.parametrize("name", ["bangalore", "sydney", "denver", "london", "night"])
def test_windows_are_open_when_the_clocks_there_say_so(name: str) -> None:
    """Each quarter of an hour of a year, with both changes of the clocks on both sides."""
    world = scenario()
    windows = working_windows(world, name)
    at = np.arange(0.125, 365 * 24.0, 0.25)
    found = windows.next_open_array(at) == at
    expected = [by_the_clock(world, name, t) for t in at.tolist()]
    assert found.tolist() == expected
    assert 0 < found.mean() < 0.5


def test_those_who_follow_the_sun_are_there_round_the_clock_on_working_days() -> None:
    world = scenario()
    sun = working_windows(world, "sun")
    sites = [working_windows(world, name) for name in ("sydney", "london", "denver")]
    at = np.arange(0.125, 365 * 24.0, 0.25)
    anybody = np.any([site.next_open_array(at) == at for site in sites], axis=0)
    assert (sun.next_open_array(at) == at).tolist() == anybody.tolist()
    wednesday = 6 * 24.0 + at[at < 24]
    assert np.all(sun.next_open_array(wednesday) == wednesday)
    saturday_noon = 2 * 24.0 + 12
    assert not sun.is_open(saturday_noon)


def test_without_zones_nothing_moves_with_the_seasons() -> None:
    windows = working_windows(scenario({}))
    assert windows.is_open(9.0)
    assert windows.is_open(181 * 24 + 9.0)
    assert not windows.is_open(181 * 24 + 8.9)
    summer = working_windows(scenario())
    assert summer.is_open(181 * 24 + 8.0)
    assert not summer.is_open(181 * 24 + 7.9)


def test_public_holidays_are_days_off_in_every_year_of_the_run() -> None:
    world = scenario(horizon="2 y")
    windows, start = working_windows(world), date(2026, 1, 1)
    for day in (date(2026, 4, 3), date(2026, 12, 25), date(2027, 3, 29)):
        noon = 24.0 * (day - start).days + 12
        assert not windows.is_open(noon)
        assert windows.is_open(noon + 24 * 4)
    elsewhere = working_windows(world, "london")  # a calendar has the holidays that it states
    assert elsewhere.is_open(24.0 * (date(2026, 4, 3) - start).days + 12)


def test_changes_become_ready_when_their_team_works() -> None:
    world = scenario(teams={"shop": {"domain": "retail", "calendar": "bangalore"}})
    ready = draw(world, 0).services["shop"].ready_at
    there = working_windows(world, "bangalore")
    assert len(ready) > 1500
    assert all(there.is_open(t) for t in ready.tolist())


DAY_AND_NIGHT: dict[str, Any] = {
    "calendar": {"zone": "Europe/London"},
    "calendars": {
        "pune": {"zone": "Asia/Kolkata"},
        "saturday": {"weekdays": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]},
    },
}


def answered(at: float, calendar: str | None, out_of_hours: int = 0, **lines: Any) -> Any:
    """A fault, and the owners at work by a calendar."""
    people = {"working_hours": 1, "out_of_hours": out_of_hours}
    owners = merge(OWNERS, {"on_duty": people, "pay": "standby-and-callout"})
    if calendar is not None:
        owners["calendar"] = calendar
    return World(
        [Fault(at=at)], model={"teams": {"owners": owners}},
        lines=merge(DAY_AND_NIGHT, lines), horizon="2 w",
    ).live()  # fmt: skip


def acknowledged(run: Any) -> float:
    return float(run.incidents["acknowledged_at"].iloc[0])


def test_a_team_elsewhere_answers_while_the_organisation_sleeps() -> None:
    """At 4 in London it is 9:30 in Pune: at work since half an hour; at 12 they have gone."""
    assert acknowledged(answered(4.0, "pune")) == 4.5
    assert acknowledged(answered(4.0, None)) == 9.25
    assert acknowledged(answered(12.0, "pune")) == 24 + 3.5 + 0.25


def test_a_delivery_team_takes_its_calendar_into_its_part() -> None:
    teams = {"shop": {"domain": "retail", "calendar": "pune"}}
    assert acknowledged(answered(4.0, None, teams=teams)) == 4.5


def test_a_call_in_the_teams_own_working_hours_is_no_callout() -> None:
    saturday = 5 * 24 + 11.0
    for calendar, called in (("saturday", False), (None, True)):
        run = answered(saturday, calendar, out_of_hours=1)
        assert run.jobs["out_of_hours"].tolist() == [called]
        assert ("callout" in set(run.ledger["line"])) is called


def test_days_are_told_where_the_team_is() -> None:
    """Friday evening in London is Saturday in Pune; the holiday there is none here."""
    lines = {"calendars": {"pune": {"holidays": [date(2029, 1, 2)]}}}
    run = answered(4.0, "pune", **lines)
    at, team = np.array([4 * 24 + 20.0, 4 * 24 + 12.0, 24 + 6.0]), np.zeros(3, dtype=int)
    assert day_kinds(run, at, team).tolist() == [WEEKEND, WEEKDAY, HOLIDAY]
    assert day_kinds(run, at).tolist() == [WEEKDAY, WEEKDAY, WEEKDAY]


def test_a_rota_with_the_sun_needs_nobody_at_night() -> None:
    """Two lines of one person each in working hours, a sixth of the earth apart."""
    sites = {
        "east": {"zone": "Asia/Kolkata", "opens": 8, "closes": 18},
        "west": {"zone": "America/Denver", "opens": 6, "closes": 19},
        "sun": {"sites": ["east", "west"]},
    }
    model = {
        "teams": {"owners": OWNERS, "sre": {**staff(1, 0, 6), "calendar": "sun"}},
        "respond": {"sre": {**OWNERS_ANSWER, "line": 0.5, "team": "sre"}},
    }
    lines = {"calendar": {"zone": "Europe/London"}, "calendars": sites}
    for at in (4.0, 12.0, 15.0, 22.0):
        run = World([Fault(at=at)], model=model, lines=lines).live()
        assert acknowledged(run) == pytest.approx(at + 0.5)
        assert not run.jobs["out_of_hours"].any()


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"calendar": {"zone": "Europe/Londn"}}, "calendar.zone", "Europe/London"),
    ({"calendar": {"country": "XX"}}, "calendar.country", "two capital letters"),
    ({"calendar": {"country": "GB", "subdivision": "KA"}}, "calendar.subdivision", "ENG"),
    ({"calendar": {"subdivision": "ENG"}}, "calendar.country", "needed by subdivision"),
    ({"calendars": {"x": {"zone": "Asia/Kolkata"}}}, "calendar.zone", "is needed"),
    ({"calendars": {"x": {"sites": ["y"]}}}, "calendars.x.sites", "no such calendar 'y'"),
    ({"calendars": {"x": {"weekdays": [1, 2]}}}, "calendars.x.weekdays", "not by numbers"),
    (
        {"calendars": {"x": {"sites": ["y"], "opens": 8}, "y": {}}},
        "calendars.x.opens", "no meaning beside sites",
    ),
    (
        {"teams": {"shop": {"domain": "retail", "calendar": "moon"}}},
        "teams.shop.calendar", "no such calendar 'moon'",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "path", "says"), WRONG, ids=lambda x: str(x)[:50])
def test_what_is_wrong_is_named_at_its_place(lines: dict[str, Any], path: str, says: str) -> None:
    with pytest.raises(InputError) as found:
        World(lines=lines).study()
    (problem,) = found.value.problems
    assert problem.path == path
    assert says in problem.message


def test_a_model_names_calendars_of_the_scenario() -> None:
    with pytest.raises(InputError, match=r"models.plain.teams.owners.calendar.*'moon'"):
        World(model={"teams": {"owners": {"calendar": "moon"}}}).study()
