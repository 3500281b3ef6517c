"""Published base rates, and what shipped scenarios come to: a band each, or why they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.documents.load import Study, load_study, select
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.questions.verify.base_rate import RATES, BaseRate
from sim.records.money import Accounts
from sim.study.runner import Crash, Progress, run

SCENARIOS = ("scenarios/furniture-retailer.toml", "scenarios/enterprise.toml")
"""What the rates are measured in, where the command is given."""
REPLICATIONS = 4


@dataclass(frozen=True)
class Held:
    """A base rate and what a scenario comes to."""

    scenario: str
    model: str
    rate: BaseRate
    ours: float
    verdict: Literal["inside", "outside", "differs"]
    why: str = ""
    """Why the scenario differs."""


def base_rate_rows(
    progress: Progress | None = None, workers: int | None = None,
    scenarios: Sequence[str] = SCENARIOS, replications: int = REPLICATIONS,
) -> list[Held]:  # fmt: skip
    """Each rate in each scenario, the mean over replications.

    Raises
    ------
    InputError
        If there is no such scenario.
    """
    studies = {path: load_study(path) for path in scenarios}
    models = {path: _models(study) for path, study in studies.items()}
    calls = [
        (path, model, number)
        for path in scenarios
        for model in models[path]
        for number in range(replications)
    ]
    values: dict[tuple[str, str], list[list[float]]] = {}
    for place, measured in run(measure, calls, workers=workers, progress=progress):
        if isinstance(measured, Crash):
            raise RuntimeError(f"{calls[place]} failed: {measured.error}")
        values.setdefault(calls[place][:2], []).append(measured)
    return [row for key in dict.fromkeys(call[:2] for call in calls) for row in _held(*key, values)]


def _models(study: Study) -> list[str]:
    """The models of a scenario that some rate is about."""
    wanted = dict.fromkeys(model for rate in RATES for model in rate.models)
    return [name for name in study.scenario.compare if name in wanted]


def measure(path: str, model: str, replication: int) -> list[float]:
    """Every rate that is about a model, in one replication of a scenario."""
    study = select(load_study(path), [model])
    tape, document = draw(study.scenario, replication), study.models[model]
    found = Accounts(study.scenario, document, tape, simulate(study.scenario, document, tape))
    return [rate.measure(found) for rate in RATES if model in rate.models]


def _held(path: str, model: str, values: dict[tuple[str, str], list[list[float]]]) -> list[Held]:
    mine = [rate for rate in RATES if model in rate.models]
    means = np.nanmean(np.sort(np.array(values[path, model]), axis=0), axis=0).tolist()
    name = path.rpartition("/")[2].removesuffix(".toml")
    return [hold(name, model, rate, ours) for rate, ours in zip(mine, means, strict=True)]


def hold(scenario: str, model: str, rate: BaseRate, ours: float) -> Held:
    """Inside its band; else outside, unless the row says why this scenario differs."""
    if rate.low <= ours <= rate.high:
        return Held(scenario, model, rate, ours, "inside")
    why = rate.differs.get(f"{scenario} {model}", rate.differs.get(scenario, ""))
    return Held(scenario, model, rate, ours, "differs" if why else "outside", why)
