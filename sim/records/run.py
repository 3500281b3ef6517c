"""One run as the records see it: its documents, its tape and the facts of its log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from sim.documents.mix import Model
from sim.documents.scenario import Scenario
from sim.engine.log import EventKind, Log
from sim.ground.working_time import Windows, quarter_edges
from sim.nature.tape import Tape, working_windows
from sim.organisation.organisation import Organisation, organise
from sim.organisation.practice import Practice
from sim.organisation.targets import target_at
from sim.organisation.team import Team


def names_of(names: list[str], index: np.ndarray) -> pd.Categorical[str]:
    """The names that codes stand for, as a categorical."""
    return pd.Categorical.from_codes(index.astype(np.int64), categories=categories(tuple(names)))


@lru_cache(maxsize=256)
def categories(names: tuple[str, ...]) -> pd.Index[str]:
    """Names as the categories of a column; each replication has the same ones."""
    return pd.Index(names, dtype="str")


def columns(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """The columns of a table as arrays of shape (rows,); where they are names, their codes."""
    found = {str(name): column.values for name, column in table.items()}
    return {
        name: np.asarray(column.codes if isinstance(column, pd.Categorical) else column)
        for name, column in found.items()
    }


@dataclass(frozen=True)
class Run:
    """One run: its documents, its tape and its log."""

    scenario: Scenario
    model: Model
    tape: Tape
    log: Log

    @cached_property
    def facts(self) -> Mapping[str, np.ndarray]:
        """The log's columns."""
        return self.log.columns()

    @cached_property
    def working(self) -> Windows:
        """Working hours."""
        return working_windows(self.scenario)

    @cached_property
    def quarters(self) -> list[float]:
        """The edges of the quarters, hours."""
        return quarter_edges(self.scenario.start, self.scenario.horizon)

    @cached_property
    def organisation(self) -> Organisation:
        """Teams and practices, with what became of head counts in this run."""
        facts, changes = self.select(EventKind.HEADCOUNT), dict[str, list[tuple[float, int]]]()
        for at, team, people in zip(facts["at"], facts["who"], facts["amount"], strict=True):
            name = self.log.team_names[int(team)]
            changes.setdefault(name, []).append((float(at), int(people)))
        self._hired_later(changes)
        self._disbanded(changes)
        return self.planned.with_head_counts(changes)

    @cached_property
    def planned(self) -> Organisation:
        """Teams and practices as the documents have them."""
        return organise(self.scenario, self.model)

    def _hired_later(self, changes: dict[str, list[tuple[float, int]]]) -> None:
        """SREs who are hired when a service first asks aren't there at the start."""
        for name in self.hired_later:
            mine = changes.setdefault(name, [])
            mine += [] if mine and mine[0][0] == 0.0 else [(0.0, 0)]

    @cached_property
    def hired_later(self) -> list[str]:
        """SRE teams that are hired when a service first asks."""
        found = dict.fromkeys(
            practice.engaged_team.name
            for practice in self.planned.every_practice
            if practice.engagement is not None and practice.engagement.hired != "first-day"
            if practice.engaged_team is not None
        )
        return list(found)

    def _disbanded(self, changes: dict[str, list[tuple[float, int]]]) -> None:
        """A delivery team that was disbanded has nobody in any of its roles."""
        facts, services = (
            self.select(EventKind.TEAM_DISBANDED),
            list(self.scenario.services.values()),
        )
        gone = {services[s].team: at for at, s in zip(facts["at"], facts["service"], strict=True)}
        for name, team in self.planned.teams.items():
            if team.scope == "team" and team.key in gone:
                since = float(gone[team.key])
                later = [at for at, _ in team.head_counts if at > since]
                changes.setdefault(name, []).extend((at, 0) for at in (since, *later))

    @cached_property
    def teams(self) -> list[Team]:
        """The teams by their number in the log."""
        return [self.organisation.teams[name] for name in self.log.team_names]

    @cached_property
    def engaged_teams(self) -> list[Team]:
        """The SRE teams that any service may engage."""
        every = self.planned.every_practice
        names = {p.engaged_team.name for p in every if p.engaged_team is not None}
        return [team for team in self.teams if team.name in names]

    @cached_property
    def practices(self) -> list[Practice]:
        """How each service is run on the first day, by its number in the log."""
        return [self.organisation.practices[name] for name in self.log.service_names]

    @cached_property
    def stretches(self) -> list[list[tuple[float, Practice]]]:
        """How each service is run from each instant on, the first 0, by its number in the log."""
        found = [[(0.0, practice)] for practice in self.practices]
        place = {name: number for number, name in enumerate(self.log.service_names)}
        for move in self.organisation.moves:
            if move.at > 0:
                found[place[move.service]].append((move.at, move.after))
        return found

    def practice_at(self, service: int, at: float) -> Practice:
        """How a service is run at an instant."""
        return [practice for since, practice in self.stretches[service] if since <= at][-1]

    def of_practices(
        self, value: Callable[[Practice], object], service: np.ndarray, at: np.ndarray
    ) -> np.ndarray:
        """Something of how each of these services is run at these instants; same shape."""
        values = np.array([value(practice) for one in self.stretches for _, practice in one])
        firsts = np.cumsum([0, *map(len, self.stretches)])
        place = firsts[service]
        for number, stretches in enumerate(self.stretches):
            for since, _ in stretches[1:]:
                place[(service == number) & (at >= since)] += 1
        return np.asarray(values[place])

    def targets_in(self, service: np.ndarray, quarter: np.ndarray) -> np.ndarray:
        """The availability target of services, by number, in quarters; shape of ``service``."""
        begins = np.array(self.quarters)[quarter]
        pairs = zip(service.tolist(), begins.tolist(), strict=True)
        return np.array([target_at(self.practice_at(n, at).targets, at) for n, at in pairs])

    @property
    def engages(self) -> bool:
        """Whether SREs may engage with any service."""
        return any(practice.engagement is not None for practice in self.planned.every_practice)

    def select(self, *what: EventKind) -> dict[str, np.ndarray]:
        """The facts of these kinds, in the order of writing."""
        places = [self._places[kind] for kind in what]
        chosen = places[0] if len(places) == 1 else np.sort(np.concatenate(places))
        return {name: column[chosen] for name, column in self.facts.items()}

    @cached_property
    def _places(self) -> list[np.ndarray]:
        """Where the facts of each kind are, in the order of writing."""
        what = self.facts["what"]
        order = np.argsort(what, kind="stable")
        return np.split(order, np.searchsorted(what[order], np.arange(1, max(EventKind) + 1)))

    def traffic_passed(self, service: np.ndarray, at: np.ndarray) -> np.ndarray:
        """Hours of the traffic at which a service's exposure holds, up to each instant (hours)."""
        passed = np.zeros(len(at))
        for code in np.unique(service).tolist():
            mine = service == code
            name = self.log.service_names[code]
            document = self.scenario.services[name].traffic
            worth = document.start / (document.at_exposure or document.start)
            passed[mine] = worth * self.tape.services[name].traffic.curve.before_array(at[mine])
        return passed

    @cached_property
    def working_of(self) -> list[Windows]:
        """Working hours of each team of the log."""
        return [working_windows(self.scenario, team.calendar) for team in self.teams]

    def out_of_hours(self, at: np.ndarray, team: np.ndarray | None = None) -> np.ndarray:
        """Whether each instant lies out of working hours: the organisation's, or of each team."""
        out = np.asarray(self.working.next_open_array(at) != at)
        if team is not None:
            for number in np.unique(team).tolist():
                if self.teams[number].calendar is not None:
                    mine = team == number
                    out[mine] = self.working_of[number].next_open_array(at[mine]) != at[mine]
        return out
