"""What things cost."""

from __future__ import annotations

from sim.documents.base import Document, param
from sim.documents.quantities import (
    MoneyPerDay,
    MoneyPerWeek,
    MoneyPerYear,
    Share,
)


class Salaries(Document):
    """Fully loaded cost of a person a year."""

    desk: MoneyPerYear = param(
        "service desk", "65000 USD/y", unit="money/y", assumption="A-salaries"
    )
    operations: MoneyPerYear = param(
        "operations", "95000 USD/y", unit="money/y", assumption="A-salaries"
    )
    developer: MoneyPerYear = param(
        "developer", "176000 USD/y", unit="money/y", source="DORA ROI calculator"
    )
    sre: MoneyPerYear = param(
        "site reliability engineer", "211200 USD/y", unit="money/y", assumption="A-salaries"
    )


class Prices(Document):
    """What things cost."""

    salaries: Salaries = param("a person a year", {})
    working_hours_per_year: float = param("paid hours of a person", 1_760.0, unit="h", gt=0)
    standby: MoneyPerWeek = param(
        "a week on call",
        "540 USD/week",
        unit="money/week",
        source="incident.io survey",
        low=0,
        high=1000,
    )
    callout_premium: float = param(
        "an hour called out costs this times the hourly rate",
        1.5,
        ge=0,
        assumption="A-callout-premium",
    )
    change_value: MoneyPerDay = param(
        "value of a change a day once live", "90 USD/d", unit="money/d",
        source="DORA ROI arithmetic", assumption="A-change-value",
    )  # fmt: skip
    deferred: Share = param(
        "share of the revenue of an outage that comes back later", "0%", assumption="A-deferred"
    )
