"""One line of the ledger, down to its rates and counts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.records.money import Accounts
from sim.records.rates import Rate, from_key, price

BY = ["team", "funding", "treatment", "unit", "rate_key", "rate"]


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


def explain(run: Accounts, line: str) -> list[Sum]:
    """The sums of a line, by team and rate; their amounts add up to the line's.

    Raises
    ------
    InputError
        If the run has no such line.
    """
    journal = run.journal
    lines = [str(name) for name in journal["line"].cat.categories]
    if line not in lines:
        found = f"found '{line}'; there is no such line in this run{nearest(line, lines)}"
        raise InputError("--line", [Problem("", found)])
    mine = journal[journal["line"] == line]
    groups = mine.groupby(BY, observed=True, sort=False)
    return [_sum(run, table) for _, table in groups]


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
