"""Where replications run: in this process, in several, on a cluster; the same to the byte."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence

from joblib import cpu_count

from sim.documents.errors import InputError
from sim.documents.load import Study
from sim.study.attempt import Failure, attempt, attempt_in, failure, pack
from sim.study.clusters import cluster
from sim.study.life import Outcome

HERE = "processes"
"""The default place."""
RESTARTS = 3
"""How often in a row a pool may break down without one finished replication in between."""

SECONDS_A_LIFE, SECONDS_A_CHANGE = 0.015, 2e-5
SECONDS_TO_START = 3.0
"""About what a life takes, and starting processes that import the package."""

Finished = tuple[int, list[Outcome] | Failure]
"""A replication's number with its lives, or with what went wrong."""


def run_all(
    study: Study,
    replications: Sequence[int],
    *,
    workers: int | None = None,
    on: str = HERE,
    tables: Callable[[int], bool] = lambda number: number < 1,
) -> Iterator[Finished]:
    """Each of these replications as it is finished, in any order.

    A worker that is killed costs the replications it was at, which are started anew. ``tables``
    says for which replications the tables are wanted in full.
    """
    count = workers or cpu_count()
    alone = count == 1 or len(replications) <= 1
    if on == HERE and (alone or (workers is None and _small(study, len(replications)))):
        for number in replications:
            yield number, attempt_in(study, number, tables(number))
        return
    yield from _with_restarts(study, list(replications), count, on, tables)


def _small(study: Study, replications: int) -> bool:
    """Whether it takes less time to live through the rest here than to start other processes."""
    scenario = study.scenario
    lives = replications * len(scenario.compare) * (2 if scenario.incentives else 1)
    changes = scenario.horizon * sum(service.changes for service in scenario.services.values())
    return lives * (SECONDS_A_LIFE + changes * SECONDS_A_CHANGE) < SECONDS_TO_START


def _with_restarts(
    study: Study, left: list[int], workers: int, on: str, tables: Callable[[int], bool]
) -> Iterator[Finished]:
    """Start the pool again for what is left when it breaks down."""
    packed, broken = pack(study), 0
    while left:
        try:
            for number, found in _round(packed, left, workers, on, tables):
                left.remove(number)
                broken = 0
                yield number, found
        except InputError:
            raise
        except Exception:  # noqa: BLE001 - pools break down in ways of their own
            broken += 1
            if broken > RESTARTS:
                yield from _one_by_one(study, packed, left, on, tables)
                return


def _one_by_one(
    study: Study, packed: bytes, left: list[int], on: str, tables: Callable[[int], bool]
) -> Iterator[Finished]:
    """The one that breaks every pool it gets into fails; the others must not."""
    for number in left:
        try:
            yield from _round(packed, [number], 1, on, tables)
        except Exception as error:  # noqa: BLE001 - as above
            yield number, failure(study, number, error)


def _round(
    packed: bytes, numbers: Sequence[int], workers: int, on: str, tables: Callable[[int], bool]
) -> Iterator[Finished]:
    calls = [(packed, number, tables(number)) for number in numbers]
    with warnings.catch_warnings(), cluster(on, max(2, min(workers, len(calls)))) as pool:
        warnings.filterwarnings("ignore", message="A worker stopped", category=UserWarning)
        yield from pool.map(_numbered, calls)


def _numbered(packed: bytes, number: int, tables: bool) -> Finished:
    return number, attempt(packed, number, tables)
