"""What can be moved on the page: one setting, its choices, and what the scenario says itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from sim.documents.catalogue import is_mix
from sim.documents.errors import InputError
from sim.documents.load import Catalogue, Raw, Study
from sim.documents.mix import model_names, named_in
from sim.documents.worlds import World
from sim.ground.working_time import quarter_edges, quarter_name
from sim.present.words import PREFIX

AS_WRITTEN = "as-written"
"""The choice that leaves the scenario's own lines alone."""
EVERYWHERE = "all"
"""The place that is every service."""

GROWTHS = {
    AS_WRITTEN: "as written",
    "none": "none",
    "5y": "doubles in 5 years",
    "2y": "doubles in 2 years",
    "1y": "doubles in a year",
    "6months": "doubles in 6 months",
    "3months": "doubles in 3 months",
}
TARGETS = {
    AS_WRITTEN: "as written",
    **{share: f"{share} %" for share in ("95", "99", "99.5", "99.9", "99.95", "99.99")},
}
TIMES = {
    "0.1": "a tenth", "0.2": "a fifth", "0.5": "half", "1": "as written", "2": "2 times",
    "5": "5 times", "10": "10 times",
}  # fmt: skip
STAFF = {
    "0.5": "half", "1": "as written", "1.5": "half as many again", "2": "2 times", "3": "3 times",
}  # fmt: skip
WORLDS: dict[World, str] = {
    "as-stated": "as each model states it",
    "equal": "the same share in every model",
    "useless": "as stated, and it buys nothing",
}
BOARDS = {AS_WRITTEN: "as each model has it", "weekly": "weekly in every model", "none": "none"}
REPLICATIONS = (2, 200)
FIRST_LOOK = 3
"""Replications after which there is a first verdict, while the others are lived through."""
TO_BEGIN_WITH = 10
"""Replications of the first look, unless the scenario asks for fewer."""
MOST_PREMIUM = 4.0
ROUND_STANDBY = 500
"""Sliders of pay end at a multiple of this, at least four of them."""


@dataclass(frozen=True)
class Settings:
    """One setting of everything that can be moved; the first five by their keys."""

    place: str
    """Whose growth, target and exposure: a key of ``Choices.places``."""
    growth: str
    target: str
    exposure: str
    board: str
    models: tuple[str, ...]
    standby: float
    """Money a week on call."""
    premium: float
    """An hour called out costs this times the hourly rate."""
    change_value: str
    salaries: str
    invests: str
    seats: str
    people: str
    contract: str
    world: World
    """The one that the verdict is given in."""
    replications: int
    runs: tuple[str, ...] = ()
    """Services that another model than today's runs, each as ``service=model``."""


@dataclass(frozen=True)
class Choices:
    """What the controls of a study allow, with the words for it."""

    places: Mapping[str, str]
    models: Mapping[str, str]
    services: Mapping[str, str]
    """Each service with the model that runs it in the baseline."""
    runners: Mapping[str, str]
    """The models that are no mixes."""
    capped: frozenset[str]
    """The models in which, or in a part of which, a contract limits deployments."""
    most_standby: float
    most_premium: float
    currency: str


def defaults(study: Study) -> Settings:
    """The setting that is the scenario itself, with few replications."""
    scenario = study.scenario
    return Settings(
        place=EVERYWHERE,
        growth=AS_WRITTEN,
        target=AS_WRITTEN,
        exposure="1",
        board=AS_WRITTEN,
        models=tuple(scenario.compare),
        standby=float(scenario.prices.standby),
        premium=float(scenario.prices.callout_premium),
        change_value="1",
        salaries="1",
        invests="1",
        seats="1",
        people="1",
        contract="1",
        world=scenario.world,
        replications=min(TO_BEGIN_WITH, scenario.replications),
    )


def choices(study: Study) -> Choices:
    """What can be chosen in a study: services and templates, support models, ranges of pay."""
    prices = study.scenario.prices
    documents = _readable(study)
    titles = {name: _title(study, name, documents.get(name, {})) for name in _names(study)}
    most = ROUND_STANDBY * max(4, ceil(2 * prices.standby / ROUND_STANDBY))
    return Choices(
        places=_places(study.raw),
        models=titles,
        services=model_names(study.scenario, study.baseline, study.models[study.baseline]),
        runners={n: title for n, title in titles.items() if not is_mix(documents.get(n, {}))},
        capped=frozenset(_capped(documents)),
        most_standby=float(most),
        most_premium=max(MOST_PREMIUM, float(prices.callout_premium)),
        currency=study.scenario.currency,
    )


def quarters(study: Study) -> list[str]:
    """Names of the quarters that a study lasts, such as 2026-Q1."""
    edges = quarter_edges(study.scenario.start, study.scenario.horizon)
    return [quarter_name(study.scenario.start, at) for at in edges[:-1]]


def folder_of(study: Study) -> Path | None:
    """The folder beside whose files more support models may lie."""
    return Path(study.file).parent if study.file else None


def _places(raw: Mapping[str, Any]) -> dict[str, str]:
    """Services by name and templates; their keys are their places in the document."""
    found = {f"services.{name}": name for name in raw.get("services", {})}
    for name, template in raw.get("templates", {}).items():
        found[f"templates.{name}"] = f"{name} ({template.get('services')} alike)"
    return {EVERYWHERE: "every service", **found}


def _names(study: Study) -> list[str]:
    """The models of the scenario in its order, then the others that can be asked for."""
    known = catalogue_of(study).names()
    compared = list(study.scenario.compare)
    return [*compared, *(name for name in known if name not in compared)]


def own_paths(study: Study, models: Iterable[str]) -> list[str]:
    """The models that have a release path of their own: in place of a mix, those that it names.

    Raises
    ------
    InputError
        If one of them can't be read.
    """
    catalogue, found, left = catalogue_of(study), list[str](), [*models]
    while left:
        name = left.pop(0)
        raw = catalogue.raw(name)
        if is_mix(raw):
            left += named_in(raw["mix"])
        else:
            found.append(name)
    return list(dict.fromkeys(found))


def catalogue_of(study: Study) -> Catalogue:
    """Every model that a study can name."""
    return Catalogue(study.raw.get("models", {}), folder_of(study), study.file)


def cap_of(raw: Raw) -> int | None:
    """Deployments a month that a contract of a model's document allows."""
    found = raw.get("release", {}).get("releases_per_month")
    return found if isinstance(found, int) else None


def _readable(study: Study) -> dict[str, Raw]:
    """The documents of the models that can be chosen; one that can't be read says so then."""
    catalogue, found = catalogue_of(study), dict[str, Raw]()
    for name in _names(study):
        with suppress(InputError):
            found[name] = catalogue.raw(name)
    return found


def _capped(documents: Mapping[str, Raw]) -> Iterator[str]:
    """The models with a cap, and the mixes that name one of them."""
    own = {name for name, raw in documents.items() if cap_of(raw) is not None}
    yield from own
    for name, raw in documents.items():
        with suppress(AttributeError, TypeError):  # a mix that isn't one says so when it's chosen
            if is_mix(raw) and own.intersection(named_in(raw["mix"])):
                yield name


def _title(study: Study, name: str, raw: Raw) -> str:
    """The short title; the name of a model that can't be read."""
    title = study.models[name].title if name in study.models else str(raw.get("title", name))
    return title.removeprefix(PREFIX)
