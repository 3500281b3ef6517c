"""What has been lived through and drawn, so that a setting that comes back is there at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from threading import RLock
from typing import TypeVar, cast

from sim.documents.load import Study
from sim.documents.worlds import World, only
from sim.explorer.attended import Attendance
from sim.study.comparison import Comparison
from sim.study.living import Plan, live_through
from sim.study.replication import FullOutcome, Outcome
from sim.study.runner import Progress
from sim.study.store import MemoryStore
from sim.study.study_key import study_key

T = TypeVar("T")

STUDIES, THINGS = 48, 200
"""How much is kept of each kind; what was used longest ago is dropped first."""
WORTH_PROCESSES = 300
"""Services × models × replications from which processes save more than starting them takes."""


class GrowingStore(MemoryStore):
    """Finished replications of a setting in one world; a run that is broken off leaves its own."""

    def first(self, count: int) -> dict[int, list[Outcome]]:
        """The replications numbered below a limit, as they are now."""
        return {n: runs for n, runs in sorted(dict(self._runs).items()) if n < count}


def together(worlds: Sequence[GrowingStore], count: int) -> MemoryStore:
    """The replications below a limit that are finished in every world; tables of the first one."""
    first, *others = (store.first(count) for store in worlds)
    whole = [number for number in first if all(number in other for other in others)]
    found = MemoryStore(run for number in whole for run in _of(number, first, others))
    for store in worlds:
        for failure in list(store.failures):
            if failure.replication < count:
                found.fail(failure)
    return found


Runs = dict[int, list[Outcome]]


def _of(number: int, first: Runs, others: Sequence[Runs]) -> Iterator[Outcome]:
    yield from first[number]
    for other in others:
        for run in other[number]:
            yield run.outcome() if isinstance(run, FullOutcome) else run


class Memory:
    """Shared by everybody who has the page open."""

    def __init__(self) -> None:
        self._stores: OrderedDict[Hashable, GrowingStore] = OrderedDict()
        self._things: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = RLock()
        self.drawing = RLock()
        """Held while something is drawn: the settings of matplotlib are one for all threads."""
        self.attendance = Attendance()

    def comparison(self, study: Study, workers: int | None, progress: Progress) -> Comparison:
        """The study's replications, those that are missing lived through now, world by world.

        ``progress`` is called after each replication in a world; an exception that it raises
        breaks the run off.
        """
        count, worlds = study.scenario.replications, study.scenario.worlds
        plan = Plan(count)
        for before, world in enumerate(worlds):
            there, store = in_world(study, world), self._store(study, world)
            if not all(store.has(number, plan.tables(number)) for number in range(count)):
                told = _among(progress, before * count, len(worlds) * count)
                live_through(there, store, plan, workers=_workers(there, workers), progress=told)
        return self.so_far(study)

    def so_far(self, study: Study) -> Comparison:
        """The replications of a study that are finished in each of its worlds."""
        count = study.scenario.replications
        stores = [self._store(study, world) for world in study.scenario.worlds]
        found = together(stores, count)
        finished = len(found.outcomes)
        return self.recall(
            ("comparison", study_key(study), count, finished, study.file),
            lambda: Comparison(study, found, Plan(count)),
        )

    def _store(self, study: Study, world: World) -> GrowingStore:
        """Each world has its own, so that the verdict's need not wait for the others."""
        with self._lock:
            return _latest(self._stores, study_key(in_world(study, world)), GrowingStore, STUDIES)

    def recall(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made under this key, or what is made now."""
        with self._lock:
            if key in self._things:
                return cast(T, _latest(self._things, key, object, THINGS))
        made = make()
        with self._lock:
            return cast(T, _latest(self._things, key, lambda: made, THINGS))


def in_world(study: Study, world: World) -> Study:
    """The study, lived through in one of its worlds alone."""
    return replace(study, scenario=only(study.scenario, world))


def _among(progress: Progress, before: int, whole: int) -> Progress:
    """Told of a part that others come before."""
    return lambda done, _: progress(before + done, whole)


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
