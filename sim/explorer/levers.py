"""Levers on what the compared models are made of: reliability time, seats, people, a contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from math import ceil
from typing import Any

from sim.documents.load import Raw, Study
from sim.explorer.settings import Settings, cap_of, catalogue_of
from sim.ground.units import parse_share

LEVERS = ("invests", "seats", "people", "contract")
"""Fields of a setting, each so many times what a model says."""


def pulled(
    study: Study, settings: Settings, models: Sequence[str], lines: Mapping[str, Any]
) -> dict[str, Any]:
    """The scenario's lines about models, with the levers pulled in each of some.

    What each model has is read from the documents as they are, so a variant of a model that is
    changed isn't changed twice.
    """
    catalogue = catalogue_of(study)
    found = deepcopy(dict(lines))
    for model in models:
        raw, own = catalogue.raw(model), found.setdefault(model, {})
        _reliability(raw, own, float(settings.invests))
        _contract(raw, own, float(settings.contract))
        for name, team in raw.get("teams", {}).items():
            if team.get("scope") != "team":
                _staff(team, own, name, settings)
        if not own:
            del found[model]
    return found


def _reliability(raw: Raw, own: Raw, times: float) -> None:
    share = raw.get("operability", {}).get("invests")
    if share is not None and times != 1:
        more = min(1.0, times * parse_share(share))
        own.setdefault("operability", {})["invests"] = f"{100 * more:g}%"


def _contract(raw: Raw, own: Raw, times: float) -> None:
    """Whole deployments, and one at least."""
    cap = cap_of(raw)
    if cap is not None and times != 1:
        own.setdefault("release", {})["releases_per_month"] = ceil(times * cap)


def _staff(team: Raw, own: Raw, name: str, settings: Settings) -> None:
    """Whole people, and nobody is rounded away."""
    changed: Raw = {}
    if settings.people != "1" and "people" in team:
        changed["people"] = ceil(float(settings.people) * team["people"])
    if settings.seats != "1" and "on_duty" in team:
        seats = team["on_duty"].items()
        changed["on_duty"] = {when: ceil(float(settings.seats) * many) for when, many in seats}
    if changed:
        own.setdefault("teams", {}).setdefault(name, {}).update(changed)
