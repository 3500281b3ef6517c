"""What nobody pays in cash and the business loses all the same."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.records.downtime import effective_impact_hours, hours_passed
from sim.records.ledger import FUNDINGS, Entries, Reason
from sim.records.payroll import Payroll
from sim.records.rates import NOTHING, Rate

LOSSES = ("outage loss", "cost of delay", "foregone value")
"""Lines that belong to no budget."""

NO_BUDGET = FUNDINGS.index("none")


UNITS = {"clock": "full-outage hours", "traffic": "full-outage hours of usual traffic"}
PENALTIES = "penalties"
"""Unit of what long outages are charged beside the revenue that they lose."""


def outage_loss(run: Payroll) -> Iterator[Entries]:
    """Revenue lost while requests failed, less what comes back later."""
    table = run.impacts
    service = table["service"].cat.codes.to_numpy()
    rates = [
        Rate.of("services", name, "exposure").less("prices", "deferred")
        for name in run.scenario.services
    ]
    yield Entries(
        "outage loss", UNITS[run.scenario.prices.loss.view], table["appeared_at"].to_numpy(),
        lost_hours(run), rates, "incident", table["incident"].to_numpy(),
        which=service, service=service, funding=NO_BUDGET,
    )  # fmt: skip


def lost_hours(run: Payroll) -> np.ndarray:
    """Hours at the full exposure that each row of ``impacts`` loses; shape (rows,)."""
    rule, table = run.scenario.prices.loss, run.impacts
    passed = hours_passed if rule.view == "clock" else run.traffic_passed
    hours = effective_impact_hours(table, passed)
    if rule.power == 1:
        return hours
    return np.asarray(hours * (table["duration_hours"] / rule.even_at) ** (rule.power - 1))


def penalties(run: Payroll) -> Iterator[Entries]:
    """A sum for each outage that lasted longer than its service may be away."""
    table, services = run.impacts, run.scenario.services
    rates = [
        NOTHING if service.penalty is None else Rate.of("services", name, "penalty", "amount")
        for name, service in services.items()
    ]
    rules = [service.penalty for service in services.values()]
    after = np.array([np.inf if rule is None else rule.after for rule in rules])
    least = np.array([np.inf if rule is None else rule.impact_from for rule in rules])
    service = table["service"].cat.codes.to_numpy()
    too_long = table["duration_hours"].to_numpy() > after[service]
    rows = np.flatnonzero(too_long & (table["impact"].to_numpy() >= least[service]))
    at = table["appeared_at"].to_numpy()[rows] + after[service[rows]]
    yield Entries(
        "outage loss", PENALTIES, at, 1.0, rates, "incident",
        table["incident"].to_numpy()[rows], which=service[rows], service=service[rows],
        funding=NO_BUDGET,
    )  # fmt: skip


def cost_of_delay(run: Payroll) -> Iterator[Entries]:
    """Value of each change while it waited to be live, up to the horizon, by when it was ready."""
    table = run.changes
    waited = table["lead_time_hours"].fillna(run.scenario.horizon - table["ready_at"]).to_numpy()
    service = table["service"].cat.codes.to_numpy().astype(np.int64)
    ready_at = table["ready_at"].to_numpy()
    yield _of_changes(run, "cost of delay", service, ready_at, waited / 24, "changes ready in")


def foregone_value(run: Payroll) -> Iterator[Entries]:
    """The whole value of each change that a disbanded team would have made, by when."""
    life = run.scenario.prices.change_life / 24
    names, gone = list(run.scenario.services), run.orphaned_at
    for service in np.flatnonzero(np.isfinite(gone)).tolist():
        ready_at = run.tape.services[names[service]].ready_at
        lost = ready_at[ready_at >= gone[service]]
        if len(lost):
            days = np.full(len(lost), life)
            which = np.full(len(lost), service)
            yield _of_changes(run, "foregone value", which, lost, days, "changes not built in")


def _of_changes(
    run: Payroll, line: str, service: np.ndarray, at: np.ndarray, days: np.ndarray, because: Reason
) -> Entries:
    """Days without the value of changes, summed up by service and period."""
    periods = run.periods
    cell = service * len(periods) + periods.number(at)
    summed = np.bincount(cell, weights=days, minlength=len(run.scenario.services) * len(periods))
    found = np.flatnonzero(summed)
    which, period = np.divmod(found, len(periods))
    return Entries(
        line, "change-days", periods.edges[period], summed[found],
        [Rate.of("prices", "change_value")], because, period, service=which,
        funding=NO_BUDGET,
    )  # fmt: skip
