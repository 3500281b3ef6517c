"""Fitted numbers as a document writes them, and what is said beside them."""

from __future__ import annotations

import numpy as np

from sim.ground.units import HOURS_PER
from sim.questions.fit.parameters import Parameter

ROUND = 4
"""Significant digits of a fitted number."""


def text_of(value: float, unit: str) -> str | float:
    """A number as a document writes it."""
    if unit == "rate":
        return f"{_digits(value * HOURS_PER['y'])}/y"
    if unit == "share":
        return f"{_digits(100 * value)}%"
    if unit in ("hours", "duration"):
        per = "min" if value < 2 else "h"
        return f"{_digits(value / HOURS_PER[per])} {per}"
    return float(f"{value:.{ROUND}g}")


def _digits(value: float) -> str:
    return np.format_float_positional(float(f"{value:.{ROUND}g}"), trim="-")


def interval_text(one: Parameter) -> str:
    """n, the 90 % interval and where it is from, for a comment."""
    low, high = text_of(one.low, one.unit), text_of(one.high, one.unit)
    between = f"90 % {low} to {high}"
    return f"n = {one.n:,}; {between}; {one.source}" if one.n else f"{between}; {one.source}"
