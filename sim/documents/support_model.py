"""A support model: who responds, how changes flow, what is allowed, and who pays."""

from __future__ import annotations

from typing import Literal

from sim.documents.base import Document, param
from sim.documents.policies import Engagement, ErrorBudgetPolicy
from sim.documents.practices import Practices, Practised
from sim.documents.quantities import Duration, LawOf, Share
from sim.documents.releasing import ReleasePath
from sim.documents.responding import MajorIncident, ServiceDesk, Stage, TeamRole, Tier
from sim.documents.responses import Responses
from sim.documents.severity import Severity
from sim.documents.targets import TargetReview


class Learning(Document):
    """From an incident to the permanent fix, which the owners' reliability time makes."""

    review: LawOf = param(
        "from restoration to the review", unit="h", assumption="A-learning-time", times=(0.5, 2)
    )
    first: Literal["oldest", "worst"] = param(
        "which improvement a team makes first: of the oldest incident, or of the worst", "oldest"
    )
    review_effort: Duration = param(
        "effort of a review, all who take part",
        "4 h",
        unit="h",
        assumption="A-learning-effort",
        low=1.0,
        high=16.0,
    )
    by_stage: dict[Stage, Learning] = param("other numbers at a stage of the engagement", {})


class Incentive(Document):
    """How much of its time an owning team puts into operability, by who feels the pain."""

    invests: Share = param(
        "reliability time: share of the team's time, first for improvements, then for operability",
        assumption="A-incentive", times=(0.5, 2),
    )  # fmt: skip
    by_stage: dict[Stage, Share] = param("other shares at a stage of the engagement", {})
    toil: Share = param(
        "share of what improvements leave of it for the automation of toil; the rest builds "
        "operability", "0%", assumption="A-owners-automate", low=0.0, high=0.5,
    )  # fmt: skip
    responds: Responses | None = param(
        "what raises reliability time above these shares; absent: they are constant", None
    )

    def at(self, stage: Stage) -> float:
        """The share at a stage."""
        return self.by_stage.get(stage, self.invests)


class SupportModel(Document):
    """A way to run services in production, as a document."""

    title: str = param("the name people use")
    summary: str = param("who runs it, in a sentence")
    source: tuple[str, ...] = param("what it follows", ())
    teams: dict[str, TeamRole] = param("the teams that take part", min_length=1)
    respond: dict[str, Tier] = param("the escalation path", min_length=1)
    service_desk: ServiceDesk | None = param("customers' reports; absent: telemetry alone", None)
    major_incident: MajorIncident | None = param("calling everybody; absent: line by line", None)
    severity: Severity | None = param("when work begins; absent: at once at any hour", None)
    release: ReleasePath = param("how changes flow")
    learn: Learning = param("how faults are ended for good")
    operability: Incentive = param("the incentive at work")
    practices: Practices = param("what people do for their services", {})
    error_budget: ErrorBudgetPolicy | None = param("consequences of the budget; absent: none", None)
    engagement: Engagement | None = param("the SRE life cycle; absent: none", None)
    targets: TargetReview | None = param("targets that move; absent: as services state them", None)

    @property
    def parts(self) -> tuple[SupportModel, ...]:
        """Itself: a model that is no mix has no other part."""
        return (self,)

    @property
    def practised(self) -> dict[str, Practised]:
        """The practices that it has, by name."""
        found = {
            "canary": self.release.canary,
            "rollback": self.release.rollback,
            "circuit_breaker": self.practices.circuit_breaker,
            "redundancy": self.practices.redundancy,
        }
        return {name: rule for name, rule in found.items() if rule is not None}

    def path(self) -> list[Tier]:
        """The escalation path, first line first."""
        return sorted(self.respond.values(), key=lambda tier: tier.line)
