"""One replication: draw nature once, live through it under every model, keep what is needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from sim.documents.load import Study
from sim.documents.scenario import Scenario
from sim.engine.run import simulate
from sim.nature.tape import Tape, draw
from sim.records.changes import WAITS
from sim.records.incidents import TAGS
from sim.records.laws import check_laws
from sim.records.metrics import measure
from sim.records.money import Accounts


@dataclass(frozen=True)
class Life:
    """What one model made of one replication, reduced to what a study needs."""

    model: str
    incentives: bool
    replication: int
    metrics: dict[str, float]
    costs: pd.DataFrame
    """Quantity, amount and capitalised amount by ``COST_KEYS``."""
    budgets: pd.DataFrame
    minutes: dict[str, float]
    """Mean hours of an incident by tag, and of a change by wait."""
    broken_laws: list[str]
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    """Incidents, releases and changes in full, where asked for."""


def live(study: Study, replication: int, *, tables: bool = False) -> list[Life]:
    """Every model's life in one replication, with the incentive loop as in the scenario and off.

    With the loop off in the scenario, only that is lived through.
    """
    return list(_lives(study, replication, tables))


def _lives(study: Study, replication: int, tables: bool) -> Iterator[Life]:
    tape = draw(study.scenario, replication)
    for scenario in loop_settings(study.scenario):
        for name in study.scenario.compare:
            yield _live_once(study, scenario, name, tape, tables and scenario is study.scenario)


def loop_settings(scenario: Scenario) -> list[Scenario]:
    """The scenario, and its twin without the incentive loop."""
    if not scenario.incentives:
        return [scenario]
    return [scenario, scenario.model_copy(update={"incentives": False})]


def _live_once(study: Study, scenario: Scenario, name: str, tape: Tape, tables: bool) -> Life:
    model = study.models[name]
    run = Accounts(scenario, model, tape, simulate(scenario, model, tape))
    means: dict[str, float] = {
        **_means(run.incidents[list(TAGS)]),
        **_means(run.changes.loc[run.changes["live_at"].notna(), list(WAITS)]),
    }
    kept = ("incidents", "releases", "changes") if tables else ()
    return Life(
        model=name,
        incentives=scenario.incentives,
        replication=tape.replication,
        metrics=measure(run),
        costs=run.costs,
        budgets=run.budgets,
        minutes=means,
        broken_laws=check_laws(run),
        tables={table: getattr(run, table) for table in kept},
    )


def _means(table: pd.DataFrame) -> dict[str, float]:
    return {str(column): float(value) for column, value in table.mean().items()}
