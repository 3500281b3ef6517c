"""The business case: what a plan pays and saves against today, when it pays back, how surely."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.documents.business_case import today_of
from sim.questions.compare.cost_model import Cell, CostModel, cell_at
from sim.questions.compare.staff import WAYS, Staff, Way, staff
from sim.questions.compare.statements import (
    caught_up,
    payback_years,
    rate_of_return,
    saved_so_far,
    statement_of,
)
from sim.questions.compare.verdict import DECIDED_BY, decide
from sim.records.accounting import Statement
from sim.records.money import ONE_OFF
from sim.records.rates import Path, yearly
from sim.study.comparison import Comparison

BAND = (0.05, 0.95)
"""What lies between them in nine replications of ten."""


def sides(comparison: Comparison) -> tuple[str, str] | None:
    """Today's support model and the plan; None where one alone is compared."""
    scenario = comparison.study.scenario
    today = today_of(scenario)
    others = [model for model in comparison.models if model != today]
    if not others:
        return None
    best = decide(comparison).best
    cheapest = best if best != today else min(others, key=lambda m: comparison.mean(m, DECIDED_BY))
    return today, scenario.business_case.plan or cheapest


@dataclass(frozen=True)
class Moving:
    """What people who come or go cost a model; shape (periods,)."""

    staff: Staff
    way: Way
    path: Path
    """Where the scenario says how many years of salary it is."""
    rate: np.ndarray
    """Money a person."""

    @property
    def amount(self) -> np.ndarray:
        """Money."""
        return np.asarray(self.staff.moved(self.way) * self.rate)


class Case:
    """A plan against today, in the scenario's currency; arrays of shape (periods,)."""

    def __init__(self, cost_model: CostModel, today: str, plan: str) -> None:
        self.cost_model, self.today, self.plan = cost_model, today, plan
        self.scenario = cost_model.scenario
        self.terms = cost_model.scenario.business_case
        self.currency = self.terms.currency or self.scenario.currency
        self.rate = self.terms.rate or 1.0
        """Units of the currency of the case for one of the scenario's."""

    @classmethod
    def of(cls, cost_model: CostModel) -> Case | None:
        """The case of a comparison; None where there are no two models."""
        found = sides(cost_model.comparison)
        return None if found is None else cls(cost_model, *found)

    @cached_property
    def staff(self) -> list[Staff]:
        """Teams of today and of the plan."""
        return staff(self.cost_model, self.today, self.plan)

    @cached_property
    def moving(self) -> list[Moving]:
        """What coming and going costs, of each team one way and the other."""
        return [self._moving(one, way) for way in WAYS for one in self.staff]

    def _moving(self, one: Staff, way: Way) -> Moving:
        path = self._path(one.team, way)
        if not one.role:
            return Moving(one, way, path, np.zeros(len(self.cost_model.periods)))
        each = yearly(one.role).times(*path).value(self.scenario)
        return Moving(one, way, path, each * self.cost_model.risen(one.role))

    def _path(self, team: str, way: Way) -> Path:
        """Where it stands how many years of salary it costs when a person comes or goes."""
        own = way == "severance" and team in self.terms.severances
        return ("business_case", "severances", team) if own else ("business_case", way)

    @cached_property
    def names(self) -> dict[Path, str]:
        """The names of the cells that the case adds, by their places in the scenario."""
        found: dict[Path, str] = {("business_case", way): f"{way}_years" for way in WAYS}
        for line, name in (("severances", "severance_years"), ("redeployed", "redeployed")):
            for team in getattr(self.terms, line):
                cell = re.sub(r"\W+", "_", f"{name}_{team}", flags=re.ASCII)
                found["business_case", line, team] = cell
        return found

    @cached_property
    def cells(self) -> list[Cell]:
        """The cells that are named, each with what the scenario says there."""
        return [cell_at(self.scenario, name, path) for path, name in self.names.items()]

    def moved(self, model: str, way: Way | None = None, funding: str | None = None) -> np.ndarray:
        """What coming and going costs a model: one way or both, of one budget or both."""
        found = [
            m.amount
            for m in self.moving
            if m.staff.model == model
            and way in (None, m.way)
            and funding in (None, m.staff.funding)
        ]
        return np.sum(found, axis=0) if found else np.zeros(len(self.cost_model.periods))

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """Cash and profit-and-loss of today and of the plan, with who comes and goes."""
        return {
            model: replace(
                found,
                capex=found.capex + self.moved(model, funding="capex"),
                opex=found.opex + self.moved(model, funding="opex"),
            )
            for model, found in self.cost_model.statements.items()
            if model in (self.today, self.plan)
        }

    @property
    def ends(self) -> np.ndarray:
        """Ends of the periods, years."""
        return self.cost_model.periods.ends_in_years

    @cached_property
    def saved(self) -> np.ndarray:
        """Cash after tax that the plan saves in each period; below zero: costs more."""
        today, plan = self.statements[self.today], self.statements[self.plan]
        return np.asarray(today.cash_after_tax - plan.cash_after_tax)

    @property
    def discounting(self) -> np.ndarray:
        """Today's worth of a unit of money at the end of each period."""
        return self.statements[self.plan].discounting

    @property
    def net_present_value(self) -> float:
        """What the plan is worth today."""
        return float(self.saved @ self.discounting)

    @property
    def from_budgets(self) -> np.ndarray:
        """The part of its value that budgets pay, before tax: what is left are losses and tax."""
        today, plan = self.statements[self.today], self.statements[self.plan]
        return np.asarray((today.paid - plan.paid) * self.discounting)

    @property
    def rate_of_return(self) -> float:
        """The internal rate of return a year; infinity and NaN as ``rate_of_return`` has them."""
        return rate_of_return(self.saved, self.ends)

    @property
    def payback(self) -> float:
        """Years until it has paid back; 0: never dearer; infinity: not within the horizon."""
        return payback_years(self.statements[self.today], self.statements[self.plan])

    @property
    def paid_back(self) -> np.ndarray:
        """Years at which savings rise from below zero in a period, 0 where they don't."""
        return caught_up(np.cumsum(self.saved), self.ends)

    @cached_property
    def lived(self) -> np.ndarray:
        """Saved by the end of each period in each run; shape (replications, periods).

        Coming and going is counted at its mean over replications.
        """
        before, after = (list(self._cash(model)) for model in (self.today, self.plan))
        moved = self.moved(self.today) - self.moved(self.plan)
        after_tax = np.cumsum(moved * (1 - self.relief_rate))
        return np.array([saved_so_far(*p) + after_tax for p in zip(before, after, strict=True)])

    @property
    def relief_rate(self) -> float:
        """Share of a charge that comes back as tax relief."""
        accounting = self.scenario.prices.accounting
        return accounting.tax_rate if accounting.tax else 0.0

    def _cash(self, model: str) -> Iterator[Statement]:
        periods, accounting = self.cost_model.periods, self.scenario.prices.accounting
        for run in self.cost_model.comparison.store.runs(model):
            yield statement_of(run.costs, periods, accounting)

    @cached_property
    def band(self) -> np.ndarray:
        """What nine replications of ten have saved by each period, least and most; (2, periods)."""
        return np.asarray(np.quantile(self.lived, BAND, axis=0))

    @cached_property
    def values_lived(self) -> np.ndarray:
        """The net present value in each run; shape (replications,)."""
        return np.asarray(np.diff(self.lived, axis=1, prepend=0.0) @ self.discounting)

    @property
    def chance(self) -> float:
        """The share of runs in which the plan is worth more than today."""
        return float((self.values_lived > 0).mean())

    def once(self, model: str) -> float:
        """What is paid once over the horizon, coming and going included."""
        lines = self.cost_model.by_line(model)
        return sum(lines.get(line, 0.0) for line in ONE_OFF) + float(self.moved(model).sum())
