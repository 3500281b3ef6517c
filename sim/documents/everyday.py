"""What a service asks of those who run it beside incidents: alerts that were nothing, requests."""

from __future__ import annotations

from sim.documents.base import Document, param
from sim.documents.quantities import Duration, LawOf, Rate, Share


class Alerts(Document):
    """Alerts that were nothing: whoever is called looks, and finds nothing to mend."""

    rate: Rate = param(
        "alerts of a service that were nothing, at operability 0.5", "52/y",
        source="PagerDuty 2021: a median of 2 interruptions out of hours a person-month, of "
        "which 1 in 9 is a critical incident", times=(0.25, 4),
    )  # fmt: skip
    again: Share = param(
        "chance that such an alert comes again, and each time once more", "20%",
        assumption="A-alert-repeats", low=0.0, high=0.5,
    )  # fmt: skip
    again_after: Duration = param(
        "time between an alert and the next of the same kind", "30 min", unit="h", gt=0,
        assumption="A-alert-repeats", low=0.1, high=4.0,
    )  # fmt: skip
    takes: LawOf = param(
        "from taking it up until it is seen to be nothing", {"median": "5 min", "p95": "20 min"},
        assumption="A-alert-work", times=(0.5, 3),
    )  # fmt: skip


class Requests(Document):
    """Work on a service that is no incident: requests, data fixes, patching, access."""

    rate: Rate = param(
        "pieces of such work a service asks for, in working hours", "42/y",
        assumption="A-requests", times=(0.25, 3),
    )  # fmt: skip
    takes: LawOf = param(
        "hands-on work of each", {"median": "4 h", "p95": "16 h"}, assumption="A-requests",
        times=(0.5, 2),
    )  # fmt: skip
