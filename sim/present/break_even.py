"""A break-even in words, for the terminal and the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, isfinite, isinf, isnan, log10

from sim.questions.break_even import BreakEven

NEVER = 100.0
"""Times the exposures of a scenario that nobody finds."""


def said(found: BreakEven, currency: str, names: Mapping[str, str]) -> str:
    """A break-even in two sentences; ``names`` are what people call the models."""
    model, against, above = names[found.model], names[found.against], names[found.above]
    chance = (
        f"{model} costs less than {against} in {found.cheaper:.0%} of {found.replications} lives "
        f"({found.cheaper_low:.0%} to {found.cheaper_high:.0%})."
    )
    if isnan(found.scale):
        return f"{chance} {above} is cheaper at any loss an hour."
    middle, low, high = (rounded(amount) for amount in found.per_hour)
    upper = "no upper bound" if isinf(high) else f"{high:,.0f}"
    practically = " Practically, that is never." if found.scale > NEVER else ""
    return (
        f"{chance} {above} is cheaper once an hour of outage costs more than about {middle:,.0f} "
        f"{currency}, the mean over services (95 % interval {low:,.0f} to {upper}): "
        f"{rounded(found.scale):,g} times the exposures of the scenario.{practically}"
    )


def rounded(amount: float) -> float:
    """To three digits, which is more than such an interval knows."""
    if not isfinite(amount) or amount == 0:
        return amount
    return round(amount, 2 - floor(log10(abs(amount))))
