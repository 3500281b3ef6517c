from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ground.working_time import MARGIN_DAYS, Windows, quarter_edges

MONDAY = date(2026, 1, 5)
DAYS = 15
MINUTES = DAYS * 24 * 60
INF = float("inf")

# Quarters of an hour lie on the grid, so that a naive minute grid can be compared with ==.
quarter_hours = st.integers(0, 95).map(lambda n: n / 4)


class Naive:
    """Minute by minute, as slow and plain as can be."""

    def __init__(self, is_open: list[bool]) -> None:
        self.open = is_open

    @classmethod
    def weekly(
        cls, weekdays: set[int], opens: float, closes: float, holidays: set[date]
    ) -> "Naive":
        def began_today(day: date, hour: float) -> bool:
            works = day.weekday() in weekdays and day not in holidays
            return works and opens <= hour and (closes <= opens or hour < closes)

        def began_yesterday(day: date, hour: float) -> bool:
            before = day - timedelta(days=1)
            works = before.weekday() in weekdays and before not in holidays
            return works and closes <= opens and hour < closes

        at = [(MONDAY + timedelta(days=m // 1440), m % 1440 / 60) for m in range(MINUTES)]
        return cls([began_today(*moment) or began_yesterday(*moment) for moment in at])

    def next_open(self, minute: int) -> int | None:
        return next((m for m in range(minute, MINUTES) if self.open[m]), None)

    def open_minutes(self, start: int, end: int) -> int:
        return sum(self.open[start:end])


calendars = st.tuples(
    st.sets(st.integers(0, 6), min_size=1),
    quarter_hours,
    quarter_hours,
    st.sets(st.integers(-1, DAYS).map(lambda d: MONDAY + timedelta(days=d)), max_size=4),
)
Calendar = tuple[set[int], float, float, set[date]]


def both(calendar: Calendar) -> tuple[Windows, Naive]:
    weekdays, opens, closes, holidays = calendar
    return (
        Windows.weekly(MONDAY, DAYS, weekdays, opens, closes, holidays),
        Naive.weekly(weekdays, opens, closes, holidays),
    )


@settings(max_examples=40, deadline=None)
@given(calendars, st.lists(st.integers(0, MINUTES - 1), min_size=1, max_size=12))
def test_windows_agree_with_counting_minutes(calendar: Calendar, minutes: list[int]) -> None:
    windows, naive = both(calendar)
    for minute in minutes:
        t = minute / 60
        assert windows.is_open(t) == naive.open[minute]
        assert windows.open_hours(0, t) * 60 == pytest.approx(naive.open_minutes(0, minute))
        expected = naive.next_open(minute)
        if expected is not None:
            assert windows.next_open(t) == pytest.approx(expected / 60)
    start, end = min(minutes), max(minutes)
    open_minutes = naive.open_minutes(start, end)
    assert windows.open_hours(start / 60, end / 60) * 60 == pytest.approx(open_minutes, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(calendars, st.integers(0, MINUTES - 1))
def test_boundaries_are_where_minutes_change(calendar: Calendar, minute: int) -> None:
    windows, naive = both(calendar)
    later = range(minute + 1, MINUTES)
    changes = (m for m in later if naive.open[m] != naive.open[m - 1])
    starts = (m for m in later if naive.open[m] and not naive.open[m - 1])
    if (change := next(changes, None)) is not None:
        assert windows.next_boundary(minute / 60) == change / 60
    if (start := next(starts, None)) is not None:
        assert windows.next_start(minute / 60) == start / 60


@settings(max_examples=40, deadline=None)
@given(calendars, st.lists(st.floats(0, DAYS * 24), min_size=1, max_size=20))
def test_arrays_agree_with_one_by_one(calendar: Calendar, instants: list[float]) -> None:
    windows, _ = both(calendar)
    t = np.array(instants)
    assert windows.next_open_array(t).tolist() == [windows.next_open(x) for x in instants]
    assert windows.after_array(t).tolist() == [windows.after(x) for x in instants]
    np.testing.assert_allclose(
        windows.open_hours_array(t), [windows.open_hours(0, x) for x in instants], atol=1e-9
    )


@settings(max_examples=40, deadline=None)
@given(calendars, st.floats(0, 40))
def test_after_is_open_and_undoes_open_hours(calendar: Calendar, hours: float) -> None:
    windows, _ = both(calendar)
    at = windows.after(hours)
    if hours >= windows.total_hours():
        assert at == float("inf")
        return
    assert windows.open_hours(0, at) == pytest.approx(hours, abs=1e-9)
    assert windows.is_open(at) or at == pytest.approx(windows.next_open(at + 1e-9), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(calendars, calendars, st.lists(st.integers(0, MINUTES - 1), min_size=1, max_size=20))
def test_without_is_open_and_not_closed(
    calendar: Calendar, closed: Calendar, minutes: list[int]
) -> None:
    (windows, naive), (blocked, blocking) = both(calendar), both(closed)
    rest = windows.without(blocked)
    for minute in minutes:
        assert rest.is_open(minute / 60) == (naive.open[minute] and not blocking.open[minute])
    assert all(s < e for s, e in zip(rest.starts, rest.ends, strict=True))
    assert all(e < s for e, s in zip(rest.ends, rest.starts[1:], strict=False))


def test_a_night_shift_of_the_day_before_is_open_at_the_beginning() -> None:
    nights = Windows.weekly(MONDAY, 3, range(7), 22.0, 6.0)
    assert nights.starts[:3] == (0.0, 22.0, 46.0)
    assert nights.ends[:3] == (6.0, 30.0, 54.0)


def test_a_holiday_has_no_night_after_it_but_the_night_before() -> None:
    holiday = MONDAY + timedelta(days=1)
    nights = Windows.weekly(MONDAY, 3, range(7), 22.0, 6.0, [holiday])
    assert nights.is_open(29.0)
    assert not nights.is_open(47.0)
    assert not nights.is_open(53.0)


def test_days_that_touch_are_one_window() -> None:
    around = Windows.weekly(MONDAY, 3, range(7), 0.0, 24.0)
    assert around.starts == (0.0,)
    assert around.ends == (24.0 * (3 + MARGIN_DAYS),)


def test_always_is_never_closed() -> None:
    always = Windows.always()
    assert always.is_open(1e6)
    assert always.next_open(5.0) == always.after(5.0) == 5.0
    assert always.next_start(5.0) == always.next_boundary(5.0) == INF
    assert always.without(always).starts == ()


def test_always_without_office_hours_is_the_rest_of_the_time() -> None:
    office = Windows.weekly(MONDAY, 7, range(5), 9.0, 17.0)
    rest = Windows.always().without(office)
    assert rest.open_hours(0, 168) == 168 - 40
    assert rest.ends[-1] == INF


def test_never_open_never_comes() -> None:
    never = Windows.of([])
    t = np.array([0.0, 5.0])
    assert not never.is_open(0.0)
    assert never.next_open(0.0) == never.next_start(0.0) == never.next_boundary(0.0) == INF
    assert never.open_hours(0.0, 100.0) == never.total_hours() == 0.0
    assert never.after(0.0) == INF
    assert never.next_open_array(t).tolist() == never.after_array(t).tolist() == [INF, INF]
    assert never.open_hours_array(t).tolist() == [0.0, 0.0]
    assert never.without(Windows.always()) == Windows.always().without(Windows.always()) == never


def test_after_the_last_window_nothing_is_open() -> None:
    short = Windows.of([(1.0, 2.0), (4.0, 6.0)])
    assert short.after(0.0) == 1.0
    assert short.after(1.0) == 4.0
    assert short.after(3.0) == INF
    assert short.after_array(np.array([0.5, 2.5, 3.0])).tolist() == [1.5, 5.5, INF]
    assert short.next_open(6.0) == INF


def test_quarters_begin_on_their_days() -> None:
    edges = quarter_edges(date(2025, 11, 15), 24.0 * 200)
    days = [(date(2025, 11, 15) + timedelta(hours=edge)).isoformat() for edge in edges[1:-1]]
    assert days == ["2026-01-01", "2026-04-01"]
    assert (edges[0], edges[-1]) == (0.0, 4800.0)


def test_a_horizon_at_a_quarters_edge_has_no_empty_quarter() -> None:
    assert quarter_edges(date(2026, 1, 1), 24.0 * 90) == [0.0, 2160.0]
    assert quarter_edges(date(2026, 1, 1), 1.0) == [0.0, 1.0]


def test_a_rest_of_less_than_a_week_is_no_quarter() -> None:
    year = 24.0 * 365
    quarters = [0.0, 24.0 * 90, 24.0 * 181, 24.0 * 273]
    assert quarter_edges(date(2026, 1, 1), year + 6) == [*quarters, year + 6]
    assert quarter_edges(date(2026, 1, 1), year + 167) == [*quarters, year + 167]
    assert quarter_edges(date(2026, 1, 1), year + 169) == [*quarters, year, year + 169]
