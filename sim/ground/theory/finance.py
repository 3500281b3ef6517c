"""Money over time, and the cost of downtime; textbook formulas.

Sources: Brealey, Myers & Allen, *Principles of Corporate Finance*, chapter 2; DORA (2020), *The ROI
of DevOps Transformation*.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def straight_line(cost: float, life: float, age: float) -> float:
    """What is written off of an asset after ``age`` (same unit as ``life``), in equal parts."""
    return cost * min(max(age / life, 0.0), 1.0)


def net_present_value(rate: float, flows: Sequence[float]) -> float:
    """Today's value of flows at the ends of periods 0, 1, 2, …; ``rate`` is that of one period."""
    return math.fsum(flow / (1 + rate) ** period for period, flow in enumerate(flows))


def annuity_value(rate: float, periods: int, payment: float) -> float:
    """Today's value of equal payments at the ends of this many periods."""
    return (
        payment * periods
        if rate == 0
        else -payment * math.expm1(-periods * math.log1p(rate)) / rate
    )


def annuity_payment(rate: float, periods: int, value: float) -> float:
    """The equal payment at the ends of this many periods that pays back a value of today."""
    return value / annuity_value(rate, periods, 1.0)


def downtime_cost(deploys: float, failure_rate: float, hours: float, per_hour: float) -> float:
    """Cost of downtime a year: deploys × change failure rate × hours to restore × cost an hour."""
    return deploys * failure_rate * hours * per_hour
