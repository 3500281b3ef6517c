"""A simulated past in the words of an export, so that both are measured by the same functions.

A tool opens an incident when somebody is paged; what nobody was paged for isn't in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.documents.load import Study
from sim.engine.log import EventKind
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.questions.fit.observations import HOUR, Observations
from sim.questions.fit.traffic import grows
from sim.records.tables import Records

CHANGES_AN_INCIDENT = 0.05
"""Time that a change takes to live through, in that of an incident."""
FOLLOWED = pd.Timedelta(days=30)
"""Longest time after the period for which incidents of it are followed to their end."""


@dataclass(frozen=True)
class Past:
    """What is replayed: the study, the support model of today, and the period that counts."""

    study: Study
    today: str
    hours: float
    """Length of the period; the study's horizon may be longer, to see incidents end."""
    after: float = 0.0
    """Hours of the scenario before the period, which are lived and don't count."""
    drawn: tuple[Study, ...] = ()
    """Studies as plausible as this one, which replications live in turns, so that they differ by
    what isn't known as well as by chance; empty: all of them live ``study``."""

    @property
    def expected(self) -> float:
        """About how many incidents a past has, repeats left out."""
        scenario = self.study.scenario
        rates = [
            scenario.nature_of(name).background
            + service.changes * scenario.nature_of(name).defect_chance
            for name, service in scenario.services.items()
        ]
        return sum(rates) * scenario.horizon

    @property
    def effort(self) -> float:
        """What it takes to live through: incidents, and changes as far as they take as long."""
        changes = sum(s.changes for s in self.study.scenario.services.values())
        return self.expected + CHANGES_AN_INCIDENT * changes * self.study.scenario.horizon

    def of(self, replication: int) -> Past:
        """What one replication lives."""
        if not self.drawn:
            return self
        return replace(self, study=self.drawn[replication % len(self.drawn)], drawn=())

    def live(self, replication: int) -> Observations:
        """One past as its tool would have recorded it."""
        if self.drawn:
            return self.of(replication).live(replication)
        scenario, model = self.study.scenario, self.study.models[self.today]
        tape = draw(scenario, replication)
        run = Records(scenario, model, tape, simulate(scenario, model, tape))
        start = pd.Timestamp(scenario.start, tz="UTC")
        begins, until = start + _span(self.after), start + _span(scenario.horizon)
        ends = begins + _span(self.hours)
        whole = Observations(
            _incidents(run.incidents, start), _changes(run, start), begins, ends, until, True,
            people=_people(run),
        )  # fmt: skip
        return whole.between(begins, ends, until)


def followed(found: Observations) -> Observations:
    """An observed past, its incidents followed as long as a simulated one's."""
    return found.between(found.begins, found.ends, min(found.until, found.ends + FOLLOWED))


def past_of(study: Study, today: str, found: Observations, drawn: Sequence[Study] = ()) -> Past:
    """The replay of the period of an observed past, followed as long.

    Replications live ``drawn`` in turns, where there are such studies. Where traffic grows, what
    comes before the period is lived through, so that the period has the traffic of its time.

    Raises
    ------
    InputError
        If the study doesn't compare the support model, or its traffic begins after the period.
    """
    if today not in study.models:
        names = list(study.models)
        raise InputError(
            "--today", [Problem("", f"no model '{today}' compared{nearest(today, names)}")]
        )
    hours, start = 24.0 * max(1, round(found.hours / 24)), lived_from(study, found)
    before = 24.0 * (found.begins.date() - start).days
    after = max(0.0, (min(found.until, found.ends + FOLLOWED) - found.ends) / HOUR)
    longer = {"start": start, "horizon": before + hours + after}
    there, *others = (
        replace(one, scenario=one.scenario.model_copy(update=longer)) for one in (study, *drawn)
    )
    return Past(there, today, hours, before, tuple(others))


def lived_from(study: Study, found: Observations) -> date:
    """The first day that a replay lives: that of the period, or of the scenario's traffic.

    Raises
    ------
    InputError
        If the traffic begins after the period.
    """
    begins, start = found.begins.date(), study.scenario.start
    if not grows(study.scenario):
        return begins
    if begins < start:
        why = f"its traffic grows from then on, and the exports begin {begins}; --from {start}"
        raise InputError(study.file or study.name, [Problem("start", f"is {start}: {why}")])
    return start


def _span(hours: float) -> pd.Timedelta:
    return pd.Timedelta(hours, unit="h")


def _at(hours: pd.Series, begins: pd.Timestamp) -> pd.Series:
    found: pd.Series = begins + pd.to_timedelta(hours, unit="h").dt.as_unit("us")
    return found


def _incidents(table: pd.DataFrame, begins: pd.Timestamp) -> pd.DataFrame:
    noticed = table["paged_at"].notna().to_numpy()
    table = table[noticed].reset_index(drop=True)
    found = pd.DataFrame(
        {
            "service": table["service"].astype("str").astype("category"),
            "opened_at": _at(table["paged_at"], begins),
            "acknowledged_at": _at(table["acknowledged_at"], begins),
            "restored_at": _at(table["restored_at"], begins),
            "severity": table["impact"].astype("str"),
            "cause": table["cause"].astype("str"),
            "diagnosing": table["diagnosing_hours"],
            "fixing": table["fixing_hours"],
            "exact": True,
        }
    )
    return found.sort_values("opened_at", kind="stable", ignore_index=True)


def _people(run: Records) -> float:
    """Of the teams that worked on incidents: who take turns, all where nobody is on call."""
    teams = np.unique(run.select(EventKind.ACKNOWLEDGING)["who"]).astype(int)
    there = (run.teams[number] for number in teams.tolist())
    return float(sum(team.rota_at(0.0) or team.head_counts[0][1] for team in there))


def _changes(run: Records, begins: pd.Timestamp) -> pd.DataFrame:
    """A row a change that went live, and whether its release failed."""
    changes = run.changes[run.changes["first_live_at"].notna()]
    service = changes["service"].astype("str")
    failed = run.releases[["service", "live_at", "failed"]].astype({"service": "str"})
    table = pd.DataFrame(
        {
            "service": service,
            "ready_at": _at(changes["ready_at"], begins),
            "live_at": _at(changes["first_live_at"], begins),
            "key": changes["first_live_at"],
        }
    ).merge(failed.rename(columns={"live_at": "key"}), on=["service", "key"], how="left")
    table["failed"] = table["failed"].astype(float)
    return table.drop(columns="key").astype({"service": "category"})


def renamed(found: Observations, names: Mapping[str, str]) -> Observations:
    """With services called as in the scenario; those that it doesn't have are left out."""

    def rename(table: pd.DataFrame) -> pd.DataFrame:
        keys = table["service"].astype("str").map(dict(names))
        there = keys.notna().to_numpy()
        table = table.drop(columns="all_services", errors="ignore")
        return table.assign(service=keys.astype("category"))[there].reset_index(drop=True)

    changes = None if found.changes is None else rename(found.changes)
    return replace(found, incidents=rename(found.incidents), changes=changes)
