"""Many replications of one world under several support models, as data with intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from sim.documents.load import Study
from sim.documents.worlds import World
from sim.ground.working_time import quarter_edges, quarter_name
from sim.records.metrics import METRICS
from sim.study.beside import Divided, Plausible
from sim.study.costs import cost_samples, cost_table, mean_costs
from sim.study.intervals import mean_interval
from sim.study.living import Plan
from sim.study.paired import paired_difference, replications_needed, verdict
from sim.study.precision import NOTE
from sim.study.remarks import alarms, over_survivors, remarks
from sim.study.replication import FullOutcome, Outcome
from sim.study.services import TOTAL, service_table, service_values, team_table
from sim.study.store import Store
from sim.study.task import Failure

BUDGET_COLUMNS = [
    "model", "replication", "service", "quarter", "target", "allowed", "spent", "spent_share",
    "frozen_hours", "state", "answered_by",
]  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """Runs of several support models in the same worlds."""

    study: Study
    store: Store
    """Where the finished replications are; it may be a folder, and must last as long as this."""
    plan: Plan = field(default_factory=Plan)
    plausible: Plausible | None = None
    """What an uncertainty study of the same documents found, if there is one."""
    divided: tuple[Divided, ...] = ()
    """Differences between its models, divided among their parts, if somebody asked."""

    @cached_property
    def runs(self) -> tuple[Outcome, ...]:
        """The outcomes, ordered by replication, world and model."""
        return tuple(self.store.outcomes)

    @property
    def failures(self) -> list[Failure]:
        """Replications that could not be finished."""
        return self.store.failures

    @property
    def asked(self) -> int:
        """Replications that were asked for; with a precision, at most."""
        return self.plan.asked(self.study)

    @property
    def partial(self) -> bool:
        """Whether fewer replications are finished than were asked for."""
        return self.plan.precision is None and self.replications < self.asked

    @property
    def alarms(self) -> list[str]:
        """What must be known before any number is read: queues that never empty."""
        return list(alarms(self.study, self.runs))

    @cached_property
    def over_survivors(self) -> frozenset[tuple[str, str]]:
        """Model and metric of each time that is of what did end, where much never does."""
        return over_survivors(self.study, self.runs)

    @property
    def incomplete(self) -> list[str]:
        """What of the replications that were asked for isn't there."""
        said = []
        if self.partial:
            said.append(f"Partial: {self.replications} of {self.asked} replications are finished.")
        if self.failures:
            said.append(f"{len(self.failures)} of them failed, and are left out under every model.")
        return said

    @property
    def notes(self) -> list[str]:
        """What a reader of the results must be told about how they came about; alarms first."""
        said = [*self.alarms, *self.incomplete]
        if self.plan.precision is not None:
            said.append(NOTE)
        return [*said, *remarks(self.study, self.budget_means, self.runs)]

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models, in the order of the scenario."""
        return self.study.scenario.compare

    @property
    def replications(self) -> int:
        """Replications that were finished."""
        return len({run.replication for run in self.runs})

    @cached_property
    def samples(self) -> pd.DataFrame:
        """One row a run and metric: model, world, replication, metric, value."""
        rows = [
            (run.model, run.world, run.replication, name, value)
            for run in self.runs
            for name, value in run.metrics.items()
        ]
        return pd.DataFrame(rows, columns=["model", "world", "replication", "metric", "value"])

    def values(self, model: str, metric: str, world: World | None = None) -> np.ndarray:
        """A metric of a model by replication, in the first world if none is named."""
        lived = world or self.study.scenario.world
        return np.array(
            [run.metrics[metric] for run in self.runs if run.model == model and run.world == lived]
        )

    def mean(self, model: str, metric: str) -> float:
        """The mean over the replications that have something to measure; NaN if none has."""
        known = self.values(model, metric)
        known = known[~np.isnan(known)]
        return float(known.mean()) if len(known) else float("nan")

    @cached_property
    def summary(self) -> pd.DataFrame:
        """``summary.csv``: each metric of each model with its 95 % interval."""
        return self.summarise(self.study.scenario.world)

    def summarise(self, world: World) -> pd.DataFrame:
        """Each metric of each model with its 95 % interval, in one of the worlds."""
        rows = []
        for model in self.models:
            for name, metric in METRICS.items():
                found = mean_interval(self.values(model, name, world), metric.scale)
                rows.append((model, name, metric.unit, found.mean, found.low, found.high, found.n))
        columns = ["model", "metric", "unit", "mean", "ci_low", "ci_high", "replications"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """``comparison.csv``: paired differences from the baseline, with the verdict words."""
        return self.contrast(self.study.scenario.world)

    def contrast(self, world: World) -> pd.DataFrame:
        """Each difference from the baseline with its 95 % interval, in one of the worlds."""
        rows = []
        for model in self.models:
            for name, metric in METRICS.items():
                if model != self.study.baseline:
                    found = paired_difference(
                        self.values(model, name, world),
                        self.values(self.study.baseline, name, world),
                    )
                    bounds = (found.mean, found.low, found.high)
                    said = (verdict(found, metric.better), replications_needed(found))
                    rows.append((model, self.study.baseline, name, *bounds, *said))
        columns = [
            "model", "baseline", "metric", "difference", "ci_low", "ci_high", "verdict",
            "replications_needed",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def main_runs(self) -> Iterator[FullOutcome]:
        """The runs in the first world with their tables, one by one."""
        return self.store.runs()

    @cached_property
    def quarter_names(self) -> list[str]:
        """Labels of the quarters, such as 2026-Q1."""
        scenario = self.study.scenario
        edges = quarter_edges(scenario.start, scenario.horizon)
        return [quarter_name(scenario.start, at) for at in edges[:-1]]

    @cached_property
    def cost_samples(self) -> pd.DataFrame:
        """Costs of every run in the first world: model, replication, keys, amounts."""
        return cost_samples(self.main_runs(), self.quarter_names)

    @cached_property
    def costs(self) -> pd.DataFrame:
        """``costs.csv``: a line by quarter, team, funding and treatment, mean and 95 % interval."""
        currency = self.study.scenario.currency
        return joined(cost_table(mine, currency) for mine in self._cost_samples_by_model())

    @cached_property
    def services(self) -> pd.DataFrame:
        """``services.csv``: metrics of each service of each model with their 95 % intervals."""
        return joined(service_table(model, self.store.runs(model)) for model in self.models)

    @cached_property
    def teams(self) -> pd.DataFrame:
        """``teams.csv``: metrics of each team of each model with their 95 % intervals."""
        return joined(team_table(model, self.store.runs(model)) for model in self.models)

    @cached_property
    def service_costs(self) -> dict[str, np.ndarray]:
        """Total cost a year of each service by model; shape (replications, services)."""
        return {model: service_values(self.store.runs(model), TOTAL) for model in self.models}

    @cached_property
    def mean_costs(self) -> pd.DataFrame:
        """Mean of every cost over replications, by model and what a rate is made of."""
        return joined(mean_costs(mine) for mine in self._cost_samples_by_model())

    def _cost_samples_by_model(self) -> Iterator[pd.DataFrame]:
        """No more than one model's are in memory: in a bank they are a million rows."""
        for model in sorted(self.models):
            yield cost_samples(self.store.runs(model), self.quarter_names)

    @cached_property
    def error_budgets(self) -> pd.DataFrame:
        """``error_budgets.csv``: one row a model, replication, service and quarter."""
        return joined(self.error_budget_parts())

    def error_budget_parts(self) -> Iterator[pd.DataFrame]:
        """Rows of ``error_budgets.csv``, a table for each run."""
        quarters = pd.CategoricalDtype(self.quarter_names)
        for run in self.main_runs():
            table = run.budgets.assign(
                model=pd.Categorical([run.model] * len(run.budgets), categories=self.models),
                replication=np.int32(run.replication),
                quarter=pd.Categorical.from_codes(run.budgets["quarter"], dtype=quarters),
            )
            yield table[BUDGET_COLUMNS]

    @cached_property
    def budget_means(self) -> pd.DataFrame:
        """Error budgets by model, service and quarter: means over replications.

        ``met``, ``shared`` and ``sre`` are shares of replications: inside the budget, run together
        with SREs at the quarter's end, run by SREs. Tables are added up by place, one at a time,
        since all of them may not fit into memory: each has its rows in the scenario's order.
        """
        numbers = ["target", "allowed", "spent", "spent_share", "frozen_hours"]
        sums: dict[str, np.ndarray] = {}
        first: dict[str, pd.DataFrame] = {}
        for table in self.error_budget_parts():
            model = str(table["model"].iloc[0])
            shares = [
                table["spent_share"] <= 1, table["state"] == "shared", table["state"] == "sre",
            ]  # fmt: skip
            found = np.column_stack([table[numbers].to_numpy(), *shares])
            sums[model] = sums[model] + found if model in sums else found
            first.setdefault(model, table[["model", "service", "quarter"]])
        means = {model: total / self.replications for model, total in sums.items()}
        names = [*numbers, "met", "shared", "sre"]
        columns = {
            name: np.concatenate([m[:, i] for m in means.values()]) for i, name in enumerate(names)
        }
        return joined(iter(first.values())).assign(**columns)

    def budgets_of(self, service: str) -> pd.DataFrame:
        """The rows of ``error_budgets`` of one service."""
        return joined(t[t["service"] == service] for t in self.error_budget_parts())

    @cached_property
    def minutes(self) -> pd.DataFrame:
        """Mean hours by tag and wait, a row a model and replication."""
        rows = [
            {"model": run.model, "replication": run.replication, **run.minutes}
            for run in self.runs
            if run.world == self.study.scenario.world
        ]
        return pd.DataFrame(rows)

    def table(self, name: str) -> pd.DataFrame:
        """``incidents``, ``releases`` or ``changes`` in full of the replications that kept them."""
        return joined(self.table_parts(name))

    def table_parts(self, name: str) -> Iterator[pd.DataFrame]:
        """Rows of ``incidents``, ``releases`` or ``changes``: a table a run that has them."""
        for run in self.main_runs():
            if name in run.tables and self.plan.tables(run.replication):
                table = run.tables[name]
                yield table.assign(model=run.model, replication=run.replication)[
                    ["model", "replication", *table.columns]
                ]

    @property
    def broken_laws(self) -> list[str]:
        """Operational laws that some run broke; empty in a sound engine."""
        return sorted({law for run in self.runs for law in run.broken_laws})


def joined(parts: Iterator[pd.DataFrame]) -> pd.DataFrame:
    """One table of parts with the same columns and categories."""
    return pd.concat(list(parts), ignore_index=True)
