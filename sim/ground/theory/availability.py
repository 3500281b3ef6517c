"""Availability of something that fails and is restored, and the arithmetic of error budgets.

Sources: Barlow & Proschan for renewal; the Google SRE workbook, chapter 5, for budgets and burn.
"""

from __future__ import annotations

import math


def alternating_renewal(up: float, down: float) -> float:
    """Share of time up, whatever the laws of the two durations: MTBF / (MTBF + MTTR)."""
    return up / (up + down)


def nothing_running(failures: float, restore: float) -> float:
    """Share of time without any outage if enough people work on all of them at once (M/G/∞)."""
    return math.exp(-failures * restore)


def of_rare_faults(failures: float, restore: float, impact: float) -> float:
    """1 − λ·MTTR·impact: exact while simultaneous impacts stay below one together."""
    return 1 - failures * restore * impact


def allowed_seconds(target: float, days: float) -> float:
    """Seconds of full outage that a target allows."""
    return (1 - target) * days * 86_400


def burn_rate(share: float, hours: float, period_days: float) -> float:
    """How many times too fast a budget burns if this share of it is gone in these hours."""
    return share * period_days * 24 / hours
