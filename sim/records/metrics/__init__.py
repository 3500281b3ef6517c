"""The metrics: whoever needs one finds it here, by its name."""

from __future__ import annotations

from sim.records.metrics import (  # noqa: F401 - they register
    closer,
    engaging,
    headlines,
    in_time,
    nines,
    politics,
    promising,
    restoring,
    sharing,
    working,
)
from sim.records.metrics.registry import (
    REGISTRY,
    Better,
    Metric,
    Scale,
    measure,
    measure_services,
    measure_teams,
    metric,
)

__all__ = [
    "HEADLINES",
    "METRICS",
    "REGISTRY",
    "Better",
    "Metric",
    "Scale",
    "measure",
    "measure_services",
    "measure_teams",
    "metric",
]

METRICS: dict[str, Metric] = {name: found for name, found in REGISTRY.items() if found.summary}
"""The metrics that every summary has, in its order."""
HEADLINES = tuple(name for name, found in METRICS.items() if found.headline)
"""The numbers that stand for a support model."""
