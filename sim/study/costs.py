"""What models cost, over replications: by line and budget, and by what accounting makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from sim.records.money import COST_KEYS
from sim.study.intervals import Interval, mean_interval
from sim.study.replication import FullOutcome

COST_COLUMNS = ["model", "quarter", "line", "team", "funding", "treatment"]
AMOUNTS = ("quantity", "amount", "capitalised")


def cost_samples(runs: Iterable[FullOutcome], quarters: Sequence[str]) -> pd.DataFrame:
    """Costs of every run: model, replication, keys, quantity, amount, capitalised amount.

    Names are categories in the order of the alphabet: runs of a thousand services are many rows.
    """
    models, replications, parts = [], [], []
    for run in runs:
        parts.append(run.costs)
        models += [run.model] * len(run.costs)
        replications += [run.replication] * len(run.costs)
    table = {name: _united([part[name] for part in parts]) for name in parts[0].columns}
    number = np.asarray(table["quarter"], dtype=int)
    table["quarter"] = pd.Categorical.from_codes(number, categories=pd.Index(quarters))
    kinds = pd.CategoricalDtype(sorted(set(models)))
    return pd.DataFrame(
        {"model": pd.Categorical(models, dtype=kinds), "replication": replications, **table}
    )


def _united(columns: list[pd.Series]) -> object:
    """One column of all runs."""
    if isinstance(columns[0].dtype, pd.CategoricalDtype):
        return union_categoricals(columns, sort_categories=True)
    return np.concatenate([column.to_numpy() for column in columns])


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """With texts in place of categories, for tables that are short."""
    return table.astype(dict.fromkeys(table.select_dtypes("category").columns, "str"))


def by_treatment(samples: pd.DataFrame) -> pd.DataFrame:
    """Cost samples with the capitalised part and the rest of each entry in rows of their own."""
    asset = samples[samples["capitalised"] != 0]
    rest = samples[samples["treatment"] != "capitalised"]
    lost = rest["treatment"].eq("loss")
    return pd.concat(
        [
            asset.assign(treatment="capitalised", amount=asset["capitalised"]),
            rest.assign(
                treatment=np.where(lost, "loss", "expensed"),
                amount=rest["amount"] - rest["capitalised"],
            ),
        ],
        ignore_index=True,
    )


def cost_table(samples: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Each line by quarter, team, funding and treatment: its mean with a 95 % interval."""
    wide = by_treatment(samples).pivot_table(
        index=COST_COLUMNS,
        columns="replication",
        values="amount",
        aggfunc="sum",
        fill_value=0.0,
        observed=True,
    )
    every = wide.reindex(columns=sorted(samples["replication"].unique()), fill_value=0.0)
    found = [_interval(row) for row in every.to_numpy()]
    table = plain(every.index.to_frame(index=False))
    table["currency"] = currency
    table["mean"] = [interval.mean for interval in found]
    table["ci_low"] = [interval.low for interval in found]
    table["ci_high"] = [interval.high for interval in found]
    return table


def to_the_cent(costs: pd.DataFrame) -> pd.Series:
    """Mean costs rounded to cents so that a model's add up to its total, to the cent.

    What one row loses by rounding is carried to the next, so each is off by a cent at most.
    """
    running = costs.groupby("model", sort=False)["mean"].cumsum().round(2)
    before = running.groupby(costs["model"], sort=False).shift(fill_value=0.0)
    return (running - before).round(2)


def _interval(amounts: np.ndarray) -> Interval:
    """Of costs, which are never below zero; of credits, which are never above."""
    return mean_interval(amounts, "positive" if amounts.min() >= 0 else "real")


def mean_costs(samples: pd.DataFrame) -> pd.DataFrame:
    """Mean of every cost over replications, by model and what a rate is made of."""
    count = samples["replication"].nunique()
    keys = ["model", *COST_KEYS]
    sums = samples.groupby(keys, sort=True, observed=True)[list(AMOUNTS)].sum() / count
    return plain(sums.reset_index())
