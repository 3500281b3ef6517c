"""Long work that whoever waits for it can break off at any moment, not only between two steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import TypeVar

from sim.study.clusters import end_processes
from sim.study.runner import Progress

T = TypeVar("T")

BEAT_SECONDS = 0.2
"""How often whoever waits is asked whether it is still worth going on."""


class Unwanted(BaseException):
    """Raised within work that nobody waits for any more; no error, so nothing catches it."""


class Attendance:
    """Of everybody who waits for something at the same time."""

    def __init__(self) -> None:
        self._waiting = 0
        self._lock = Lock()

    def attend(self, work: Callable[[Progress], T], watch: Progress) -> T:
        """What ``work`` returns, done in another thread while ``watch`` is told how far it is.

        ``watch`` is called in this thread, several times a second. What it raises goes on to the
        caller at once; the work ends where it reports next, and the processes that it has
        started right away, unless somebody else waits for theirs.
        """
        reached, unwanted, found = [(0, 1)], Event(), Future[T]()
        thread = Thread(target=_do, args=(work, reached, unwanted, found), daemon=True)
        with self._one_more():
            thread.start()
            try:
                while thread.is_alive():
                    thread.join(BEAT_SECONDS)
                    watch(*reached[-1])
            except BaseException:
                unwanted.set()
                if self._waiting == 1:
                    end_processes()
                raise
        return found.result()

    @contextmanager
    def _one_more(self) -> Iterator[None]:
        with self._lock:
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1


def _do(
    work: Callable[[Progress], T], reached: list[tuple[int, int]], unwanted: Event, found: Future[T]
) -> None:
    def note(done: int, whole: int) -> None:
        if unwanted.is_set():
            raise Unwanted
        reached[:] = [(done, whole)]

    try:
        found.set_result(work(note))
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the caller's
        found.set_exception(error)
