"""A run by groups: the organisation as one, each of its services, or each of its teams.

A metric is reduced over groups by one function, so that the value of a service is worked out as
that of the organisation is, and a thousand services take about as long as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd

from sim.documents.scenario import Scenario
from sim.engine.log import EventKind
from sim.ground.units import HOURS_PER
from sim.organisation.team import Team
from sim.records.incidents import phase_table
from sim.records.money import Accounts
from sim.records.run import categories, names_of

By = Literal["organisation", "service", "team"]
NOBODY = -1
"""The group of a row that belongs to none, such as a cost that services share."""


@dataclass(frozen=True)
class Rows:
    """Rows of a table with the group of each; what is worked out has the shape (groups,)."""

    _table: pd.DataFrame
    group: np.ndarray
    """Number of the group of each row, or NOBODY; shape (rows,)."""
    groups: int
    chosen: np.ndarray | None = None
    """Which rows of the table these are, by place; absent: all."""

    def __getitem__(self, column: str) -> Any:
        """A column: an array of numbers, or a categorical of names; shape (rows,)."""
        values = self._table[column].values
        return values if self.chosen is None else values[self.chosen]

    def where(self, chosen: np.ndarray) -> Rows:
        """Some of the rows, by a truth value for each; columns are taken when asked for."""
        places = np.flatnonzero(chosen)
        of_table = places if self.chosen is None else self.chosen[places]
        return Rows(self._table, self.group[places], self.groups, of_table)

    def count(self) -> np.ndarray:
        """How many rows."""
        counted = np.bincount(self.group[self.group != NOBODY], minlength=self.groups)
        return np.asarray(counted, dtype=float)

    def total(self, values: np.ndarray) -> np.ndarray:
        """Sum of a value of each row; 0 where there are no rows."""
        return np.array([part.sum() for part in self._parts(np.asarray(values, dtype=float))])

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Mean of the known values; NaN where there are none."""
        parts = self._known(values)
        return np.array([part.mean() if len(part) else np.nan for part in parts])

    def quantile(self, values: np.ndarray, q: float) -> np.ndarray:
        """Quantile of the known values, as ``np.quantile`` finds it; NaN where there are none."""
        parts = self._known(values)
        sizes = np.array([len(part) for part in parts])
        if not sizes.any():
            return np.full(self.groups, np.nan)
        some = sizes > 0
        found = np.full(self.groups, np.nan)
        found[some] = _quantiles(np.concatenate(parts), sizes[some], q)
        return found

    def _known(self, values: np.ndarray) -> list[np.ndarray]:
        numbers = np.asarray(values, dtype=float)
        known = ~np.isnan(numbers)
        return Rows(self._table, self.group[known], self.groups)._parts(numbers[known])

    def _parts(self, values: np.ndarray) -> list[np.ndarray]:
        """The values of each group in the order of the rows."""
        if self.groups == 1 and not (self.group == NOBODY).any():
            return [np.ascontiguousarray(values)]
        order = np.argsort(self.group, kind="stable")
        edges = np.searchsorted(self.group[order], np.arange(self.groups + 1))
        ordered = values[order]
        return [ordered[a:b] for a, b in pairwise(edges)]


def _quantiles(values: np.ndarray, sizes: np.ndarray, q: float) -> np.ndarray:
    """A quantile of each run of values, of which none is empty; linear, as NumPy's default."""
    ends = np.cumsum(sizes)
    ordered = values[np.lexsort((values, np.repeat(np.arange(len(sizes)), sizes)))]
    place = (sizes - 1) * q
    lower = np.floor(place).astype(np.int64)
    a = ordered[ends - sizes + lower]
    b = ordered[ends - sizes + np.minimum(lower + 1, sizes - 1)]
    part = place - lower
    # From the nearer end, as NumPy does: then the result is its own to the last digit.
    return np.asarray(np.where(part >= 0.5, b - (b - a) * (1 - part), a + (b - a) * part))


@dataclass(frozen=True)
class Grouped:
    """A run seen by groups."""

    run: Accounts
    by: By = "organisation"

    @property
    def scenario(self) -> Scenario:
        """The world of the run."""
        return self.run.scenario

    @cached_property
    def names(self) -> list[str]:
        """The groups; the organisation has no name."""
        if self.by == "service":
            return list(self.scenario.services)
        return [team.name for team in self.run.teams] if self.by == "team" else [""]

    def _rows(self, table: pd.DataFrame) -> Rows:
        if self.by == "organisation":
            return Rows(table, np.zeros(len(table), dtype=np.int64), 1)
        named = table[self.by].cat
        mine = categories(tuple(self.names))
        if named.categories is mine:
            return Rows(table, named.codes.to_numpy(), len(mine))
        number = mine.get_indexer(named.categories)
        return Rows(table, np.append(number, NOBODY)[named.codes], len(mine))

    @cached_property
    def incidents(self) -> Rows:
        """One row an incident."""
        return self._rows(self.run.incidents)

    @cached_property
    def phases(self) -> Rows:
        """One row each stretch of an incident in a phase."""
        return self._rows(phase_table(self.run))

    @cached_property
    def impacts(self) -> Rows:
        """One row a service that an incident hits."""
        return self._rows(self.run.impacts)

    @cached_property
    def changes(self) -> Rows:
        """One row a change."""
        return self._rows(self.run.changes)

    @cached_property
    def releases(self) -> Rows:
        """One row a release."""
        return self._rows(self.run.releases)

    @cached_property
    def budgets(self) -> Rows:
        """One row a service and quarter."""
        return self._rows(self.run.budgets)

    @cached_property
    def jobs(self) -> Rows:
        """One row each time that a person worked on something."""
        return self._rows(self.run.jobs)

    @cached_property
    def alerts(self) -> Rows:
        """One row an alert that was nothing."""
        return self._rows(self.run.alerts)

    @cached_property
    def requests(self) -> Rows:
        """One row a stretch of work on a request."""
        return self._rows(self.run.requests)

    @cached_property
    def called_again(self) -> Rows:
        """One row each time that a call out of hours wasn't answered."""
        facts = self.run.select(EventKind.CALLED_AGAIN)
        who = names_of(self.run.log.team_names, facts["who"])
        return self._rows(pd.DataFrame({"team": who, "at": facts["at"]}))

    @cached_property
    def ledger(self) -> Rows:
        """One row an entry; one that names no service belongs to none of them."""
        return self._rows(self.run.ledger)

    @property
    def years(self) -> float:
        """Length of the horizon."""
        return self.scenario.horizon / HOURS_PER["y"]

    @cached_property
    def services(self) -> np.ndarray:
        """How many services there are in each group; shape (groups,)."""
        every = len(self.scenario.services)
        return np.ones(every) if self.by == "service" else np.array([float(every)])

    def of_services(self, values: Sequence[float]) -> np.ndarray:
        """Sum over the services of each group, of a value of each service."""
        return np.asarray(values, dtype=float) if self.by == "service" else np.array([sum(values)])

    def of_teams_array(self, values: np.ndarray) -> np.ndarray:
        """Sum over the teams of each group, of a value of each team; shape (groups,)."""
        return values if self.by == "team" else np.array([values.sum()])

    def of_teams(self, value: Callable[[Team], float]) -> np.ndarray:
        """Sum over the teams of each group, of a value of each team."""
        values = [float(value(team)) for team in self.run.teams]
        return np.array(values) if self.by == "team" else np.array([sum(values)])
