"""The stretch of time that an error budget is for: a quarter, a month, or what lies behind.

Without a policy it is the quarter, so that what is told of it can be compared.
"""

from __future__ import annotations

from sim.documents.policies import ErrorBudgetPolicy
from sim.ground.units import show_duration


def by_month(policy: ErrorBudgetPolicy | None) -> bool:
    """Whether a policy goes by calendar months."""
    return policy is not None and policy.window == "month"


def trailing_hours(policy: ErrorBudgetPolicy | None) -> float | None:
    """How far back a policy looks, hours; None: it goes by the calendar."""
    return policy.rolling if policy is not None and policy.window == "rolling" else None


def window_name(policy: ErrorBudgetPolicy | None) -> str:
    """Such as "quarter", "month" or "28 d"."""
    trailing = trailing_hours(policy)
    if trailing is not None:
        return show_duration(trailing)
    return "month" if by_month(policy) else "quarter"
