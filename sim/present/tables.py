"""The comparison's tables with what figures and pages need beside: labels, amounts a year."""

from __future__ import annotations

from textwrap import fill

import pandas as pd

from sim.ground.units import HOURS_PER
from sim.present.style import narrow
from sim.present.words import labels
from sim.study.comparison import Comparison

LABEL_CHARACTERS, NARROW_CHARACTERS = 26, 18
"""Length of a line of a label, and on a phone."""


def wrapped(label: str) -> str:
    """A label on as many short lines as it needs."""
    return lines_of(label, NARROW_CHARACTERS if narrow() else LABEL_CHARACTERS)


def lines_of(label: str, characters: int) -> str:
    """A label on lines of so many characters, unless a word is longer."""
    return fill(label, characters, break_long_words=False, break_on_hyphens=False)


def labelled(comparison: Comparison, table: pd.DataFrame) -> pd.DataFrame:
    """A table by model with the columns ``label`` and ``currency``."""
    names = labels(comparison.study)
    currency = comparison.study.scenario.currency
    return table.assign(
        label=table["model"].map({model: wrapped(name) for model, name in names.items()}),
        currency=currency,
    )


def paid_a_year(comparison: Comparison) -> pd.DataFrame:
    """Mean amount a year by model, funding and line, losses left out."""
    costs = comparison.costs
    years = comparison.study.scenario.horizon / HOURS_PER["y"]
    paid = costs[costs["funding"] != "none"]
    sums = paid.groupby(["model", "funding", "line"], sort=True)["mean"].sum() / years
    table = sums.rename("amount").reset_index()
    order = {model: place for place, model in enumerate(comparison.models)}
    table = table.sort_values("model", key=lambda names: names.map(order), kind="stable")
    return labelled(comparison, table)


def most_telling_service(comparison: Comparison) -> str:
    """The service whose budgets say most: strictest target first, then hours of launch block."""
    table = comparison.budget_means
    by = table.groupby("service", observed=True, sort=True)[["target", "frozen_hours"]].agg(
        {"target": "max", "frozen_hours": "sum"}
    )
    return str(by.sort_values(["target", "frozen_hours"], ascending=False, kind="stable").index[0])
