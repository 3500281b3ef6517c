"""Where finished replications stay until they are reported on: in memory, or in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from sim.study.attempt import Failure
from sim.study.life import Life, Outcome


class Store(Protocol):
    """Finished replications; each of them wholly there, or not at all."""

    def add(self, lives: list[Outcome]) -> None:
        """Keep the lives of one replication."""

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

    def lives(self, model: str | None = None) -> Iterator[Life]:
        """The lives (of one model) with their tables, one by one, by replication and model."""


class MemoryStore:
    """Keeps everything in memory: right for small studies."""

    def __init__(self, lives: Iterable[Outcome] = ()) -> None:
        """With lives that are there already, in order."""
        self._lives: dict[int, list[Outcome]] = {}
        self._failures: dict[int, Failure] = {}
        for life in lives:
            self._lives.setdefault(life.replication, []).append(life)

    def add(self, lives: list[Outcome]) -> None:
        """Keep the lives of one replication."""
        self._lives[lives[0].replication] = lives
        self._failures.pop(lives[0].replication, None)

    def fail(self, failure: Failure) -> None:
        """Keep what went wrong in one."""
        self._failures[failure.replication] = failure

    def has(self, replication: int, tables: bool) -> bool:
        """Whether a replication is finished, with its tables in full if they are wanted."""
        return replication in self._lives and (not tables or full(self._lives[replication]))

    @property
    def outcomes(self) -> list[Outcome]:
        """All outcomes by replication, world and model."""
        return [
            life.outcome() if isinstance(life, Life) else life
            for _, lives in sorted(self._lives.items())
            for life in lives
        ]

    @property
    def failures(self) -> list[Failure]:
        """What went wrong, by replication."""
        return [failure for _, failure in sorted(self._failures.items())]

    def lives(self, model: str | None = None) -> Iterator[Life]:
        """The lives (of one model) with their tables, one by one, by replication and model."""
        for _, lives in sorted(self._lives.items()):
            for life in lives:
                if isinstance(life, Life) and model in (None, life.model):
                    yield life


def full(lives: list[Outcome]) -> bool:
    """Whether the lives of a replication have their tables in full."""
    return any(isinstance(life, Life) and life.tables for life in lives)
