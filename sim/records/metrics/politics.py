"""Metrics of politics: how often something is disputed, ignored or refused, and what that costs."""

from __future__ import annotations

from sim.records.metrics.headlines import years
from sim.records.metrics.registry import metric
from sim.records.money import Accounts
from sim.records.politics import politics_of


@metric("1/y", "lower", group="reliability", label="Launch blocks disputed", summary=False)
def blocks_disputed_per_year(run: Accounts) -> float:
    """Launch blocks a year that are delayed since target or spending is disputed."""
    return politics_of(run).disputed / years(run)


@metric("1/y", "lower", group="reliability", label="Launch blocks not honoured", summary=False)
def blocks_ignored_per_year(run: Accounts) -> float:
    """Launch blocks a year that are asked for and not honoured."""
    return politics_of(run).ignored / years(run)


@metric("1/y", "lower", group="flow", label="Deployments refused", summary=False)
def deployments_refused_per_year(run: Accounts) -> float:
    """Changes a year whose deployment out of hours is refused."""
    return politics_of(run).refused / years(run)


@metric("1/y", "lower", group="reliability", label="Hand-backs impossible", summary=False)
def hand_backs_impossible_per_year(run: Accounts) -> float:
    """Quarters a year at whose end SREs would hand a service back, and no team is left."""
    return politics_of(run).impossible / years(run)


@metric("money/y", "lower", group="money", label="Cost of politics", summary=False)
def politics_cost_per_year(run: Accounts) -> float:
    """Outages of what went live in spite of a block, value that waited, hours kept; a part of all.

    What is disputed, ignored, refused or can't be handed back is no line of its own: the total
    cost contains it.
    """
    return politics_of(run).cost / years(run)
