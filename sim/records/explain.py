"""Costs of one run, by whatever they are asked for; one line of the ledger down to its rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.ground.units import HOURS_PER
from sim.records.money import Accounts
from sim.records.rates import Rate, from_key, price

BY = ["team", "funding", "treatment", "unit", "rate_key", "rate"]
By = Literal["line", "service", "team"]
SHARED = "(shared)"
"""What isn't paid for one service."""


@dataclass(frozen=True)
class Sum:
    """Entries that are alike: quantity × rate = amount."""

    team: str
    funding: str
    treatment: str
    unit: str
    quantity: float
    rate: float
    amount: float
    entries: int
    first: str
    last: str
    """The events behind the first and the last entry."""
    made_of: dict[str, float]
    """The prices in the rate, by where they stand in the scenario."""
    formula: str
    """How they make the rate."""


def years(run: Accounts) -> float:
    """The length of the run, by which amounts become amounts a year."""
    return run.scenario.horizon / HOURS_PER["y"]


def shares(run: Accounts, by: By, line: str | None, service: str | None) -> pd.Series:
    """Amounts by line, service or team, the largest first; of one line or service, or of all.

    Raises
    ------
    InputError
        If the run has no such line or service.
    """
    entries = _entries(run, line, service)
    sums = entries.groupby(by, observed=True)["amount"].sum()
    named = sums.rename(index={"": SHARED})
    return named.sort_values(ascending=False, kind="stable")


def explain(run: Accounts, line: str, service: str | None = None) -> list[Sum]:
    """The sums of a line (for one service), by team and rate, the largest first.

    Raises
    ------
    InputError
        If the run has no such line or service.
    """
    groups = _entries(run, line, service).groupby(BY, observed=True, sort=False)
    return sorted((_sum(run, table) for _, table in groups), key=lambda found: -found.amount)


def _entries(run: Accounts, line: str | None, service: str | None) -> pd.DataFrame:
    journal = run.journal
    for option, column, name in (("--line", "line", line), ("--service", "service", service)):
        if name is None:
            continue
        known = [str(found) for found in journal[column].cat.categories if found]
        if name not in known:
            found = f"found '{name}'; there is no such {column} in this run{nearest(name, known)}"
            raise InputError(option, [Problem("", found)])
        journal = journal[journal[column] == name]
    return journal


def _sum(run: Accounts, table: pd.DataFrame) -> Sum:
    head = table.iloc[0]
    rate = from_key(str(head["rate_key"]))
    return Sum(
        str(head["team"]), str(head["funding"]), str(head["treatment"]), str(head["unit"]),
        float(table["quantity"].sum()), float(head["rate"]), float(table["amount"].sum()),
        len(table), str(head["because"]), str(table["because"].iloc[-1]),
        {part.name: price(run.scenario, part.path) for part in rate.parts},
        _formula(run, rate, float(head["rate"])),
    )  # fmt: skip


def _formula(run: Accounts, rate: Rate, in_force: float) -> str:
    """The rate in numbers, with the rise of prices where there was one."""
    text = rate.written(lambda part: f"{price(run.scenario, part.path):,g}") or "0"
    at_start = rate.value(run.scenario)
    if at_start and abs(in_force / at_start - 1) > 1e-12:
        text += f" * {in_force / at_start:.6g} (risen prices)"
    return text
