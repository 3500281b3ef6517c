"""Where finished replications stay until they are reported on: in memory, or in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from sim.study.replication import FullOutcome, Outcome
from sim.study.task import Failure


class Store(Protocol):
    """Finished replications; each of them wholly there, or not at all."""

    def add(self, runs: list[Outcome]) -> None:
        """Keep the runs of one replication."""

    def fail(self, failure: Failure) -> None:
        """Keep what went wrong in one."""

    def has(self, replication: int, tables: bool) -> bool:
        """Whether a replication is finished, with its tables in full if they are wanted."""

    @property
    def outcomes(self) -> list[Outcome]:
        """All outcomes by replication, world and model."""

    @property
    def failures(self) -> list[Failure]:
        """What went wrong, by replication."""

    def runs(self, model: str | None = None) -> Iterator[FullOutcome]:
        """The runs (of one model) with their tables, one by one, by replication and model."""


class MemoryStore:
    """Keeps everything in memory: right for small studies."""

    def __init__(self, runs: Iterable[Outcome] = ()) -> None:
        """With runs that are there already, in order."""
        self._runs: dict[int, list[Outcome]] = {}
        self._failures: dict[int, Failure] = {}
        for run in runs:
            self._runs.setdefault(run.replication, []).append(run)

    def add(self, runs: list[Outcome]) -> None:
        """Keep the runs of one replication."""
        self._runs[runs[0].replication] = runs
        self._failures.pop(runs[0].replication, None)

    def fail(self, failure: Failure) -> None:
        """Keep what went wrong in one."""
        self._failures[failure.replication] = failure

    def has(self, replication: int, tables: bool) -> bool:
        """Whether a replication is finished, with its tables in full if they are wanted."""
        return replication in self._runs and (not tables or full(self._runs[replication]))

    @property
    def outcomes(self) -> list[Outcome]:
        """All outcomes by replication, world and model."""
        return [
            run.outcome() if isinstance(run, FullOutcome) else run
            for _, runs in sorted(self._runs.items())
            for run in runs
        ]

    @property
    def failures(self) -> list[Failure]:
        """What went wrong, by replication."""
        return [failure for _, failure in sorted(self._failures.items())]

    def runs(self, model: str | None = None) -> Iterator[FullOutcome]:
        """The runs (of one model) with their tables, one by one, by replication and model."""
        for _, runs in sorted(self._runs.items()):
            for run in runs:
                if isinstance(run, FullOutcome) and model in (None, run.model):
                    yield run


def full(runs: list[Outcome]) -> bool:
    """Whether the runs of a replication have their tables in full."""
    return any(isinstance(run, FullOutcome) and run.tables for run in runs)
