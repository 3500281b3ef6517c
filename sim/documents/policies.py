"""Policies: error budgets and what follows from them, and the engagement of SREs."""

from __future__ import annotations

from typing import Literal

from sim.documents.base import Document, param
from sim.documents.quantities import Duration, LawOf, Share
from sim.documents.responding import Stage
from sim.documents.toil import Operations

BudgetWindow = Literal["quarter", "month", "rolling"]
"""The stretch of time that an error budget is for."""


class ErrorBudgetPolicy(Document):
    """What follows when a service is outside its error budget."""

    stages: tuple[Stage, ...] = param("the stages in which the policy is enforced")
    window: BudgetWindow = param("calendar quarter, calendar month or trailing window", "quarter")
    rolling: Duration = param(
        "length of the trailing window",
        "28 d",
        unit="h",
        gt=0,
        source="Google SRE workbook, example policy",
        low=168.0,
        high=2160.0,
    )
    measure: Literal["requests", "clock"] = param(
        "failed requests, or time down (a partial failure by its share)", "requests"
    )
    block: bool = param("feature launches wait while outside", True)
    honoured: Share = param(
        "chance that a block is accepted by those who want to launch", "100%",
        assumption="A-block-honoured",
        low=0.5, high=1.0,
    )  # fmt: skip
    disputed: Share = param(
        "chance that target or spending is disputed, which delays the block", "0%",
        assumption="A-disputed",
        low=0.0, high=0.3,
    )  # fmt: skip
    dispute: LawOf = param(
        "how long a dispute lasts",
        {"low": "3 d", "high": "10 d"},
        unit="h",
        assumption="A-disputed",
        times=(0.5, 2),
    )
    urgent_review: Share | None = param(
        "an incident that burns more than this share of a budget gets its improvement before "
        "all others, at the speed of a block; absent: none", None,
    )  # fmt: skip
    lifts: Literal["improvements-live", "inside-budget"] = param(
        "the block ends when the improvements for the incidents that burned the budget are live, "
        "or only when the window is inside its budget again", "improvements-live",
    )  # fmt: skip
    improvement_speed: float = param(
        "times the usual reliability time while features wait", 2.0, ge=1,
        assumption="A-blocked-speed",
        low=1.0, high=4.0,
    )  # fmt: skip
    hand_back_after: int | None = param(
        "consecutive quarters outside before the SREs hand back; absent: never",
        None,
        ge=1,
        assumption="A-hand-back",
        low=1,
        high=4,
    )


class Renewal(Document):
    """Capital funding of the SRE team ends unless it is renewed."""

    every: Duration = param(
        "time between renewals",
        "1 y",
        unit="h",
        gt=0,
        assumption="A-renewal",
        low=4383.0,
        high=26298.0,
    )
    lapses: Share = param(
        "chance that it isn't renewed", "10%", assumption="A-renewal", low=0.02, high=0.3
    )


class Squeeze(Document):
    """Operating budgets are pressed to save each year."""

    every: Duration = param(
        "time between rounds",
        "1 y",
        unit="h",
        gt=0,
        assumption="A-squeeze",
        low=4383.0,
        high=17532.0,
    )
    cut: Share = param(
        "share of the head count lost in each", "5%", assumption="A-squeeze", low=0.0, high=0.15
    )


class Engineering(Document):
    """What SREs do when they aren't on call: automate what recurs, and build operability."""

    share: Share = param(
        "share of the SREs' time; where their operational work is measured, it is what that work "
        "leaves instead", "50%", source="Google SRE book: at least half", low=0.3, high=0.7,
    )  # fmt: skip
    automates: Share = param(
        "share of that time for automation, of as much work as nature asks for an improvement; "
        "the rest builds operability, and where operational work is measured, so does this while "
        "nothing waits to be automated", "50%",
        assumption="A-engineering-split",
        low=0.0, high=1.0,
    )  # fmt: skip
    toil: Share = param(
        "share of the rest for the automation of toil, where nature has any", "0%",
        assumption="A-engineering-split", low=0.0, high=1.0,
    )  # fmt: skip
    reviewers: float = param(
        "SREs that a readiness review takes", 2.5, unit="people", ge=0,
        source="Google SRE book ch. 32",
        low=1.0, high=3.0,
    )  # fmt: skip
    reviewer_share: Share = param(
        "share of its working time that each of them puts into it", "100%",
        assumption="A-reviewer-share", low=0.2, high=1.0,
    )  # fmt: skip

    @property
    def review_takes(self) -> float:
        """Full-time SREs that one readiness review keeps from anything else."""
        return self.reviewers * self.reviewer_share


class Engagement(Document):
    """The life cycle of a service with an optional SRE team."""

    team: str = param("the SRE team")
    hired: Literal["first-day", "first-asked"] = param(
        "the SREs are there from the first day, or are hired when a service first asks for them",
        "first-day",
    )
    hiring: Duration = param(
        "from the first request to the team being there, where it is hired then; and until those "
        "come who are hired for another service", "26 w", unit="h",
        assumption="A-hiring-time", low=8 * 168.0, high=52 * 168.0,
    )  # fmt: skip
    per_service: float | None = param(
        "SREs for each service that they share or run, the team's head count at least; absent: "
        "the head count is fixed", None, unit="people", gt=0,
        assumption="A-sre-per-service", low=0.5, high=4.0,
    )  # fmt: skip
    substantial: float = param(
        "average requests a second at which a team asks for SREs",
        20.0,
        gt=0,
        assumption="A-thresholds",
        low=10.0,
        high=40.0,
    )
    critical: float = param(
        "average requests a second at which the SREs run it",
        100.0,
        gt=0,
        assumption="A-thresholds",
        low=50.0,
        high=200.0,
    )
    averaged_over: Duration = param(
        "window of that average",
        "28 d",
        unit="h",
        assumption="A-thresholds",
        low=168.0,
        high=2184.0,
    )
    reviewers: int | None = param(
        "readiness reviews at the same time; absent: as many as the SREs' engineering time is "
        "enough for, or one where they have none", None, ge=1,
    )  # fmt: skip
    review: LawOf = param(
        "duration of a readiness review",
        unit="h",
        source="Google SRE book ch. 32: two to three quarters",
        times=(0.5, 1.5),
    )
    further_review: Share = param(
        "share of a whole review that the next one takes after a failure, since what failed is "
        "what is worked on", "100%", assumption="A-further-review", low=0.25, high=1.0,
    )  # fmt: skip
    passes: Share = param(
        "chance to pass at operability 0.5", "70%", assumption="A-review-passes", low=0.4, high=1.0
    )
    retry_after: Duration = param(
        "wait before asking again", "13 w", assumption="A-review-retry", low=672.0, high=4368.0
    )
    shared_at_least: Duration = param(
        "the rota is shared this long before the SREs run it, however high the traffic", "0 d",
        unit="h", assumption="A-shared-time",
        low=0.0, high=4368.0,
    )  # fmt: skip
    calm_quarters: int = param(
        "quarters inside budget before a handed-back service may ask",
        2,
        ge=0,
        assumption="A-calm-quarters",
        low=0,
        high=4,
    )
    owners_leave: Share = param(
        "chance that a delivery team is disbanded when SREs come to run a service of its",
        "0%", assumption="A-owners-leave",
        low=0.0, high=1.0,
    )  # fmt: skip
    engineering: Engineering | None = param("what SREs do off call; absent: nothing", None)
    operations: Operations | None = param(
        "what their operational work does to it; absent: nothing, and there is no limit", None
    )
    renewal: Renewal | None = param("periodic renewal of the funding; absent: none", None)
    squeeze: Squeeze | None = param("periodic savings; absent: none", None)
