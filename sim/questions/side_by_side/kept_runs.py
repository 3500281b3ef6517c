"""A study as one side of a comparison: lived through now, or read from a folder of results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pyarrow import ArrowException

from sim.documents.errors import InputError, Problem
from sim.records.metrics import METRICS
from sim.study.comparison import Comparison

RUNS, MANIFEST = "replications.parquet", "manifest.json"
COLUMNS = ["model", "replication", "metric", "value"]


@dataclass(frozen=True)
class Side:
    """What one side found, with what it was made from."""

    name: str
    seed: int
    currency: str
    titles: Mapping[str, str]
    """What people call each model."""
    values: Mapping[tuple[str, str], np.ndarray]
    """By model and metric, a value a replication."""
    scenario: Mapping[str, Any]
    models: Mapping[str, Mapping[str, Any]]
    """The documents as written, models fully extended."""

    @property
    def replications(self) -> int:
        """Replications that it has."""
        return max((len(found) for found in self.values.values()), default=0)


def kept_runs(comparison: Comparison) -> pd.DataFrame:
    """Every metric of every replication by model, as a folder of results keeps it."""
    numbers = sorted({run.replication for run in comparison.runs})
    rows = [
        (model, number, metric, value)
        for model in comparison.models
        for metric in METRICS
        for number, value in zip(numbers, comparison.values(model, metric), strict=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def side_of(comparison: Comparison, name: str) -> Side:
    """A side that was lived through."""
    study = comparison.study
    values = {(m, metric): comparison.values(m, metric) for m in comparison.models
              for metric in METRICS}  # fmt: skip
    titles = {model: found.title for model, found in study.models.items()}
    return Side(
        name, study.scenario.seed, study.scenario.currency, titles, values, study.raw,
        study.raw_models,
    )  # fmt: skip


def read_side(folder: Path) -> Side:
    """A side out of a folder of results.

    Raises
    ------
    InputError
        If the folder isn't one, or an earlier version wrote it.
    """
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        table = pd.read_parquet(folder / RUNS)[COLUMNS]
    except (OSError, ValueError, KeyError, ArrowException):
        why = f"has no {MANIFEST} and {RUNS} to read; run whorunsit compare to make them"
        raise InputError(folder, [Problem("", why)]) from None
    values = {
        (str(model), str(metric)): rows.sort_values("replication")["value"].to_numpy(dtype=float)
        for (model, metric), rows in table.groupby(["model", "metric"], sort=False)
    }
    titles = {name: str(lines.get("title", name)) for name, lines in told["models"].items()}
    currency = str(told["scenario"].get("currency", "USD"))
    return Side(
        str(folder), int(told["seed"]), currency, titles, values, told["scenario"], told["models"]
    )
