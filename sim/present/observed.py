"""The files of observations that a scenario reads: how many, how long, and a digest of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import numpy as np

from sim.documents.load import Study
from sim.documents.places import beside
from sim.documents.quantities import observations


def observed(study: Study) -> dict[str, dict[str, object]]:
    """By the file's name as written: observations, median and p95 (hours), SHA-256."""
    folder = Path(study.file).parent
    found: dict[str, dict[str, object]] = {}
    for name in dict.fromkeys(_named([study.raw, *study.raw_models.values()])):
        path = beside(folder, name)
        hours = np.array(observations(path))
        found[name] = {
            "observations": len(hours),
            "median_hours": float(f"{np.median(hours):.6g}"),
            "p95_hours": float(f"{np.quantile(hours, 0.95):.6g}"),
            "sha256": sha256(path.read_bytes()).hexdigest(),
        }
    return found


def _named(part: object) -> Iterator[str]:
    """The files that a document's laws name, wherever they stand in it."""
    if isinstance(part, Mapping):
        if isinstance(part.get("empirical"), str):
            yield part["empirical"]
        for inside in part.values():
            yield from _named(inside)
    elif isinstance(part, (list, tuple)):
        for inside in part:
            yield from _named(inside)
