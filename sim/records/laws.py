"""Operational laws that hold in every run, whatever the documents say; broken ones are reported."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.records.changes import WAITS
from sim.records.incidents import TAGS
from sim.records.money import Accounts


def tags_add_up(run: Accounts) -> bool:
    """The tags of each incident add up to its duration, to the last bit."""
    table = run.incidents
    tags = np.sum([table[tag].to_numpy() for tag in TAGS], axis=0)
    return bool((tags == table["duration_hours"].to_numpy()).all())


def waits_add_up(run: Accounts) -> bool:
    """The waits of each change add up to its lead time, to the last bit."""
    table = run.changes
    took = table["lead_time_hours"].to_numpy()
    waits = np.sum([table[wait].to_numpy() for wait in WAITS], axis=0)
    return bool(((waits == took) | np.isnan(took)).all())


def restored_in_order(run: Accounts) -> bool:
    """No incident is paged before it appears, restored before it is paged, resolved before that."""
    table = run.incidents
    steps = ["appeared_at", "paged_at", "acknowledged_at", "restored_at", "resolved_at"]
    at = np.array([table[step].to_numpy() for step in steps])
    later = np.diff(at, axis=0)
    return bool((np.isnan(later) | (later >= 0)).all())


def nobody_on_two_jobs(run: Accounts) -> bool:
    """A seat is never taken twice at the same time."""
    jobs = run.job_columns
    left = np.nan_to_num(jobs["left_at"], nan=np.inf)
    order = np.lexsort((left, jobs["started_at"], jobs["seat"], jobs["team"]))
    team, seat = jobs["team"][order], jobs["seat"][order]
    same = (team[1:] == team[:-1]) & (seat[1:] == seat[:-1])
    return bool((~same | (left[order][:-1] <= jobs["started_at"][order][1:])).all())


def flow_is_balanced(run: Accounts) -> bool:
    """Changes that became ready are live or still waiting; no release without a change."""
    live = int(run.changes["first_live_at"].notna().sum())
    features = run.release_columns["kind"] == "feature"
    return int(run.release_columns["changes"][features].sum()) == live


def little_holds(run: Accounts) -> bool:
    """Little's law: mean incidents under way = rate × mean time in the system."""
    table, horizon = run.incidents, run.scenario.horizon
    if not len(table):
        return True
    ends = table["restored_at"].fillna(horizon).to_numpy()
    at = np.concatenate([table["appeared_at"].to_numpy(), ends])
    step = np.concatenate([np.ones(len(table)), -np.ones(len(table))])
    order = np.argsort(at, kind="stable")
    under_way = np.cumsum(step[order])[:-1]
    area = float((under_way * np.diff(at[order])).sum())
    return bool(np.isclose(area, float(table["duration_hours"].sum()), rtol=1e-9))


def money_is_conserved(run: Accounts) -> bool:
    """Capital and operating budgets and losses add up to the total, to a thousandth of a cent."""
    table = run.ledger
    amount, funding = table["amount"].to_numpy(), table["funding"].cat.codes.to_numpy()
    parts = np.bincount(funding, weights=amount).sum()
    lines = (table["quantity"].to_numpy() * table["rate"].to_numpy()).sum()
    total = amount.sum()
    allowed = max(1e-5, 1e-12 * float(np.abs(amount).sum()))  # what a float can hold
    return bool(abs(parts - total) < allowed and abs(lines - total) < allowed)


LAWS: tuple[Callable[[Accounts], bool], ...] = (
    tags_add_up,
    waits_add_up,
    restored_in_order,
    nobody_on_two_jobs,
    flow_is_balanced,
    little_holds,
    money_is_conserved,
)


def check_laws(run: Accounts) -> list[str]:
    """The names of the laws that a run breaks; none in a sound engine."""
    return [law.__name__ for law in LAWS if not law(run)]
