"""What each service is like under each support model, over replications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from sim.records.metrics import REGISTRY
from sim.study.intervals import mean_interval
from sim.study.life import Life

SERVICE_COLUMNS = ["model", "service", "metric", "unit", "mean", "ci_low", "ci_high"]
Row = tuple[str, str, str, str, float, float, float]


def service_table(model: str, lives: Iterable[Life]) -> pd.DataFrame:
    """Metrics of each service under a model with their 95 % intervals, over its lives."""
    tables = [life.services.set_index("service") for life in lives]
    return pd.DataFrame(_rows(model, tables), columns=SERVICE_COLUMNS)


def _rows(model: str, tables: list[pd.DataFrame]) -> Iterator[Row]:
    services, names = map(str, tables[0].index), [str(name) for name in tables[0]]
    values = np.stack([table.to_numpy(dtype=float) for table in tables])
    for number, service in enumerate(services):
        for column, name in enumerate(names):
            metric = REGISTRY[name]
            found = mean_interval(values[:, number, column], metric.scale)
            yield model, service, name, metric.unit, found.mean, found.low, found.high
