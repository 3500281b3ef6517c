"""Releasing: how a finished change reaches production, and how it is taken back."""

from __future__ import annotations

from typing import Literal

from sim.documents.base import Document, param
from sim.documents.practices import Practised
from sim.documents.quantities import Duration, LawOf, Share


class Approval(Document):
    """What a change needs before it may be deployed."""

    board: Duration | None = param(
        "an advisory board sits this often; absent: none",
        None,
        unit="h",
        assumption="A-board-cycle",
        low=24.0,
        high=672.0,
    )
    offset: Duration = param(
        "how long after the release is cut the board sits, where both keep a cycle", "0 d",
        unit="h", assumption="A-board-day",
        low=0.0, high=144.0,
    )  # fmt: skip
    response: LawOf = param(
        "time to an answer after the board (or at once)",
        "0 h",
        unit="h",
        assumption="A-approval-time",
        times=(0.5, 2),
    )
    rejects: Share = param(
        "chance of a no; the change is asked for again",
        "0%",
        assumption="A-rejection",
        low=0.0,
        high=0.2,
    )


class Canary(Practised):
    """A release serves few at first."""

    exposure: Share = param(
        "share of requests served at first", "5%", source="SRE workbook", low=0.01, high=0.2
    )
    lasts: Duration = param(
        "how long", "1 d", unit="h", assumption="A-canary-time", low=1.0, high=168.0
    )


class Rollback(Practised):
    """A young release is taken back instead of searching for the fault."""

    within: Duration = param(
        "age of a release that is still rolled back",
        "2 d",
        unit="h",
        assumption="A-rollback",
        low=4.0,
        high=336.0,
    )
    takes: LawOf = param(
        "from acknowledging to the old release serving",
        "15 min",
        unit="h",
        assumption="A-rollback",
        times=(0.5, 4),
    )


class PeakFreeze(Document):
    """No releases around a service's traffic peaks."""

    before: Duration = param(
        "before a peak", "2 w", unit="h", assumption="A-peak-freeze", low=0.0, high=1008.0
    )
    after: Duration = param(
        "after it", "0 d", unit="h", assumption="A-peak-freeze", low=0.0, high=336.0
    )


ChangeClass = Literal["standard", "normal", "emergency"]
"""As ITIL has it: pre-approved, approved like a feature, or approved at once by telephone."""

WindowKind = Literal["any", "working-hours", "evenings"]


class Repairs(Document):
    """How changes travel that mend what is in production: each is a release of its own."""

    major_from: Share = param(
        "share of failing requests from which a repair is urgent", "100%", assumption="A-major",
        low=0.05, high=1.0,
    )  # fmt: skip
    major: ChangeClass = param("class of an urgent repair", "emergency")
    other: ChangeClass = param("class of any other repair", "normal")
    improvement: ChangeClass = param(
        "class of an improvement after a review, and of what was rolled back, mended", "normal"
    )
    expedited: LawOf = param(
        "time to an answer about an emergency change, at any hour", "0 h", unit="h",
        assumption="A-emergency-board", times=(0.5, 4),
    )  # fmt: skip
    window: WindowKind | None = param(
        "when repairs of incidents may be deployed, save for emergencies, which may always; "
        "absent: when features may", None,
    )  # fmt: skip


class ReleasePath(Document):
    """How a finished change reaches production."""

    every: Duration | None = param(
        "a release is cut this often; absent: at once",
        None,
        unit="h",
        assumption="A-release-cycle",
        low=24.0,
        high=2184.0,
    )
    approval: Approval | None = param("change approval; absent: none", None)
    standard: Share = param(
        "share of changes that are pre-approved",
        "0%",
        assumption="A-standard-changes",
        low=0.0,
        high=0.8,
    )
    deployer: str | None = param(
        "the team whose people deploy by hand; absent: a pipeline does", None
    )
    window: WindowKind = param("when deployments start", "any")
    deploy: LawOf = param(
        "duration of a deployment", "10 min", unit="h", assumption="A-deployment", times=(0.25, 3)
    )
    knowledge_sync: Duration = param(
        "effort of both sides together, a release",
        "0 h",
        unit="h",
        assumption="A-knowledge-sync",
        low=0.0,
        high=8.0,
    )
    canary: Canary | None = param("few requests first; absent: all at once", None)
    rollback: Rollback | None = param("take back what fails young; absent: fix forward", None)
    peak_freeze: PeakFreeze | None = param("freeze around peaks; absent: none", None)
    releases_per_month: int | None = param(
        "deployments by hand that a contract's tariff includes; absent: no limit",
        None,
        ge=1,
        assumption="A-contract-terms",
        low=8,
        high=60,
    )
    refused_out_of_hours: Share = param(
        "chance that a deployment out of hours is refused and waits for working hours", "0%",
        assumption="A-all-hours-refused",
        low=0.0, high=0.2,
    )  # fmt: skip
    repairs: Repairs = param("how repairs and improvements travel", {})
