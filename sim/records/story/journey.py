"""One change among the others: its line of the table, its release, the incidents it brought."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sim.engine.log import EventKind, Fact
from sim.nature.tape import Cause
from sim.organisation.practice import Practice
from sim.records.tables import Records


def known(at: float) -> bool:
    """Whether something has happened by the horizon."""
    return not math.isnan(at)


@dataclass(frozen=True)
class Journey:
    """What the tables and the log know of one change."""

    run: Records
    service: str
    number: int

    @cached_property
    def row(self) -> dict[str, float]:
        """Its instants and waits by column.

        Raises
        ------
        KeyError
            If the change was never made, since its team was disbanded before.
        """
        mine = self._siblings[self._siblings["change"] == self.number]
        if mine.empty:
            raise KeyError(f"{self.service}/{self.number}")
        numbers = mine.drop(columns="service").iloc[0]
        return {str(name): float(value) for name, value in numbers.items()}

    @cached_property
    def _siblings(self) -> pd.DataFrame:
        return self.run.changes[self.run.changes["service"] == self.service]

    @property
    def practice(self) -> Practice:
        """How its service was run when it became ready."""
        return self.run.practice_at(self.index, self.row["ready_at"])

    @property
    def made(self) -> int:
        """How many changes of the service were made."""
        return len(self._siblings)

    @cached_property
    def release(self) -> list[int]:
        """The changes that first went live together with it, itself among them; none yet: empty."""
        same = self._siblings["first_live_at"] == self.row["first_live_at"]
        return [int(number) for number in self._siblings.loc[same, "change"]]

    @cached_property
    def index(self) -> int:
        """The service's number in the log."""
        return self.run.log.service_names.index(self.service)

    @cached_property
    def facts(self) -> list[Fact]:
        """The facts of its service up to the horizon, in order of time."""
        horizon = self.run.scenario.horizon
        return [f for f in self.run.log.facts() if f.service == self.index and f.at < horizon]

    @cached_property
    def incidents(self) -> dict[int, int]:
        """The change with the defect, by the number of each incident that its release brought."""
        return {
            incident: found.fault
            for incident, found in enumerate(self.run.log.incidents, start=1)
            if found.service == self.index
            and found.cause == Cause.CHANGE
            and found.fault in self.release
        }

    @property
    def until(self) -> float:
        """When it is live for good, or the end of the run."""
        live = self.row["live_at"]
        return live if known(live) else self.run.scenario.horizon

    def defective(self) -> bool:
        """Whether it carries a defect that came to be."""
        return any(f.what == EventKind.DEFECT_LIVE and f.subject == self.number for f in self.facts)
