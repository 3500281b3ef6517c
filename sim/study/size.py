"""How long a study takes and how much memory it needs, said before it starts.

By the changes alone, which are most of the events of every shipped scenario; the figures are those
of docs/performance.md, rounded up. A busy machine takes longer, a scenario of few incidents less.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from joblib import cpu_count

from sim.documents.errors import InputError, Problem
from sim.documents.load import Study

SECONDS_A_RUN, SECONDS_A_CHANGE = 0.015, 2e-5
SECONDS_TO_START = 3.0
"""About what a run takes, and starting processes that import the package."""
BYTES_A_PROCESS, BYTES_A_CHANGE = 220 * 2**20, 1_200
"""What a process has of its own, and what a run's log and tables need in it."""
WORTH_SAYING = 120
"""Seconds from which on it is said how long a study takes."""
MEBIBYTE = 2**20


@dataclass(frozen=True)
class Size:
    """A study: how many runs of how many changes, on how many processes."""

    runs: int
    changes: float
    """In a run."""
    processes: int

    @property
    def work_seconds(self) -> float:
        """Of one processor."""
        return self.runs * (SECONDS_A_RUN + self.changes * SECONDS_A_CHANGE)

    @property
    def seconds(self) -> float:
        """By the clock, on so many free processors."""
        return self.work_seconds / self.processes

    @property
    def memory_bytes(self) -> float:
        """Of all processes together, each with one run at a time."""
        return self.processes * (BYTES_A_PROCESS + self.changes * BYTES_A_CHANGE)

    def told(self) -> str:
        """One sentence."""
        return (
            f"{self.runs:,} runs of about {self.changes:,.0f} changes: about "
            f"{self.seconds / 60:,.0f} minutes and {_memory(self.memory_bytes)}, with "
            f"{self.processes} {'process' if self.processes == 1 else 'processes'}."
        )


def size_of(study: Study, replications: int, workers: int | None = None) -> Size:
    """The size of so many replications under every model in every world; None: all cores."""
    scenario = study.scenario
    changes = scenario.horizon * sum(service.changes for service in scenario.services.values())
    runs = replications * len(scenario.compare) * len(scenario.worlds)
    return Size(runs, changes, max(1, min(workers or cpu_count(), replications)))


def quickly_here(study: Study, replications: int) -> bool:
    """Whether it takes less time to live through the rest here than to start other processes."""
    return size_of(study, replications).work_seconds < SECONDS_TO_START


def check_size(study: Study, size: Size, memory: float | None = None) -> None:
    """Check that this machine, or one of so many bytes of ``memory``, can hold a study.

    Raises
    ------
    InputError
        If it can't: what it needs, what is there, what helps.
    """
    there = memory_of_this_machine() if memory is None else memory
    if size.memory_bytes > there:
        why = (
            f"needs about {_memory(size.memory_bytes)} with {size.processes} processes, this "
            f"machine has {_memory(there)}; allowed: fewer --workers, a shorter horizon, fewer "
            "services, or --large to try all the same"
        )
        raise InputError(study.file or study.name, [Problem("", why)])


def memory_of_this_machine() -> float:
    """Bytes of memory; infinite where the system doesn't say."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, OSError, ValueError):
        return float("inf")


def _memory(size: float) -> str:
    return f"{size / MEBIBYTE:,.0f} MiB" if size < 10_000 * MEBIBYTE else f"{size / 2**30:,.0f} GiB"
