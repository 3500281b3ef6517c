"""Calendars: which hours of the horizon are open (working hours, deploy windows), found fast.

All instants are hours since midnight of the scenario's first day, local time, no daylight saving.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from sim.ground.units import HOURS_PER, on_grid

MARGIN_DAYS = 400
"""Windows are laid out this far beyond the horizon, so that no wait runs off the calendar."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Disjoint open intervals in order: ``starts[i] <= t < ends[i]``, hours."""

    starts: tuple[float, ...]
    ends: tuple[float, ...]
    hours_before: tuple[float, ...]
    _arrays: tuple[np.ndarray, np.ndarray, np.ndarray] = field(
        init=False, repr=False, compare=False
    )
    """Openings and closings as arrays, made once: there are thousands of windows."""

    def __post_init__(self) -> None:
        arrays = tuple(np.array(times) for times in (self.starts, self.ends, self.hours_before))
        object.__setattr__(self, "_arrays", arrays)

    @classmethod
    def always(cls) -> Windows:
        """Never closed."""
        return cls((0.0,), (float("inf"),), (0.0,))

    @classmethod
    def of(cls, intervals: list[tuple[float, float]]) -> Windows:
        """From (start, end) pairs in order; those that touch are joined."""
        joined: list[tuple[float, float]] = []
        for start, end in intervals:
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            elif end > start:
                joined.append((start, end))
        hours, before = 0.0, []
        for start, end in joined:
            before.append(hours)
            hours += end - start
        return cls(tuple(s for s, _ in joined), tuple(e for _, e in joined), tuple(before))

    @classmethod
    def weekly(
        cls,
        first_day: date,
        days: int,
        weekdays: Collection[int],
        opens: float,
        closes: float,
        holidays: Collection[date] = (),
    ) -> Windows:
        """From ``opens`` to ``closes`` (hours of the day) on ``weekdays`` (Monday 0), no holidays.

        A window with ``closes <= opens`` runs past midnight into the next day.
        """
        return _weekly(first_day, days, frozenset(weekdays), opens, closes, frozenset(holidays))

    def _index(self, t: float) -> int:
        return bisect_right(self.starts, t) - 1

    def is_open(self, t: float) -> bool:
        """Whether instant ``t`` lies in a window."""
        i = self._index(t)
        return i >= 0 and t < self.ends[i]

    def next_open(self, t: float) -> float:
        """The first open instant at or after ``t``; infinity if none is left."""
        i = self._index(t)
        if i >= 0 and t < self.ends[i]:
            return t
        return self.starts[i + 1] if i + 1 < len(self.starts) else float("inf")

    def next_start(self, t: float) -> float:
        """The next opening strictly after ``t``; infinity if none is left."""
        i = self._index(t)
        return self.starts[i + 1] if i + 1 < len(self.starts) else float("inf")

    def next_boundary(self, t: float) -> float:
        """The next instant after ``t`` at which a window opens or closes."""
        i = self._index(t)
        if i >= 0 and t < self.ends[i]:
            return self.ends[i]
        return self.starts[i + 1] if i + 1 < len(self.starts) else float("inf")

    def _open_until(self, t: float) -> float:
        i = self._index(t)
        return 0.0 if i < 0 else self.hours_before[i] + min(t, self.ends[i]) - self.starts[i]

    def total_hours(self) -> float:
        """All open hours; 0 if it is never open."""
        return self.hours_before[-1] + self.ends[-1] - self.starts[-1] if self.starts else 0.0

    def open_hours(self, start: float, end: float) -> float:
        """Open hours between two instants."""
        return self._open_until(end) - self._open_until(start)

    def after(self, open_hours: float) -> float:
        """The open instant before which there were this many open hours; infinity if none is."""
        if open_hours >= self.total_hours():
            return float("inf")
        i = bisect_right(self.hours_before, open_hours) - 1
        return self.starts[i] + open_hours - self.hours_before[i]

    def next_open_array(self, t: np.ndarray) -> np.ndarray:
        """``next_open`` of each instant."""
        starts, ends = self._arrays[0], np.append(self._arrays[1], -np.inf)
        i = np.searchsorted(starts, t, side="right") - 1
        later = np.append(starts, np.inf)[i + 1]
        return np.where(t < ends[i], t, later)  # before the first window i is -1: the -inf

    def open_hours_array(self, t: np.ndarray) -> np.ndarray:
        """Open hours between the beginning and each instant."""
        if not self.starts:
            return np.zeros_like(t)
        starts, ends, before = self._arrays
        i = np.maximum(np.searchsorted(starts, t, side="right") - 1, 0)
        return np.asarray(before[i] + np.clip(np.minimum(t, ends[i]) - starts[i], 0.0, None))

    def after_array(self, open_hours: np.ndarray) -> np.ndarray:
        """``after`` of each amount of open hours."""
        if not self.starts:
            return np.full_like(open_hours, np.inf)
        starts, _, before = self._arrays
        i = np.searchsorted(before, open_hours, side="right") - 1
        at = starts[i] + open_hours - before[i]
        return np.where(open_hours < self.total_hours(), at, np.inf)

    def without(self, closed: Windows) -> Windows:
        """These windows less the times at which ``closed`` is open."""
        rest: list[tuple[float, float]] = []
        for start, end in zip(self.starts, self.ends, strict=True):
            t = start
            while t < end:
                if closed.is_open(t):
                    t = closed.next_boundary(t)
                    continue
                stop = min(end, closed.next_start(t))
                rest.append((t, stop))
                t = stop
        return Windows.of(rest)


@lru_cache(maxsize=64)
def _weekly(
    first_day: date,
    days: int,
    weekdays: frozenset[int],
    opens: float,
    closes: float,
    holidays: frozenset[date],
) -> Windows:
    """Every run of a study asks for the same few calendars."""
    length = closes - opens if closes > opens else closes + 24 - opens
    found = []
    for day in range(-1 if closes <= opens else 0, days + MARGIN_DAYS):
        when = first_day + timedelta(days=day)
        if when.weekday() in weekdays and when not in holidays:
            start = on_grid(24.0 * day + opens)
            found.append((max(0.0, start), on_grid(start + length)))
    return Windows.of(found)


def quarter_edges(first_day: date, horizon: float) -> list[float]:
    """Hour 0, then the beginning of each calendar quarter up to the horizon, then the horizon.

    What is left of less than a week belongs to the quarter before it: a year is 365.25 days, and
    the error budget of half a day would be spent by any incident.
    """
    return _edges(first_day, horizon, 3)


def month_edges(first_day: date, horizon: float) -> list[float]:
    """As ``quarter_edges``, of calendar months; each edge of a quarter is among them."""
    return _edges(first_day, horizon, 1)


def _edges(first_day: date, horizon: float, months: int) -> list[float]:
    edges, day = [0.0], first_day
    while True:
        month = months * ((day.month - 1) // months) + 1 + months
        day = date(day.year + month // 13, (month - 1) % 12 + 1, 1)
        at = 24.0 * (day - first_day).days
        if at >= horizon - HOURS_PER["w"]:
            return [*edges, horizon]
        edges.append(at)


def quarter_name(first_day: date, at: float) -> str:
    """The calendar quarter of an instant, such as 2026-Q1."""
    day = first_day + timedelta(days=int(at // 24))
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def month_name(first_day: date, at: float) -> str:
    """The calendar month of an instant, such as 2026-01."""
    return f"{first_day + timedelta(days=int(at // 24)):%Y-%m}"
