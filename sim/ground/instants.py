"""Instants as tools write them: which form a column has, told from a sample of its cells.

The form is found once and then applied to the whole column, so that a column isn't read in two
ways. Day and month are told apart by a number above 12; where there is none, it has to be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Kind = Literal["iso", "pattern", "epoch", "relative"]

_ISO: Final = re.compile(r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:?\d\d|$)")
ZONED: Final = r"(?:Z|UTC|[+-]\d\d:?\d\d)\s*$"
"""How a cell ends that says its zone; it has a time before it."""
_ZONED: Final = re.compile(rf":\d\d.*{ZONED}")
_NUMBER: Final = re.compile(r"^-?\d+(?:\.\d+)?$")
_PARTS: Final = re.compile(
    r"^(?P<a>\d{1,4})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{2,4})"
    r"(?P<gap>,? ?)(?P<time>\d{1,2}:\d\d(?::\d\d)?)?(?P<half> ?[AaPp][Mm])?$"
)
_MONTHS: Final = re.compile(
    r"^(?P<day>\d{1,2})(?P<sep>[-/ ])(?P<name>[A-Za-z]{3,})(?P=sep)(?P<year>\d{2,4})"
    r"(?P<gap>,? ?)(?P<time>\d{1,2}:\d\d(?::\d\d)?)?(?P<half> ?[AaPp][Mm])?$"
)
EPOCHS: Final = (("s", 1e8, 1e10), ("ms", 1e11, 1e13), ("us", 1e14, 1e16))
"""Unit of seconds since 1970 by size: from 1973 on, until far away."""
ALLOWED: Final = '"2026-03-01 14:05", "2026-03-01T14:05:00Z", "01.03.2026 14:05" or seconds of Unix'


@dataclass(frozen=True)
class Clock:
    """How the instants of a column are written."""

    kind: Kind
    pattern: str = ""
    """For ``strptime``; of an epoch its unit."""
    zone: str = "UTC"
    """What cells without a zone mean."""
    zoned: bool = False
    """Whether the cells say their zone."""

    def read(self, text: str) -> datetime:
        """One instant, in UTC.

        Raises
        ------
        ValueError
            If the text has another form.
        """
        if self.kind == "epoch":
            per = {"s": 1.0, "ms": 1e3, "us": 1e6}[self.pattern]
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(text) / per)
        if self.kind == "pattern":
            found = datetime.strptime(text.strip(), self.pattern)
        else:
            found = datetime.fromisoformat(text.strip().replace(" UTC", "+00:00"))
        return (found if found.tzinfo else found.replace(tzinfo=zone_of(self.zone))).astimezone(UTC)


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name.

    Raises
    ------
    ValueError
        If there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"'{name}' is no time zone; one is called like Europe/London") from None


def clock_of(cells: Iterable[str], zone: str | None = None) -> Clock:
    """The form of a column by some of its cells, empty ones left out.

    Raises
    ------
    ValueError
        If there is none, if zoned and zoneless cells are mixed, or day and month can't be told
        apart.
    """
    sample = [cell.strip() for cell in cells if cell.strip()]
    if not sample:
        return Clock("iso", zone=zone or "UTC")
    for form in (_iso, _epoch, _numbers, _names):
        found = form(sample, zone)
        if found is not None:
            return found
    raise ValueError(f"found {sample[0]!r}; an instant is written like {ALLOWED}")


def _iso(sample: Sequence[str], zone: str | None) -> Clock | None:
    fits = [cell for cell in sample if _ISO.match(cell)]
    if 2 * len(fits) <= len(sample):
        return None
    zoned = [cell for cell in fits if _ZONED.search(cell)]
    if zoned and len(zoned) < len(fits) and zone is None:
        bare = next(cell for cell in fits if not _ZONED.search(cell))
        raise ValueError(
            f"mixes instants with a zone ({zoned[0]!r}) and without ({bare!r}); "
            "say the zone of those without, such as --zone Europe/London"
        )
    return Clock("iso", zone=zone or "UTC", zoned=len(zoned) == len(fits))


def _epoch(sample: Sequence[str], zone: str | None) -> Clock | None:
    if not all(map(_NUMBER.match, sample)):
        return None
    largest = max(abs(float(cell)) for cell in sample)
    unit = next((unit for unit, low, high in EPOCHS if low <= largest < high), None)
    return Clock("epoch", unit, zoned=True) if unit else None


def _time(match: re.Match[str]) -> str:
    if match["time"] is None:
        return ""
    half = match["half"]
    seconds = ":%S" if match["time"].count(":") == 2 else ""
    mark = "" if half is None else (" %p" if half.startswith(" ") else "%p")
    return match["gap"] + ("%I" if half else "%H") + ":%M" + seconds + mark


def _numbers(sample: Sequence[str], zone: str | None) -> Clock | None:
    found = [match for cell in sample if (match := _PARTS.match(cell))]
    if 2 * len(found) <= len(sample):
        return None
    first = found[0]
    sep, time = first["sep"], _time(first)
    if len(first["a"]) == 4:
        return Clock("pattern", sep.join(("%Y", "%m", "%d")) + time, zone or "UTC")
    year = "%Y" if len(first["c"]) == 4 else "%y"
    day_first = _day_first(found, sep)
    order = ("%d", "%m", year) if day_first else ("%m", "%d", year)
    return Clock("pattern", sep.join(order) + time, zone or "UTC")


def _day_first(found: Sequence[re.Match[str]], sep: str) -> bool:
    """Whether the day comes before the month, by a number that no month has."""
    left = max(int(match["a"]) for match in found)
    right = max(int(match["b"]) for match in found)
    if left > 12 and right > 12:
        raise ValueError("mixes day-month and month-day; write all in one way")
    if left <= 12 and right <= 12 and sep != ".":
        raise ValueError(
            f"found {found[0].group()!r}: day and month can't be told apart; say it, "
            'like dates = "%d/%m/%Y %H:%M" in a mapping file'
        )
    return right <= 12


def _names(sample: Sequence[str], zone: str | None) -> Clock | None:
    found = [match for cell in sample if (match := _MONTHS.match(cell))]
    if 2 * len(found) <= len(sample):
        return None
    first = found[0]
    month = "%b" if len(first["name"]) == 3 else "%B"
    year = "%Y" if len(first["year"]) == 4 else "%y"
    return Clock("pattern", first["sep"].join(("%d", month, year)) + _time(first), zone or "UTC")
