"""Cash and profit-and-loss of each model of a comparison, its present value and payback."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from sim.documents.prices import Accounting
from sim.documents.scenario import Scenario
from sim.records.accounting import Additions, Statement, statement
from sim.records.periods import Periods
from sim.study.comparison import Comparison
from sim.study.intervals import Interval, mean_interval

STEEPEST = 64.0
"""Logarithm of a growth a year beyond any rate of return."""


def statement_of(costs: pd.DataFrame, periods: Periods, accounting: Accounting) -> Statement:
    """The statement of costs (period, funding, amount, capitalised, impaired) of one model."""

    def paid_by(funding: str) -> np.ndarray:
        mine = costs[costs["funding"] == funding]
        period, amount = mine["period"].to_numpy(dtype=int), mine["amount"].to_numpy()
        return np.bincount(period, weights=amount, minlength=len(periods))

    assets = costs[costs["capitalised"] != 0]
    sums = assets.groupby(["period", "impaired"], observed=True)["capitalised"].sum().reset_index()
    additions = Additions(
        sums["period"].to_numpy(dtype=int),
        sums["impaired"].to_numpy(dtype=int),
        sums["capitalised"].to_numpy(dtype=float),
    )
    capex, opex, losses = (paid_by(funding) for funding in ("capex", "opex", "none"))
    return statement(capex, opex, losses, additions, periods.ends_in_years, accounting)


def statements(comparison: Comparison) -> dict[str, Statement]:
    """The mean statement of each model."""
    scenario, table = comparison.study.scenario, comparison.mean_costs
    return {
        model: _statement(table[table["model"] == model], scenario) for model in comparison.models
    }


def _statement(costs: pd.DataFrame, scenario: Scenario) -> Statement:
    return statement_of(costs, Periods.of(scenario), scenario.prices.accounting)


def present_values(comparison: Comparison) -> dict[str, Interval]:
    """Present value of each model's cash out after tax, with its interval over replications."""
    scenario = comparison.study.scenario
    values: dict[str, list[float]] = {model: [] for model in comparison.models}
    for run in comparison.main_runs():
        values[run.model].append(_statement(run.costs, scenario).present_value)
    return {model: mean_interval(np.array(found), "positive") for model, found in values.items()}


def payback_years(baseline: Statement, other: Statement) -> float:
    """When what another model saves has paid for what it costs more, years from the start.

    0 if it never costs more; infinity if it has not paid back by the horizon. Within a period
    savings come in evenly.
    """
    saved = saved_so_far(baseline, other)
    return float("inf") if saved[-1] < 0 else float(caught_up(saved, baseline.ends).max())


def saved_so_far(baseline: Statement, other: Statement) -> np.ndarray:
    """What another model has saved by the end of each period; below zero: has cost more."""
    return np.cumsum(baseline.cash_after_tax - other.cash_after_tax)


def caught_up(saved: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Years at which savings rise from below zero in a period, 0 where they don't; as ``saved``."""
    found = np.zeros(len(saved))
    for period in range(1, len(saved)):
        was, now = saved[period - 1], saved[period]
        if was < 0 <= now:
            found[period] = ends[period - 1] - was / (now - was) * (ends[period] - ends[period - 1])
    return found


def rate_of_return(flows: np.ndarray, ends: np.ndarray) -> float:
    """The rate a year at which flows at these ends (years) have no present value.

    Infinity where nothing is ever put in. NaN where it doesn't come back within the horizon, or
    where what is put in and what comes back change places more than once: then no rate is the one.
    """
    so_far = np.cumsum(flows)
    below = so_far < 0
    if not below.any():
        return float("inf")
    once = below[0] and np.count_nonzero(np.diff(below)) == 1
    if not once or below[-1]:
        return float("nan")
    return float(np.expm1(brentq(lambda x: flows @ np.exp(-x * ends), 0.0, STEEPEST, xtol=1e-14)))


def by_fiscal_year(amounts: np.ndarray, periods: Periods) -> Mapping[str, float]:
    """Sums of what falls in each fiscal year."""
    found: dict[str, float] = {}
    for name, amount in zip(periods.year_names, amounts.tolist(), strict=True):
        found[name] = found.get(name, 0.0) + amount
    return found
