"""A study over samples: each point of what is plausible lived through by every support model.

Sample s meets replications 2s and 2s + 1 (with two a sample) of the study's own, begun again at
their end: common random numbers across models and samples, each replication met equally often.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from sim.study.plausible.kept import Kept
from sim.study.plausible.space import Space
from sim.study.runner import HERE, Crash, Progress, run
from sim.study.study_key import study_key

COST, LOSS, TARGETS = "total_cost_per_year", "outage_loss_per_year", "budgets_met_share"
MEASURED = (COST, LOSS, TARGETS)

Option = tuple[int, ...]
Found = dict[str, dict[str, list[float]]]
"""Metrics by model and name, a value a replication."""


@dataclass(frozen=True)
class Samples:
    """What was lived through at points of a space."""

    space: Space
    points: np.ndarray
    """Shape (samples, columns)."""
    lives: np.ndarray
    """The replication that each was met in; shape (samples, replications)."""
    values: Mapping[str, np.ndarray]
    """By metric; shape (samples, replications, models)."""

    @property
    def models(self) -> tuple[str, ...]:
        """The support models, in the order of the scenario."""
        return self.space.study.scenario.compare

    @property
    def replications(self) -> int:
        """Replications a sample."""
        return int(self.lives.shape[1])


def lives_of(samples: int, replications: int, of: int) -> np.ndarray:
    """The replications that each sample meets, of the study's own; (samples, replications)."""
    numbers = np.arange(samples * replications).reshape(samples, replications)
    return numbers % max(of, replications)


def kept_in(folder: Path) -> Path:
    """Where the finished samples of a study stay: beside its folder of results."""
    return folder.with_name(f".{folder.name}.samples.jsonl")


@dataclass(frozen=True)
class Wanted:
    """A point to live through: in which replications, by which models, measured by what."""

    point: np.ndarray
    lives: tuple[int, ...]
    models: tuple[str, ...]
    metrics: tuple[str, ...] = MEASURED


def live_samples(
    space: Space,
    points: np.ndarray,
    lives: np.ndarray,
    *,
    kept: Path | None = None,
    workers: int | None = None,
    on: str = HERE,
    progress: Progress | None = None,
) -> Samples:
    """Live through a study at points under all its models, those that aren't kept already.

    ``kept`` is a file that finished samples are written to as they come, and read from.

    Raises
    ------
    InputError
        If a point can't be lived through: with its sample, and why.
    """
    wanted = wanted_samples(space, points, lives)
    rows = live_points(space, wanted, kept=kept, workers=workers, on=on, progress=progress)
    return samples_of(space, points, lives, rows)


def wanted_samples(
    space: Space, points: np.ndarray, lives: np.ndarray, metrics: tuple[str, ...] = MEASURED
) -> list[Wanted]:
    """Points as samples that all models live through."""
    models = space.study.scenario.compare
    return [
        Wanted(point, tuple(map(int, row)), models, metrics)
        for point, row in zip(points, lives, strict=True)
    ]


def samples_of(
    space: Space, points: np.ndarray, lives: np.ndarray, rows: Sequence[Found]
) -> Samples:
    """What was found at points that all models lived through."""
    models, metrics = space.study.scenario.compare, next(iter(rows[0].values()))
    values = {m: np.array([[row[model][m] for model in models] for row in rows]) for m in metrics}
    return Samples(space, points, lives, {m: v.transpose(0, 2, 1) for m, v in values.items()})


def live_points(
    space: Space,
    wanted: Sequence[Wanted],
    *,
    kept: Path | None = None,
    workers: int | None = None,
    on: str = HERE,
    progress: Progress | None = None,
) -> list[Found]:
    """Live through whatever isn't kept already; what was found, in the order of what was wanted.

    Raises
    ------
    InputError
        If a point can't be lived through: with its number, and why.
    """
    points = np.array([one.point for one in wanted])
    space.check(points)
    packed = pack(_variants(space, points))
    asked = [(*_sample(space, w.point), w.lives, w.models, w.metrics) for w in wanted]
    keys = [_digest(*call) for call in asked]
    with Kept(kept, study_key(space.study)) as store:
        left = {k: call for k, call in zip(keys, asked, strict=True) if k not in store.found}
        order, done = list(left), len(set(keys) & set(store.found))
        calls = [(packed, *call) for call in left.values()]
        lived = run(live_at, calls, workers=workers, on=on, progress=progress, done=done)
        for number, found in lived:
            _refuse(space, keys.index(order[number]) + 1, found)
            store.add(order[number], found)
        return [store.found[key] for key in keys]


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
    lives: tuple[int, ...],
    models: tuple[str, ...],
    metrics: tuple[str, ...],
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
    for number in lives:
        tape = draw(study.scenario, number)
        for model in models:
            document = study.models[model]
            run_ = simulate(study.scenario, document, tape)
            accounts = Accounts(study.scenario, document, tape, run_)
            for metric, value in measure(accounts, set(metrics)).items():
                found[model][metric].append(value)
    return found
