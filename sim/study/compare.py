"""A comparison: many replications of one world, and what follows from them, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.documents.load import Study, load_study
from sim.ground.working_time import quarter_edges, quarter_name
from sim.records.metrics import METRICS
from sim.study.costs import cost_samples, cost_table
from sim.study.executors import run_all
from sim.study.intervals import mean_interval
from sim.study.life import Life
from sim.study.paired import paired_difference, replications_needed, verdict


@dataclass(frozen=True)
class Comparison:
    """Lives of several support models in the same worlds."""

    study: Study
    lives: tuple[Life, ...]
    """Ordered by replication, incentive loop (on first) and model."""

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models, in the order of the scenario."""
        return self.study.scenario.compare

    @property
    def replications(self) -> int:
        """Replications that were finished."""
        return len({life.replication for life in self.lives})

    @cached_property
    def samples(self) -> pd.DataFrame:
        """One row a life and metric: model, incentives, replication, metric, value."""
        rows = [
            (life.model, life.incentives, life.replication, name, value)
            for life in self.lives
            for name, value in life.metrics.items()
        ]
        return pd.DataFrame(rows, columns=["model", "incentives", "replication", "metric", "value"])

    def values(self, model: str, metric: str, incentives: bool | None = None) -> np.ndarray:
        """A metric of a model by replication; shape (replications,)."""
        loop = self.study.scenario.incentives if incentives is None else incentives
        return np.array(
            [
                life.metrics[metric]
                for life in self.lives
                if life.model == model and life.incentives == loop
            ]
        )

    @cached_property
    def summary(self) -> pd.DataFrame:
        """``summary.csv``: each metric of each model with its 95 % interval."""
        return self.summarise(self.study.scenario.incentives)

    def summarise(self, incentives: bool) -> pd.DataFrame:
        """The same with the incentive loop on or off."""
        rows = []
        for model in self.models:
            for name, metric in METRICS.items():
                found = mean_interval(self.values(model, name, incentives), metric.scale)
                rows.append((model, name, metric.unit, found.mean, found.low, found.high, found.n))
        columns = ["model", "metric", "unit", "mean", "ci_low", "ci_high", "replications"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """``comparison.csv``: paired differences from the baseline, with the verdict words."""
        return self.contrast(self.study.scenario.incentives)

    def contrast(self, incentives: bool) -> pd.DataFrame:
        """The same with the incentive loop on or off."""
        rows = []
        for model in self.models:
            for name, metric in METRICS.items():
                if model != self.study.baseline:
                    found = paired_difference(
                        self.values(model, name, incentives),
                        self.values(self.study.baseline, name, incentives),
                    )
                    word = verdict(found, metric.better)
                    needed = replications_needed(found)
                    rows.append(
                        (
                            model,
                            self.study.baseline,
                            name,
                            found.mean,
                            found.low,
                            found.high,
                            word,
                            needed,
                        )
                    )
        columns = [
            "model", "baseline", "metric", "difference", "ci_low", "ci_high", "verdict",
            "replications_needed",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def _main_lives(self) -> Iterable[Life]:
        return (life for life in self.lives if life.incentives == self.study.scenario.incentives)

    @cached_property
    def quarter_names(self) -> list[str]:
        """Labels of the quarters, such as 2026-Q1."""
        scenario = self.study.scenario
        edges = quarter_edges(scenario.start, scenario.horizon)
        return [quarter_name(scenario.start, at) for at in edges[:-1]]

    @cached_property
    def cost_samples(self) -> pd.DataFrame:
        """Costs of every life of the scenario's loop setting: model, replication, keys, amounts."""
        return cost_samples(self._main_lives(), self.quarter_names)

    @cached_property
    def costs(self) -> pd.DataFrame:
        """``costs.csv``: a line by quarter, team, funding and treatment, mean and 95 % interval."""
        return cost_table(self.cost_samples, self.study.scenario.currency)

    @cached_property
    def error_budgets(self) -> pd.DataFrame:
        """``error_budgets.csv``: one row a model, replication, service and quarter."""
        parts = [
            life.budgets.assign(model=life.model, replication=life.replication)
            for life in self._main_lives()
        ]
        table = pd.concat(parts, ignore_index=True)
        table["quarter"] = np.array(self.quarter_names)[table["quarter"]]
        columns = [
            "model", "replication", "service", "quarter", "target", "allowed", "spent",
            "frozen_hours", "state",
        ]  # fmt: skip
        return table[columns]

    @cached_property
    def minutes(self) -> pd.DataFrame:
        """Mean hours by tag and wait, a row a model and replication."""
        rows = [
            {"model": life.model, "replication": life.replication, **life.minutes}
            for life in self._main_lives()
        ]
        return pd.DataFrame(rows)

    def table(self, name: str) -> pd.DataFrame:
        """``incidents``, ``releases`` or ``changes`` in full of the replications that kept them."""
        parts = [
            life.tables[name].assign(model=life.model, replication=life.replication)
            for life in self._main_lives()
            if name in life.tables
        ]
        joined = pd.concat(parts, ignore_index=True)
        first = ["model", "replication"]
        return joined[first + [column for column in joined.columns if column not in first]]

    @property
    def broken_laws(self) -> list[str]:
        """Operational laws that some life broke; empty in a sound engine."""
        return sorted({law for life in self.lives for law in life.broken_laws})


def compare(
    scenario: Study | str,
    *,
    replications: int | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    tables_of: int | None = 1,
) -> Comparison:
    """Live through a scenario under all its models and compare them.

    ``replications`` defaults to the scenario's; ``workers`` to the machine's cores; ``progress``
    is called with (done, total). The tables of the first ``tables_of`` replications are kept in
    full (None: of all).
    """
    study = scenario if isinstance(scenario, Study) else load_study(scenario)
    total = replications or study.scenario.replications
    lives: list[Life] = []
    for done, batch in enumerate(run_all(study, total, workers, tables_of), start=1):
        lives += batch
        if progress is not None:
            progress(done, total)
    return Comparison(study, tuple(lives))
