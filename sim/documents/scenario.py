"""A scenario: an organisation, its services and nature, and what things cost."""

from __future__ import annotations

from datetime import date

from sim.documents.assigning import Assigning
from sim.documents.base import Document, param
from sim.documents.business_case import BusinessCase
from sim.documents.calendars import NamedCalendar
from sim.documents.nature import Nature
from sim.documents.organisation import Calendar, DeliveryTeam, Service, Shock
from sim.documents.own_nature import CommonCause
from sim.documents.prices import Prices
from sim.documents.quantities import CURRENCY, Horizon, Share
from sim.documents.templates import Template
from sim.documents.uncertain import Line
from sim.documents.worlds import WORLDS, World

LEAST_YEAR = 365 * 24.0
"""Hours."""


class Scenario(Document):
    """One world to live through under several support models."""

    title: str = param("what the scenario is")
    question: str = param("what it asks")
    start: date = param("first day", date(2026, 1, 1))
    horizon: Horizon = param("how long it lasts", unit="h", gt=0)
    seed: int = param("of all chance", 1, ge=0)
    replications: int = param("of the same organisation, each with other random draws", 30, ge=2)
    currency: str = param("label of all money", "USD", pattern=CURRENCY)
    compare: tuple[str, ...] = param("support models by name", min_length=1)
    baseline: str | None = param("the model others are compared with; absent: the first", None)
    worlds: tuple[World, ...] = param(
        "what investing in operability does, each lived through; the verdict is of the first",
        WORLDS, min_length=1,
    )  # fmt: skip
    equal_share: Share | None = param(
        "share of its time that every team invests in the world `equal`; absent: the mean of the "
        "compared support models' shares", None,
    )  # fmt: skip
    calendar: Calendar = param("working hours", {})
    calendars: dict[str, NamedCalendar] = param("other working hours, by name", {})
    teams: dict[str, DeliveryTeam] = param("delivery teams by name", min_length=1)
    services: dict[str, Service] = param("services by name", min_length=1)
    templates: dict[str, Template] = param("services that are alike, filled in before the run", {})
    nature: Nature = param("what happens whoever runs it", {})
    common_causes: dict[str, CommonCause] = param("what hits several services at once, by name", {})
    shocks: tuple[Shock, ...] = param("what happens to the organisation", ())
    prices: Prices = param("what things cost", {})
    models: dict[str, dict[str, object]] = param(
        "lines that differ from a shipped support model, or variants with `extends`", {}
    )
    assign: Assigning = param("what `whorunsit assign` must heed", {})
    business_case: BusinessCase = param("what finance asks of a plan against today", {})
    uncertain: dict[str, Line] = param(
        "how sure the numbers are, by their paths; absent: as their definitions say", {}
    )

    def nature_of(self, service: str) -> Nature:
        """What happens to one service, whoever runs it."""
        own = self.services[service].nature
        return self.nature if own is None else own.over(self.nature)

    @property
    def lasts_a_year(self) -> bool:
        """Whether it is long enough for a cost a year: 365 days do, the quarter of one more or not.

        What is paid once would weigh as if it were paid many times a year otherwise.
        """
        return self.horizon >= LEAST_YEAR

    @property
    def world(self) -> World:
        """The world that the verdict is given in."""
        return self.worlds[0]

    def domain_of(self, service: str) -> str:
        """The domain of a service's owning team."""
        return self.teams[self.services[service].team].domain
