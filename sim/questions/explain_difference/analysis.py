"""Where the difference between two support models comes from, on common random numbers."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.documents.errors import InputError, Problem
from sim.documents.load import Study
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.questions.explain_difference.parts import assumptions_in, differing, hybrid
from sim.questions.explain_difference.shapley import Subset, shapley, subsets
from sim.records.metrics import measure
from sim.records.money import Accounts
from sim.study.intervals import Interval, mean_interval
from sim.study.paired import Difference, paired_difference
from sim.study.runner import HERE, Crash, Progress, run

EXPLAINED = (
    "total_cost_per_year", "time_to_restore_hours_mean", "lead_time_days_median",
)  # fmt: skip
BATCH = 16
"""Models in one task for a worker."""


@dataclass(frozen=True)
class Part:
    """A part's share of a difference, with its interval over replications."""

    name: str
    share: Interval
    assumptions: tuple[str, ...]
    """Assumptions that the part rests on."""


@dataclass(frozen=True)
class Explained:
    """The difference in one metric, divided; the shares add up to it."""

    metric: str
    first: float
    """The metric's mean under the first model."""
    difference: Difference
    """The second model less the first."""
    parts: tuple[Part, ...]
    """The largest first."""


@dataclass(frozen=True)
class Explanation:
    """Where the differences between two models come from."""

    study: Study
    model: str
    against: str
    replications: int
    metrics: tuple[Explained, ...]


def explain(
    study: Study,
    model: str,
    against: str,
    *,
    replications: int = 20,
    metrics: Sequence[str] = EXPLAINED,
    workers: int | None = None,
    on: str = HERE,
    progress: Progress | None = None,
) -> Explanation:
    """Live through every mixture of the parts of ``model`` and of ``against``.

    Raises
    ------
    InputError
        If the two have no part in which they differ, or a mixture is unsound.
    """
    one, other = whole(study, model), whole(study, against)
    parts = differing(one, other)
    if not parts:
        why = f"{model} and {against} say the same: there is nothing to divide"
        raise InputError("explain-difference", [Problem("", why)])
    mixtures = {subset: hybrid(one, other, subset) for subset in subsets(parts)}
    found = _live(study.scenario, mixtures, replications, tuple(metrics), workers, on, progress)
    told = tuple(_explained(metric, parts, found[metric], one, other) for metric in metrics)
    return Explanation(study, model, against, replications, told)


def whole(study: Study, name: str) -> SupportModel:
    """A model that has parts of its own; a mix of models has none.

    Raises
    ------
    InputError
        If it is a mix.
    """
    model = study.models[name]
    if isinstance(model, SupportModel):
        return model
    why = f"{name} is a mix of {', '.join(model.models)}; compare those, which have parts"
    raise InputError("explain-difference", [Problem("", why)])


def _explained(
    metric: str,
    parts: Sequence[str],
    values: dict[Subset, np.ndarray],
    one: SupportModel,
    other: SupportModel,
) -> Explained:
    whole = ~np.isnan(np.array(list(values.values()))).any(axis=0)  # a run without a value
    known = {subset: value[whole] for subset, value in values.items()}
    first, last = known[frozenset()], known[frozenset(parts)]
    shares = shapley(parts, known.__getitem__)
    rows = [
        Part(part, mean_interval(share, "real"), tuple(assumptions_in(one, other, part)))
        for part, share in shares.items()
    ]
    rows.sort(key=lambda row: -abs(row.share.mean))
    mean = float(first.mean()) if len(first) else float("nan")
    return Explained(metric, mean, paired_difference(last, first), tuple(rows))


def _live(
    scenario: Scenario,
    mixtures: dict[Subset, SupportModel],
    replications: int,
    metrics: tuple[str, ...],
    workers: int | None,
    on: str,
    progress: Progress | None,
) -> dict[str, dict[Subset, np.ndarray]]:
    """Metrics by mixture, a value a replication; all mixtures meet the same worlds."""
    subset_of, models = list(mixtures), list(mixtures.values())
    packed = zlib.compress(pickle.dumps((scenario, models), protocol=5), level=1)
    calls = [
        (packed, number, tuple(range(first, min(first + BATCH, len(models)))), metrics)
        for number in range(replications)
        for first in range(0, len(models), BATCH)
    ]
    values = {m: {subset: np.full(replications, np.nan) for subset in mixtures} for m in metrics}
    for call, found in run(live_mixtures, calls, workers=workers, on=on, progress=progress):
        _, number, places, _ = calls[call]
        if isinstance(found, Crash):
            raise RuntimeError(f"replication {number} failed: {found.error}")
        for place, measured in zip(places, found, strict=True):
            for metric in metrics:
                values[metric][subset_of[place]][number] = measured[metric]
    return values


@lru_cache(maxsize=1)
def _unpack(packed: bytes) -> tuple[Scenario, list[SupportModel]]:
    found: tuple[Scenario, list[SupportModel]] = pickle.loads(zlib.decompress(packed))
    return found


def live_mixtures(
    packed: bytes, number: int, places: Sequence[int], metrics: tuple[str, ...]
) -> list[dict[str, float]]:
    """Live through one replication under some of the mixtures, and measure each."""
    scenario, models = _unpack(packed)
    tape = draw(scenario, number)
    found = []
    for place in places:
        model = models[place]
        accounts = Accounts(scenario, model, tape, simulate(scenario, model, tape))
        found.append(measure(accounts, set(metrics)))
    return found
