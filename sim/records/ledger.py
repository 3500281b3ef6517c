"""The ledger's form: entries as columns of numbers, put together into one table at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.records.rates import Rate
from sim.records.run import categories

Reason = Literal[
    "start", "week", "period", "incident", "deployment", "release", "launch", "engagement", "move",
    "changes ready in", "changes not built in",
]  # fmt: skip
"""What lies behind an entry; a number says which one."""

Numbers = np.ndarray | float | int


@dataclass(frozen=True)
class Entries:
    """Entries of one line; arrays of shape (entries,), or a number where all are alike.

    ``team`` is the index of a team of the log, ``service`` that of a service; a ``team`` below
    zero stands for the team that owns the service, a ``service`` below zero for none.
    """

    line: str
    unit: str
    at: np.ndarray
    quantity: Numbers
    rates: Sequence[Rate]
    because: Reason
    number: Numbers
    which: Numbers = 0
    """Index into ``rates``."""
    team: Numbers = -1
    service: Numbers = -1
    funding: Numbers = 0
    """Index into FUNDINGS."""


FUNDINGS = ("capex", "opex", "none")


class Names:
    """Numbers names in the order in which they come up, for a categorical column."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}

    def number(self, name: str) -> int:
        """The number of a name."""
        return self.numbers.setdefault(name, len(self.numbers))

    def column(self, numbers: np.ndarray) -> pd.Categorical[str]:
        """A column of these numbers' names."""
        names = categories(tuple(self.numbers))
        return pd.Categorical.from_codes(numbers.astype(np.int32), categories=names)


def joined(parts: Sequence[Numbers], sizes: Sequence[int]) -> np.ndarray:
    """One column of all entries."""
    columns = [np.broadcast_to(p, (n,)) for p, n in zip(parts, sizes, strict=True)]
    return np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)


def grouped(table: pd.DataFrame, keys: Sequence[str], amounts: Sequence[str]) -> pd.DataFrame:
    """Sums of columns by keys, in the order of the keys' categories or values.

    A plain group-by, on numbers alone: a run's ledger is summed up once a run.
    """
    if not len(table):
        return table[[*keys, *amounts]]
    code = np.zeros(len(table), dtype=np.int64)
    for key in keys:
        column = table[key]
        if isinstance(column.dtype, pd.CategoricalDtype):
            found, many = column.cat.codes.to_numpy(), len(column.cat.categories)
        else:
            values, found = np.unique(column.to_numpy(), return_inverse=True)
            many = len(values)
        code = code * many + found
    _, first, group = np.unique(code, return_index=True, return_inverse=True)
    sums = {name: np.bincount(group, weights=table[name].to_numpy()) for name in amounts}
    return table[list(keys)].iloc[first].reset_index(drop=True).assign(**sums)
