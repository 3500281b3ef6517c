"""The one registry of metrics: whatever a run yields as a number, said once for all who show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sim.records.money import Accounts
from sim.records.part import part_of_service, part_of_team

Better = Literal["lower", "higher", "neither"]
Scale = Literal["positive", "share", "real"]
"""What values are possible: 0…∞, 0…1, or any; intervals respect it."""
Group = Literal["flow", "incidents", "reliability", "on call", "money"]
By = Literal["service", "team"]
Function = Callable[[Accounts], float]


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
    """Reduces a run, or the part of it that belongs to one service or team."""
    by: By | None
    """The parts for which it makes sense, besides the whole organisation."""
    summary: bool
    """Whether every summary has it; the others are measured where somebody asks."""


REGISTRY: dict[str, Metric] = {}
"""Every metric by its name."""


def metric(
    unit: str,
    better: Better,
    scale: Scale = "positive",
    *,
    group: Group,
    label: str = "",
    by: By | None = None,
    summary: bool = True,
) -> Callable[[Function], Function]:
    """Register a function as the metric of its name; its docstring describes it."""

    def register(function: Function) -> Function:
        name, about = function.__name__, " ".join((function.__doc__ or "").split())
        said = label or read_out(name, unit)
        REGISTRY[name] = Metric(
            name, said, group, unit, better, scale, about, function, by, summary
        )
        return function

    return register


UNIT_WORDS = {"days": " days", "h": " hours", "min": " minutes", "money/y": " per year"}


def read_out(name: str, unit: str) -> str:
    """A name as people read it: "time_to_restore_hours_p95" is "Time to restore, p95"."""
    text = name.replace("_", " ").replace(UNIT_WORDS.get(unit, "\0"), "", 1)
    for ending in ("median", "mean", "p85", "p95"):
        text = text.replace(f" {ending}", f", {ending}")
    text = text.replace("per service year", "per service-year").replace("on call", "on-call")
    return text[:1].upper() + text[1:]


def measure(run: Accounts, names: Iterable[str] | None = None) -> dict[str, float]:
    """Metrics of a run by name; absent: those of every summary."""
    chosen = [m.name for m in REGISTRY.values() if m.summary] if names is None else names
    return {name: float(REGISTRY[name].of(run)) for name in chosen}


def measure_services(run: Accounts) -> pd.DataFrame:
    """Every metric that makes sense for one service: a row a service, a column a metric."""
    names = [name for name, found in REGISTRY.items() if found.by == "service"]
    rows = {
        service: measure(part_of_service(run, service), names) for service in run.scenario.services
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=names).rename_axis("service")


def measure_teams(run: Accounts) -> pd.DataFrame:
    """Every metric that makes sense for one team: a row a team, a column a metric."""
    names = [name for name, found in REGISTRY.items() if found.by == "team"]
    rows = {team: measure(part_of_team(run, team), names) for team in run.log.team_names}
    return pd.DataFrame.from_dict(rows, orient="index", columns=names).rename_axis("team")
