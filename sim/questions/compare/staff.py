"""Who comes and who goes: head counts of the teams that a support model adds, from today on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sim.documents.mix import is_over_time
from sim.ground.units import HOURS_PER
from sim.questions.compare.cost_model import CostModel, role_in
from sim.records.rates import from_key

Way = Literal["hiring", "severance"]
"""Coming and going, each with what it costs."""
WAYS: tuple[Way, ...] = ("hiring", "severance")
DIGITS = 9
"""Of a person, beyond which a head count has nothing but rounding."""


@dataclass(frozen=True)
class Staff:
    """The people of one team under one support model; arrays of shape (periods,)."""

    model: str
    team: str
    role: str
    """Whose salary they have; "" for people whom nobody hires or lets go here: a contractor's, and
    those of a plan over time, which has that in its own lines."""
    funding: str
    people: np.ndarray
    """Mean head count in each period, the mean over replications."""
    before: float
    """Today's head count, before the first period."""
    redeployed: float
    """Of those who go, people who get other work."""

    @property
    def joined(self) -> np.ndarray:
        """People who come in each period."""
        return np.maximum(0.0, np.diff(self.people, prepend=self.before))

    @property
    def left(self) -> np.ndarray:
        """People who go in each period."""
        return np.maximum(0.0, -np.diff(self.people, prepend=self.before))

    @property
    def let_go(self) -> np.ndarray:
        """People who go and get no other work; those who go first get it."""
        gone = np.maximum(0.0, np.cumsum(self.left) - self.redeployed)
        return np.diff(gone, prepend=0.0)

    def moved(self, way: Way) -> np.ndarray:
        """People who are paid for, one way or the other."""
        if not self.role:
            return np.zeros_like(self.people)
        return self.joined if way == "hiring" else self.let_go


def staff(cost_model: CostModel, today: str, plan: str) -> list[Staff]:
    """Every team of today and of the plan; a team of one of them alone has nobody in the other."""
    found = {(m, *key): row for m in (today, plan) for key, row in _people(cost_model, m)}
    keys = sorted({key[1:] for key in found})
    nobody = np.zeros(len(cost_model.periods))
    models = cost_model.comparison.study.models
    spared = cost_model.scenario.business_case.redeployed
    return [
        Staff(
            model, team, "" if is_over_time(models[model]) else role, funding,
            found.get((model, team, role, funding), nobody),
            float(found.get((today, team, role, funding), nobody)[0]),
            float(spared.get(team, 0)) if model == plan else 0.0,
        )
        for model in (today, plan)
        for team, role, funding in keys
    ]  # fmt: skip


def _people(cost_model: CostModel, model: str) -> Iterator[tuple[tuple[str, str, str], np.ndarray]]:
    """Head counts by team, whose salary, and budget."""
    table = cost_model.comparison.mean_costs
    mine = table[table["model"].eq(model) & table["unit"].eq("person-years")]
    mine = mine[mine["line"].eq("run")]
    roles = mine["rate_key"].map(lambda key: from_key(key).role or "")
    keys = [mine["team"].map(role_in), roles, mine["funding"]]
    years = np.diff(cost_model.periods.edges) / HOURS_PER["y"]
    for (team, role, funding), rows in mine.groupby(keys, sort=True):
        yield (
            (str(team), str(role), str(funding)),
            np.round(_in_periods(rows, len(years)) / years, DIGITS),
        )


def _in_periods(rows: pd.DataFrame, periods: int) -> np.ndarray:
    at, amount = rows["period"].to_numpy(dtype=int), rows["quantity"].to_numpy(dtype=float)
    return np.bincount(at, weights=amount, minlength=periods)
