"""Metrics of many worlds: asked for together, lived through once, shared by whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b

import numpy as np

from sim.documents.mix import Model
from sim.documents.scenario import Scenario
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.metrics import measure
from sim.records.money import Accounts
from sim.study.runner import Crash, Progress, run
from sim.study.value_checkpoint import ValueCheckpoint, Values

CHUNK = 8
"""Replications in one task for a worker."""

NEITHER: dict[str, object] = {
    "title": "", "question": "", "replications": 2, "compare": ("-",), "baseline": None,
    "models": {}, "templates": {}, "uncertain": {}, "assign": None,
}  # fmt: skip
"""Fields of a scenario that no run depends on."""


@dataclass(frozen=True)
class Organisation:
    """A world and the support model in it."""

    scenario: Scenario
    model: Model

    @cached_property
    def world_key(self) -> str:
        """What nature and organisation are, as a short text."""
        return _key(repr(self.scenario.model_copy(update=NEITHER)))

    @cached_property
    def key(self) -> str:
        """What tells this organisation from any other: its scenario and its support model."""
        return _key(self.world_key + repr(self.model))


def _key(text: str) -> str:
    return blake2b(text.encode(), digest_size=12).hexdigest()


@dataclass
class Wish:
    """What is wanted of an organisation."""

    organisation: Organisation
    metrics: set[str] = field(default_factory=set)
    replications: int = 0


Task = tuple[Scenario, list[tuple[str, Model, tuple[str, ...]]], tuple[int, ...]]
"""A world, the models in it with what to measure of each, and the replications to live."""


class Measured:
    """Values by organisation, metric and replication; asked for first, then lived, then read."""

    def __init__(self, kept: ValueCheckpoint | None = None) -> None:
        """With ``kept``, what an interrupted run has lived isn't lived through again."""
        self.wishes: dict[str, Wish] = {}
        self.kept = kept
        self.values: Values = kept.read() if kept is not None else {}

    def ask(self, organisation: Organisation, metrics: set[str], replications: int) -> None:
        """Want these metrics of the first so many replications."""
        wish = self.wishes.setdefault(organisation.key, Wish(organisation))
        wish.metrics |= metrics
        wish.replications = max(wish.replications, replications)

    def read(self, organisation: Organisation, metric: str, replications: int) -> np.ndarray:
        """A metric by replication; shape (replications,)."""
        key = organisation.key
        return np.array([self.values[key, number][metric] for number in range(replications)])

    def live(self, workers: int | None = None, progress: Progress | None = None) -> None:
        """Live through everything that was asked for and isn't there yet.

        Raises
        ------
        RuntimeError
            If a replication comes to no end.
        """
        tasks = list(self._tasks())
        if not tasks:
            return
        if self.kept is not None:
            self.kept.begin(self.values)
        for number, found in run(
            live_through, [(task,) for task in tasks], workers=workers, progress=progress
        ):
            if isinstance(found, Crash):
                raise RuntimeError(f"replications {tasks[number][2]} failed: {found.error}")
            for key, values in found.items():
                self.values.setdefault(key, {}).update(values)
            if self.kept is not None:
                self.kept.add(found)

    def _tasks(self) -> Iterator[Task]:
        """One for each world and chunk of replications; models that want the same go together."""
        worlds: dict[tuple[str, int], list[Wish]] = {}
        for wish in self.wishes.values():
            worlds.setdefault((wish.organisation.world_key, wish.replications), []).append(wish)
        for (_, replications), wishes in worlds.items():
            for first in range(0, replications, CHUNK):
                numbers = range(first, min(first + CHUNK, replications))
                left = [wish for wish in wishes if not self._has(wish, numbers)]
                if left:
                    models = [
                        (w.organisation.key, w.organisation.model, tuple(sorted(w.metrics)))
                        for w in left
                    ]
                    yield left[0].organisation.scenario, models, tuple(numbers)

    def _has(self, wish: Wish, numbers: Sequence[int]) -> bool:
        none: dict[str, float] = {}
        return all(
            wish.metrics <= set(self.values.get((wish.organisation.key, number), none))
            for number in numbers
        )


def live_through(task: Task) -> dict[tuple[str, int], dict[str, float]]:
    """Live a task and measure it."""
    scenario, models, numbers = task
    found = {}
    for number in numbers:
        tape = draw(scenario, number)
        for key, model, metrics in models:
            run = Accounts(scenario, model, tape, simulate(scenario, model, tape))
            found[key, number] = measure(run, metrics)
    return found
