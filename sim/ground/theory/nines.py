"""What a nine costs where unavailability falls with a power of effort."""

from __future__ import annotations

import math

SEED = 1.0
"""Elasticity by the SRE book: ten times the engineering effort for each nine."""


def times_the_effort(divided_by: float, elasticity: float) -> float:
    """How many times the effort divides unavailability by a number; infinity if none does."""
    return float(divided_by ** (1 / elasticity)) if elasticity > 0 else math.inf


def unavailability(times: float, usual: float, elasticity: float) -> float:
    """The share of requests that fails at so many times the usual effort."""
    return float(usual * times**-elasticity)


def nines(failing: float) -> float:
    """0.001 of requests that fail are three nines."""
    return -math.log10(failing)
