"""Instants as people read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

MIDNIGHT = datetime.min.time()


def minute(at: float) -> int:
    """The nearest whole minute since the start of the run."""
    return round(at * 60)


def clock(start: date, at: float) -> str:
    """Date, weekday and local time, such as "Tue 14 Apr 2026 02:13"."""
    when = datetime.combine(start, MIDNIGHT) + timedelta(minutes=minute(at))
    return when.strftime("%a %d %b %Y %H:%M")
