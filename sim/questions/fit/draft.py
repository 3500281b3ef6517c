"""The scenario to be: what was fitted, whose services, and what the data don't say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sim.documents.load import load_model
from sim.documents.support_model import SupportModel
from sim.questions.fit.history import History
from sim.questions.fit.parameters import (
    CHANGES_A_YEAR,
    COMMON,
    Parameter,
    first_line,
    parameters_of,
)
from sim.questions.fit.trend import Trend

SHIPPED = ("ops-run-it", "you-run-it", "sre-run-it")
"""What today's way of working is compared with."""


@dataclass(frozen=True)
class Draft:
    """The scenario to be: fitted numbers, other lines, and what stays default."""

    history: History
    today: str
    model: SupportModel
    names: dict[str, str]
    """The services' names in the data: those in the scenario, which have no dots."""
    parameters: tuple[Parameter, ...]
    defaults: tuple[str, ...]
    """What the data don't say, in sentences."""
    inventory: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Services by key, and what an inventory says of each."""
    teams: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Teams, likewise."""

    @property
    def common(self) -> dict[str, list[str]]:
        """Common causes by name, each with the keys of its services, where it has several."""
        found = {
            cause.name: [self.names[name] for name in cause.services if name in self.names]
            for cause in self.history.common
        }
        return {name: keys for name, keys in found.items() if len(keys) > 1}

    @property
    def missed(self) -> str:
        """Path of the chance that a call isn't answered, where observed times to acknowledge have
        the calls made again in them; "" where those of the support model stay."""
        place = first_line(self.today, self.model)
        return f"{place}.missed" if "acknowledge" in self.history.laws else ""

    def value(self, path: str) -> float | None:
        """A fitted number."""
        return next((p.value for p in self.parameters if p.path == path), None)

    def only(self, names: Mapping[str, str]) -> Draft:
        """This draft with some of its services."""
        others = set(self.names.values()) - set(names.values())
        kept = replace(self, names=dict(names))
        there = tuple(f"{COMMON}.{name}." for name in kept.common)
        parameters = (
            one
            for one in self.parameters
            if one.service not in others
            and (not one.path.startswith(COMMON) or one.path.startswith(there))
        )
        return replace(kept, parameters=tuple(parameters))

    def drawn(self, row: int) -> Draft:
        """This draft with one row of the joint draws: numbers as plausible as the fitted ones."""
        return replace(self, parameters=tuple(one.drawn(row) for one in self.parameters))

    def with_values(self, factors: Mapping[str, float]) -> Draft:
        """Each parameter times the factor of the first pattern that its path begins with."""
        changed = []
        for one in self.parameters:
            factor = next((f for p, f in factors.items() if re.fullmatch(p, one.path)), 1.0)
            changed.append(one.times(factor))
        return replace(self, parameters=tuple(changed))


def slug(name: str) -> str:
    """A service's name as a key without dots or blanks, so that paths lead to it."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "service"


def names_of(services: Sequence[str]) -> dict[str, str]:
    """A key for each service, two that would be alike told apart by a number."""
    found: dict[str, str] = {}
    for service in services:
        key, number = slug(service), 2
        while key in found.values():
            key, number = f"{slug(service)}-{number}", number + 1
        found[service] = key
    return found


def draft(
    history: History,
    today: str,
    inventory: Mapping[str, Mapping[str, Any]] | None = None,
    teams: Mapping[str, Mapping[str, Any]] | None = None,
) -> Draft:
    """Everything that the data say, as numbers of a scenario under the support model of today.

    Raises
    ------
    InputError
        If there is no such support model.
    """
    model = load_model(today)
    names = names_of(history.observations.services)
    parameters = tuple(parameters_of(history, names, today, model))
    return Draft(
        history,
        today,
        model,
        names,
        parameters,
        tuple(_defaults(history)),
        inventory or {},
        teams or {},
    )


def _beside_traffic(trend: Trend | None) -> Iterator[str]:
    """What no export says, with traffic or without it."""
    if trend is None:
        yield "Traffic, targets, exposures, prices: not in incidents or changes; write your own."
        return
    yield "Targets, exposures, prices: not in incidents or changes; write your own."
    yield "Capacity faults: not told apart, so none; the trend with traffic has them."
    services = zip(trend.months.services, trend.known, strict=True)
    unknown = [name for name, known in services if not known]
    if unknown:
        names = ", ".join(unknown)
        yield f"Traffic of {names}: not in the file, so constant, and not in the trend."


def _defaults(history: History) -> Iterator[str]:
    """What the data don't say."""
    if history.flow is None:
        yield (
            f"Changes: no file of changes was given. Each service makes {CHANGES_A_YEAR} a year, a "
            "guess; lead times and releases are those of the support models."
        )
    elif history.flow.lead is None:
        yield "Lead times: the changes don't say when they were ready."
    if history.mix is None:
        yield "Severities: the mix of impacts is the default."
    for stage, words in (
        ("acknowledge", "Acknowledging: times are those of the support models"),
        ("diagnose", "Diagnosis: hands-on time is the default, scaled to the times to restore"),
        ("fix", "Fixing: hands-on time is the default, scaled to the times to restore"),
    ):
        if stage not in history.laws:
            yield f"{words}."
    if history.from_changes is None:
        yield "Causes: no incident says whether a change caused it."
    yield from _beside_traffic(history.trend)
    if history.by_hour is None:
        yield "Hours of the day and days of the week: the instants have no dates."
