"""The one registry of metrics: whatever a run yields as a number, said once for all who show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, overload

import numpy as np
import pandas as pd

from sim.records.grouped import Grouped
from sim.records.money import Accounts

Better = Literal["lower", "higher", "neither"]
Scale = Literal["positive", "share", "real"]
"""What values are possible: 0…∞, 0…1, or any; intervals respect it."""
Group = Literal["flow", "incidents", "reliability", "on call", "money"]
Part = Literal["service", "team"]
Function = Callable[[Accounts], float]
"""A number of a run."""
Reduction = Callable[[Grouped], np.ndarray]
"""A number of each group of a run; shape (groups,), NaN where there is nothing to measure."""


@dataclass(frozen=True)
class Metric:
    """A number that a run yields; NaN where there is nothing to measure."""

    name: str
    label: str
    """What people read: "Time to restore, p95"."""
    group: Group
    unit: str
    better: Better
    scale: Scale
    description: str
    """A sentence that can be read alone."""
    of: Function
    """Its value for the organisation."""
    by: Part | None
    """The parts for which it makes sense, besides the whole organisation."""
    over: Reduction | None
    """Its value for each of these parts; the organisation's comes from the same function."""
    summary: bool
    """Whether every summary has it; the others are measured where somebody asks."""
    headline: bool = False
    """Whether it is one of the few numbers that stand for a support model."""
    rank: int | None = None
    """Its place among those told beside the headlines where there is room for some; 1 is first."""


REGISTRY: dict[str, Metric] = {}
"""Every metric by its name."""


@overload
def metric(
    unit: str,
    better: Better,
    scale: Scale = "positive",
    *,
    group: Group,
    label: str,
    summary: bool = True,
    headline: bool = False,
    rank: int | None = None,
) -> Callable[[Function], Function]: ...


@overload
def metric(
    unit: str,
    better: Better,
    scale: Scale = "positive",
    *,
    group: Group,
    label: str,
    by: Part,
    summary: bool = True,
    headline: bool = False,
    rank: int | None = None,
) -> Callable[[Reduction], Function]: ...


def metric(
    unit: str,
    better: Better,
    scale: Scale = "positive",
    *,
    group: Group,
    label: str,
    by: Part | None = None,
    summary: bool = True,
    headline: bool = False,
    rank: int | None = None,
) -> Callable[..., Function]:
    """Register a function as the metric of its name; its docstring describes it.

    It takes a run and returns a number. With ``by`` it takes a run by groups and returns an array
    over the groups; what is returned here then gives the number of a whole run.
    """

    def register(function: Callable[..., Any]) -> Function:
        name, about = function.__name__, " ".join((function.__doc__ or "").split())
        of: Function = function if by is None else _whole(function)
        over = None if by is None else function
        REGISTRY[name] = Metric(
            name, label, group, unit, better, scale, about, of, by, over, summary, headline, rank
        )
        return of

    return register


def _whole(reduction: Reduction) -> Function:
    """Of the organisation as the only group."""

    @wraps(reduction)
    def of(run: Accounts) -> float:
        return float(reduction(Grouped(run))[0])

    return of


def measure(run: Accounts, names: Iterable[str] | None = None) -> dict[str, float]:
    """Metrics of a run by name; absent: those of every summary."""
    chosen = [m.name for m in REGISTRY.values() if m.summary] if names is None else names
    whole = Grouped(run)
    return {name: _measured(REGISTRY[name], run, whole) for name in chosen}


def _measured(metric: Metric, run: Accounts, whole: Grouped) -> float:
    return float(metric.of(run) if metric.over is None else metric.over(whole)[0])


def measure_services(run: Accounts) -> pd.DataFrame:
    """Every metric that makes sense for one service: a row a service, a column a metric."""
    return _measure_parts(run, "service")


def measure_teams(run: Accounts) -> pd.DataFrame:
    """Every metric that makes sense for one team: a row a team, a column a metric."""
    return _measure_parts(run, "team")


def _measure_parts(run: Accounts, by: Part) -> pd.DataFrame:
    groups = Grouped(run, by)
    found = {m.name: m.over(groups) for m in REGISTRY.values() if m.by == by and m.over}
    return pd.DataFrame(found, index=pd.Index(groups.names, name=by))
