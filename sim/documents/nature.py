"""Nature: what happens to services whoever runs them, and to the people who do."""

from __future__ import annotations

from sim.documents.base import Document, param
from sim.documents.everyday import Alerts, Requests
from sim.documents.nines import Nines
from sim.documents.quantities import (
    Duration,
    LawOf,
    Rate,
    Share,
)
from sim.documents.toil import Toil


class Shape(Document):
    """Traffic over the day and the week; both are scaled to a mean of one."""

    day: tuple[float, ...] = param("24 hourly weights", min_length=24, max_length=24)
    week: tuple[float, ...] = param(
        "7 daily weights from Monday", (1.0,) * 7, min_length=7, max_length=7
    )


class Peak(Document):
    """A yearly time of high traffic."""

    starts: str = param("first day, month-day like 11-20")
    ends: str = param("day after the last, month-day")
    factor: float = param("times the usual traffic", gt=0)


class FixMix(Document):
    """How often each kind of fix is needed; weights."""

    restart: float = param(
        "a runbook step that anyone can do", 0.40, ge=0, assumption="A-fix-mix", low=0.2, high=0.6
    )
    operate: float = param(
        "capacity, data, config: operating skill",
        0.35,
        ge=0,
        assumption="A-fix-mix",
        low=0.2,
        high=0.5,
    )
    code: float = param("a change of code", 0.25, ge=0, assumption="A-fix-mix", low=0.1, high=0.5)


class Impact(Document):
    """A class of severity."""

    share: Share = param("share of the service's requests that fail")
    weight: float = param("how often, relative to the other classes", ge=0)
    workaround: Share = param(
        "chance that a fault which needs a change of code can be worked around until then", "70%",
        assumption="A-workaround", low=0.3, high=0.9,
    )  # fmt: skip


IMPACTS = (
    {"share": "5%", "weight": 70},
    {"share": "30%", "weight": 26},
    {"share": "100%", "weight": 4},
)
"""Mean 15 % of the requests, 4 % of them full outages: 481 outages of Atlassian's services in the
Cloud Uptime Archive hit 15.5 % on average, and more than half of the requests in 5.5 %."""


class Operability(Document):
    """The stock of operability of a service, 0…1, and what it buys (1 at 0.5)."""

    initial: Share = param("at the beginning", "50%", assumption="A-operability", low=0.3, high=0.7)
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
    returns: float = param(
        "twice the reliability time for a service buys 2 to this power as much", 0.7, ge=0, le=1,
        assumption="A-operability-returns", low=0.4, high=1.0,
    )  # fmt: skip
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
    alerts: float = param(
        "alerts that were nothing: times this at 0, divided by it at 1", 2.0, ge=1,
        assumption="A-operability-effect", low=1.0, high=4.0,
    )  # fmt: skip
    nines: Nines | None = param(
        "a law of effort instead of gain and returns: no part is worse than at 0, and better by a "
        "power of the hours that accumulate; absent: the stock above", None,
    )  # fmt: skip


class Fatigue(Document):
    """What being called again and again does to people out of hours."""

    overload: int = param(
        "calls in a shift beyond which a person slows down",
        2,
        ge=0,
        source="Google SRE book",
        low=1,
        high=4,
    )
    shift: Duration = param(
        "length of a shift", "12 h", unit="h", source="Google SRE book", low=8.0, high=24.0
    )
    slows: float = param(
        "work takes this much longer when overloaded", 1.5, ge=1, assumption="A-overload",
        low=1.0, high=2.5,
    )  # fmt: skip
    smallest_rota: int = param(
        "people below whom a rota tires", 3, ge=1, source="playbook", low=2, high=6
    )
    tires: float = param(
        "work out of hours takes this much longer for each person missing", 1.25, ge=1,
        assumption="A-short-rota", low=1.0, high=1.6,
    )  # fmt: skip


class Acquaintance(Document):
    """How those who know a service less come to know it; ``familiarity`` is where they start."""

    time: Duration = param(
        "time with a service after which 63 % of what a team didn't know of it is known", "26 w",
        unit="h", gt=0, assumption="A-acquaintance", low=8 * 168.0, high=104 * 168.0,
    )  # fmt: skip
    incidents: float = param(
        "incidents of it that the team has worked on, after which the same", 8.0, gt=0,
        unit="incidents", assumption="A-acquaintance", low=3.0, high=30.0,
    )  # fmt: skip
    takes_over: float = param(
        "speed over that at which the curve starts, of a team that takes a service over from "
        "another, once that one has left", 0.6, gt=0, le=1, assumption="A-acquaintance",
        low=0.3, high=1.0,
    )  # fmt: skip


class Nature(Document):
    """What happens to services whoever runs them."""

    defect_chance: Share = param(
        "chance that a change has a defect, at operability 0.5",
        "4%",
        source="then 70 % of incidents come from changes (Google SRE), and 5 % of daily "
        "deployments fail, 15 % of fortnightly ones (DORA 2023)",
        low=0.02,
        high=0.08,
    )
    defect_shows: LawOf = param(
        "from release to the first failure",
        {"mean": "2 d"},
        assumption="A-defect-shows",
        times=(0.125, 3.5),
    )
    background: Rate = param(
        "background faults of a service at its first traffic",
        "1/y",
        assumption="A-background-faults",
        times=(0.5, 3),
    )
    background_with_traffic: float = param(
        "background faults grow as traffic to this power",
        0.5,
        ge=0,
        assumption="A-traffic-exponent",
        low=0.0,
        high=1.0,
    )
    capacity_per_doubling: float = param(
        "capacity faults each time the highest weekly traffic doubles; yearly peaks before the "
        "start were provided for", 2.0, unit="faults", ge=0,
        assumption="A-capacity-faults",
        low=0.5, high=4.0,
    )  # fmt: skip
    clumping: float = param(
        "squared coefficient of variation of a month's fault rate that a service has for itself "
        "(0: none)", 0.17, ge=0, assumption="A-clumping", low=0.0, high=0.5,
    )  # fmt: skip
    clumping_shared: float = param(
        "the same of the whole organisation, for faults of every cause: good and bad months that "
        "all services have together", 0.17, ge=0, low=0.0, high=0.4,
        source="GitHub status 2022-26, all of it: variance/mean 3.4 at 14 incidents a month",
    )  # fmt: skip
    recurs: LawOf = param(
        "an unfixed fault comes back after",
        {"mean": "30 d"},
        assumption="A-recurrence",
        times=(0.5, 3),
    )
    fixes: FixMix = param("kinds of fix needed", {})
    impacts: tuple[Impact, ...] = param(
        "classes of severity", IMPACTS, min_length=1, assumption="A-impact-mix"
    )
    detect: LawOf = param(
        "from failure to a page, by telemetry", {"median": "5 min", "p95": "30 min"},
        source="SRE workbook: 2-9 min by burn-rate alerts",
        times=(0.5, 4),
    )  # fmt: skip
    customer_reports: LawOf = param(
        "from failure to the first customer's report, in a full outage; a partial failure takes "
        "as much longer as its share is smaller", {"median": "30 min", "p95": "3 h"},
        assumption="A-customer-reports",
        times=(0.5, 2),
    )  # fmt: skip
    fatigue: Fatigue | None = param("tired people; slows = 1 and tires = 1: nobody tires", {})
    swarm_speed: float = param(
        "n people diagnose n to this power times as fast", 0.3, ge=0, le=1,
        assumption="A-swarm-speed", low=0.0, high=0.6,
    )  # fmt: skip
    orphan_familiarity: float = param(
        "speed at diagnosis of those who inherit a service from a disbanded team", 0.4, gt=0, le=1,
        assumption="A-orphans", low=0.2, high=0.8,
    )  # fmt: skip
    acquaintance: Acquaintance | None = param(
        "getting to know a service; absent: familiarity stays what is stated", None
    )
    diagnose: LawOf = param(
        "hands-on diagnosis by an owner", {"median": "28 min", "sigma": 1.23},
        source="status pages, investigating to identified, n = 123",
        times=(0.5, 2),
    )  # fmt: skip
    fix: LawOf = param(
        "hands-on fix", {"median": "28 min", "sigma": 1.45},
        source="status pages, identified to monitoring, n = 130",
        times=(0.5, 2),
    )  # fmt: skip
    known: float = param(
        "share of the first diagnosis that a line needs which has dealt with the fault before",
        0.25, ge=0, le=1, assumption="A-known-fault", low=0.1, high=1.0,
    )  # fmt: skip
    improvement: LawOf = param(
        "hands-on work of an improvement that ends a fault for good",
        {"median": "4 h", "p95": "16 h"}, assumption="A-improvement-work", times=(0.5, 2),
    )  # fmt: skip
    batch_diagnosis: float = param(
        "diagnosis in a batch of k changes takes 1 + this x ln k as long", 0.25, ge=0,
        assumption="A-batch-diagnosis",
        low=0.0, high=0.5,
    )  # fmt: skip
    operability: Operability = param("the stock and what it buys", {})
    alerts: Alerts = param("alerts that were nothing; rate = 0/y: none", {})
    requests: Requests = param("work that is no incident; rate = 0/y: none", {})
    toil: Toil | None = param("such work that automation ends; absent: none", None)
    shapes: dict[str, Shape] = param("traffic shapes by name", {})
    peaks: dict[str, Peak] = param("peaks by name", {})
