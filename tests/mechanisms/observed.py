"""A run as a flat table of everything that can be observed, so that two runs can be compared.

What follows from the rest by addition alone is left out: restoration (appearance plus tags), lead
time (the sum of the waits), lengths of jobs (their team's hours are there).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from sim.engine.log import PHASES, EventKind
from sim.records.changes import WAITS
from sim.records.incidents import TAGS
from sim.records.money import Accounts

Observed = dict[str, Any]

TOLD_BY_TABLES = {
    *PHASES, EventKind.RESTORED, EventKind.PAGED, EventKind.LEFT, EventKind.DEPLOYING,
    EventKind.DEPLOYED, EventKind.DESK, EventKind.QUARTER_ALLOWED, EventKind.QUARTER_SPENT,
    EventKind.RESOLVED, EventKind.REPAIR_LIVE,
}  # fmt: skip
"""Facts that the tables below are made of."""
ABOUT_TEAMS = (EventKind.HEADCOUNT, EventKind.OUTSOURCED)
DIGITS = 6


def observed(run: Accounts) -> Observed:
    """Every incident, change, fact, budget, team's hours and cost that isn't zero."""
    parts = (incidents(run), changes(run), facts(run), budgets(run), hours(run), costs(run))
    return {name: value for part in parts for name, value in part.items() if value}


def rounded(value: float) -> float:
    return round(float(value), DIGITS)


def incidents(run: Accounts) -> Observed:
    """``shop#1 diagnosing``: hours; ``shop#1``: when it appeared, and its fix."""
    seen: Observed = {}
    for row in run.incidents.to_dict("records"):
        name = f"{row['service']}#{row['incident']}"
        seen[name] = (rounded(row["appeared_at"]), row["fix"])
        seen[f"{name} impact"] = rounded(row["impact"])
        seen[f"{name} batch"] = row["batch"]
        seen[f"{name} open"] = bool(np.isnan(row["restored_at"]))
        for tag in TAGS:
            seen[f"{name} {tag.removesuffix('_hours')}"] = rounded(row[tag])
    return seen


def changes(run: Accounts) -> Observed:
    """``shop/0 approval``: hours; ``shop/0``: when it was ready."""
    seen: Observed = {}
    for row in run.changes.to_dict("records"):
        name = f"{row['service']}/{row['change']}"
        seen[name] = (rounded(row["ready_at"]),)
        seen[f"{name} not live"] = bool(np.isnan(row["live_at"]))
        for wait in WAITS:
            hours = 0.0 if np.isnan(row[wait]) else row[wait]
            seen[f"{name} {wait.removesuffix('_hours')}"] = rounded(hours)
    return seen


def facts(run: Accounts) -> Observed:
    """``shop blocked``: the hours at which it happened, each with its amount if it has one."""
    seen: dict[str, list[Any]] = defaultdict(list)
    for fact in run.log.facts():
        if fact.what in TOLD_BY_TABLES or fact.at >= run.scenario.horizon:
            continue
        service = run.log.service_names[fact.service]
        team = fact.what in ABOUT_TEAMS
        who = run.log.team_names[fact.who] if team else service
        at, amount = rounded(fact.at), rounded(fact.amount)
        seen[f"{who} {fact.what.name.lower()}"].append((at, amount) if team or amount else at)
    return dict(seen)


def budgets(run: Accounts) -> Observed:
    """``shop Q0 spent``: failed requests; and the stage at the end of each quarter."""
    seen: Observed = {}
    for row in run.budgets.to_dict("records"):
        name = f"{row['service']} Q{row['quarter']}"
        seen[f"{name} spent"] = rounded(row["spent"])
        seen[f"{name} frozen"] = rounded(row["frozen_hours"])
        seen[f"{name} stage"] = row["state"]
    return seen


def hours(run: Accounts) -> Observed:
    """``hours owners/red``: people's time at incidents and deployments."""
    total = run.jobs.groupby(run.jobs["team"].astype(str))["hours"].sum()
    return {f"hours {team}": rounded(spent) for team, spent in total.items()}


def costs(run: Accounts) -> Observed:
    """``cost incident capex``: money by line and funding."""
    total: pd.Series[float] = run.ledger.groupby(["line", "funding"])["amount"].sum()
    return {f"cost {line} {funding}": rounded(amount) for (line, funding), amount in total.items()}
