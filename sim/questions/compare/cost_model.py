"""What a spreadsheet needs to work a comparison's costs out again: named prices, and quantities.

Simulated quantities (hours, pages, rota weeks, person-years) are means over replications. Rates
are products of named prices, so another price gives the costs that another run would give, as
long as nothing that the engine decides depends on that price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from sim.documents.base import Document
from sim.documents.paths import dotted
from sim.documents.scenario import Scenario
from sim.questions.compare.statements import statements
from sim.records.accounting import KEPT
from sim.records.money import LOSSES
from sim.records.periods import Periods
from sim.records.rates import SALARIES, Part, Path, from_key, price
from sim.study.comparison import Comparison

RISE = "pay_rise_"
"""Before the role, in the name of the cell by which its salary rises."""
MOST_EXPOSURES = 40
"""With more services than that, those with the same exposure share a cell."""

STEPS = ["model", "period", "line", "funding", "holder", "unit", "formula", "lost"]

DELIVERY = "delivery teams"
"""Who holds the budgets of the teams that build."""


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
    low: float | None = None
    high: float | None = None
    """Its range, where its definition has one."""


class CostModel:
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
        shared = [other for other, its in self.paths.items() if its == name]
        where = dotted(path) if len(shared) == 1 else f"exposure of {len(shared)} services"
        engaged = any(
            part.engagement
            for model in self.comparison.study.models.values()
            for part in model.parts
        )
        found = cell_at(self.scenario, name, path)
        return replace(found, path=where, reruns=engaged and path[-1] == "working_hours_per_year")

    @cached_property
    def pay_rises(self) -> list[Cell]:
        """By how much the salary of each role that is paid rises, beyond inflation."""
        roles = [path[-1] for path in self.paths if path[:-1] == SALARIES]
        place = ("prices", "pay_rises")
        return [cell_at(self.scenario, f"{RISE}{role}", (*place, role)) for role in roles]

    @cached_property
    def accounting(self) -> list[Cell]:
        """The numbers of how finance treats it."""
        place = ("prices", "accounting")
        shares = ("capitalisable", "discount", "tax_rate", "inflation")
        return [cell_at(self.scenario, name, (*place, name)) for name in shares]

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
        roles = {formulas[key]: from_key(key).role or "" for key in keys}
        table["formula"] = table["rate_key"].map(formulas)
        table["holder"] = [self._holder(*row) for row in zip(
            table["model"], table["team"], table["funding"], strict=True)]  # fmt: skip
        order = {model: place for place, model in enumerate(self.comparison.models)}
        table["place"] = table["model"].map(order)
        sums = table.groupby(["place", *STEPS], sort=True)[["quantity", "amount", "capitalised"]]
        rows = sums.sum().reset_index()
        named = rows["formula"]
        return rows.assign(rate=named.map(rates), role=named.map(roles)).drop(columns="place")

    def _holder(self, model: str, team: str, funding: str) -> str:
        """Whose budget pays: a team that the model adds, or the delivery teams; "" for losses."""
        if funding == "none":
            return ""
        role = role_in(team)
        parts = self.comparison.study.models[model].parts
        added = any(role in p.teams and p.teams[role].people is not None for p in parts)
        return role if added else DELIVERY

    def risen(self, role: str) -> np.ndarray:
        """By what a salary of a role ("": any other price) has risen by each period."""
        prices = self.scenario.prices
        rise = getattr(prices.pay_rises, role) if role else 0.0
        years = self.periods.years_old
        return np.asarray((1 + prices.accounting.inflation) ** years * (1 + rise) ** years)

    @cached_property
    def rate_keys(self) -> Mapping[str, str]:
        """The key of the rate behind each formula."""
        return {self.formula(key): key for key in self._means["rate_key"].unique().tolist()}

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


def role_in(team: str) -> str:
    """The role that a team of the log has in its support model."""
    return team.partition("/")[0].partition("@")[0]


def _free(name: str, taken: set[str]) -> str:
    """This name, with a number behind it if it is taken; letters differ by more than their case."""
    low = {other.lower() for other in taken}
    tries: Iterator[str] = (f"{name}_{n}" if n > 1 else name for n in range(1, len(taken) + 3))
    return next(option for option in tries if option.lower() not in low)


def cell_at(scenario: Scenario, name: str, path: Path) -> Cell:
    """The cell of a number, with what its document says of it."""
    holder: object = scenario
    for step in path[:-1]:
        holder = holder[step] if isinstance(holder, Mapping) else getattr(holder, step)
    field = type(holder).model_fields.get(path[-1]) if isinstance(holder, Document) else None
    extra = field.json_schema_extra if field is not None else None
    facts = extra if isinstance(extra, dict) else {}
    return Cell(
        name, price(scenario, path), dotted(path), str(facts.get("unit", "")),
        (field.description if field is not None else "") or "", str(facts.get("source", "")),
        str(facts.get("assumption", "")), str(field and field.default).endswith("%"), False,
        facts.get("low"), facts.get("high"),  # type: ignore[arg-type]  # numbers, by ``param``
    )  # fmt: skip
