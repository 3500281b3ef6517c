"""Toil: operational work that a machine could do, and the limit that SREs hold it to."""

from __future__ import annotations

from sim.documents.base import Document, param
from sim.documents.quantities import Duration, LawOf, Rate, RequestsPerSecond, Share


class Toil(Document):
    """Work by hand that a service asks for in working hours, until somebody automates it.

    Automation is a stock from 0 to 1 of each service. Hours of engineering build it, of what is
    left to automate; it wears off with change as operability does.
    """

    rate: Rate = param(
        "pieces of such work a service asks for, at the traffic below", "100/y",
        assumption="A-toil", times=(0.25, 4),
    )  # fmt: skip
    traffic: RequestsPerSecond = param(
        "average requests a second at which it asks for as many", "20/s", unit="1/s", gt=0,
        assumption="A-toil", times=(0.5, 2),
    )  # fmt: skip
    with_traffic: float = param(
        "toil grows as traffic to this power", 0.5, ge=0, assumption="A-toil-traffic",
        low=0.0, high=1.0,
    )  # fmt: skip
    takes: LawOf = param(
        "hands-on work of each", {"median": "90 min", "p95": "6 h"}, assumption="A-toil",
        times=(0.5, 2),
    )  # fmt: skip
    automation: Duration = param(
        "hours of engineering that automate 63 % of what is left of a service's", "400 h",
        unit="h", gt=0, assumption="A-toil-automation", low=100.0, high=2000.0,
    )  # fmt: skip


class Operations(Document):
    """Operational work of SREs: it takes their engineering time, and is held to a limit.

    Above the limit the service that asks most of them gives its requests and toil back to its
    owners until the quarter ends, then the next, until what is left is within the limit.
    """

    limit: Share = param(
        "share of their time, at most, that goes into operational work", "50%",
        source="Google SRE book ch. 5 and 11", low=0.3, high=0.7,
    )  # fmt: skip
    measured_over: Duration = param(
        "the past over which it is measured, each week", "4 w", unit="h", gt=0,
        assumption="A-operational-work", low=168.0, high=2184.0,
    )  # fmt: skip
    follow_up: Duration = param(
        "an SRE's work after an incident that SREs took: postmortem, bugs, notes", "4 h", unit="h",
        source="Google SRE book ch. 11: an incident is 6 h of work in all",
        low=0.0, high=8.0,
    )  # fmt: skip
    hand_back_after: int | None = param(
        "consecutive quarters in which its work overflowed, before they hand a service back; "
        "absent: never", None, ge=1, assumption="A-overflow-hand-back", low=1, high=4,
    )  # fmt: skip
