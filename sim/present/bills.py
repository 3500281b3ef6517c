"""The bill of each owner: what their services cost and lose under each model, adding up.

What is paid for one service is direct; what services share (rotas, head counts, people hired and
let go) is allocated by the hours worked for each.
"""

from __future__ import annotations

import pandas as pd

from sim.present.grid import MOST_ROWS, Cell, Grid, Line, left_out
from sim.present.show import money
from sim.present.words import labels
from sim.study.comparison import Comparison
from sim.study.services import PARTS, TOTAL, to_the_cent


def bill_table(comparison: Comparison) -> pd.DataFrame:
    """A row a model and service with its owner: money a year, the mean over replications.

    To the cent: parts make a service's ``total``, and totals the organisation's.
    """
    table = comparison.services
    table = table.assign(cents=to_the_cent(table))[table["metric"].isin([*PARTS, TOTAL])]
    wide = table.pivot_table(
        index=["model", "service"], columns="metric", values="cents", sort=False, observed=True
    ).reset_index()
    services = comparison.study.scenario.services
    owners = [services[str(name)].team for name in wide["service"]]
    found = pd.DataFrame({"model": wide["model"], "owner": owners, "service": wide["service"]})
    for name in (*PARTS, TOTAL):
        found[name.removesuffix("_per_year")] = wide[name]
    return found


def bills_in_cents(comparison: Comparison) -> pd.DataFrame:
    """The rows of ``bills.csv`` with money to the cent, as text."""
    table = bill_table(comparison)
    money_columns = [name.removesuffix("_per_year") for name in (*PARTS, TOTAL)]
    return table.assign(**{name: table[name].map("{:.2f}".format) for name in money_columns})


def by_owner(comparison: Comparison) -> Grid:
    """What the services of each team cost and lose a year under each model, and all of them."""
    names, currency = labels(comparison.study), comparison.study.scenario.currency
    total = TOTAL.removesuffix("_per_year")
    bills = bill_table(comparison).groupby(["owner", "model"], sort=False)[total].sum().unstack()
    ranked = bills.loc[bills.max(axis=1).sort_values(ascending=False, kind="stable").index]
    lines = [
        Line(str(owner), [_cell(float(row[model]), currency) for model in names])
        for owner, row in ranked.head(MOST_ROWS).iterrows()
    ]
    lines.append(Line("All", [_cell(float(ranked[model].sum()), currency) for model in names]))
    return Grid(
        "Bill of each owner, a year",
        "What the services of a delivery team cost and lose: what is paid for them alone, their "
        "part of what services share by the hours worked for each, and their losses. Owners add up "
        "to the organisation. The mean over replications; bills.csv has the parts.",
        ["Owner", *names.values()], lines, left_out(len(ranked), "owners", "bills.csv"),
        folded=True,
    )  # fmt: skip


def _cell(amount: float, currency: str) -> Cell:
    return Cell(money(amount, currency), sort=f"{amount:.6g}")
