"""A scenario: an organisation, its services and nature, and what things cost."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from sim.documents.base import Document, param
from sim.documents.quantities import (
    Duration,
    LawOf,
    MoneyPerDay,
    MoneyPerHour,
    MoneyPerWeek,
    MoneyPerYear,
    Rate,
    Share,
)
from sim.ground.units import parse_rate, parse_share


def _target(value: object) -> float:
    share = parse_share(value)
    if not 0 < share < 1:
        raise ValueError(f"found {value!r}; a target lies strictly between 0% and 100%")
    return share


def _per_second(value: object) -> float:
    return parse_rate(value) / 3600


Target = Annotated[float, BeforeValidator(_target)]
RequestsPerSecond = Annotated[float, BeforeValidator(_per_second)]


class Calendar(Document):
    """Working hours of everybody."""

    opens: float = param("first working hour of the day", 9.0, unit="hour of the day", ge=0, lt=24)
    closes: float = param("end of the working day", 17.0, unit="hour of the day", gt=0, le=24)
    weekdays: tuple[int, ...] = param("working days, Monday 0", (0, 1, 2, 3, 4), min_length=1)
    holidays: tuple[date, ...] = param("days off", ())
    evening_opens: float = param("evening deploy window from", 18.0, ge=0, lt=24)
    evening_closes: float = param("evening deploy window until", 22.0, gt=0, le=24)


class Growth(Document):
    """How average traffic moves over the years."""

    kind: Literal["none", "exponential", "logistic", "steps"] = param("form", "none")
    doubling: Duration | None = param("exponential: time to double", None, unit="h")
    to: RequestsPerSecond | None = param("logistic: traffic in the end", None, unit="1/s")
    midpoint: Duration | None = param("logistic: when half of the way is done", None, unit="h")
    spread: Duration | None = param("logistic: 10 % to 90 % of the way takes 4.4 of these", None)
    steps: tuple[tuple[Duration, float], ...] = param("steps: (when, times the start)", ())


class Peak(Document):
    """A yearly time of high traffic."""

    starts: str = param("first day, month-day like 11-20")
    ends: str = param("day after the last, month-day")
    factor: float = param("times the usual traffic", gt=0)


class Traffic(Document):
    """Requests that a service answers."""

    start: RequestsPerSecond = param("average at the beginning", unit="1/s")
    growth: Growth = param("trend", {})
    shape: str = param("daily and weekly shape, a name of nature.shapes", "flat")
    peaks: tuple[str, ...] = param("names of nature.peaks", ())


class DeliveryTeam(Document):
    """A team that builds services."""

    domain: str = param("teams of a domain know each other's services")
    people: int = param("head count", 6, unit="people", source="playbook", ge=1)


class Service(Document):
    """Something that runs in production and has an owner."""

    team: str = param("the delivery team that builds it")
    target: Target = param("availability target (share of requests answered)", unit="share")
    exposure: MoneyPerHour = param("revenue at risk in an hour without service", unit="money/h")
    changes: Rate = param("changes that become ready", unit="1/h")
    traffic: Traffic = param("requests")


class Shape(Document):
    """Traffic over the day and the week; both are scaled to a mean of one."""

    day: tuple[float, ...] = param("24 hourly weights", min_length=24, max_length=24)
    week: tuple[float, ...] = param(
        "7 daily weights from Monday", (1.0,) * 7, min_length=7, max_length=7
    )


class FixMix(Document):
    """How often each kind of fix is needed; weights."""

    restart: float = param("a runbook step that anyone can do", 0.40, ge=0, assumption="A-fix-mix")
    operate: float = param(
        "capacity, data, config: operating skill", 0.35, ge=0, assumption="A-fix-mix"
    )
    code: float = param("a change of code", 0.25, ge=0, assumption="A-fix-mix")


class Impact(Document):
    """A class of severity."""

    share: Share = param("share of the service's requests that fail")
    weight: float = param("how often, relative to the other classes", ge=0)


IMPACTS = (
    {"share": "5%", "weight": 60},
    {"share": "30%", "weight": 30},
    {"share": "100%", "weight": 10},
)


class Operability(Document):
    """The stock of operability of a service, 0…1, and what it buys (1 at 0.5)."""

    initial: Share = param("at the beginning", "50%", assumption="A-operability")
    gain: float = param(
        "growth a year, of what is missing, for each 100 % of the team's time invested", 10.0,
        unit="1/y", ge=0, assumption="A-operability-gain", low=5.0, high=20.0,
    )  # fmt: skip
    decay: float = param(
        "share lost for each 100 changes",
        0.2,
        ge=0,
        assumption="A-operability-decay",
        low=0.1,
        high=0.4,
    )
    faults: float = param(
        "faults and defects: times this at 0, divided by it at 1", 1.6, ge=1,
        assumption="A-operability-effect", low=1.0, high=2.5,
    )  # fmt: skip
    blast_radius: float = param(
        "share of requests hit: times this at 0, divided by it at 1", 1.6, ge=1,
        assumption="A-operability-effect", low=1.0, high=2.5,
    )  # fmt: skip
    detection: float = param(
        "time to detect: times this at 0, divided by it at 1", 3.0, ge=1,
        assumption="A-operability-effect", low=1.0, high=5.0,
    )  # fmt: skip
    diagnosis: float = param(
        "time to diagnose: times this at 0, divided by it at 1", 1.6, ge=1,
        assumption="A-operability-effect", low=1.0, high=2.5,
    )  # fmt: skip


class Nature(Document):
    """What happens to services whoever runs them."""

    defect_chance: Share = param(
        "chance that a change has a defect", "2%", source="fits DORA change failure rates"
    )
    defect_shows: LawOf = param(
        "from release to the first failure", {"mean": "2 d"}, assumption="A-defect-shows"
    )
    background: Rate = param(
        "background faults of a service at its first traffic",
        "1/y",
        assumption="A-background-faults",
    )
    background_with_traffic: float = param(
        "background faults grow as traffic to this power",
        0.5,
        ge=0,
        assumption="A-traffic-exponent",
    )
    capacity_per_doubling: float = param(
        "capacity faults each time the daily peak doubles", 2.0, unit="faults", ge=0,
        assumption="A-capacity-faults",
    )  # fmt: skip
    clumping: float = param(
        "squared coefficient of variation of a month's fault rate (0: Poisson)", 0.17, ge=0,
        source="GitHub status 2022-26: variance/mean 3.4 a month",
    )  # fmt: skip
    recurs: LawOf = param(
        "an unfixed fault comes back after", {"mean": "30 d"}, assumption="A-recurrence"
    )
    fixes: FixMix = param("kinds of fix needed", {})
    impacts: tuple[Impact, ...] = param(
        "classes of severity", IMPACTS, min_length=1, assumption="A-impact-mix"
    )
    detect: LawOf = param(
        "from failure to a page, by telemetry", {"median": "5 min", "p95": "30 min"},
        source="SRE workbook: 2-9 min by burn-rate alerts",
    )  # fmt: skip
    diagnose: LawOf = param(
        "hands-on diagnosis by an owner", {"median": "28 min", "sigma": 1.23},
        source="status pages, investigating to identified, n = 123",
    )  # fmt: skip
    fix: LawOf = param(
        "hands-on fix", {"median": "28 min", "sigma": 1.45},
        source="status pages, identified to monitoring, n = 130",
    )  # fmt: skip
    batch_diagnosis: float = param(
        "diagnosis in a batch of k changes takes 1 + this x ln k as long", 0.25, ge=0,
        assumption="A-batch-diagnosis",
    )  # fmt: skip
    operability: Operability = param("the stock and what it buys", {})
    shapes: dict[str, Shape] = param("traffic shapes by name", {})
    peaks: dict[str, Peak] = param("peaks by name", {})


class Salaries(Document):
    """Fully loaded cost of a person a year."""

    desk: MoneyPerYear = param(
        "service desk", "65000 USD/y", unit="money/y", assumption="A-salaries"
    )
    operations: MoneyPerYear = param(
        "operations", "95000 USD/y", unit="money/y", assumption="A-salaries"
    )
    developer: MoneyPerYear = param(
        "developer", "176000 USD/y", unit="money/y", source="DORA ROI calculator"
    )
    sre: MoneyPerYear = param(
        "site reliability engineer", "211200 USD/y", unit="money/y", assumption="A-salaries"
    )


class Prices(Document):
    """What things cost."""

    salaries: Salaries = param("a person a year", {})
    working_hours_per_year: float = param("paid hours of a person", 1_760.0, unit="h", gt=0)
    standby: MoneyPerWeek = param(
        "a week on call",
        "540 USD/week",
        unit="money/week",
        source="incident.io survey",
        low=0,
        high=1000,
    )
    callout_premium: float = param(
        "an hour called out costs this times the hourly rate",
        1.5,
        ge=0,
        assumption="A-callout-premium",
    )
    change_value: MoneyPerDay = param(
        "value of a change a day once live", "90 USD/d", unit="money/d", source="DORA ROI arithmetic",
        assumption="A-change-value",
    )  # fmt: skip
    deferred: Share = param(
        "share of the revenue of an outage that comes back later", "0%", assumption="A-deferred"
    )


class Scenario(Document):
    """One world to live through under several support models."""

    title: str = param("what the scenario is")
    question: str = param("what it asks")
    start: date = param("first day", date(2026, 1, 1))
    horizon: Duration = param("how long it lasts", unit="h", gt=0)
    seed: int = param("of all chance", 1, ge=0)
    replications: int = param("lives of the same organisation", 30, ge=2)
    currency: str = param("label of all money", "USD", pattern="^[A-Z]{3}$")
    compare: tuple[str, ...] = param("support models by name", min_length=1)
    baseline: str | None = param("the model others are compared with; absent: the first", None)
    incentives: bool = param("whether operability responds to who feels the pain", True)
    calendar: Calendar = param("working hours", {})
    teams: dict[str, DeliveryTeam] = param("delivery teams by name", min_length=1)
    services: dict[str, Service] = param("services by name", min_length=1)
    nature: Nature = param("what happens whoever runs it", {})
    prices: Prices = param("what things cost", {})
    models: dict[str, dict[str, object]] = param(
        "lines that differ from a shipped support model, or variants with `extends`", {}
    )

    def domain_of(self, service: str) -> str:
        """The domain of a service's owning team."""
        return self.teams[self.services[service].team].domain
