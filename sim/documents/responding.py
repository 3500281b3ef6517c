"""Responding: teams, the lines of the escalation path, the service desk, major incidents."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator

from sim.documents.base import Document, param
from sim.documents.head_counts import HeadCount
from sim.documents.quantities import Duration, LawOf, Share

Role = Literal["desk", "operations", "developer", "sre"]
Stage = Literal["team", "review", "shared", "sre", "handed-back"]
"""Where a service stands in the engagement life cycle; without one it is always ``team``."""

FixKind = Literal["restart", "operate", "code"]
"""What ends an incident: a runbook anyone can follow, operating skill, or a change of code."""


def refuse_callout_only(pay: object) -> object:
    """Pay by callout alone is no choice: it rewards incidents, and gives nothing for being ready.

    Raises
    ------
    ValueError
        If that is what was asked for.
    """
    if isinstance(pay, str) and pay.replace("_", "-") in ("callout", "callout-only"):
        raise ValueError(
            f"found {pay!r}; to pay callouts alone is bad practice, since being ready is work "
            "too: choose standby or standby-and-callout"
        )
    return pay


Pay = Annotated[
    Literal["shift", "standby", "standby-and-callout", "best-endeavours"],
    BeforeValidator(refuse_callout_only),
]


class When(Document):
    """The circumstances in which a rule applies; what is not named does not matter."""

    hours: Literal["always", "working", "out-of-hours"] = param("time of the day", "always")
    target_from: Share | None = param("services with at least this availability target", None)
    target_below: Share | None = param("services with a target below this", None)
    stages: tuple[Stage, ...] | None = param("stages of the engagement life cycle", None)
    since_launch: Duration | None = param("only this long after a service's launch", None, unit="h")
    in_peak: bool | None = param("only in (true) or outside (false) a traffic peak", None)


class OnDuty(Document):
    """How many people of one team are ready to act, by the calendar."""

    working_hours: int = param(
        "people on duty in working hours",
        unit="people",
        ge=0,
        assumption="A-staffing",
        times=(0.5, 2),
    )
    out_of_hours: int = param(
        "people on call at other times",
        0,
        unit="people",
        ge=0,
        assumption="A-staffing",
        times=(0.5, 2),
    )


class TeamRole(Document):
    """A team that the model adds or a part that the delivery teams play."""

    scope: Literal["organisation", "domain", "team"] = param(
        "one for the whole organisation, one a domain, or every delivery team itself"
    )
    on_duty: OnDuty = param("people ready to act")
    calendar: str | None = param(
        "when it works, a name of the scenario's calendars; absent: as its delivery teams do if "
        "they all work alike, else as the organisation does",
        None,
    )
    people: int | None = param(
        "head count; absent: the people already counted as delivery teams",
        None,
        unit="people",
        ge=1,
        assumption="A-staffing",
        times=(0.5, 2),
    )
    exists: bool = param(
        "whether the organisation has it anyway; prices.existing says what is charged of it", False
    )
    head_count: HeadCount | None = param(
        "a rule by which the head count changes from what `people` says; absent: it stays", None
    )
    rota: int | None = param(
        "people who share the on-call; absent: the head count",
        None,
        ge=1,
        assumption="A-staffing",
        times=(0.5, 2),
    )
    pay: Pay = param(
        "what being available out of hours earns: shift pay within the salary, a weekly standby, "
        "standby and callouts by the hour, or nothing"
    )
    role: Role = param("whose salary applies")
    funding: Literal["capex", "opex"] = param("the budget that pays, as its holder sees it")


class Contract(Document):
    """Response times of an outsourced line, which uses what the contract allows."""

    tariff: str | None = param(
        "what it costs, a name of prices.contracts; absent: prices.contract", None
    )
    major: Duration = param(
        "response time for major incidents",
        "30 min",
        unit="h",
        assumption="A-contract-terms",
        low=0.25,
        high=2.0,
    )
    minor: Duration = param(
        "response time for all others",
        "4 h",
        unit="h",
        assumption="A-contract-terms",
        low=1.0,
        high=24.0,
    )
    major_from: Share = param(
        "impact from which an incident is major",
        "100%",
        assumption="A-contract-terms",
        low=0.3,
        high=1.0,
    )
    uses: Share = param(
        "share of the allowed time that passes before somebody acts", "80%",
        assumption="A-contract-use", low=0.4, high=1.0,
    )  # fmt: skip


class Tier(Document):
    """A line of the escalation path."""

    line: float = param("order in the path: 1 is paged first", unit="level", gt=0)
    team: str = param("the team that answers")
    fixes: tuple[FixKind, ...] = param("the kinds of fix it can make", min_length=1)
    code_in_time: Share = param(
        "share of the faults that need code which a line without code fixes can end in the long "
        "run; the owners keep the rest", "0%", assumption="A-learned-code", low=0.0, high=1.0,
    )  # fmt: skip
    learns_code: Duration = param(
        "time with a service after which it can end 63 % of those", "1 y", unit="h", gt=0,
        assumption="A-learned-code", low=0.25 * 8766, high=3 * 8766.0,
    )  # fmt: skip
    when: When = param("the pages it takes", {})
    takes: Share = param(
        "the chance that it is this line's turn",
        "100%",
        assumption="A-shared-rota",
        low=0.25,
        high=0.75,
    )
    acknowledge: LawOf = param(
        "from reaching a free person to work begun, working hours",
        unit="h",
        source="Google SRE book, PagerDuty",
        times=(0.5, 3),
    )
    acknowledge_out_of_hours: LawOf | None = param(
        "the same out of hours; absent: alike",
        None,
        source="Google SRE book, PagerDuty",
        times=(0.5, 3),
    )
    missed: Share = param(
        "chance out of hours that a call isn't answered in time, so that somebody is called again",
        "0%", assumption="A-missed-call", low=0.0, high=0.2,
    )  # fmt: skip
    calls_again: Duration = param(
        "time after which an unanswered call is made again", "10 min", unit="h",
        assumption="A-missed-call", low=0.05, high=0.5,
    )  # fmt: skip
    hand_over: LawOf = param(
        "from the earlier line's decision to reaching this one",
        "0 min",
        unit="h",
        assumption="A-hand-over",
        times=(0.5, 2),
    )
    hand_over_out_of_hours: LawOf | None = param(
        "the same out of hours; absent: alike", None, assumption="A-hand-over", times=(0.5, 2)
    )
    unreached: Share = param(
        "chance out of hours that nobody is reached until morning",
        "0%",
        assumption="A-best-endeavours",
        low=0.0,
        high=0.6,
    )
    triage: LawOf | None = param(
        "time by which a runbook either works or is seen not to; absent: a full diagnosis",
        None,
        assumption="A-triage",
        times=(0.5, 2),
    )
    familiarity: float = param(
        "share of an owner's speed at diagnosis",
        1.0,
        gt=0,
        le=1,
        assumption="A-familiarity",
        times=(0.7, 1.4),
    )
    carried: Share = param(
        "share of the diagnosis that survives a hand-over to the next line", "50%",
        assumption="A-diagnosis-carried",
        low=0.0, high=1.0,
    )  # fmt: skip
    bounce: Share = param(
        "chance that it sends an incident back", "0%", assumption="A-bounce", low=0.0, high=0.3
    )
    misroute: Share = param(
        "chance that an incident for this line first reaches a wrong team, in an organisation of "
        "ten services; it compounds with every ten", "0%", assumption="A-misroute",
        low=0.0, high=0.15,
    )  # fmt: skip
    sync: Duration = param(
        "knowledge sync with the owners after an incident",
        "0 h",
        unit="h",
        assumption="A-knowledge-sync",
        low=0.0,
        high=8.0,
    )
    swarm: int = param(
        "people who work on an incident together in working hours",
        1,
        ge=1,
        assumption="A-swarm-size",
        low=1,
        high=4,
    )
    contract: Contract | None = param(
        "response times by contract instead of acknowledge; absent: none", None
    )


class ServiceDesk(Document):
    """Takes customers' reports and passes them to the first line; beside telemetry."""

    team: str = param("the team that answers customers")
    handles: LawOf = param(
        "answer, classify and pass on a report", unit="h", assumption="A-desk", times=(0.5, 2)
    )
    misroute: Share = param(
        "chance that a report first reaches a wrong team, in an organisation of ten services",
        "5%", assumption="A-misroute",
        low=0.0, high=0.15,
    )  # fmt: skip


class MajorIncident(Document):
    """All lines are called together instead of one after another."""

    impact_from: Share = param(
        "share of failing requests from which an incident is major",
        "100%",
        assumption="A-major-call",
        low=0.3,
        high=1.0,
    )
    call: LawOf = param(
        "from the first line's triage to everybody being on the call", "20 min",
        unit="h", assumption="A-major-call",
        times=(0.5, 3),
    )  # fmt: skip
