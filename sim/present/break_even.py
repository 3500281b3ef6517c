"""A break-even in words, for the terminal and the workbook."""

from __future__ import annotations

from sim.study.break_even import BreakEven


def said(found: BreakEven, currency: str) -> str:
    """A break-even in a few sentences."""
    chance = (
        f"{found.model} costs less than {found.against} in {found.cheaper:.0%} of "
        f"{found.replications} lives ({found.cheaper_low:.0%} to {found.cheaper_high:.0%})."
    )
    if found.scale != found.scale:
        return f"{chance} {found.above} is cheaper at any loss an hour."
    middle, low, high = found.per_hour
    upper = f"{high:,.0f}" if high < float("inf") else "no upper bound"
    return (
        f"{chance} {found.above} is cheaper above a mean loss of {middle:,.0f} {currency} an hour "
        f"(95 % interval {low:,.0f} to {upper}), which is {found.scale:.3g} times the exposures "
        f"of the scenario."
    )
