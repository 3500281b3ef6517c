"""Live through a scenario and keep one service of it, week by week, under every model."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.documents.load import Study
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.questions.dynamics.seeing import Seen, see
from sim.records.tables import Records
from sim.records.weekly import QUANTITIES, weekly, weeks_of
from sim.study.runner import HERE, Crash, Progress, run
from sim.study.size import quickly_here

Measured = Mapping[str, np.ndarray]
"""By quantity, of shape (replications, weeks)."""
NAMED = ("reliability_time", "operability", "releases")
"""Quantities of which it is said what they do; a budget begins anew each quarter whatever else."""


@dataclass(frozen=True)
class Dynamics:
    """One service week by week under each model."""

    study: Study
    service: str
    replications: int
    runs: Mapping[str, Measured]
    """By model."""

    def seen(self, model: str) -> dict[str, Seen]:
        """What each quantity does under a model."""
        return {name: see(self.runs[model][name]) for name in NAMED}


def dynamics(
    study: Study,
    service: str,
    *,
    replications: int | None = None,
    workers: int | None = None,
    on: str = HERE,
    progress: Progress | None = None,
) -> Dynamics:
    """Live through the world of the verdict under every model that is compared.

    Raises
    ------
    InputError
        If there is no such service, or the horizon has no whole week.
    """
    _check(study, service)
    count = replications or study.scenario.replications
    packed = zlib.compress(pickle.dumps(study, protocol=5), level=1)
    calls = [(packed, number, service) for number in range(count)]
    found: dict[int, dict[str, dict[str, np.ndarray]]] = {}
    here = workers is None and quickly_here(study, count)
    lived_through = run(live_weeks, calls, workers=workers, on=on, here=here, progress=progress)
    for place, lived in lived_through:
        if isinstance(lived, Crash):
            raise RuntimeError(f"replication {place} failed: {lived.error}")
        found[place] = lived
    runs = {
        model: {
            name: np.array([found[number][model][name] for number in range(count)])
            for name in QUANTITIES
        }
        for model in study.scenario.compare
    }
    return Dynamics(study, service, count, runs)


def _check(study: Study, service: str) -> None:
    known = list(study.scenario.services)
    if service not in known:
        found = f"found '{service}'; no such service{nearest(service, known)}"
        raise InputError("--service", [Problem("", f"{found} (allowed: {', '.join(known[:12])})")])
    if len(weeks_of(study.scenario.horizon)) < 2:
        raise InputError(study.file or study.name, [Problem("horizon", "has no whole week")])


@lru_cache(maxsize=1)
def _unpack(packed: bytes) -> Study:
    study = pickle.loads(zlib.decompress(packed))
    assert isinstance(study, Study)
    return study


def live_weeks(packed: bytes, number: int, service: str) -> dict[str, dict[str, np.ndarray]]:
    """Live through one replication under each model; weeks by model and quantity."""
    study = _unpack(packed)
    scenario, tape = study.scenario, draw(study.scenario, number)
    return {
        name: weekly(Records(scenario, model, tape, simulate(scenario, model, tape)), service)
        for name, model in study.models.items()
    }
