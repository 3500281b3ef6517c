"""Accounting periods: calendar quarters, cut where a fiscal year begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from sim.documents.scenario import Scenario
from sim.ground.units import HOURS_PER
from sim.ground.working_time import quarter_edges, quarter_name


@dataclass(frozen=True)
class Periods:
    """The periods of a scenario; each lies in one calendar quarter and one fiscal year."""

    start: date
    edges: np.ndarray
    """Hours; shape (periods + 1,)."""
    quarter: np.ndarray
    """Number of the calendar quarter, from 0; shape (periods,)."""
    fiscal_year: np.ndarray
    """The year in which the fiscal year began; shape (periods,)."""
    whole_years: bool
    """Whether fiscal years are calendar years."""

    @classmethod
    def of(cls, scenario: Scenario) -> Periods:
        """The periods of a scenario's horizon."""
        month, day = map(int, scenario.prices.accounting.fiscal_year_starts.split("-"))
        quarters = quarter_edges(scenario.start, scenario.horizon)
        years = _fiscal_starts(scenario, month, day)
        edges = np.array(sorted({*quarters, *(at for at in years if at < scenario.horizon)}))
        begins = [scenario.start + timedelta(days=at / 24) for at in edges[:-1].tolist()]
        return cls(
            scenario.start,
            edges,
            np.searchsorted(quarters, edges[:-1], side="right") - 1,
            np.array([day_.year - ((day_.month, day_.day) < (month, day)) for day_ in begins]),
            (month, day) == (1, 1),
        )

    def __len__(self) -> int:
        return len(self.quarter)

    def number(self, at: np.ndarray) -> np.ndarray:
        """The period of each instant; the horizon itself belongs to the last."""
        return np.minimum(np.searchsorted(self.edges, at, side="right") - 1, len(self) - 1)

    @cached_property
    def years_old(self) -> np.ndarray:
        """Fiscal years since the first one, by which prices have risen; shape (periods,)."""
        return np.asarray(self.fiscal_year - self.fiscal_year[0])

    @cached_property
    def ends_in_years(self) -> np.ndarray:
        """Years from the start to the end of each period; shape (periods,)."""
        return np.asarray(self.edges[1:] / HOURS_PER["y"])

    @cached_property
    def quarter_names(self) -> list[str]:
        """The calendar quarter of each period, such as 2026-Q1."""
        return [quarter_name(self.start, at) for at in self.edges[:-1].tolist()]

    @cached_property
    def year_names(self) -> list[str]:
        """The fiscal year of each period: FY2026, or FY2026/27 if it spans two."""
        return [
            f"FY{year}" if self.whole_years else f"FY{year}/{(year + 1) % 100:02d}"
            for year in self.fiscal_year.tolist()
        ]

    @cached_property
    def names(self) -> list[str]:
        """A name of each period: its quarter, with the fiscal year where that cuts it."""
        seen = self.quarter_names
        return [
            name if seen.count(name) == 1 else f"{name} ({year})"
            for name, year in zip(seen, self.year_names, strict=True)
        ]

    def day(self, at: float) -> date:
        """The date of an instant."""
        return self.start + timedelta(days=int(at // 24))


def _fiscal_starts(scenario: Scenario, month: int, day: int) -> list[float]:
    last = scenario.start + timedelta(days=scenario.horizon / 24)
    return [
        24.0 * (date(year, month, day) - scenario.start).days
        for year in range(scenario.start.year, last.year + 1)
        if date(year, month, day) > scenario.start
    ]
