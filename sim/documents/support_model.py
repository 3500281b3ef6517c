"""A support model: who responds, how changes flow, what is allowed, and who pays."""

from __future__ import annotations

from typing import Literal

from sim.documents.base import Document, param
from sim.documents.quantities import Duration, LawOf, Share

Stage = Literal["team", "review", "shared", "sre", "handed-back"]
"""Where a service stands in the engagement life cycle; without one it is always ``team``."""

FixKind = Literal["restart", "operate", "code"]
"""What ends an incident: a runbook anyone can follow, operating skill, or a change of code."""


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

    working_hours: int = param("people on duty in working hours", unit="people", ge=0)
    out_of_hours: int = param("people on call at other times", 0, unit="people", ge=0)


class TeamRole(Document):
    """A team that the model adds or a part that the delivery teams play."""

    scope: Literal["organisation", "domain", "team"] = param(
        "one for the whole organisation, one a domain, or every delivery team itself"
    )
    on_duty: OnDuty = param("people ready to act")
    people: int | None = param(
        "head count; absent: the people already counted as delivery teams",
        None,
        unit="people",
        ge=1,
    )
    rota: int | None = param("people who share the on-call; absent: the head count", None, ge=1)
    pay: Literal["shift", "standby", "standby-and-callout", "best-endeavours"] = param(
        "what being available out of hours earns: shift pay within the salary, a weekly standby, "
        "standby and callouts by the hour, or nothing"
    )
    role: Literal["desk", "operations", "developer", "sre"] = param("whose salary applies")
    funding: Literal["capex", "opex"] = param("the budget that pays, as its holder sees it")


class Tier(Document):
    """A line of the escalation path."""

    line: float = param("order in the path: 1 is paged first", unit="level", gt=0)
    team: str = param("the team that answers")
    fixes: tuple[FixKind, ...] = param("the kinds of fix it can make", min_length=1)
    when: When = param("the pages it takes", {})
    takes: Share = param(
        "the chance that it is this line's turn", "100%", assumption="A-shared-rota"
    )
    acknowledge: LawOf = param("from reaching a free person to work begun, working hours", unit="h")
    acknowledge_out_of_hours: LawOf | None = param("the same out of hours; absent: alike", None)
    hand_over: LawOf = param(
        "from the earlier line's decision to reaching this one", "0 min", unit="h"
    )
    hand_over_out_of_hours: LawOf | None = param("the same out of hours; absent: alike", None)
    unreached: Share = param("chance out of hours that nobody is reached until morning", "0%")
    triage: LawOf | None = param(
        "time by which a runbook either works or is seen not to; absent: a full diagnosis", None
    )
    familiarity: float = param(
        "share of an owner's speed at diagnosis", 1.0, gt=0, le=1, assumption="A-familiarity"
    )
    carried: Share = param(
        "share of the diagnosis that survives a hand-over to the next line", "50%",
        assumption="A-diagnosis-carried",
    )  # fmt: skip
    bounce: Share = param("chance that it sends an incident back", "0%", assumption="A-bounce")
    misroute: Share = param(
        "chance that an incident for this line first reaches a wrong team, in an organisation of "
        "ten services; it compounds with every ten", "0%", assumption="A-misroute",
    )  # fmt: skip
    sync: Duration = param("knowledge sync with the owners after an incident", "0 h", unit="h")


class Approval(Document):
    """What a change needs before it may be deployed."""

    board: Duration | None = param(
        "an advisory board sits this often; absent: none", None, unit="h"
    )
    response: LawOf = param("time to an answer after the board (or at once)", "0 h", unit="h")


class ReleasePath(Document):
    """How a finished change reaches production."""

    every: Duration | None = param("a release is cut this often; absent: at once", None, unit="h")
    approval: Approval | None = param("change approval; absent: none", None)
    standard: Share = param("share of changes that are pre-approved", "0%")
    deployer: str | None = param(
        "the team whose people deploy by hand; absent: a pipeline does", None
    )
    window: Literal["any", "working-hours", "evenings"] = param("when deployments start", "any")
    deploy: LawOf = param("duration of a deployment", "10 min", unit="h")
    knowledge_sync: Duration = param("effort of both sides together, a release", "0 h", unit="h")


class Learning(Document):
    """From an incident to the permanent fix."""

    review: LawOf = param("from restoration to the review", unit="h")
    improvement: LawOf = param("from the review to the improvement being live", unit="h")
    review_effort: Duration = param("effort of a review, all who take part", "4 h", unit="h")
    improvement_effort: Duration = param("effort of an improvement", "12 h", unit="h")
    by_stage: dict[Stage, Learning] = param("other numbers at a stage of the engagement", {})


class Incentive(Document):
    """How much of its time an owning team puts into operability, by who feels the pain."""

    invests: Share = param("share of the team's time", assumption="A-incentive")
    by_stage: dict[Stage, Share] = param("other shares at a stage of the engagement", {})


class ErrorBudgetPolicy(Document):
    """What follows when a service is outside its error budget."""

    stages: tuple[Stage, ...] = param("the stages in which the policy is enforced")
    block: bool = param("feature launches wait while outside", True)
    lifts: Literal["improvements-live", "inside-budget"] = param(
        "the block ends when the improvements for the incidents that burned the budget are live, "
        "or only when the window is inside its budget again", "improvements-live",
    )  # fmt: skip
    improvement_speed: float = param(
        "improvements are this much faster while features wait", 2.0, ge=1,
        assumption="A-blocked-speed",
    )  # fmt: skip
    hand_back_after: int | None = param(
        "consecutive quarters outside before the SREs hand back; absent: never", None, ge=1
    )


class Engagement(Document):
    """The life cycle of a service with an optional SRE team."""

    team: str = param("the SRE team")
    substantial: float = param(
        "average requests a second at which a team asks for SREs",
        20.0,
        gt=0,
        assumption="A-thresholds",
    )
    critical: float = param(
        "average requests a second at which the SREs run it", 100.0, gt=0, assumption="A-thresholds"
    )
    averaged_over: Duration = param("window of that average", "28 d", unit="h")
    reviewers: int = param("readiness reviews at the same time", 1, ge=1)
    review: LawOf = param("duration of a readiness review", unit="h")
    passes: Share = param("chance to pass at operability 0.5", "70%", assumption="A-review-passes")
    retry_after: Duration = param("wait before asking again", "13 w", assumption="A-review-retry")
    calm_quarters: int = param(
        "quarters inside budget before a handed-back service may ask", 2, ge=0
    )


class SupportModel(Document):
    """A way to run services in production, as a document."""

    title: str = param("the name people use")
    summary: str = param("who runs it, in a sentence")
    source: tuple[str, ...] = param("what it follows", ())
    teams: dict[str, TeamRole] = param("the teams that take part", min_length=1)
    respond: dict[str, Tier] = param("the escalation path", min_length=1)
    release: ReleasePath = param("how changes flow")
    learn: Learning = param("how faults are ended for good")
    operability: Incentive = param("the incentive at work")
    error_budget: ErrorBudgetPolicy | None = param("consequences of the budget; absent: none", None)
    engagement: Engagement | None = param("the SRE life cycle; absent: none", None)

    def path(self) -> list[Tier]:
        """The escalation path, first line first."""
        return sorted(self.respond.values(), key=lambda tier: tier.line)
