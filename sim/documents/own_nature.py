"""What is nature's for one service, or for several at once, beside what holds for all."""

from __future__ import annotations

from typing import Literal

from sim.documents.base import Document, param
from sim.documents.nature import FixMix, Nature
from sim.documents.quantities import LawOf, Rate, Share


class ServiceNature(Document):
    """Lines of ``nature`` that are different for one service; what is absent is as for all."""

    defect_chance: Share | None = param("chance that a change has a defect", None)
    background: Rate | None = param("background faults at its first traffic", None, unit="1/h")
    capacity_per_doubling: float | None = param(
        "capacity faults each time its highest weekly traffic doubles", None, unit="faults", ge=0
    )
    diagnose: LawOf | None = param("hands-on diagnosis by an owner", None, unit="h")
    fix: LawOf | None = param("hands-on fix", None, unit="h")
    fixes: FixMix | None = param("kinds of fix needed", None)
    recurs: LawOf | None = param("an unfixed fault comes back after", None, unit="h")
    initial_operability: Share | None = param("operability at the beginning", None)

    alerts: Rate | None = param("its alerts that were nothing", None, unit="1/h")
    requests: Rate | None = param("pieces of work that is no incident", None, unit="1/h")

    def over(self, nature: Nature) -> Nature:
        """Everybody's nature with these lines instead."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        initial = own.pop("initial_operability")
        rates = {name: own.pop(name) for name in ("alerts", "requests")}
        lines = {name: value for name, value in own.items() if value is not None}
        for name, rate in rates.items():
            if rate is not None:
                lines[name] = getattr(nature, name).model_copy(update={"rate": rate})
        if initial is not None:
            lines["operability"] = nature.operability.model_copy(update={"initial": initial})
        return nature.model_copy(update=lines)


class CommonCause(Document):
    """What several services stand on (a platform, a network, a provider), and how it fails."""

    rate: Rate = param("how often it fails", unit="1/h")
    share: Share = param(
        "share of the services on it that a failure hits, each by a draw of its own", "50%",
        assumption="A-common-cause", low=0.2, high=1.0,
    )  # fmt: skip
    services: tuple[str, ...] | None = param("services that stand on it; absent: all", None)
    impact: Share | None = param(
        "share of their requests that fail; absent: drawn like that of any fault", None
    )
    incidents: Literal["each", "one"] = param(
        "an incident for each service that is hit, or one for all of them, of the service that "
        "was likeliest to be hit", "each",
    )  # fmt: skip
