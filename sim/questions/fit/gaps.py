"""How far replayed pasts are from the observed one, number by number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.questions.fit.replaying import SimulatedPast


@dataclass(frozen=True)
class Knob:
    """Numbers that are moved together to bring one moment to what was observed."""

    moment: str
    pattern: str
    """Paths of the numbers."""


def moments_of_run(run: SimulatedPast) -> dict[str, float]:
    """Its numbers that were measured, by name, and how far long restores are off the median."""
    found = {m.name: m.value for m in run.moments}
    if {"restore_median", "restore_p90"} <= set(found):
        found["restore_spread"] = math.log(found["restore_p90"] / found["restore_median"])
    return {name: value for name, value in found.items() if math.isfinite(value) and value > 0}


def gaps_of(
    knobs: Sequence[Knob], wanted: Mapping[str, float], runs: Sequence[Mapping[str, float]]
) -> np.ndarray:
    """Of each knob's moment, from its mean over runs; shape (knobs,)."""
    names = {name for one in runs for name in one}
    found = {name: _mean(name, [one[name] for one in runs if name in one]) for name in names}
    return np.array([_gap(knob, wanted, found) for knob in knobs])


def _mean(name: str, values: Sequence[float]) -> float:
    """Over replications, of durations by their logarithms."""
    if name in ("incidents", "dispersion"):
        return float(np.mean(values))
    return float(np.exp(np.mean(np.log(values))))


def _gap(knob: Knob, wanted: Mapping[str, float], found: Mapping[str, float]) -> float:
    """Log of observed over simulated; of a dispersion what is above Poisson's."""
    if knob.moment not in found:
        return 0.0
    pair = wanted[knob.moment], found[knob.moment]
    if knob.moment == "dispersion":
        pair = max(pair[0] - 1, 0.02), max(pair[1] - 1, 0.02)
    return math.log(pair[0] / pair[1])
