"""Durations as tools write them: "03:25:10", "2 days, 3:04", "PT1H30M", "1h 5m", or a bare number.

Documents of ours want a number and a unit (``sim.ground.units``); exports have forms of their own.
"""

from __future__ import annotations

import re
from typing import Final

from sim.ground.units import HOURS_PER

SPAN_UNITS: Final[dict[str, float]] = {
    "ms": 1 / 3_600_000, "msec": 1 / 3_600_000, "milliseconds": 1 / 3_600_000,
    "s": 1 / 3600, "sec": 1 / 3600, "secs": 1 / 3600, "second": 1 / 3600, "seconds": 1 / 3600,
    "m": 1 / 60, "min": 1 / 60, "mins": 1 / 60, "minute": 1 / 60, "minutes": 1 / 60,
    "h": 1.0, "hr": 1.0, "hrs": 1.0, "hour": 1.0, "hours": 1.0,
    "d": 24.0, "day": 24.0, "days": 24.0,
    "w": 168.0, "week": 168.0, "weeks": 168.0,
    "month": HOURS_PER["month"], "months": HOURS_PER["months"], "y": HOURS_PER["y"],
}  # fmt: skip
"""Hours in each unit that an export may use; "m" is a minute."""

_CLOCK: Final = re.compile(
    r"^(?:(?P<days>\d+)\s*(?:d|days?)[\s,]+|(?P<dotted>\d+)\.)?"
    r"(?P<h>\d+):(?P<m>[0-5]?\d)(?::(?P<s>[0-5]?\d(?:[.,]\d+)?))?$"
)
_ISO: Final = re.compile(
    r"^P(?:(?P<w>\d+(?:\.\d+)?)W)?(?:(?P<d>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<h>\d+(?:\.\d+)?)H)?(?:(?P<m>\d+(?:\.\d+)?)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?$"
)
_PART: Final = re.compile(r"\s*(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[A-Za-z]+)\s*(?:,|and)?")
_BARE: Final = re.compile(r"^[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$")
ALLOWED: Final = '"28 min", "1h 5m", "03:25:10", "2 days, 3:04" or "PT1H30M"'


def parse_span(text: str, unit: str | None = None, decimal: str = ".") -> float:
    """Hours of a duration; ``unit`` is that of a bare number.

    Raises
    ------
    ValueError
        If it is none, or a bare number without a unit, or negative.
    """
    text = text.strip()
    hours = _bare(text, unit, decimal)
    for form in (_clock, _iso, _parts):
        hours = form(text) if hours is None else hours
    if hours is None:
        raise ValueError(f"found {text!r}; a duration is written like {ALLOWED}")
    if hours < 0:
        raise ValueError(f"found {text!r}; a duration can't be negative")
    return hours


def unit_hours(unit: str) -> float:
    """Hours in a unit of exports.

    Raises
    ------
    ValueError
        If there is no such unit.
    """
    if unit.lower() not in SPAN_UNITS:
        raise ValueError(f"'{unit}' is no unit of time (allowed: ms, s, min, h, d, w)")
    return SPAN_UNITS[unit.lower()]


def _bare(text: str, unit: str | None, decimal: str) -> float | None:
    number = text.replace(decimal, ".") if decimal != "." else text
    if not _BARE.match(number):
        return None
    if unit is None:
        raise ValueError(f'found {text!r} without a unit; say it, like unit = "min"')
    return float(number) * unit_hours(unit)


def _clock(text: str) -> float | None:
    match = _CLOCK.match(text)
    if match is None:
        return None
    days = float(match["days"] or match["dotted"] or 0)
    seconds = float((match["s"] or "0").replace(",", "."))
    return 24 * days + int(match["h"]) + int(match["m"]) / 60 + seconds / 3600


def _iso(text: str) -> float | None:
    match = _ISO.match(text.upper())
    if match is None or len(text) < 3:
        return None
    per = {"w": 168.0, "d": 24.0, "h": 1.0, "m": 1 / 60, "s": 1 / 3600}
    return sum(float(match[key] or 0) * hours for key, hours in per.items())


def _parts(text: str) -> float | None:
    """The sum of parts such as "1h 5m"; None if anything else stands in it."""
    at, hours = 0, 0.0
    while at < len(text):
        match = _PART.match(text, at)
        if match is None or match["unit"].lower() not in SPAN_UNITS:
            return None
        hours += float(match["number"].replace(",", ".")) * unit_hours(match["unit"])
        at = match.end()
    return hours if at else None
