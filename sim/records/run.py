"""One run as the records see it: its documents, its tape and the facts of its log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.documents.mix import Model
from sim.documents.scenario import Scenario
from sim.engine.log import Did, Log
from sim.ground.working_time import Windows, quarter_edges
from sim.nature.tape import Tape, working_windows
from sim.organisation.organisation import Organisation, organise
from sim.organisation.practice import Practice
from sim.organisation.targets import target_at
from sim.organisation.team import Team


def names_of(names: list[str], index: np.ndarray) -> pd.Categorical[str]:
    """The names that codes stand for, as a categorical."""
    return pd.Categorical.from_codes(index.astype(np.int64), categories=pd.Index(names))


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
        facts, changes = self.select(Did.HEADCOUNT), dict[str, list[tuple[float, int]]]()
        for at, team, people in zip(facts["at"], facts["who"], facts["amount"], strict=True):
            name = self.log.team_names[int(team)]
            changes.setdefault(name, []).append((float(at), int(people)))
        self._hired_later(changes)
        self._disbanded(changes)
        return organise(self.scenario, self.model).with_head_counts(changes)

    def _hired_later(self, changes: dict[str, list[tuple[float, int]]]) -> None:
        """SREs who are hired when a service first asks aren't there at the start."""
        practices = organise(self.scenario, self.model).practices.values()
        later = dict.fromkeys(
            practice.engaged_team.name
            for practice in practices
            if practice.engagement is not None and practice.engagement.hired != "first-day"
            if practice.engaged_team is not None
        )
        for name in later:
            mine = changes.setdefault(name, [])
            mine += [] if mine and mine[0][0] == 0.0 else [(0.0, 0)]

    def _disbanded(self, changes: dict[str, list[tuple[float, int]]]) -> None:
        """A delivery team that was disbanded has nobody in any of its roles."""
        facts, services = self.select(Did.TEAM_DISBANDED), list(self.scenario.services.values())
        gone = {services[s].team: at for at, s in zip(facts["at"], facts["service"], strict=True)}
        for name, team in organise(self.scenario, self.model).teams.items():
            if team.scope == "team" and team.key in gone:
                changes.setdefault(name, []).append((float(gone[team.key]), 0))

    @cached_property
    def teams(self) -> list[Team]:
        """The teams by their number in the log."""
        return [self.organisation.teams[name] for name in self.log.team_names]

    @cached_property
    def engaged_teams(self) -> list[Team]:
        """The SRE teams that any service may engage."""
        names = {p.engaged_team.name for p in self.practices if p.engaged_team is not None}
        return [team for team in self.teams if team.name in names]

    @cached_property
    def practices(self) -> list[Practice]:
        """How each service is run, by its number in the log."""
        return [self.organisation.practices[name] for name in self.log.service_names]

    def targets_in(self, service: np.ndarray, quarter: np.ndarray) -> np.ndarray:
        """The availability target of services, by number, in quarters; shape of ``service``."""
        begins = np.array(self.quarters)[quarter]
        steps = [self.practices[number].targets for number in service.tolist()]
        pairs = zip(steps, begins.tolist(), strict=True)
        return np.array([target_at(targets, at) for targets, at in pairs])

    @property
    def engages(self) -> bool:
        """Whether SREs may engage with any service."""
        return any(practice.engagement is not None for practice in self.practices)

    def select(self, *what: Did) -> dict[str, np.ndarray]:
        """The facts of these kinds, in the order of writing."""
        chosen = np.isin(self.facts["what"], what)
        return {name: column[chosen] for name, column in self.facts.items()}

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
