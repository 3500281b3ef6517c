"""Policies: error budgets and what follows from them, and the engagement of SREs."""

from __future__ import annotations

from typing import Literal

from sim.documents.base import Document, param
from sim.documents.quantities import Duration, LawOf, Share
from sim.documents.responding import Stage


class ErrorBudgetPolicy(Document):
    """What follows when a service is outside its error budget."""

    stages: tuple[Stage, ...] = param("the stages in which the policy is enforced")
    window: Literal["quarter", "rolling"] = param("calendar quarter or trailing window", "quarter")
    rolling: Duration = param("length of the trailing window", "28 d", unit="h", gt=0)
    measure: Literal["requests", "clock"] = param(
        "failed requests, or time down (a partial failure by its share)", "requests"
    )
    block: bool = param("feature launches wait while outside", True)
    honoured: Share = param(
        "chance that a block is accepted by those who want to launch", "100%",
        assumption="A-block-honoured",
    )  # fmt: skip
    disputed: Share = param(
        "chance that target or spending is disputed, which delays the block", "0%",
        assumption="A-disputed",
    )  # fmt: skip
    dispute: LawOf = param("how long a dispute lasts", {"low": "3 d", "high": "10 d"}, unit="h")
    urgent_review: Share | None = param(
        "an incident that burns more than this share of a budget gets its improvement at the "
        "speed of a block; absent: none", None,
    )  # fmt: skip
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


class Renewal(Document):
    """Capital funding of the SRE team ends unless it is renewed."""

    every: Duration = param("time between renewals", "1 y", unit="h", gt=0)
    lapses: Share = param("chance that it isn't renewed", "10%", assumption="A-renewal")


class Squeeze(Document):
    """Operating budgets are pressed to save each year."""

    every: Duration = param("time between rounds", "1 y", unit="h", gt=0)
    cut: Share = param("share of the head count lost in each", "5%", assumption="A-squeeze")


class Engineering(Document):
    """What SREs do when they aren't on call: automate what recurs, and build operability."""

    share: Share = param("share of the SREs' time", "50%", source="Google SRE book: at least half")
    automation: Duration = param(
        "effort to automate one recurring fault away", "40 h", unit="h",
        assumption="A-automation-effort", low=16, high=80,
    )  # fmt: skip
    automates: Share = param(
        "share of that time for automation; the rest builds operability", "50%",
        assumption="A-engineering-split",
    )  # fmt: skip
    reviewers: float = param(
        "SREs that a readiness review takes", 2.5, unit="people", ge=0,
        source="Google SRE book ch. 32",
    )  # fmt: skip


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
    shared_at_least: Duration = param(
        "the rota is shared this long before the SREs run it, however high the traffic", "0 d",
        unit="h", assumption="A-shared-time",
    )  # fmt: skip
    calm_quarters: int = param(
        "quarters inside budget before a handed-back service may ask", 2, ge=0
    )
    owners_leave: Share = param(
        "chance that a delivery team is disbanded when SREs come to run a service of its",
        "0%", assumption="A-owners-leave",
    )  # fmt: skip
    engineering: Engineering | None = param("what SREs do off call; absent: nothing", None)
    renewal: Renewal | None = param("periodic renewal of the funding; absent: none", None)
    squeeze: Squeeze | None = param("periodic savings; absent: none", None)
