"""Settings as the query of an address, so that a link shows others the same page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from sim.documents.hints import nearest
from sim.documents.load import Study
from sim.explorer.settings import REPLICATIONS, Choices, Settings, choices, defaults, quarters
from sim.explorer.words import WORDS
from sim.ground.units import HOURS_PER

T = TypeVar("T")

Query = dict[str, list[str]]
"""Parameters of an address, each with its values."""

SWITCH = {"on": True, "off": False}
SECOND = "b."
"""Before the parameters of the second setting."""
FIELDS = {"place": "for"}
"""Parameters that aren't named like their field."""


MOST_SERVICE_YEARS = 20_000
"""Service-years that a link may ask for: a minute of one core, far more than a look needs."""


@dataclass(frozen=True)
class View:
    """A whole page: a setting, maybe a second one, and the budget that is looked at."""

    a: Settings
    b: Settings | None = None
    service: str = ""
    """"" : the most telling one."""
    quarter: str = ""
    """"" : the first with something to see."""


def to_query(view: View, study: Study) -> Query:
    """The parameters of a page; what is as the scenario has it is left out."""
    usual = defaults(study)
    query = _written(view.a, usual, "")
    if view.b is not None:
        query |= {"b": ["on"], **_written(view.b, usual, SECOND)}
    seen = {"service": view.service, "quarter": view.quarter}
    return query | {name: [value] for name, value in seen.items() if value}


def from_query(query: Mapping[str, list[str]], study: Study) -> tuple[View, list[str]]:
    """The page that parameters ask for, and what is wrong with them.

    What can't be used is left as the scenario has it.
    """
    known, usual = choices(study), defaults(study)
    faults: list[str] = []
    a = _read(query, "", usual, known, faults)
    two = _one(query, "b", lambda text: _of(text, SWITCH), False, faults)
    b = _read(query, SECOND, usual, known, faults)
    a, b = _bounded(a, "", study, faults), _bounded(b, SECOND, study, faults)
    service = _one(query, "service", _name_among(list(study.scenario.services)), "", faults)
    quarter = _one(query, "quarter", _name_among(quarters(study)), "", faults)
    allowed = {*_names(""), *_names(SECOND), "b", "service", "quarter", "scenario"}
    faults += [
        f"{name}: is no setting{nearest(name, sorted(allowed))}"
        for name in query
        if name not in allowed
    ]
    return View(a, b if two else None, service, quarter), faults


def _bounded(asked: Settings, prefix: str, study: Study, faults: list[str]) -> Settings:
    """No more replications than what a link may set a stranger's machine to work on."""
    scenario = study.scenario
    years = max(1.0, scenario.horizon / HOURS_PER["y"])
    each = len(scenario.services) * len(asked.models) * years
    most = max(REPLICATIONS[0], defaults(study).replications, int(MOST_SERVICE_YEARS / each))
    if asked.replications <= most:
        return asked
    faults.append(
        f"{prefix}replications: found '{asked.replications}'; a link asks for at most {most} of a "
        "scenario of this size (the slider goes further)"
    )
    return replace(asked, replications=most)


def _names(prefix: str) -> list[str]:
    return [f"{prefix}{FIELDS.get(name, name)}" for name in Settings.__dataclass_fields__]


def _written(settings: Settings, usual: Settings, prefix: str) -> Query:
    return {
        f"{prefix}{FIELDS.get(name, name)}": _texts(getattr(settings, name))
        for name in Settings.__dataclass_fields__
        if getattr(settings, name) != getattr(usual, name)
    }


def _texts(value: object) -> list[str]:
    if isinstance(value, tuple):
        return [str(part) for part in value]
    if isinstance(value, bool):
        return ["on" if value else "off"]
    return [f"{value:.10g}" if isinstance(value, float) else str(value)]


def _read(
    query: Mapping[str, list[str]], prefix: str, usual: Settings, known: Choices, faults: list[str]
) -> Settings:
    found: dict[str, object] = {}
    for name, read in _readers(known).items():
        parameter = f"{prefix}{FIELDS.get(name, name)}"
        found[name] = _one(query, parameter, read, getattr(usual, name), faults)
    models = query.get(f"{prefix}models")
    if models is not None:
        found["models"] = _models(models, prefix, usual, known, faults)
    found["runs"] = _runs(query.get(f"{prefix}runs", []), prefix, known, faults)
    return replace(usual, **found)  # type: ignore[arg-type]  # each reader returns its field's type


def _readers(known: Choices) -> dict[str, Callable[[str], object]]:
    """How the text of each parameter is read; all raise ValueError."""
    words = {
        name: _name_among(list(table)) for name, table in {**WORDS, "place": known.places}.items()
    }
    return {
        **words,
        "standby": lambda text: _number(text, 0, known.most_standby),
        "premium": lambda text: _number(text, 0, known.most_premium),
        "replications": lambda text: _whole(text, *REPLICATIONS),
    }


def _one(
    query: Mapping[str, list[str]],
    name: str,
    read: Callable[[str], T],
    usual: T,
    faults: list[str],
) -> T:
    if name not in query:
        return usual
    try:
        return read(query[name][-1])
    except ValueError as error:
        faults.append(f"{name}: {error}")
        return usual


def _models(
    texts: list[str], prefix: str, usual: Settings, known: Choices, faults: list[str]
) -> tuple[str, ...]:
    """Every model that is known, once; the scenario's if none is left."""
    right = [name for name in dict.fromkeys(texts) if name in known.models]
    faults += [
        f"{prefix}models: found '{name}'{nearest(name, list(known.models))}"
        for name in dict.fromkeys(texts)
        if name not in known.models
    ]
    return tuple(right) or usual.models


def _runs(texts: list[str], prefix: str, known: Choices, faults: list[str]) -> tuple[str, ...]:
    """Services with the models that run them, in the order of the scenario."""
    moved: dict[str, str] = {}
    for text in texts:
        service, _, model = text.rpartition("=")
        try:
            _of(service, known.services)
            moved[service] = _name_among(list(known.runners))(model)
        except ValueError as error:
            faults.append(f"{prefix}runs: {error}")
    return tuple(f"{s}={moved[s]}" for s, usual in known.services.items()
                 if moved.get(s, usual) != usual)  # fmt: skip


def _of(text: str, allowed: Mapping[str, T]) -> T:
    if text not in allowed:
        raise ValueError(f"found '{text}'{nearest(text, list(allowed))}")
    return allowed[text]


def _name_among(names: list[str]) -> Callable[[str], str]:
    return lambda text: _of(text, {name: name for name in names})


def _number(text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise ValueError(f"found '{text}' (allowed: a number from {low:g} to {high:g})")
    return value


def _whole(text: str, low: int, high: int) -> int:
    value = _number(text, low, high)
    if value != int(value):
        raise ValueError(f"found '{text}' (allowed: a whole number from {low} to {high})")
    return int(value)
