"""What turns a business case: its net present value as one input after the other changes.

Simulated quantities stay; each amount is one of them times a rate, so the value is a sum over
rates: so much, today, for each unit of a rate. That is exact for every price, and a spreadsheet
can follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.ground.units import HOURS_PER
from sim.questions.compare.business_case import Case
from sim.questions.compare.cost_model import RISE, Cell
from sim.records.accounting import amortisation, capitalised_share, impairment
from sim.records.money import LOSSES
from sim.records.rates import Part, Path, Rate, from_key, price

MOST = 10
"""Inputs that are told."""
A_QUARTER, HALF_TO_DOUBLE = (0.8, 1.25), (0.5, 2.0)
"""Times its value: a price, and an exposure, whose definitions have no range."""
YEARLY = ("discount", "inflation", "tax_rate")
"""Numbers of accounting that act on whole years or on all of the profit."""


@dataclass(frozen=True)
class Turned:
    """An input with its range, and the net present value at either end."""

    cell: Cell
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far it moves the value."""
        return abs(self.at_high - self.at_low)


class Turning:
    """A business case by its rates, years and inputs."""

    def __init__(self, case: Case) -> None:
        self.case, self.cost_model, self.scenario = case, case.cost_model, case.scenario

    @cached_property
    def unit_charges(self) -> Mapping[tuple[str, int, int], float]:
        """Present value of what is charged in time for each unit that becomes an asset.

        By model, the period of payment and the one in which it is lost, or KEPT; 0 where nothing
        becomes one.
        """
        ends, life = self.case.ends, self.scenario.prices.accounting.life / HOURS_PER["y"]
        table = self.cost_model.assets
        found = table[table["capitalised"] != 0]
        return {
            (str(model), int(at), int(lost)): float(
                self.case.discounting
                @ (amortisation(at, lost, ends, life) + impairment(at, lost, ends, life))
            )
            for model, at, lost in zip(found["model"], found["period"], found["lost"], strict=True)
        }

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The quantities of today and of the plan; ``sign`` is 1 for what the plan spares."""
        every = self.cost_model.rows
        mine = every[every["model"].isin([self.case.today, self.case.plan])]
        return mine.assign(sign=np.where(mine["model"].eq(self.case.today), 1.0, -1.0))

    def worth(self, model: str, line: str, funding: str, period: int, lost: int) -> float:
        """Today's worth of one unit of money of an entry, after tax."""
        accounting, factor = self.scenario.prices.accounting, self.case.discounting[period]
        share = 0.0 if line in LOSSES else capitalised_share(accounting, line, funding)
        later = self.unit_charges.get((model, period, lost), 0.0)
        charged = (1 - share) * factor + share * later
        return float(factor - self.case.relief_rate * charged)

    @cached_property
    def worths(self) -> np.ndarray:
        """What a unit of each row of ``rows`` is worth; shape (rows,)."""
        columns = ("model", "line", "funding", "period", "lost")
        keys = zip(*(self.rows[name] for name in columns), strict=True)
        return np.array([self.worth(*key) for key in keys])

    @cached_property
    def rates(self) -> dict[str, Rate]:
        """Every rate by its formula, those of the simulation first."""
        keys = self.cost_model.rate_keys
        found = {text: from_key(keys[text]) for text in self.rows["formula"].unique()}
        named = {text: rate for text, rate in sorted(found.items()) if rate.parts}
        moving = [self.rate_of(m.staff.role, m.path) for m in self.case.moving if m.staff.role]
        return named | {self.written(rate): rate for rate in moving}

    @staticmethod
    def rate_of(role: str, path: Path) -> Rate:
        """What it costs when a person with this salary comes or goes."""
        return Rate.of("prices", "salaries", role).times(*path)

    def written(self, rate: Rate, turned: Mapping[str, str] | None = None) -> str:
        """A rate in the names of cells, some of them replaced."""
        found = turned or {}
        return rate.written(lambda p: found.get(self.name(p), self.name(p)))

    def name(self, part: Part) -> str:
        """The name of the cell of a price."""
        return self.cost_model.paths.get(part.path) or self.case.names[part.path]

    @cached_property
    def entries(self) -> pd.DataFrame:
        """What the case adds up: formula, role, years of rising prices, weight, value.

        ``weight`` is today's worth of a unit of the rate, ``value`` that of the amount.
        """
        ages = self.cost_model.periods.years_old
        rows, risen = self.rows, {r: self.cost_model.risen(r) for r in self.rows["role"].unique()}
        growth = [risen[r][p] for r, p in zip(rows["role"], rows["period"], strict=True)]
        scale = rows["sign"].to_numpy() * self.worths
        table = pd.DataFrame({
            "formula": rows["formula"], "role": rows["role"],
            "years": ages[rows["period"].to_numpy(dtype=int)],
            "weight": rows["quantity"] * growth * scale, "value": rows["amount"] * scale,
        })  # fmt: skip
        return pd.concat([table, *self._moving()], ignore_index=True)

    def _moving(self) -> Iterator[pd.DataFrame]:
        worth = self.case.discounting * (1 - self.case.relief_rate)
        for one in self.case.moving:
            if one.staff.role:
                sign = 1.0 if one.staff.model == self.case.today else -1.0
                people = one.staff.moved(one.way) * self.cost_model.risen(one.staff.role)
                yield pd.DataFrame({
                    "formula": self.written(self.rate_of(one.staff.role, one.path)),
                    "role": one.staff.role, "years": self.cost_model.periods.years_old,
                    "weight": sign * people * worth, "value": sign * one.amount * worth,
                })  # fmt: skip

    @cached_property
    def weights(self) -> dict[str, float]:
        """What one unit of each rate is worth to the case today."""
        sums = self.entries.groupby("formula")["weight"].sum()
        return {text: float(sums[text]) for text in self.rates}

    @cached_property
    def by_year(self) -> dict[str, np.ndarray]:
        """The value by years of rising prices, of each role's pay and of the rest ("")."""
        years = int(self.cost_model.periods.years_old[-1]) + 1
        return {
            str(role): np.bincount(mine["years"], weights=mine["value"], minlength=years)
            for role, mine in self.entries.groupby("role", sort=True)
        }

    def _risen(self, roles: Iterable[str], factor: float) -> float:
        """What is added where the prices of these roles rise by another factor a year."""
        years = np.arange(int(self.cost_model.periods.years_old[-1]) + 1)
        return float(sum(self.by_year[role] @ (factor**years - 1) for role in roles))

    def value(self, name: str, value: float) -> float:
        """The net present value with another value of an input."""
        now, accounting = self.case.net_present_value, self.scenario.prices.accounting
        if name == "discount":
            return float(self.case.saved @ (1 + value) ** -self.case.ends)
        if name == "tax_rate":
            return float((self.cash_saved - value * self.charge_saved) @ self.case.discounting)
        if name == "inflation":
            return now + self._risen(self.by_year, (1 + value) / (1 + accounting.inflation))
        if name.startswith(RISE):
            role = name.removeprefix(RISE)
            rise = (1 + value) / (1 + getattr(self.scenario.prices.pay_rises, role))
            return now + self._risen([role], rise)
        return now + sum(
            self.weights[text] * (self._turned(rate, name, value) - rate.value(self.scenario))
            for text, rate in self.using(name).items()
        )

    @cached_property
    def cash_saved(self) -> np.ndarray:
        """Cash before tax that the plan saves, by period."""
        today, plan = (self.case.statements[m] for m in (self.case.today, self.case.plan))
        return np.asarray(today.cash - plan.cash)

    @cached_property
    def charge_saved(self) -> np.ndarray:
        """What the profit-and-loss account is spared before tax, by period."""
        today, plan = (self.case.statements[m] for m in (self.case.today, self.case.plan))
        return np.asarray(today.charge - plan.charge)

    def using(self, name: str) -> dict[str, Rate]:
        """The rates that an input is a part of."""
        return {
            text: rate
            for text, rate in self.rates.items()
            if any(self.name(part) == name for part in rate.parts)
        }

    def _turned(self, rate: Rate, name: str, value: float) -> float:
        found = 1.0
        for part in rate.parts:
            factor = value if self.name(part) == name else price(self.scenario, part.path)
            factor = 1 - factor if part.rest else factor
            found = found / factor if part.divides else found * factor
        return found

    @cached_property
    def most(self) -> list[Turned]:
        """The inputs that move the value furthest within their ranges, the furthest first."""
        found = [self._ends(cell) for cell in self.inputs() if not cell.reruns]
        told = [one for one in found if one.width > 0]
        return sorted(told, key=lambda one: (-one.width, one.cell.name))[:MOST]

    def inputs(self) -> Iterator[Cell]:
        """Every input that the value can be worked out for without another run."""
        used = {self.name(part) for rate in self.rates.values() for part in rate.parts}
        yield from (cell for cell in self.cost_model.cells if cell.name in used)
        yield from (cell for cell in self.case.cells if cell.name in used)
        rises = self.cost_model.pay_rises
        yield from (cell for cell in rises if cell.name.removeprefix(RISE) in self.by_year)
        accounting = {cell.name: cell for cell in self.cost_model.accounting}
        yield from (accounting[name] for name in YEARLY)

    def _ends(self, cell: Cell) -> Turned:
        low, high = cell.low, cell.high
        if low is None or high is None:
            times = HALF_TO_DOUBLE if cell.unit == "money/h" else A_QUARTER
            low, high = (cell.value * factor for factor in times)
        low, high = min(low, cell.value), max(high, cell.value)
        if cell.name == "tax_rate" and not self.scenario.prices.accounting.tax:
            return Turned(cell, low, high, 0.0, 0.0)
        return Turned(cell, low, high, self.value(cell.name, low), self.value(cell.name, high))
