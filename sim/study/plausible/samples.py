"""A study over samples: each point of what is plausible lived through by every support model.

Sample s meets replication s of the study's own, begun again at their end, and every eighth sample
another one, which tells chance from assumptions: common random numbers across models and samples,
each replication met about equally often. A model that is seldom the cheapest in the first samples
is lived through in a part of the others, one that is far from it in none.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np

from sim.documents.checks import check_model, check_scenario
from sim.documents.errors import InputError, Problem
from sim.documents.load import Study, vary
from sim.documents.numbers import Path as Place
from sim.documents.numbers import Value, changed
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.metrics import measure
from sim.records.money import Accounts
from sim.study.plausible.contending import strides
from sim.study.plausible.sample_checkpoint import SampleCheckpoint
from sim.study.plausible.space import Space
from sim.study.runner import HERE, Crash, Progress, run
from sim.study.study_key import study_key

COST, LOSS, TARGETS = "total_cost_per_year", "outage_loss_per_year", "budgets_met_share"
MEASURED = (COST, LOSS, TARGETS)
SECOND = 8
"""Of so many samples one meets a second replication."""
NOT_LIVED = -1
PILOT = 50
"""Samples that tell which models are worth living through in the others."""

Option = tuple[int, ...]
Found = dict[str, dict[str, list[float]]]
"""Metrics by model and name, a value a replication."""


@dataclass(frozen=True)
class Samples:
    """What was lived through at points of a space."""

    space: Space
    points: np.ndarray
    """Shape (samples, columns)."""
    runs: np.ndarray
    """The replications that each was met in, NOT_LIVED for none; shape (samples, most)."""
    values: Mapping[str, np.ndarray]
    """By metric; shape (samples, most, models), NaN where a model wasn't lived through."""

    @property
    def models(self) -> tuple[str, ...]:
        """The support models, in the order of the scenario."""
        return self.space.study.scenario.compare

    def means(self, metric: str) -> np.ndarray:
        """The mean of each sample's replications; shape (samples, models)."""
        return means_of(self.values[metric].swapaxes(1, 2))


def means_of(values: np.ndarray) -> np.ndarray:
    """Means over the last axis of those that were lived through, NaN where none was."""
    lived = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(lived, values, 0).sum(axis=-1) / lived.sum(axis=-1))


def runs_of(samples: int, replications: int, of: int) -> np.ndarray:
    """The replications that each sample meets, of the study's own; shape (samples, most).

    With one, every eighth sample meets a second one.
    """
    if replications > 1:
        numbers = np.arange(samples * replications).reshape(samples, replications)
        return numbers % max(of, replications)
    of, sample = max(of, 2), np.arange(samples)
    second = (sample + 1 + sample // SECOND % (of - 1)) % of
    return np.column_stack([sample % of, np.where(sample % SECOND, NOT_LIVED, second)])


def checkpoint_in(folder: Path) -> Path:
    """Where the finished samples of a study stay: beside its folder of results."""
    return folder.with_name(f".{folder.name}.samples.jsonl")


@dataclass(frozen=True)
class Wanted:
    """A point to live through: in which replications, by which models, measured by what."""

    point: np.ndarray
    runs: tuple[int, ...]
    models: tuple[str, ...]
    metrics: tuple[str, ...] = MEASURED


def live_samples(
    space: Space,
    points: np.ndarray,
    runs: np.ndarray,
    *,
    kept: Path | None = None,
    workers: int | None = None,
    on: str = HERE,
    progress: Progress | None = None,
) -> Samples:
    """Live through a study at points under its models, those that aren't kept already.

    ``kept`` is a file that finished samples are written to as they come, and read from.

    Raises
    ------
    InputError
        If a point can't be lived through: with its sample, and why.
    """

    def live(wanted: Sequence[Wanted], before: int) -> list[Found]:
        bar = None if progress is None else _part_of(progress, before, len(points))
        return live_points(
            space, wanted, kept=kept, workers=workers, on=on, progress=bar, before=before
        )

    wanted = wanted_samples(space, points, runs)
    rows = live(wanted[:PILOT], 0)
    if len(points) > PILOT:
        pilot = samples_of(space, points[:PILOT], runs[:PILOT], rows)
        rows += live(_worth_living(wanted, pilot), PILOT)
    return samples_of(space, points, runs, rows)


def _worth_living(wanted: Sequence[Wanted], pilot: Samples) -> list[Wanted]:
    """The samples after the first ones, each with the models that are worth it."""
    every = dict(zip(pilot.models, strides(pilot.means(COST), pilot.means(LOSS)), strict=True))
    return [
        replace(one, models=tuple(m for m in one.models if every[m] and number % every[m] == 0))
        for number, one in enumerate(wanted[PILOT:], start=PILOT)
    ]


def _part_of(progress: Progress, before: int, total: int) -> Progress:
    """A bar of all samples, moved by a part of them."""
    return lambda done, _: progress(before + done, total)


def wanted_samples(
    space: Space, points: np.ndarray, runs: np.ndarray, metrics: tuple[str, ...] = MEASURED
) -> list[Wanted]:
    """Points as samples that all models live through."""
    models = space.study.scenario.compare
    return [
        Wanted(point, tuple(int(n) for n in row if n != NOT_LIVED), models, metrics)
        for point, row in zip(points, runs, strict=True)
    ]


def samples_of(
    space: Space, points: np.ndarray, runs: np.ndarray, rows: Sequence[Found]
) -> Samples:
    """What was found at points that some models lived through."""
    models, metrics = space.study.scenario.compare, next(iter(rows[0].values()))
    values = {metric: np.full((*runs.shape, len(models)), np.nan) for metric in metrics}
    for number, row in enumerate(rows):
        for place, model in enumerate(models):
            for metric, lived in row.get(model, {}).items():
                values[metric][number, : len(lived), place] = lived
    return Samples(space, points, runs, values)


def live_points(
    space: Space,
    wanted: Sequence[Wanted],
    *,
    kept: Path | None = None,
    workers: int | None = None,
    on: str = HERE,
    progress: Progress | None = None,
    before: int = 0,
) -> list[Found]:
    """Live through whatever isn't kept already; what was found, in the order of what was wanted.

    ``before`` is how many samples others have lived through, for the numbers in complaints.

    Raises
    ------
    InputError
        If a point can't be lived through: with its number, and why.
    """
    points = np.array([one.point for one in wanted])
    space.check(points)
    packed = pack(_variants(space, points))
    asked = [(*_sample(space, w.point), w.runs, w.metrics) for w in wanted]
    keys = [_digest(*call) for call in asked]
    with SampleCheckpoint(kept, study_key(space.study)) as store:
        left = {
            key: (packed, *call, models)
            for key, call, one in zip(keys, asked, wanted, strict=True)
            if (models := tuple(m for m in one.models if m not in store.found.get(key, {})))
        }
        order, done = list(left), len(set(keys)) - len(left)
        lived = run(
            live_at, list(left.values()), workers=workers, on=on, progress=progress, done=done
        )
        for number, found in lived:
            key = order[number]
            _refuse(space, before + keys.index(key) + 1, found)
            store.add(key, {**store.found.get(key, {}), **found})
        return [
            {model: store.found[key][model] for model in one.models}
            for key, one in zip(keys, wanted, strict=True)
        ]


def _sample(space: Space, point: np.ndarray) -> tuple[Option, list[tuple[Place, Value]]]:
    return space.picked(point), list(space.changes(point).items())


def _digest(*parts: object) -> str:
    return blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def _refuse(space: Space, sample: int, found: Found | Crash | str) -> None:
    """Turn what went wrong in a sample into words with its place."""
    if isinstance(found, dict):
        return
    why = found.error if isinstance(found, Crash) else found
    raise InputError(
        space.study.file or space.study.name,
        [Problem("uncertain", f"sample {sample} can't be lived through: {why}")],
    )


def _variants(space: Space, points: np.ndarray) -> dict[Option, Study]:
    """The study with each combination of options that some point has."""
    found = {}
    for option in sorted({space.picked(point) for point in points}):
        lines: dict[str, object] = {}
        for choice, number in zip(space.choices, option, strict=True):
            lines.update(choice.options[number] if number >= 0 else {})
        found[option] = vary(space.study, lines) if lines else space.study
    return found


def pack(studies: Mapping[Option, Study]) -> bytes:
    """Studies as bytes that go along with each task."""
    return zlib.compress(pickle.dumps(dict(studies), protocol=5), level=1)


@lru_cache(maxsize=2)
def _unpack(packed: bytes) -> dict[Option, Study]:
    found: dict[Option, Study] = pickle.loads(zlib.decompress(packed))
    return found


def live_at(
    packed: bytes,
    option: Option,
    change: list[tuple[Place, Value]],
    runs: tuple[int, ...],
    metrics: tuple[str, ...],
    models: tuple[str, ...],
) -> Found | str:
    """Live through one sample and measure it; a text says why the documents there are unsound."""
    study = changed(_unpack(packed)[option], dict(change))
    problems = check_scenario(study.scenario)
    for model in models:
        for part in study.models[model].parts:
            problems += check_model(part)
    if problems:
        return "; ".join(map(str, problems))
    found: Found = {model: {metric: [] for metric in metrics} for model in models}
    for number in runs:
        tape = draw(study.scenario, number)
        for model in models:
            document = study.models[model]
            run_ = simulate(study.scenario, document, tape)
            accounts = Accounts(study.scenario, document, tape, run_)
            for metric, value in measure(accounts, set(metrics)).items():
                found[model][metric].append(value)
    return found
