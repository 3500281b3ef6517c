"""Metrics of what a service costs by itself, and of its part in what services share."""

from __future__ import annotations

import numpy as np

from sim.records.allocation import shared_by_service, shared_by_team
from sim.records.grouped import Grouped
from sim.records.metrics.registry import metric
from sim.records.money import LOSSES


@metric("money/y", "lower", group="money", label="Direct cost", by="service", summary=False)
def direct_cost_per_year(run: Grouped) -> np.ndarray:
    """What budgets pay for one service and no other; no losses.

    What services share, such as rotas and head count, is not in it: their direct costs and losses
    add up to less than the total cost.
    """
    own = (run.ledger["service"] != "") & ~run.ledger["line"].isin(LOSSES)
    entries = run.ledger.where(own)
    return np.asarray(entries.total(entries["amount"]) / run.years)


@metric("money/y", "lower", group="money", label="Part of shared cost", by="service", summary=False)
def shared_cost_per_year(run: Grouped) -> np.ndarray:
    """A service's part of what budgets pay for several: rotas, head counts, fees.

    By the hours that each team worked for it; in equal parts where a team worked for none.
    """
    if run.by == "service":
        return np.asarray(shared_by_service(run.run) / run.years)
    return np.array([shared_by_team(run.run).sum() / run.years])
