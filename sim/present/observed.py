"""The files of observations that a scenario reads: how many, how long, and a digest of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import numpy as np

from sim.documents.load import Study
from sim.documents.places import beside
from sim.documents.quantities import observed_hours


def observed(study: Study) -> dict[str, dict[str, object]]:
    """By the file's name as written: observations, median and p95 (hours), SHA-256."""
    folder = Path(study.file).parent
    found: dict[str, dict[str, object]] = {}
    for law in _laws([study.raw, *study.raw_models.values()]):
        name, hours = str(law["empirical"]), np.array(observed_hours(law, folder))
        found[name] = {
            "observations": len(hours),
            "median_hours": float(f"{np.median(hours):.6g}"),
            "p95_hours": float(f"{np.quantile(hours, 0.95):.6g}"),
            "sha256": sha256(beside(folder, name).read_bytes()).hexdigest(),
        }
    return found


def _laws(part: object) -> Iterator[Mapping[str, object]]:
    """The laws of a document that name a file, wherever they stand in it."""
    if isinstance(part, Mapping):
        if isinstance(part.get("empirical"), str):
            yield part
        for inside in part.values():
            yield from _laws(inside)
    elif isinstance(part, (list, tuple)):
        for inside in part:
            yield from _laws(inside)
