"""Means of a comparison as a table that people read, such as in a notebook."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.present.show import interval, quantity
from sim.present.words import at_least, labels, metric_heading
from sim.records.metrics import METRICS
from sim.study.comparison import Comparison

BOUNDS = ["mean", "ci_low", "ci_high"]


def readable(comparison: Comparison, metrics: Sequence[str]) -> pd.DataFrame:
    """A row a model by its title, a column a metric: "15.4 d (15.3 d to 15.5 d)"."""
    names, table = labels(comparison.study), comparison.summary.set_index(["model", "metric"])
    columns = {
        metric_heading(metric): [
            _said(comparison, model, metric, *table.loc[(model, metric), BOUNDS])
            for model in comparison.models
        ]
        for metric in metrics
    }
    rows = pd.Index([names[model] for model in comparison.models], name="Support model")
    return pd.DataFrame(columns, index=rows)


def _said(
    comparison: Comparison, model: str, metric: str, mean: float, low: float, high: float
) -> str:
    unit, currency = METRICS[metric].unit, comparison.study.scenario.currency
    bounds = f" ({interval(low, high, unit, currency)})" if high > low else ""
    return f"{at_least(comparison, model, metric)}{quantity(mean, unit, currency)}{bounds}"
