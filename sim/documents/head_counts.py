"""Head counts by rule: by the services that a team looks after, or by how busy it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

from sim.documents.base import Document, param
from sim.documents.errors import Problem
from sim.documents.quantities import Duration, Share


class HeadCount(Document):
    """How many people a team has, between bounds."""

    by: Literal["services", "load"] = param("what decides")
    least: int = param("people at least", unit="people", ge=1)
    most: int = param("people at most", unit="people", ge=1)
    services_each: float | None = param(
        "services: services that are live for each person; load: none", None, unit="services",
        gt=0,
    )  # fmt: skip
    utilisation: Share | None = param(
        "load: share of the hours on duty by day that work should take; services: none", None,
        unit="share",
    )  # fmt: skip
    lag: Duration = param(
        "load: from the end of the quarter that is looked at until people are there, or gone",
        "3 months", unit="h", assumption="A-hiring-lag", low=0.0, high=9 * 730.5,
    )  # fmt: skip

    def for_services(self, live: int) -> int:
        """People for so many services."""
        return self._bounded(live / (self.services_each or 1.0))

    def for_load(self, people: int, load: float) -> int:
        """People who would have been as busy as is aimed at, where so many had this load."""
        return self._bounded(people * load / (self.utilisation or 1.0))

    def _bounded(self, wanted: float) -> int:
        return min(self.most, max(self.least, math.ceil(wanted - 1e-9)))


NEEDS = {"services": "services_each", "load": "utilisation"}
ONLY_BY_LOAD = ("lag",)


def check_head_count(rule: HeadCount, people: int | None, place: str) -> Iterator[Problem]:
    """A rule has what it goes by, and bounds between which the stated head count lies."""
    needed = NEEDS[rule.by]
    if not getattr(rule, needed):
        yield Problem(f"{place}.{needed}", f"is needed, above zero, by {rule.by}")
    strange = {*NEEDS.values()} - {needed} | ({*ONLY_BY_LOAD} if rule.by == "services" else set())
    for key in sorted(strange & rule.model_fields_set):
        yield Problem(f"{place}.{key}", f"has no meaning by {rule.by}")
    if rule.most < rule.least:
        yield Problem(f"{place}.most", f"found {rule.most}; at least {rule.least}, as least says")
    elif people is None:
        yield Problem(place, "is for a team with people of its own; add people")
    elif not rule.least <= people <= rule.most:
        yield Problem(place, f"has {people} people outside of its bounds {rule.least}…{rule.most}")
