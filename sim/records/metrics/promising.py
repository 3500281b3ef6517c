"""Metrics of what is promised: availability targets, and those that exposure doesn't warrant."""

from __future__ import annotations

import numpy as np

from sim.organisation.targets import exposure_at
from sim.records.metrics.registry import metric
from sim.records.money import Accounts


@metric("share", "neither", "share", group="reliability", label="Target, mean", summary=False)
def target_mean(run: Accounts) -> float:
    """Availability target, the mean over services and quarters."""
    return float(run.budgets["target"].mean())


@metric("share", "lower", "share", group="reliability", label="Targets above what is warranted",
        summary=False)  # fmt: skip
def targets_inflated_share(run: Accounts) -> float:
    """Share of the reviewed targets, by quarter, that are above what exposure warrants."""
    table, services = run.budgets, run.scenario.services
    found = []
    for name, quarter, target in zip(
        table["service"], table["quarter"], table["target"], strict=True
    ):
        rule = run.organisation.practices[name].model.targets
        if rule is not None and quarter > 0:
            traffic = run.tape.services[name].traffic
            exposure = exposure_at(services[name], traffic, run.quarters[quarter])
            found.append(target > rule.target(exposure))
    return float(np.mean(found)) if found else float("nan")
