"""The organisation: its calendar, teams and services, and what may happen to it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sim.documents.base import Document, param
from sim.documents.losses import Penalty
from sim.documents.own_nature import ServiceNature
from sim.documents.quantities import (
    Duration,
    MoneyPerHour,
    Rate,
    RequestsPerSecond,
    Share,
    Target,
    Weekdays,
)


class Calendar(Document):
    """Working hours of everybody."""

    opens: float = param("first working hour of the day", 9.0, unit="hour of the day", ge=0, lt=24)
    closes: float = param("end of the working day", 17.0, unit="hour of the day", gt=0, le=24)
    weekdays: Weekdays = param("working days, by their names", ("Mon", "Tue", "Wed", "Thu", "Fri"))
    zone: str | None = param(
        "time zone like Europe/London, with its daylight saving; absent: no zones, no saving", None
    )
    country: str | None = param("public holidays of a country, like GB; absent: none", None)
    subdivision: str | None = param("part of the country with holidays of its own, like ENG", None)
    holidays: tuple[date, ...] = param("other days off", ())
    evening_opens: float = param("evening deploy window from", 18.0, ge=0, lt=24)
    evening_closes: float = param("evening deploy window until", 22.0, gt=0, le=24)


class Growth(Document):
    """How average traffic moves over the years."""

    kind: Literal["none", "exponential", "logistic", "steps"] = param("form", "none")
    doubling: Duration | None = param("exponential: time to double", None, unit="h")
    to: RequestsPerSecond | None = param("logistic: traffic in the end", None, unit="1/s")
    midpoint: Duration | None = param("logistic: when it grows fastest", None, unit="h")
    spread: Duration | None = param(
        "logistic: 10 % to 90 % of the way takes 4.4 of these", None, unit="h"
    )
    steps: tuple[tuple[Duration, float], ...] = param("steps: (when, times the start)", ())


class Traffic(Document):
    """Requests that a service answers."""

    start: RequestsPerSecond = param("average at the beginning", unit="1/s", gt=0)
    at_exposure: RequestsPerSecond | None = param(
        "average traffic at which the service's exposure holds; absent: at the beginning", None,
        unit="1/s", gt=0,
    )  # fmt: skip
    growth: Growth = param("trend, from the launch or the start", {})
    shape: str = param("daily and weekly shape, a name of nature.shapes", "flat")
    peaks: tuple[str, ...] = param("names of nature.peaks", ())


class DeliveryTeam(Document):
    """A team that builds services."""

    domain: str = param("teams of a domain know each other's services")
    calendar: str | None = param(
        "when it works, a name of [calendars]; absent: as the organisation does", None
    )
    people: int = param("head count", 6, unit="people", source="playbook", ge=1)


class Service(Document):
    """Something that runs in production and has an owner."""

    team: str = param("the delivery team that builds it")
    target: Target = param("availability target (share of requests answered)", unit="share")
    exposure: MoneyPerHour = param(
        "revenue at risk in an average hour of its traffic at the start", unit="money/h"
    )
    penalty: Penalty | None = param("charged for a long outage; absent: none", None)
    changes: Rate = param("changes that become ready", unit="1/h")
    traffic: Traffic = param("requests")
    launches: Duration | None = param(
        "when it goes live for the first time; absent: before the start", None, unit="h"
    )
    needs: dict[str, Share] = param(
        "services that it calls, each with the share of its requests that need it", {}
    )
    degrades_gracefully: Share = param(
        "share of a needed service's failures that its users don't notice", "0%",
        assumption="A-graceful",
    )  # fmt: skip
    nature: ServiceNature | None = param("its own nature; absent: that of all services", None)
    stage: Literal["team", "shared", "sre"] = param(
        "who has the rota at the start, where a support model engages SREs: its team, both, or the "
        "SREs; elsewhere its team has it", "team",
    )  # fmt: skip
    downtime_deploys: bool = param("deployments need downtime, so they wait for the evening", False)


class Shock(Document):
    """Something that happens to the organisation, on a date or at a rate."""

    kind: Literal["team-disbanded", "budget-squeeze", "outsourcing", "headcount"] = param("what")
    at: Duration | None = param("when, after the start; or a rate", None, unit="h")
    rate: Rate | None = param("how often, as chance has it; or a date", None, unit="1/h")
    team: str | None = param("team-disbanded: the delivery team", None)
    role: str | None = param("the others: a team of the support model; none there: no effect", None)
    cut: Share | None = param("budget-squeeze: share of the head count lost", None)
    people: int | None = param("headcount: people from then on", None, ge=0)
    familiarity: float | None = param(
        "outsourcing: the newcomers' share of an owner's speed at diagnosis", None, gt=0, le=1
    )
