"""From a setting to the study that it stands for, by lines that are laid on the scenario's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from sim.documents.load import Catalogue, Raw, Study, vary
from sim.documents.mix import model_names
from sim.documents.scenario import Scenario
from sim.explorer.levers import LEVERS, pulled
from sim.explorer.settings import (
    AS_WRITTEN,
    EVERYWHERE,
    Settings,
    catalogue_of,
    defaults,
    folder_of,
    own_paths,
)
from sim.ground.units import parse_money

WEEKLY = "1 w"
BOARD = "release.approval.board"


def varied(study: Study, settings: Settings) -> Study:
    """The study under a setting.

    Raises
    ------
    InputError
        If the setting makes a document that isn't valid, with the place in it.
    """
    return vary(study, changes(study, settings))


def changes(study: Study, settings: Settings) -> dict[str, object]:
    """What to ``vary``: whole tables of the scenario, by their keys at its top."""
    usual = defaults(study)
    found: dict[str, object] = {**_compared(study, settings), **_places(study, settings)}
    prices = _prices(settings, usual, study.scenario)
    if prices:
        found["prices"] = {**study.raw.get("prices", {}), **prices}
    if settings.board != AS_WRITTEN:
        found["models"] = _boards(study, settings)
    if any(getattr(settings, lever) != "1" for lever in LEVERS):
        lines = found.get("models", study.raw.get("models", {}))
        assert isinstance(lines, dict)
        found["models"] = pulled(study, settings, _with_a_path(study, settings), lines)
    if settings.runs:
        found |= _mixed(study, settings, found)
    if settings.world != usual.world:
        others = [world for world in study.scenario.worlds if world != settings.world]
        found["worlds"] = [settings.world, *others]
    if settings.replications != study.scenario.replications:
        found["replications"] = settings.replications
    return found


def _compared(study: Study, settings: Settings) -> dict[str, object]:
    if settings.models == study.scenario.compare:
        return {}
    baseline = study.scenario.baseline
    dropped = baseline is not None and baseline not in settings.models and settings.models
    first = {"baseline": settings.models[0]} if dropped else {}
    return {"compare": list(settings.models), **first}


OWN, TITLE = "as-set-here", "As set here"
"""The mix that the table of services makes."""


def _mixed(study: Study, settings: Settings, found: Mapping[str, object]) -> dict[str, object]:
    """The mix of the table, compared beside the others."""
    usual = model_names(study.scenario, study.baseline, study.models[study.baseline])
    moved = dict(one.rsplit("=", 1) for one in settings.runs)
    models = found.get("models", study.raw.get("models", {}))
    assert isinstance(models, dict)
    mix = {"title": TITLE, "mix": {"services": {**usual, **moved}}}
    return {"models": {**models, OWN: mix}, "compare": [*settings.models, OWN]}


def _prices(settings: Settings, usual: Settings, scenario: Scenario) -> dict[str, object]:
    found, prices, currency = dict[str, object](), scenario.prices, scenario.currency
    if settings.standby != usual.standby:
        found["standby"] = f"{settings.standby:.2f} {currency}/week"
    if settings.premium != usual.premium:
        found["callout_premium"] = settings.premium
    if settings.salaries != usual.salaries:
        paid = {role: float(settings.salaries) * year for role, year in prices.salaries}
        found["salaries"] = {role: f"{year:.2f} {currency}/y" for role, year in paid.items()}
    if settings.change_value != usual.change_value:
        daily = float(settings.change_value) * prices.change_value
        found["change_value"] = f"{daily:.2f} {currency}/d"
    return found


def _places(study: Study, settings: Settings) -> dict[str, object]:
    """Services and templates with another growth, target or exposure."""
    found: dict[str, object] = {}
    for kind in ("services", "templates"):
        tables = study.raw.get(kind, {})
        chosen = [n for n in tables if settings.place in (EVERYWHERE, f"{kind}.{n}")]
        moved = deepcopy(tables)
        for name in chosen:
            table = moved[name] if kind == "services" else moved[name]["service"]
            _move(table, settings, study.scenario.currency)
        if moved != tables:
            found[kind] = moved
    return found


def _move(service: Raw, settings: Settings, currency: str) -> None:
    """Change the lines of one service (or of a template's copies)."""
    if settings.growth != AS_WRITTEN:
        service["traffic"]["growth"] = _growth(settings.growth)
    if settings.target != AS_WRITTEN:
        service["target"] = f"{settings.target}%"
    if settings.exposure != "1":
        hourly = parse_money(service["exposure"], "h", currency)
        service["exposure"] = f"{hourly * float(settings.exposure):.2f} {currency}/h"


def _growth(key: str) -> Raw:
    if key == "none":
        return {"kind": "none"}
    number = key.rstrip("abcdefghijklmnopqrstuvwxyz")
    return {"kind": "exponential", "doubling": f"{number} {key.removeprefix(number)}"}


def _boards(study: Study, settings: Settings) -> dict[str, Any]:
    """The scenario's lines about models, with a board in each of the compared, or in none."""
    lines: dict[str, Any] = deepcopy(study.raw.get("models", {}))
    for model in sorted(_with_a_path(study, settings), key=_ancestors(study)):
        own = lines.setdefault(model, {})
        if settings.board == "none":
            _dismiss(study, lines, model)
        else:
            own.setdefault("release", {}).setdefault("approval", {})["board"] = WEEKLY
        if not own:
            del lines[model]
    return lines


def _with_a_path(study: Study, settings: Settings) -> list[str]:
    """The models with a release path that a setting names."""
    return own_paths(study, [*settings.models, *(one.rsplit("=", 1)[1] for one in settings.runs)])


def _ancestors(study: Study) -> Callable[[str], int]:
    """Of how many layers a model is made: what others extend comes before them."""
    catalogue = catalogue_of(study)
    return lambda model: len(catalogue.layers(model))


def _dismiss(study: Study, lines: dict[str, Any], model: str) -> None:
    """No board: neither in the scenario's own lines nor in what they lie on."""
    own = lines[model]
    own.get("release", {}).get("approval", {}).pop("board", None)
    if BOARD in own.get("without", []):  # What it lies on may have lost its board by now.
        own["without"] = [path for path in own["without"] if path != BOARD]
    below = Catalogue({**lines, model: own} if own else _others(lines, model), folder_of(study), "")
    path = below.raw(model).get("release", {}).get("approval", {})
    if "board" in path:
        own["without"] = [*own.get("without", []), BOARD]


def _others(lines: dict[str, Any], model: str) -> dict[str, Any]:
    return {name: table for name, table in lines.items() if name != model}
