"""One replication: draw nature once, live through it under every model, keep what is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
import pandas as pd

from sim.documents.load import Study
from sim.documents.scenario import Scenario
from sim.documents.worlds import World, nature_in, only
from sim.engine.run import simulate
from sim.nature.tape import Tape, draw
from sim.records.arrivals import way_to_sres
from sim.records.changes import WAITS
from sim.records.incidents import TAGS
from sim.records.laws import check_laws
from sim.records.metrics import measure, measure_services, measure_teams
from sim.records.money import Accounts
from sim.records.otherwise import charging_figures
from sim.records.politics import politics_figures
from sim.records.queues import queues

EVENT_TABLES = ("incidents", "releases", "changes")
"""Kept in full where asked for."""


class RunError(Exception):
    """A run that could not be lived to its end; ``__cause__`` is what went wrong in it."""

    def __init__(self, model: str, world: World) -> None:
        super().__init__(model, world)
        self.model, self.world = model, world


@dataclass(frozen=True)
class Outcome:
    """What one model made of one replication, in a few dozen numbers."""

    model: str
    world: World
    replication: int
    metrics: dict[str, float]
    minutes: dict[str, float]
    """Mean hours of an incident by tag, and of a change by wait."""
    broken_laws: list[str]
    queues: dict[str, float]
    """Whether queues empty, how busy each team is, and what SREs' coming meant."""


@dataclass(frozen=True)
class FullOutcome(Outcome):
    """An outcome with its tables, reduced to what a study needs; of the world of the verdict."""

    costs: pd.DataFrame
    """Quantity, amount and capitalised amount by ``COST_KEYS``."""
    budgets: pd.DataFrame
    services: pd.DataFrame
    """The metrics that make sense for a service: ``service`` and a column a metric."""
    teams: pd.DataFrame
    """The metrics that make sense for a team: ``team`` and a column a metric."""
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    """Incidents, releases and changes in full, where asked for."""

    def outcome(self) -> Outcome:
        """This life without its tables."""
        return Outcome(**{f.name: getattr(self, f.name) for f in fields(Outcome)})


def live(study: Study, replication: int, *, tables: bool = False) -> list[Outcome]:
    """Every model's run in one replication, in each world of the scenario.

    Runs in the first world, of which the verdict is, bring their tables along.

    Raises
    ------
    LifeError
        Naming the model under which something went wrong.
    """
    return list(_runs(study, replication, tables))


def _runs(study: Study, replication: int, tables: bool) -> Iterator[Outcome]:
    for scenario, tape in _in_each_world(study.scenario, replication):
        for name in study.scenario.compare:
            try:
                yield _live_once(study, scenario, name, tape, tables)
            except Exception as error:
                raise RunError(name, scenario.world) from error


def _in_each_world(scenario: Scenario, replication: int) -> Iterator[tuple[Scenario, Tape]]:
    """The scenario in each of its worlds with its tape, the same one where nature is the same."""
    usual = draw(scenario, replication)
    for world in scenario.worlds:
        there = only(scenario, world)
        same = nature_in(there).operability == nature_in(scenario).operability
        yield there, usual if same else draw(there, replication)


def _live_once(study: Study, scenario: Scenario, name: str, tape: Tape, tables: bool) -> Outcome:
    model = study.models[name]
    run = Accounts(scenario, model, tape, simulate(scenario, model, tape))
    outcome = Outcome(
        model=name,
        world=scenario.world,
        replication=tape.replication,
        metrics=measure(run),
        minutes=_minutes(run),
        broken_laws=check_laws(run),
        queues=queues(run) | way_to_sres(run) | politics_figures(run) | charging_figures(run),
    )
    if scenario.world != study.scenario.world:
        return outcome
    kept = {table: getattr(run, table) for table in EVENT_TABLES} if tables else {}
    return FullOutcome(
        **vars(outcome),
        costs=run.costs,
        budgets=run.budgets,
        services=measure_services(run).reset_index(),
        teams=measure_teams(run).reset_index(),
        tables=kept,
    )


def _minutes(run: Accounts) -> dict[str, float]:
    every, live_ones = slice(None), run.changes["live_at"].notna().to_numpy()
    return {**_means(run.incidents, TAGS, every), **_means(run.changes, WAITS, live_ones)}


def _means(
    table: pd.DataFrame, columns: Sequence[str], chosen: np.ndarray | slice
) -> dict[str, float]:
    """The mean of each column over the chosen rows; NaN if there are none."""
    values = {column: table[column].to_numpy()[chosen] for column in columns}
    return {column: float(v.mean()) if len(v) else float("nan") for column, v in values.items()}
