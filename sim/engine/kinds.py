"""The kinds of facts in a log: what each is about, what its number means, and in which unit."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, NamedTuple


class EventKind(IntEnum):
    """What happened. The first eight are the phases that an incident's minutes are tagged with."""

    UNDETECTED = 0
    WAITING_FOR_COVER = 1
    QUEUEING = 2
    ACKNOWLEDGING = 3
    DIAGNOSING = 4
    HANDING_OVER = 5
    FIXING = 6
    SHIPPING = 7
    """What mends it is ready, and on its way to production."""
    RESTORED = 8
    PAGED = 9
    MISROUTED = 10
    BOUNCED = 11
    LEFT = 12
    """A person is free again."""
    REVIEWED = 13
    IMPROVED = 14
    CUSTOMER_REPORT = 15
    DESK = 16
    """The service desk takes a customer's report."""
    MAJOR = 17
    TIRED = 18
    SWARMING = 19
    ROLLED_BACK = 20
    BLOCKED = 21
    UNBLOCKED = 22
    QUARTER_ALLOWED = 23
    QUARTER_SPENT = 24
    BLOCK_IGNORED = 25
    BLOCK_DISPUTED = 26
    HIT = 27
    """A service suffers from an incident of one that it needs."""
    RELEASED_AGAIN = 28
    REVIEW_REQUESTED = 30
    REVIEW_STARTED = 31
    REVIEW_PASSED = 32
    REVIEW_FAILED = 33
    SHARED_ROTA = 34
    SRE_ROTA = 35
    HANDED_BACK = 36
    HAND_BACK_IMPOSSIBLE = 37
    AUTOMATED = 38
    SRE_DISBANDED = 39
    DEPLOYING = 40
    DEPLOYED = 41
    DEFECT_LIVE = 42
    TEAM_DISBANDED = 50
    HEADCOUNT = 51
    OUTSOURCED = 52
    MOVED = 53
    """From here on another support model runs the service."""
    WORKED_AROUND = 60
    """Users are served again, and the fault stands."""
    RESOLVED = 61
    """The fault of an incident is gone for good."""
    MENDING = 62
    """The owners work on what was rolled back."""
    DEPLOYING_REPAIR = 63
    REPAIR_DEPLOYED = 64
    REPAIR_LIVE = 65
    WINDOW_SPENT = 66
    RESUMED = 67
    """Work goes on at the beginning of the next shift."""
    RELIABILITY_TIME = 68
    """The owners' reliability time answers to what they feel."""
    RISK_TAKEN = 69
    """With budget to spare, releases are made with less care; 1: no longer."""
    CALLED_AGAIN = 70
    """Nobody answered a call out of hours in time, so somebody is called once more."""
    OVERFLOWS = 71
    """SREs are above the limit of operational work: owners do requests and toil of a service."""
    OVERFLOW_ENDS = 72
    TARGET_CHOSEN = 73
    """The owners choose another availability target."""


PHASES = tuple(EventKind)[:8]

Subject = Literal["incident", "change", "quarter", "service", "organisation"]
"""What the number ``subject`` counts: incidents from 1, changes and quarters of the service from
0; nothing (0) where a fact is about the service or the organisation as such."""


class Meaning(NamedTuple):
    """How a kind of fact is read."""

    subject: Subject
    amount: str = ""
    """What the amount is; empty: the kind has none (0)."""
    unit: str = ""
    by: bool = False
    """Whether a team is named: who acts, or who is asked."""


SEAT = ("a person's place in the team", "seat")
LEVEL = ("operability of the service", "share")

MEANING: dict[EventKind, Meaning] = {
    EventKind.UNDETECTED: Meaning("incident", "requests that fail", "share"),
    EventKind.WAITING_FOR_COVER: Meaning("incident", by=True),
    EventKind.QUEUEING: Meaning("incident", by=True),
    EventKind.ACKNOWLEDGING: Meaning("incident", *SEAT, by=True),
    EventKind.DIAGNOSING: Meaning("incident", *SEAT, by=True),
    EventKind.HANDING_OVER: Meaning("incident", by=True),
    EventKind.FIXING: Meaning("incident", *SEAT, by=True),
    EventKind.SHIPPING: Meaning("incident"),
    EventKind.RESTORED: Meaning("incident"),
    EventKind.PAGED: Meaning(
        "incident", "1 by a customer's report, 0 by telemetry", "yes or no", by=True
    ),
    EventKind.MISROUTED: Meaning("incident"),
    EventKind.BOUNCED: Meaning("incident", by=True),
    EventKind.LEFT: Meaning("incident", *SEAT, by=True),
    EventKind.REVIEWED: Meaning("incident"),
    EventKind.IMPROVED: Meaning("incident"),
    EventKind.CUSTOMER_REPORT: Meaning("incident"),
    EventKind.DESK: Meaning("incident", *SEAT, by=True),
    EventKind.MAJOR: Meaning("incident"),
    EventKind.TIRED: Meaning("incident", "how much longer work takes", "times", by=True),
    EventKind.SWARMING: Meaning("incident", "help besides", "person-hours", by=True),
    EventKind.ROLLED_BACK: Meaning("incident"),
    EventKind.BLOCKED: Meaning("service"),
    EventKind.UNBLOCKED: Meaning("service"),
    EventKind.QUARTER_ALLOWED: Meaning("quarter", "requests that may fail", "requests"),
    EventKind.QUARTER_SPENT: Meaning("quarter", "requests that failed", "requests"),
    EventKind.BLOCK_IGNORED: Meaning("service"),
    EventKind.BLOCK_DISPUTED: Meaning("service"),
    EventKind.HIT: Meaning("incident", "requests of this service that fail", "share"),
    EventKind.RELEASED_AGAIN: Meaning("change"),
    EventKind.REVIEW_REQUESTED: Meaning("service", *LEVEL),
    EventKind.REVIEW_STARTED: Meaning("service", *LEVEL),
    EventKind.REVIEW_PASSED: Meaning("service", *LEVEL),
    EventKind.REVIEW_FAILED: Meaning("service", *LEVEL),
    EventKind.SHARED_ROTA: Meaning("service", *LEVEL),
    EventKind.SRE_ROTA: Meaning("service", *LEVEL),
    EventKind.HANDED_BACK: Meaning("service", *LEVEL),
    EventKind.HAND_BACK_IMPOSSIBLE: Meaning("service"),
    EventKind.AUTOMATED: Meaning("incident"),
    EventKind.SRE_DISBANDED: Meaning("organisation"),
    EventKind.DEPLOYING: Meaning("change", *SEAT, by=True),
    EventKind.DEPLOYED: Meaning("change", *SEAT, by=True),
    EventKind.DEFECT_LIVE: Meaning("change"),
    EventKind.TEAM_DISBANDED: Meaning("service"),
    EventKind.HEADCOUNT: Meaning("organisation", "head count", "people", by=True),
    EventKind.OUTSOURCED: Meaning(
        "organisation", "speed at diagnosis over an owner's", "share", by=True
    ),
    EventKind.MOVED: Meaning("service"),
    EventKind.WORKED_AROUND: Meaning("incident"),
    EventKind.RESOLVED: Meaning("incident"),
    EventKind.MENDING: Meaning("incident", "the owners' work", "person-hours"),
    EventKind.DEPLOYING_REPAIR: Meaning("incident", *SEAT, by=True),
    EventKind.REPAIR_DEPLOYED: Meaning("incident", *SEAT, by=True),
    EventKind.REPAIR_LIVE: Meaning("incident"),
    EventKind.RESUMED: Meaning("incident", *SEAT, by=True),
    EventKind.RELIABILITY_TIME: Meaning("service", "of the owners' time", "share"),
    EventKind.RISK_TAKEN: Meaning("service", "defects over the usual", "times"),
    EventKind.CALLED_AGAIN: Meaning("incident", by=True),
    EventKind.OVERFLOWS: Meaning("service", "full-time SREs' work that goes back", "people"),
    EventKind.OVERFLOW_ENDS: Meaning("service"),
    EventKind.TARGET_CHOSEN: Meaning("service", "availability that is promised", "share"),
    EventKind.WINDOW_SPENT: Meaning("quarter", "spent of the trailing window's budget", "share"),
}
