"""Live through a study: what is missing, on whatever machines, until there is enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.documents.load import Study
from sim.study.precision import next_batch
from sim.study.replication import Outcome
from sim.study.runner import HERE, Crash, Progress, run
from sim.study.size import quickly_here
from sim.study.store import Store
from sim.study.task import Failure, failure, pack, run_task

DECIDED_BY = "total_cost_per_year"
"""The metric that the verdict and ``--precision`` go by."""
MOST = 1_000
"""Replications at which the search for a precision ends, unless another number is given."""


@dataclass(frozen=True)
class Plan:
    """How many replications, and of which the tables are kept in full."""

    replications: int | None = None
    """None: the scenario's."""
    tables_of: int | None = 1
    """Of the first so many; None: of all."""
    precision: float | None = None
    """Go on until the interval of every model's total cost is ± this share of it."""

    def tables(self, replication: int) -> bool:
        """Whether the tables of a replication are wanted in full."""
        return self.tables_of is None or replication < self.tables_of

    def asked(self, study: Study) -> int:
        """Replications at most."""
        if self.replications is not None:
            return self.replications
        return study.scenario.replications if self.precision is None else MOST


def live_through(
    study: Study,
    store: Store,
    plan: Plan,
    *,
    workers: int | None = None,
    on: str = HERE,
    progress: Progress | None = None,
) -> None:
    """Put every replication that the plan asks for into the store, those that are missing.

    What fails is noted in the store and not tried again in this run.
    """
    packed = pack(study)
    for target in _targets(study, store, plan):
        failed = {found.replication for found in store.failures}
        done = {n for n in range(target) if store.has(n, plan.tables(n)) or n in failed}
        left = [n for n in range(target) if n not in done]
        calls = [(packed, number, plan.tables(number)) for number in left]
        here = workers is None and quickly_here(study, len(left))
        found = run(
            run_task, calls, workers=workers, on=on, here=here, progress=progress, done=len(done)
        )
        for place, runs in found:
            _keep(study, store, left[place], runs)


def _keep(study: Study, store: Store, number: int, found: list[Outcome] | Failure | Crash) -> None:
    """Add runs; a disk that is full fails the replication, not the study."""
    if isinstance(found, Crash):
        found = failure(study, number, found)
    if isinstance(found, Failure):
        store.fail(found)
        return
    try:
        store.add(found)
    except OSError as error:
        store.fail(failure(study, number, Crash.of(error)))


def _targets(study: Study, store: Store, plan: Plan) -> Iterator[int]:
    """Numbers of replications to reach, one after the other."""
    most, target = plan.asked(study), 0
    if plan.precision is None:
        yield most
        return
    while more := next_batch(costs_so_far(study, store, target), plan.precision, most):
        target += more
        yield target
        if not store.outcomes:
            return  # everything failed, and so would the rest


def costs_so_far(study: Study, store: Store, below: int) -> dict[str, np.ndarray]:
    """Total cost by model and replication, of the replications numbered below a limit.

    Only those count, whatever else is finished: the end of a study must not depend on who
    worked on it in which order. A replication that failed counts as one without a value.
    """
    world = study.scenario.world
    table = np.full((len(study.scenario.compare), below), np.nan)
    place = {model: row for row, model in enumerate(study.scenario.compare)}
    for outcome in store.outcomes:
        if outcome.replication < below and outcome.world == world:
            table[place[outcome.model], outcome.replication] = outcome.metrics[DECIDED_BY]
    return {DECIDED_BY: table}
