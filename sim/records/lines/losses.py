"""What nobody pays in cash and the business loses all the same."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.records.downtime import effective_impact_hours
from sim.records.ledger import FUNDINGS, Entries
from sim.records.payroll import Payroll
from sim.records.rates import Rate

LOSSES = ("outage loss", "cost of delay")
"""Lines that belong to no budget."""

NO_BUDGET = FUNDINGS.index("none")


def outage_loss(run: Payroll) -> Iterator[Entries]:
    """Revenue lost while requests failed, less what comes back later."""
    table = run.impacts
    service = table["service"].cat.codes.to_numpy()
    rates = [
        Rate.of("services", name, "exposure").less("prices", "deferred")
        for name in run.scenario.services
    ]
    yield Entries(
        "outage loss", "full-outage hours", table["appeared_at"].to_numpy(),
        effective_impact_hours(table), rates, "incident", table["incident"].to_numpy(),
        which=service, service=service, funding=NO_BUDGET,
    )  # fmt: skip


def cost_of_delay(run: Payroll) -> Iterator[Entries]:
    """Value of each change while it waited to be live, up to the horizon, by when it was ready."""
    table, periods = run.changes, run.periods
    waited = table["lead_time_hours"].fillna(run.scenario.horizon - table["ready_at"]).to_numpy()
    service = table["service"].cat.codes.to_numpy().astype(np.int64)
    cell = service * len(periods) + periods.number(table["ready_at"].to_numpy())
    cells = len(run.scenario.services) * len(periods)
    days = np.bincount(cell, weights=waited / 24, minlength=cells)
    found = np.flatnonzero(days)
    which, period = np.divmod(found, len(periods))
    yield Entries(
        "cost of delay", "change-days", periods.edges[period], days[found],
        [Rate.of("prices", "change_value")], "changes ready in", period, service=which,
        funding=NO_BUDGET,
    )  # fmt: skip
