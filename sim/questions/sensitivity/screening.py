"""Screening by elementary effects (Morris, Technometrics 33, 1991), with SALib, an extra."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from sim.documents.errors import InputError, Problem

LEVELS = 4


@dataclass(frozen=True)
class Screened:
    """Mean size of an elementary effect over the range, its half-width, and how much it varies."""

    name: str
    mu_star: float
    mu_star_half_width: float
    sigma: float


def salib(module: str) -> Any:
    """A module of SALib.

    Raises
    ------
    InputError
        With one line, if the extra isn't installed.
    """
    if find_spec("SALib") is None:
        why = "needs SALib, which isn't installed: pip install 'whorunsit[sensitivity]'"
        raise InputError("sensitivity", [Problem("", why)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(f"SALib.{module}")


def _problem(names: Sequence[str]) -> dict[str, object]:
    bounds = [[0.0, 1.0]] * len(names)
    return {"num_vars": len(names), "names": list(names), "bounds": bounds}


def trajectories(columns: int, count: int, seed: int) -> np.ndarray:
    """Points in the unit cube, one column moved at a time; (count × (columns + 1), columns)."""
    told = _problem([f"x{place}" for place in range(columns)])
    found = salib("sample.morris").sample(told, count, num_levels=LEVELS, seed=seed)
    return np.asarray(found, dtype=float)


def screen(
    names: Sequence[str], steps: np.ndarray, values: np.ndarray, seed: int
) -> list[Screened]:
    """Elementary effects from values at the points of trajectories, the strongest first."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = salib("analyze.morris").analyze(
            _problem(names), steps, values, num_levels=LEVELS, seed=seed
        )
    columns = (found[key] for key in ("mu_star", "mu_star_conf", "sigma"))
    rows = [Screened(name, *map(float, row)) for name, *row in zip(names, *columns, strict=True)]
    return sorted(rows, key=lambda one: -one.mu_star)
