"""Quantities as people write them ("28 min", "99.9%", "540 USD/week") and as the engine counts.

Inside the simulator time is in hours, on a grid of 2**-20 hour (3.4 ms). Sums and differences of
grid values are exact in a float, so tagged minutes add up with ``==`` and no result depends on
the order of an addition.
"""

from __future__ import annotations

import math
import re
from typing import Final

GRID_PER_HOUR: Final = 2**20

HOURS_PER: Final[dict[str, float]] = {
    "s": 1 / 3600,
    "min": 1 / 60,
    "h": 1.0,
    "d": 24.0,
    "w": 168.0,
    "month": 730.5,
    "months": 730.5,
    "y": 8766.0,
}
"""Hours in each unit that a document may use; a month is a twelfth of a Julian year."""

_LONG_NAMES: Final = {
    "second": "s", "seconds": "s", "minute": "min", "minutes": "min", "hour": "h", "hours": "h",
    "day": "d", "days": "d", "week": "w", "weeks": "w", "year": "y", "years": "y",
}  # fmt: skip

# A comma or an underscore groups thousands and nothing else: "1,5 h" is refused, not read as 15 h.
_NUMBER: Final = (
    r"(?P<number>[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:_\d{3})+|\d+)(?:\.\d+)?|[-+]?\.\d+)"
)
_QUANTITY: Final = re.compile(rf"^\s*{_NUMBER}\s*(?P<unit>[A-Za-z]+)\s*$")
_RATE: Final = re.compile(rf"^\s*{_NUMBER}\s*/\s*(?P<unit>[A-Za-z]+)\s*$")
_PERCENT: Final = re.compile(rf"^\s*{_NUMBER}\s*%\s*$")
_MONEY: Final = re.compile(
    rf"^\s*{_NUMBER}\s*(?P<scale>[kKM])?\s*(?P<currency>[A-Z]{{3}})\s*(?:/\s*(?P<unit>[A-Za-z]+))?\s*$"
)

_SCALES: Final = {None: 1.0, "k": 1e3, "K": 1e3, "M": 1e6}
# "60.000" is sixty thousand to many who count in EUR; nobody writes sixty like that. Other three
# decimals are what a sweep writes.
_CONTINENTAL: Final = re.compile(r"^[-+]?[1-9]\d{0,2}\.\d\d0$")

_SPOKEN_RATE: Final = re.compile(
    rf"^\s*{_NUMBER}\s*(?:times\s+)?(?:per|an?|each|every)\s+(?P<unit>[A-Za-z]+)\s*$"
)
_SIGN: Final = r"(?:[$€£¥]|[A-Z]{3})?"
_LOOSE_MONEY: Final = re.compile(
    rf"^\s*{_SIGN}\s*{_NUMBER}\s*(?P<scale>[kKM])?\s*{_SIGN}\s*(?:(?:/|per\s|an?\s)\s*(?P<unit>[A-Za-z]+))?\s*$"
)


def on_grid(hours: float) -> float:
    """Round a finite instant or duration (hours) to the nearest multiple of 2**-20 hour."""
    return round(hours * GRID_PER_HOUR) / GRID_PER_HOUR


def _number(text: str) -> str:
    return text.replace("_", "").replace(",", "")


def _hours_per(unit: str, text: str) -> float:
    unit = _LONG_NAMES.get(unit, unit)
    if unit not in HOURS_PER:
        allowed = ", ".join(HOURS_PER)
        raise ValueError(f"found {text!r}; '{unit}' is no unit of time (allowed: {allowed})")
    return HOURS_PER[unit]


def parse_duration(text: object, *, example: str = "28 min") -> float:
    """Hours of a duration such as "28 min" or "3 y"; ``example`` is what to write instead.

    Raises
    ------
    ValueError
        If the text has no unit, an unknown unit, or is negative.
    """
    match = _QUANTITY.match(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f'found {text!r}; a duration needs a number and a unit, like "{example}"')
    hours = float(_number(match["number"])) * _hours_per(match["unit"], match.string)
    if hours < 0:
        raise ValueError(f"found {text!r}; a duration can't be negative")
    return hours


def parse_rate(text: object) -> float:
    """Events an hour of a rate such as "250/y" or "20/s".

    Raises
    ------
    ValueError
        If the text is no rate or is negative.
    """
    match = _RATE.match(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"found {text!r}; {_rate_meant(text)}")
    rate = float(_number(match["number"])) / _hours_per(match["unit"], match.string)
    if rate < 0:
        raise ValueError(f"found {text!r}; a rate can't be negative")
    return rate


def _rate_meant(text: object) -> str:
    """How to write what was probably meant, such as "3 per week"."""
    match = _SPOKEN_RATE.match(text) if isinstance(text, str) else None
    if match is None:
        return 'a rate needs a number and a unit, like "250/y"'
    return f'write "{match["number"]}/{match["unit"]}"'


def parse_share(text: object) -> float:
    """The number 0…1 of a share such as "25%" or 0.25.

    Raises
    ------
    ValueError
        If it is no share or lies outside 0…1.
    """
    match = _PERCENT.match(text) if isinstance(text, str) else None
    if match is not None:
        share = float(f"{_number(match['number'])}e-2")  # "99.9%" is 0.999 to the last bit
    elif isinstance(text, (int, float)) and not isinstance(text, bool):
        share = float(text) if abs(text) <= 1 else math.inf  # a huge integer is no float
    else:
        raise ValueError(f'found {text!r}; a share is written like "25%" or 0.25')
    if not 0 <= share <= 1:
        raise ValueError(f"found {text!r}; a share lies between 0% and 100%")
    return share


def parse_money(text: object, per: str | None, currency: str | None) -> float:
    """The amount of a sum such as "540 USD/week", converted to ``per`` (a unit of time or None).

    Raises
    ------
    ValueError
        If it is no amount of money, negative, in another currency than ``currency``, or is a
        plain amount where a rate is wanted (or the other way round).
    """
    example = f'"540 {currency or "USD"}' + (f'/{per}"' if per else '"')
    match = _MONEY.match(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(
            f"found {text!r}; money is written like {example}{_money_meant(text, per, currency)}"
        )
    if currency is not None and match["currency"] != currency:
        raise ValueError(f"found {text!r}; this scenario counts in {currency}")
    if (match["unit"] is None) != (per is None):
        raise ValueError(f"found {text!r}; this one is written like {example}")
    if match["scale"] is None and _CONTINENTAL.match(match["number"]):
        raise ValueError(f"found {text!r}; {_two_readings(match)}")
    amount = float(_number(match["number"])) * _SCALES[match["scale"]]
    if amount < 0:
        raise ValueError(f"found {text!r}; an amount of money can't be negative here")
    return amount if per is None else amount * _ratio(per, match["unit"], match.string)


def _two_readings(money: re.Match[str]) -> str:
    """What to write for a thousand, and what for a decimal point."""
    number, rest = money["number"], money.string[money.end("number") :].strip()
    thousands, decimals = number.replace(".", ""), f"{round(float(number), 2):g}"
    return f'a point marks decimals here: write "{thousands} {rest}" or "{decimals} {rest}"'


def _money_meant(text: object, per: str | None, currency: str | None) -> str:
    """A question whether an amount was meant that lacks its currency or its time, as "€60k/h"."""
    known = isinstance(text, (str, int, float)) and not isinstance(text, bool)
    match = _LOOSE_MONEY.match(str(text)) if known else None
    if match is None or (match["unit"] and per is None):
        return ""
    time = f"/{match['unit'] or per}" if per else ""
    return f'; did you mean "{match["number"]}{match["scale"] or ""} {currency or "USD"}{time}"?'


def _ratio(wanted: str, found: str, text: str) -> float:
    """How many of the unit of time that was found fit into the one that is wanted."""
    return _hours_per(wanted, text) / _hours_per(found, text)


def show_number(value: float) -> str:
    """Three significant digits, without an exponent or idle zeros: "0.905", "45", "29,800"."""
    return f"{float(f'{value:.3g}'):,.15g}"


def show_duration(hours: float) -> str:
    """A duration for people: "12 min", "3.4 h", "9 d"."""
    if hours != hours:
        return "–"
    for unit, limit in (("s", 1 / 60), ("min", 1.5), ("h", 48.0), ("d", 24 * 120)):
        if abs(hours) < limit:
            return f"{_short(hours / HOURS_PER[unit])} {unit}"
    return f"{_short(hours / HOURS_PER['y'])} y"


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 20 else f"{value:.2g}"
