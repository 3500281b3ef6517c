"""Numbers as people read them: three significant digits, a unit, never a wall of digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import floor, isfinite, log10

from sim.ground.units import HOURS_PER

SPACE = "\u00a0"
"""Between a number and its unit, so that they stay on one line."""
NOTHING = "–"
IDLE_ZEROS = re.compile(r"(?<=\d)\.0+(?!\d)|(?<=\.\d)0+(?!\d)|(?<=\.\d\d)0+(?!\d)")
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
SCALES = ((1e9, "bn"), (1e6, "M"), (1e3, "k"), (1.0, ""))


def plain(value: float, digits: int = 3) -> str:
    """A number with this many significant digits, without an exponent: 0.905, 12.3, 1,230."""
    if not isfinite(value):
        return NOTHING if value != value else f"{'−' if value < 0 else ''}∞"
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - floor(log10(abs(float(f"{value:.{digits}g}")))))
    return f"{value:,.{decimals}f}".replace("-", "−")


def money(value: float, currency: str = "USD") -> str:
    """An amount: $57.6 M, €540, CHF 1.20 M."""
    if not isfinite(value):
        return plain(value)
    size = abs(float(f"{value:.3g}"))
    scale, letter = next((s for s in SCALES if size >= s[0]), SCALES[-1])
    symbol = SYMBOLS.get(currency, f"{currency}{SPACE}")
    sign = "−" if value < 0 and size else ""
    number = plain(abs(value) / scale) if size >= 1 else "0"
    return f"{sign}{symbol}{number}{SPACE if letter else ''}{letter}"


def trimmed(text: str) -> str:
    """A written number without idle zeros, for the ticks of an axis: $25 M, not $25.0 M."""
    return IDLE_ZEROS.sub("", text)


def percent(share: float) -> str:
    """A share as a percentage; near 100 % with as many digits as tell it from 100 %."""
    if not isfinite(share):
        return plain(share)
    if 0.9 < share < 1:
        decimals = max(1, min(6, -floor(log10(1 - share) + 1e-9) - 1))
        return f"{100 * share:.{decimals}f}{SPACE}%"
    return f"{plain(100 * share)}{SPACE}%"


def duration(hours: float) -> str:
    """A duration in the unit that people would choose: 12.0 min, 2.27 h, 12.3 d."""
    if 0 < abs(hours) < HOURS_PER["s"]:
        return f"under 1{SPACE}s"
    for unit, limit in (("min", 0.5), ("h", 48.0), ("d", 24 * 730.5)):
        if abs(hours) < limit:
            return f"{plain(hours / HOURS_PER[unit])}{SPACE}{unit}"
    return f"{plain(hours / HOURS_PER['y'])}{SPACE}y" if isfinite(hours) else plain(hours)


def years(hours: float) -> str:
    """A long duration: "3 years"."""
    said = f"{hours / HOURS_PER['y']:.2g}"
    return f"{said} {'year' if said == '1' else 'years'}"


def is_rare(value: float) -> bool:
    """Whether something happens less than every other month."""
    return 0 < value < 0.5


def monthly(value: float) -> str:
    """How often in a month; what is rarer, as one in so many months or years."""
    if not is_rare(value):
        return plain(value)
    months = 1 / value
    return (
        f"one in {plain(months, 2)} months"
        if months < 24
        else f"one in {plain(months / 12, 2)} years"
    )


def _per(unit: str) -> Callable[[float, str], str]:
    return lambda value, _: f"{plain(value)}{SPACE}{unit}"


FORMS: dict[str, Callable[[float, str], str]] = {
    "days": lambda value, _: duration(24 * value),
    "h": lambda value, _: duration(value),
    "min": lambda value, _: duration(value / 60),
    "share": lambda value, _: percent(value),
    "money/y": money,
    "1/y": lambda value, _: plain(value),
    "1/month": lambda value, _: monthly(value),
    "h/y": _per("h"),
    "people": lambda value, _: f"{value:.0f}" if value == round(value) else plain(value),
}
"""How a value of each unit is written; the rest (a year, a month) is in the metric's name."""


def quantity(value: float, unit: str, currency: str = "USD") -> str:
    """A value of a metric, by the metric's unit."""
    return FORMS[unit](value, currency) if unit in FORMS else _per(unit)(value, currency)


def interval(low: float, high: float, unit: str, currency: str = "USD") -> str:
    """The bounds of an interval: "7.50 to 14.9", both told the same way; words where is none."""
    if low != low or high != high:
        return "no interval yet"
    if unit == "1/month" and (is_rare(low) != is_rare(high)):
        return f"{plain(low)} to {plain(high)}"
    return f"{quantity(low, unit, currency)} to {quantity(high, unit, currency)}"
