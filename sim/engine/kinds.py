"""The kinds of facts in a log: what each is about, what its number means, and in which unit."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, NamedTuple


class Did(IntEnum):
    """What happened. The first seven are the phases that an incident's minutes are tagged with."""

    UNDETECTED = 0
    WAITING_FOR_COVER = 1
    QUEUEING = 2
    ACKNOWLEDGING = 3
    DIAGNOSING = 4
    HANDING_OVER = 5
    FIXING = 6
    RESTORED = 7
    PAGED = 8
    MISROUTED = 9
    BOUNCED = 10
    LEFT = 11
    """A person is free again."""
    REVIEWED = 12
    IMPROVED = 13
    CUSTOMER_REPORT = 14
    DESK = 15
    """The service desk takes a customer's report."""
    MAJOR = 16
    TIRED = 17
    SWARMING = 18
    ROLLED_BACK = 19
    BLOCKED = 20
    UNBLOCKED = 21
    QUARTER_ALLOWED = 22
    QUARTER_SPENT = 23
    BLOCK_IGNORED = 24
    BLOCK_DISPUTED = 25
    HIT = 26
    """A service suffers from an incident of one that it needs."""
    RELEASED_AGAIN = 27
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


PHASES = tuple(Did)[:7]

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

MEANING: dict[Did, Meaning] = {
    Did.UNDETECTED: Meaning("incident", "requests that fail", "share"),
    Did.WAITING_FOR_COVER: Meaning("incident", by=True),
    Did.QUEUEING: Meaning("incident", by=True),
    Did.ACKNOWLEDGING: Meaning("incident", *SEAT, by=True),
    Did.DIAGNOSING: Meaning("incident", *SEAT, by=True),
    Did.HANDING_OVER: Meaning("incident", by=True),
    Did.FIXING: Meaning("incident", *SEAT, by=True),
    Did.RESTORED: Meaning("incident"),
    Did.PAGED: Meaning(
        "incident", "1 by a customer's report, 0 by telemetry", "yes or no", by=True
    ),
    Did.MISROUTED: Meaning("incident"),
    Did.BOUNCED: Meaning("incident", by=True),
    Did.LEFT: Meaning("incident", *SEAT, by=True),
    Did.REVIEWED: Meaning("incident"),
    Did.IMPROVED: Meaning("incident"),
    Did.CUSTOMER_REPORT: Meaning("incident"),
    Did.DESK: Meaning("incident", *SEAT, by=True),
    Did.MAJOR: Meaning("incident"),
    Did.TIRED: Meaning("incident", "how much longer work takes", "times", by=True),
    Did.SWARMING: Meaning("incident", "help besides", "person-hours", by=True),
    Did.ROLLED_BACK: Meaning("incident"),
    Did.BLOCKED: Meaning("service"),
    Did.UNBLOCKED: Meaning("service"),
    Did.QUARTER_ALLOWED: Meaning("quarter", "requests that may fail", "requests"),
    Did.QUARTER_SPENT: Meaning("quarter", "requests that failed", "requests"),
    Did.BLOCK_IGNORED: Meaning("service"),
    Did.BLOCK_DISPUTED: Meaning("service"),
    Did.HIT: Meaning("incident", "requests of this service that fail", "share"),
    Did.RELEASED_AGAIN: Meaning("change"),
    Did.REVIEW_REQUESTED: Meaning("service", *LEVEL),
    Did.REVIEW_STARTED: Meaning("service", *LEVEL),
    Did.REVIEW_PASSED: Meaning("service", *LEVEL),
    Did.REVIEW_FAILED: Meaning("service", *LEVEL),
    Did.SHARED_ROTA: Meaning("service", *LEVEL),
    Did.SRE_ROTA: Meaning("service", *LEVEL),
    Did.HANDED_BACK: Meaning("service", *LEVEL),
    Did.HAND_BACK_IMPOSSIBLE: Meaning("service"),
    Did.AUTOMATED: Meaning("incident"),
    Did.SRE_DISBANDED: Meaning("organisation"),
    Did.DEPLOYING: Meaning("change", *SEAT, by=True),
    Did.DEPLOYED: Meaning("change", *SEAT, by=True),
    Did.DEFECT_LIVE: Meaning("change"),
    Did.TEAM_DISBANDED: Meaning("service"),
    Did.HEADCOUNT: Meaning("organisation", "head count", "people", by=True),
    Did.OUTSOURCED: Meaning("organisation", "speed at diagnosis over an owner's", "share", by=True),
}
