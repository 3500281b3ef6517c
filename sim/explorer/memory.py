"""What has been lived through and drawn, so that a setting that comes back is there at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import TypeVar, cast

from sim.documents.load import Study
from sim.study.comparison import Comparison
from sim.study.living import Plan, live_through
from sim.study.runner import Progress
from sim.study.store import MemoryStore
from sim.study.study_key import study_key

T = TypeVar("T")

STUDIES, THINGS = 16, 200
"""How much is kept of each kind; what was used longest ago is dropped first."""
WORTH_PROCESSES = 600
"""Services × models × replications from which processes save more than starting them takes."""


class GrowingStore(MemoryStore):
    """Finished replications of one setting; a run that is broken off leaves its own here."""

    def first(self, count: int) -> MemoryStore:
        """The replications numbered below a limit, as they are now."""
        kept = sorted(dict(self._runs).items())
        found = MemoryStore(run for number, runs in kept if number < count for run in runs)
        for failure in list(self._failures.values()):
            if failure.replication < count:
                found.fail(failure)
        return found


class Memory:
    """Shared by everybody who has the page open."""

    def __init__(self) -> None:
        self._stores: OrderedDict[Hashable, GrowingStore] = OrderedDict()
        self._things: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = RLock()
        self.drawing = RLock()
        """Held while something is drawn: the settings of matplotlib are one for all threads."""

    def comparison(self, study: Study, workers: int | None, progress: Progress) -> Comparison:
        """The study's replications, those that are missing lived through now.

        ``progress`` is called after each; an exception that it raises breaks the run off.
        """
        count, key = study.scenario.replications, study_key(study)
        with self._lock:
            store = _latest(self._stores, key, GrowingStore, STUDIES)
        plan = Plan(count)
        if not all(store.has(number, plan.tables(number)) for number in range(count)):
            live_through(study, store, plan, workers=_workers(study, workers), progress=progress)
        return self.recall(
            ("comparison", key, count, study.file),
            lambda: Comparison(study, store.first(count), plan),
        )

    def recall(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made under this key, or what is made now."""
        with self._lock:
            if key in self._things:
                return cast(T, _latest(self._things, key, object, THINGS))
        made = make()
        with self._lock:
            return cast(T, _latest(self._things, key, lambda: made, THINGS))


def _latest(kept: OrderedDict[Hashable, T], key: Hashable, make: Callable[[], T], most: int) -> T:
    """The entry of a key, made if it isn't there, as the one used last."""
    if key not in kept:
        kept[key] = make()
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
    return kept[key]


def _workers(study: Study, wanted: int | None) -> int | None:
    """In this process where starting others would take longer."""
    scenario = study.scenario
    size = len(scenario.services) * len(scenario.compare) * scenario.replications
    return wanted if size >= WORTH_PROCESSES else 1
