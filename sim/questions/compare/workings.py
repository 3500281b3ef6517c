"""What a spreadsheet needs to work a comparison's costs out again: named prices, and quantities.

Simulated quantities (hours, pages, rota weeks, person-years) are means over replications. Rates
are products of named prices, so another price gives the costs that another run would give, as
long as nothing that the engine decides depends on that price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.documents.base import Document
from sim.documents.scenario import Scenario
from sim.questions.compare.statements import statements
from sim.records.accounting import KEPT
from sim.records.money import LOSSES
from sim.records.periods import Periods
from sim.records.rates import Part, Path, from_key, price
from sim.study.comparison import Comparison

MOST_EXPOSURES = 40
"""With more services than that, those with the same exposure share a cell."""

STEPS = ["model", "period", "line", "funding", "unit", "formula", "lost"]


@dataclass(frozen=True)
class Cell:
    """A price with a name: its value, where it stands in the scenario, what is known of it."""

    name: str
    value: float
    path: str
    unit: str
    description: str
    source: str
    assumption: str
    share: bool
    reruns: bool
    """Whether the engine uses it too, so that another value needs another run."""


class Workings:
    """A comparison's costs, ready for a spreadsheet."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.scenario: Scenario = comparison.study.scenario
        self.periods = Periods.of(self.scenario)
        self.statements = statements(comparison)
        self._means = comparison.mean_costs

    @cached_property
    def paths(self) -> dict[Path, str]:
        """The name of the cell of every price that some rate is made of."""
        keys = self._means["rate_key"].unique().tolist()
        used = sorted({part.path for key in keys for part in from_key(key).parts})
        names: dict[Path, str] = {}
        for path in used:
            names[path] = self._name(path, set(names.values()))
        return names

    def _name(self, path: Path, taken: set[str]) -> str:
        name = "_".join(re.sub(r"\W+", "_", step, flags=re.ASCII) for step in path[1:])
        if path[0] != "services":
            return name
        if len(self.scenario.services) > MOST_EXPOSURES:
            return f"exposure_{price(self.scenario, path):.0f}"
        return _free(f"exposure_{name.removesuffix('_exposure')}", taken)

    @cached_property
    def cells(self) -> list[Cell]:
        """Every price that a rate is made of, once."""
        found = {name: self._cell(name, path) for path, name in self.paths.items()}
        return list(found.values())

    def _cell(self, name: str, path: Path) -> Cell:
        facts = _facts(self.scenario, path)
        shared = [other for other, its in self.paths.items() if its == name]
        where = ".".join(path) if len(shared) == 1 else f"exposure of {len(shared)} services"
        engaged = any(
            part.engagement
            for model in self.comparison.study.models.values()
            for part in model.parts
        )
        return Cell(
            name, price(self.scenario, path), where, facts.get("unit", ""),
            facts.get("description", ""), facts.get("source", ""), facts.get("assumption", ""),
            facts.get("default", "").endswith("%"),
            engaged and path[-1] == "working_hours_per_year",
        )  # fmt: skip

    def formula(self, key: str) -> str:
        """A rate in the names of cells; "0" for what is not paid."""
        return from_key(key).written(self._cell_of) or "0"

    def _cell_of(self, part: Part) -> str:
        return self.paths[part.path]

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Quantities by STEPS, in the order of models and periods; ``rate`` without inflation.

        ``lost`` is the period at whose end an asset is lost with its team, or KEPT.
        """
        table = self._means.copy()
        lost = np.maximum(table["impaired"], table["period"])
        table["lost"] = np.where(table["impaired"] == KEPT, KEPT, lost)
        keys = table["rate_key"].unique().tolist()
        formulas = {key: self.formula(key) for key in keys}
        rates = {formulas[key]: from_key(key).value(self.scenario) for key in keys}
        table["formula"] = table["rate_key"].map(formulas)
        order = {model: place for place, model in enumerate(self.comparison.models)}
        table["place"] = table["model"].map(order)
        sums = table.groupby(["place", *STEPS], sort=True)[["quantity", "amount", "capitalised"]]
        rows = sums.sum().reset_index()
        return rows.assign(rate=rows["formula"].map(rates)).drop(columns="place")

    @cached_property
    def assets(self) -> pd.DataFrame:
        """What may become an asset: model, period of payment, period in which it is lost, amount.

        Every combination for which some entry is paid by a budget, so that another policy in the
        spreadsheet finds its row.
        """
        rows = self.rows[self.rows["funding"] != "none"]
        return (
            rows.groupby(["model", "period", "lost"], sort=False)["capitalised"].sum().reset_index()
        )

    @cached_property
    def lines(self) -> list[str]:
        """The lines that have a price, those that are paid first."""
        found = list(dict.fromkeys(self.rows.loc[self.rows["formula"] != "0", "line"]))
        return sorted(found, key=lambda line: line in LOSSES)

    def by_line(self, model: str) -> Mapping[str, float]:
        """The cost of each line in a model."""
        rows = self.rows[self.rows["model"] == model]
        sums = rows.groupby("line")["amount"].sum()
        return {line: float(sums.get(line, 0.0)) for line in self.lines}

    def by_period(self, model: str, line: str) -> np.ndarray:
        """The cost of a line of a model in each period; shape (periods,)."""
        rows = self.rows[(self.rows["model"] == model) & (self.rows["line"] == line)]
        period, amount = rows["period"].to_numpy(dtype=int), rows["amount"].to_numpy(dtype=float)
        return np.bincount(period, weights=amount, minlength=len(self.periods))


def _free(name: str, taken: set[str]) -> str:
    """This name, with a number behind it if it is taken; letters differ by more than their case."""
    low = {other.lower() for other in taken}
    tries: Iterator[str] = (f"{name}_{n}" if n > 1 else name for n in range(1, len(taken) + 3))
    return next(option for option in tries if option.lower() not in low)


def _facts(scenario: Scenario, path: Path) -> dict[str, str]:
    """What a document says about the field at a place."""
    holder: object = scenario
    for step in path[:-1]:
        holder = holder[step] if isinstance(holder, Mapping) else getattr(holder, step)
    assert isinstance(holder, Document)
    field = type(holder).model_fields[path[-1]]
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    facts = {key: str(extra.get(key, "")) for key in ("unit", "source", "assumption")}
    return {**facts, "description": field.description or "", "default": str(field.default)}
