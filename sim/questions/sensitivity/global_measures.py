"""Screening by Morris, then shares of variance by Sobol', with SALib, which is an extra."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from sim.documents.missing import missing
from sim.questions.sensitivity.differences import Differences, Point
from sim.questions.sensitivity.parameters import Parameter

LEVELS = 4


@dataclass(frozen=True)
class Screened:
    """Morris: mean size of an elementary effect over the range, and how much it varies."""

    parameter: Parameter
    mu_star: float
    mu_star_half_width: float
    sigma: float


@dataclass(frozen=True)
class Share:
    """Sobol': share of the variance by a parameter alone, and with all its interactions."""

    parameter: Parameter
    first: float
    first_half_width: float
    total: float
    total_half_width: float


def salib(module: str) -> Any:
    """A module of SALib.

    Raises
    ------
    InputError
        With one line, if the extra isn't installed.
    """
    if find_spec("SALib") is None:
        raise missing("sensitivity", "SALib", "sensitivity")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(f"SALib.{module}")


def problem(chosen: Sequence[Parameter]) -> dict[str, object]:
    """The parameters as SALib wants them."""
    return {
        "num_vars": len(chosen),
        "names": [parameter.name for parameter in chosen],
        "bounds": [[parameter.low, parameter.high] for parameter in chosen],
    }


def points(chosen: Sequence[Parameter], rows: np.ndarray) -> list[Point]:
    """Rows of a sample as points; shape of ``rows``: (points, parameters)."""
    return [tuple(zip(chosen, map(float, row), strict=True)) for row in rows]


def screen(
    differences: Differences, chosen: Sequence[Parameter], trajectories: int, seed: int
) -> list[Screened]:
    """Morris over all parameters, the strongest first."""
    sample, analyze = salib("sample.morris"), salib("analyze.morris")
    told = problem(chosen)
    rows = sample.sample(told, trajectories, num_levels=LEVELS, seed=seed)
    values = differences.means(points(chosen, rows))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = analyze.analyze(told, rows, values, num_levels=LEVELS, seed=seed)
    screened = [
        Screened(parameter, float(mu), float(half), float(sigma))
        for parameter, mu, half, sigma in zip(
            chosen, found["mu_star"], found["mu_star_conf"], found["sigma"], strict=True
        )
    ]
    return sorted(screened, key=lambda one: -one.mu_star)


def that_matter(screened: Sequence[Screened], least: float = 0.1, most: int = 5) -> list[Parameter]:
    """The parameters whose effect is at least a tenth of the strongest one's, at most five."""
    limit = least * max((one.mu_star for one in screened), default=0.0)
    return [one.parameter for one in screened if one.mu_star > 0 and one.mu_star >= limit][:most]


def shares(
    differences: Differences, chosen: Sequence[Parameter], samples: int, seed: int
) -> list[Share]:
    """Sobol' over the parameters that matter; none of a single one, whose share is all."""
    if len(chosen) < 2:
        return [Share(parameter, 1.0, 0.0, 1.0, 0.0) for parameter in chosen]
    sample, analyze = salib("sample.sobol"), salib("analyze.sobol")
    told = problem(chosen)
    rows = sample.sample(told, samples, calc_second_order=False, seed=seed)
    values = differences.means(points(chosen, rows))
    if float(np.ptp(values)) == 0:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = analyze.analyze(told, values, calc_second_order=False, seed=seed)
    columns = (found[key] for key in ("S1", "S1_conf", "ST", "ST_conf"))
    return [
        Share(parameter, *map(float, numbers))
        for parameter, *numbers in zip(chosen, *columns, strict=True)
    ]
