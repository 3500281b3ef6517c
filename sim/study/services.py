"""What each service and each team is like under each support model, over replications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from sim.records.metrics import REGISTRY
from sim.study.intervals import mean_interval
from sim.study.replication import FullOutcome

Row = tuple[str, str, str, str, float, float, float]


def service_table(model: str, runs: Iterable[FullOutcome]) -> pd.DataFrame:
    """Metrics of each service under a model with their 95 % intervals, over replications."""
    return _table(model, "service", [run.services for run in runs])


def team_table(model: str, runs: Iterable[FullOutcome]) -> pd.DataFrame:
    """Metrics of each team under a model with their 95 % intervals, over replications."""
    return _table(model, "team", [run.teams for run in runs])


def _table(model: str, part: str, tables: list[pd.DataFrame]) -> pd.DataFrame:
    columns = ["model", part, "metric", "unit", "mean", "ci_low", "ci_high"]
    return pd.DataFrame(_rows(model, [one.set_index(part) for one in tables]), columns=columns)


PARTS = (
    "direct_cost_per_year", "shared_cost_per_year", "outage_loss_per_year",
    "cost_of_delay_per_year", "foregone_value_per_year",
)  # fmt: skip
"""What a service's total cost consists of."""
TOTAL = "total_cost_per_year"


def service_values(runs: Iterable[FullOutcome], metric: str) -> np.ndarray:
    """A metric of each service in each run; shape (runs, services)."""
    return np.array([run.services[metric].to_numpy(dtype=float) for run in runs])


def to_the_cent(table: pd.DataFrame) -> pd.Series:
    """The means of what services cost, in cents that add up; other rows are NaN.

    The parts of a service make its total, and the services of a model its total, to the cent:
    what one number loses by rounding is carried to the next, so each is off by a cent at most.
    """
    cents = pd.Series(np.nan, index=table.index)
    parts = table["metric"].isin(PARTS)
    running = table.loc[parts].groupby("model", sort=False)["mean"].cumsum().round(2)
    before = running.groupby(table.loc[parts, "model"], sort=False).shift(fill_value=0.0)
    cents[parts] = (running - before).round(2)
    sums = cents[parts].groupby([table["model"], table["service"]], sort=False).sum().round(2)
    totals = table["metric"].eq(TOTAL)
    keys = pd.MultiIndex.from_frame(table.loc[totals, ["model", "service"]])
    cents[totals] = sums.reindex(keys).to_numpy()
    return cents


def _rows(model: str, tables: list[pd.DataFrame]) -> Iterator[Row]:
    parts, names = map(str, tables[0].index), [str(name) for name in tables[0]]
    values = np.stack([table.to_numpy(dtype=float) for table in tables])
    for number, part in enumerate(parts):
        for column, name in enumerate(names):
            metric = REGISTRY[name]
            found = mean_interval(values[:, number, column], metric.scale)
            yield model, part, name, metric.unit, found.mean, found.low, found.high
