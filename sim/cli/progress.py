"""A progress bar where somebody watches, silence where nobody does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isfinite

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from sim.documents.load import Study
from sim.study.living import DECIDED_BY, costs_so_far
from sim.study.precision import achieved
from sim.study.store import Store

Advance = Callable[[int, int], None]
"""Takes how many are done, of how many."""
LOOK_AGAIN_SECONDS = 1.0
"""Between two looks at the width of an interval, which takes a while in a large study."""


def _bar(*columns: SpinnerColumn | BarColumn | TextColumn | Rate) -> Progress:
    console = Console(stderr=True)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        *columns,
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


@contextmanager
def progress_bar(title: str, total: int | None = None) -> Iterator[Advance]:
    """A function of (done, total) that moves the bar."""
    with _bar() as bar:
        task = bar.add_task(title, total=total)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class Rate(TextColumn):
    """Replications a second, or seconds a replication."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        """The rate in words; nothing before there is one."""
        speed = task.finished_speed or task.speed
        return Text(rate_text(speed) if speed else "", style="dim")


def rate_text(per_second: float) -> str:
    """``3.1/s`` or ``12 s each``."""
    return f"{per_second:.1f}/s" if per_second >= 1 else f"{1 / per_second:.0f} s each"


@contextmanager
def study_bar(study: Study, store: Store) -> Iterator[Advance]:
    """A bar with the rate, and how sure the total cost of the least certain model is so far."""
    bar = _bar(Rate(), TextColumn("{task.fields[sure]}", style="cyan"))
    with bar:
        task = bar.add_task(study.scenario.title, total=None, sure="")
        looked_at = 0.0

        def advance(done: int, total: int) -> None:
            nonlocal looked_at
            bar.update(task, completed=done, total=total)
            if not bar.disable and time.monotonic() - looked_at > LOOK_AGAIN_SECONDS:
                looked_at = time.monotonic()
                bar.update(task, sure=how_sure(study, store, total))

        yield advance


def how_sure(study: Study, store: Store, total: int) -> str:
    """The half-width of the total cost's interval, the widest of all models."""
    width = achieved(costs_so_far(study, store, total))[DECIDED_BY]
    return f"total cost ± {100 * width:.2g} %" if isfinite(width) else ""


@contextmanager
def steps_bar() -> Iterator[Callable[[str], Advance]]:
    """A function that begins a bar of its title, for steps one after the other."""
    with _bar() as bar:

        def begin(title: str) -> Advance:
            for done in bar.tasks:
                bar.remove_task(done.id)
            task = bar.add_task(title, total=None)
            return lambda done, total: bar.update(task, completed=done, total=total)

        yield begin
