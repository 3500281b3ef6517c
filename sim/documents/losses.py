"""What an hour without service costs, beside the exposure itself."""

from __future__ import annotations

from typing import Literal

from sim.documents.base import Document, param
from sim.documents.quantities import Duration, Money, Share


class Loss(Document):
    """How the loss of an outage follows from its service's exposure."""

    view: Literal["traffic", "clock"] = param(
        "by failed requests: exposure is lost in an average hour of the traffic that a service "
        "begins with, more when more is asked of it, less at night; or by the clock: in any hour "
        "alike", "traffic",
    )  # fmt: skip
    power: float = param(
        "an outage's loss grows with its length to this power", 1.0, ge=1, le=3,
        assumption="A-loss-power", low=1.0, high=1.5,
    )  # fmt: skip
    even_at: Duration = param(
        "the length at which an outage loses what it would with power 1: shorter ones lose less, "
        "longer ones more", "1 h", unit="h", gt=0, assumption="A-loss-power", low=0.5, high=4,
    )  # fmt: skip


class Penalty(Document):
    """What a contract or a regulator charges for an outage that lasts too long."""

    after: Duration = param("longest outage that costs nothing", unit="h", gt=0)
    amount: Money = param("charged once for each longer one", unit="money")
    impact_from: Share = param("share of failing requests from which an outage counts", "100%")
