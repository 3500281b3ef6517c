"""Templates: many services from one table, so that a bank of a thousand fits on a page.

A template is filled in before anything is validated or drawn. Copies differ by a stated spread,
laid out evenly over the quantiles of a lognormal: no chance is spent, and the mean is kept.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from pydantic import ValidationError
from scipy.special import ndtri

from sim.documents.base import Document, param
from sim.documents.errors import Problem
from sim.documents.quantities import Duration

Raw = dict[str, Any]
MOST = 100_000
"""Services, and teams, of a scenario: more than any organisation has."""


class Spread(Document):
    """How much copies differ: the standard deviation of the logarithm."""

    changes: float = param("of the change rate", 0.0, ge=0, le=3)
    traffic: float = param("of the traffic", 0.0, ge=0, le=3)
    exposure: float = param("of the exposure", 0.0, ge=0, le=3)


class Launches(Document):
    """Copies go live one after another, evenly."""

    first: Duration = param("the first goes live after", "0 d", unit="h")
    last: Duration = param("the last goes live after", unit="h")


class Template(Document):
    """Services that are alike."""

    services: int = param("copies", ge=1, le=MOST)
    teams: int = param("new delivery teams that share them", ge=1, le=MOST)
    domains: int = param("new domains that share the teams", 1, ge=1, le=MOST)
    people: int = param("head count of each team", 6, ge=1)
    service: dict[str, Any] = param("what every copy says, like a table of services, without team")
    spread: Spread = param("how much copies differ", {})
    launches: Launches | None = param("when they go live; absent: before the start", None)


_AMOUNT = re.compile(r"^\s*(\d[\d_,]*(?:\.\d+)?)(.*)$")


def scaled(text: object, factor: float) -> object:
    """A quantity such as "120/y" times a factor, to three digits; anything else as it is."""
    match = _AMOUNT.match(text) if isinstance(text, str) else None
    if match is None or factor == 1:
        return text
    amount = float(match[1].replace("_", "").replace(",", "")) * factor
    if not math.isfinite(amount):
        return text  # Its own validation says that it is too much.
    digits = max(0, 2 - math.floor(math.log10(amount))) if amount > 0 else 0
    return f"{amount:.{digits}f}{match[2]}"


def quantile_factors(copies: int, sigma: float, stride: int) -> list[float]:
    """Lognormal factors with mean about one, each quantile once, in a mixed order."""
    if sigma == 0:
        return [1.0] * copies
    step = next(s for s in range(stride, stride + copies + 1) if math.gcd(s, copies) == 1)
    places = [(copy * step) % copies for copy in range(copies)]
    factors = [math.exp(sigma * float(ndtri((place + 0.5) / copies))) for place in places]
    mean = math.fsum(factors) / copies
    return [factor / mean for factor in factors]


def expand(raw: Raw) -> tuple[Raw, list[Problem]]:
    """The scenario with its templates filled in, and what is wrong with them."""
    templates = raw.get("templates")
    if not isinstance(templates, dict):
        return raw, []
    full, problems = deepcopy(raw), []
    teams, services = full.setdefault("teams", {}), full.setdefault("services", {})
    if not isinstance(teams, dict) or not isinstance(services, dict):
        return raw, []  # The scenario's own validation says that they are no tables.
    for name, lines in templates.items():
        template = _valid(lines)
        if template is None:
            continue  # The scenario's own validation names what is wrong with it.
        many = list(_too_many(name, template, len(services), len(teams)))
        problems += many
        if many:
            continue
        clash = [key for key in (f"{name}-1",) if key in services or key in teams]
        problems += [Problem(f"templates.{name}", f"'{key}' is there already") for key in clash]
        teams.update(_teams(name, template))
        services.update(_services(name, template))
    return full, problems


def _valid(lines: object) -> Template | None:
    try:
        return Template.model_validate(lines)
    except ValidationError:
        return None


def _too_many(name: str, template: Template, services: int, teams: int) -> Iterator[Problem]:
    """Whether a template would make a scenario of more services or teams than there may be."""
    for key, there, more in (
        ("services", services, template.services),
        ("teams", teams, template.teams),
    ):
        if there + more > MOST:
            found = f"makes {there + more:,} {key} in all"
            yield Problem(f"templates.{name}.{key}", f"{found}; a scenario has at most {MOST:,}")


def _teams(name: str, template: Template) -> Iterator[tuple[str, Raw]]:
    for number in range(template.teams):
        domain = f"{name}-{1 + number % template.domains}"
        yield f"{name}-{number + 1}", {"domain": domain, "people": template.people}


def _services(name: str, template: Template) -> Iterator[tuple[str, Raw]]:
    copies, spread = template.services, template.spread
    changes = quantile_factors(copies, spread.changes, stride=7)
    traffic = quantile_factors(copies, spread.traffic, stride=11)
    exposure = quantile_factors(copies, spread.exposure, stride=13)
    for copy in range(copies):
        service = deepcopy(template.service)
        service["team"] = f"{name}-{1 + copy % template.teams}"
        for key, factor in (("changes", changes[copy]), ("exposure", exposure[copy])):
            if key in service:
                service[key] = scaled(service[key], factor)
        _scale_traffic(service.get("traffic"), traffic[copy])
        if template.launches is not None:
            service["launches"] = _launch(template.launches, copy, copies)
        yield f"{name}-{copy + 1}", service


def _scale_traffic(traffic: object, factor: float) -> None:
    """Start and end grow alike, so that copies share the form of their curve."""
    if isinstance(traffic, dict):
        for key in ("start", "at_exposure"):
            if key in traffic:
                traffic[key] = scaled(traffic[key], factor)
        growth = traffic.get("growth")
        if isinstance(growth, dict) and "to" in growth:
            growth["to"] = scaled(growth["to"], factor)


def _launch(launches: Launches, copy: int, copies: int) -> str:
    share = copy / (copies - 1) if copies > 1 else 0.0
    return f"{launches.first + share * (launches.last - launches.first):.0f} h"
