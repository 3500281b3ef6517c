"""The one runner: tasks on whatever machines there are, failures as data, progress to a known end.

Every question hands its work to ``run``: replications of a study, worlds that a claim or a
sensitivity analysis measures, cases that are verified. A worker that is killed costs the tasks it
was at, which are started anew; a task that breaks every pool it gets into fails alone.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from joblib import cpu_count

from sim.documents.errors import InputError
from sim.study.clusters import cluster

HERE = "processes"
"""The default place."""
RESTARTS = 3
"""How often in a row a pool may break down without one finished task in between."""

Progress = Callable[[int, int], None]
"""Told how many tasks are done, of how many."""
Call = tuple[Any, ...]


@dataclass(frozen=True)
class Crash:
    """A task that came to no end, and why."""

    error: str

    @classmethod
    def of(cls, error: BaseException) -> Crash:
        """What went wrong, on one line."""
        return cls(" ".join(f"{type(error).__name__}: {error}".split()))


def run(
    task: Callable[..., Any],
    calls: Sequence[Call],
    *,
    workers: int | None = None,
    on: str = HERE,
    here: bool = False,
    progress: Progress | None = None,
    done: int = 0,
) -> Iterator[tuple[int, Any]]:
    """The number of each call with what the task returns (a Crash if it raises), in any order.

    ``workers`` defaults to the machine's cores; one worker, one call or ``here`` means this
    process. ``progress`` is told after each, with ``done`` others finished before, and when
    processes have been started; what it raises ends the run.

    Raises
    ------
    InputError
        If there is no such place to run ``on``.
    """
    total, count = done + len(calls), workers or cpu_count()
    _tell(progress, done, total)

    def again(left: int) -> None:
        _tell(progress, total - left, total)

    alone = on == HERE and (here or count == 1 or len(calls) <= 1)
    found = _here(task, calls) if alone else _with_restarts(task, calls, count, on, again)
    for finished, (number, result) in enumerate(found, start=done + 1):
        yield number, result
        _tell(progress, finished, total)


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)


def _here(task: Callable[..., Any], calls: Sequence[Call]) -> Iterator[tuple[int, Any]]:
    for number, call in enumerate(calls):
        yield _guarded(task, number, call)


def _guarded(task: Callable[..., Any], number: int, call: Call) -> tuple[int, Any]:
    try:
        return number, task(*call)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this task's alone
        return number, Crash.of(error)


def _with_restarts(
    task: Callable[..., Any], calls: Sequence[Call], workers: int, on: str,
    again: Callable[[int], None],
) -> Iterator[tuple[int, Any]]:  # fmt: skip
    """Start the pool again for what is left when it breaks down, and say ``again`` before."""
    left, broken = dict(enumerate(calls)), 0
    while left:
        try:
            for number, found in _round(task, left, workers, on, lambda: again(len(left))):
                del left[number]
                broken = 0
                yield number, found
        except InputError:
            raise
        except Exception:  # noqa: BLE001 - pools break down in ways of their own
            again(len(left))
            broken += 1
            if broken > RESTARTS:
                yield from _one_by_one(task, left, on)
                return


def _one_by_one(
    task: Callable[..., Any], left: dict[int, Call], on: str
) -> Iterator[tuple[int, Any]]:
    """The one that breaks every pool it gets into fails; the others must not."""
    for number, call in left.items():
        try:
            yield from _round(task, {number: call}, 1, on)
        except Exception as error:  # noqa: BLE001 - as above
            yield number, Crash.of(error)


def _round(
    task: Callable[..., Any],
    left: dict[int, Call],
    workers: int,
    on: str,
    started: Callable[[], object] = lambda: None,
) -> Iterator[tuple[int, Any]]:
    """All that is left in one pool; ``started`` is called once there is one."""
    with warnings.catch_warnings(), cluster(on, max(2, min(workers, len(left)))) as pool:
        warnings.filterwarnings("ignore", message="A worker stopped", category=UserWarning)
        started()
        yield from pool.map(_guarded, [(task, number, call) for number, call in left.items()])
