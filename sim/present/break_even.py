"""A break-even in words, for the terminal and the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, isfinite, isinf, isnan, log10

from sim.questions.break_even import BreakEven

NEVER = 100.0
"""Times the exposures of a scenario that nobody finds."""


ALIKE = 2.0
"""Exposures that differ by less than this factor can be told as one amount."""


def said(found: BreakEven, currency: str, names: Mapping[str, str]) -> str:
    """A break-even in two sentences; ``names`` are what people call the models."""
    model, against, above = names[found.model], names[found.against], names[found.above]
    chance = (
        f"{model} costs less than {against} in {found.cheaper:.0%} of "
        f"{found.replications} replications ({found.cheaper_low:.0%} to {found.cheaper_high:.0%})."
    )
    if isnan(found.scale):
        return f"{chance} {above} is cheaper at any loss an hour."
    practically = " Practically, that is never." if found.scale > NEVER else ""
    return f"{chance} {above} is cheaper once {_once(found, currency)}.{practically}"


def _once(found: BreakEven, currency: str) -> str:
    """The loss in money an hour if it is alike for all services, else as a multiple of theirs."""
    least, most = found.exposures
    if most > ALIKE * least:
        low, high = rounded(found.low), rounded(found.high)
        return (
            f"an hour of outage costs more than about {rounded(found.scale):,g} times what the "
            f"scenario says of each service (95 % interval {_bounds(low, high)} times); there it "
            f"is {least:,.0f} to {most:,.0f} {currency}"
        )
    middle, low, high = (rounded(amount) for amount in found.per_hour)
    return (
        f"an hour of outage of a service costs more than about {middle:,.0f} {currency} "
        f"(95 % interval {_bounds(low, high)}): {rounded(found.scale):,g} times the exposure of "
        "the scenario"
    )


def _bounds(low: float, high: float) -> str:
    return f"{low:,g} to {'no upper bound' if isinf(high) else f'{high:,g}'}"


def rounded(amount: float) -> float:
    """To three digits, which is more than such an interval knows."""
    if not isfinite(amount) or amount == 0:
        return amount
    return round(amount, 2 - floor(log10(abs(amount))))
