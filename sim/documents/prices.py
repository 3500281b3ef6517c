"""What things cost, how people are paid, and how finance accounts for it."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator

from sim.documents.base import Document, param
from sim.documents.losses import Loss
from sim.documents.quantities import (
    Duration,
    Money,
    MoneyPerDay,
    MoneyPerWeek,
    MoneyPerYear,
    Share,
)

Policy = Literal["ias-38", "asc-350-40", "as-funded"]
"""What decides which effort becomes an asset."""

Charge = Literal["whole", "by-share", "not"]
"""What is charged of a team that the organisation has anyway."""

LAST_SAFE_DAY = 28
"""The last day that every month has, so that a fiscal year can start on it each year."""


def first_day_of_year(text: str) -> str:
    """A month and day like 04-06 on which every fiscal year can start.

    Raises
    ------
    ValueError
        If it is no such day, or one that not every month has.
    """
    match = re.fullmatch(r"(\d\d)-(\d\d)", text)
    if match is None or not 1 <= int(match[1]) <= 12 or not 1 <= int(match[2]) <= LAST_SAFE_DAY:
        raise ValueError(
            f"found {text!r}; a fiscal year starts on a month and a day from 01 to "
            f'{LAST_SAFE_DAY}, like "04-06"'
        )
    return text


class Salaries(Document):
    """Fully loaded cost of a person a year."""

    desk: MoneyPerYear = param(
        "service desk",
        "65000 USD/y",
        unit="money/y",
        assumption="A-salaries",
        low=49000,
        high=87000,
    )
    operations: MoneyPerYear = param(
        "operations",
        "95000 USD/y",
        unit="money/y",
        assumption="A-salaries",
        low=71000,
        high=127000,
    )
    developer: MoneyPerYear = param(
        "developer",
        "176000 USD/y",
        unit="money/y",
        source="DORA ROI calculator",
        low=143000,
        high=214000,
    )
    sre: MoneyPerYear = param(
        "site reliability engineer",
        "211200 USD/y",
        unit="money/y",
        assumption="A-salaries",
        low=158000,
        high=282000,
    )


class PayRises(Document):
    """By which a salary rises with each fiscal year beyond inflation."""

    desk: Share = param("service desk", "0%", assumption="A-pay-rises", low=0.0, high=0.03)
    operations: Share = param("operations", "0%", assumption="A-pay-rises", low=0.0, high=0.03)
    developer: Share = param("developer", "0%", assumption="A-pay-rises", low=0.0, high=0.03)
    sre: Share = param(
        "site reliability engineer", "0%", assumption="A-pay-rises", low=0.0, high=0.03
    )


class ContractPrices(Document):
    """A tariff of lines that answer by contract; it stands in for salaries and on-call."""

    fee: MoneyPerYear | None = param("a fixed sum; absent: none", None, unit="money/y")
    person: MoneyPerYear = param("each person of the contractor", unit="money/y")
    releases: int | None = param(
        "deployments by hand a month that are included; absent: none", None, ge=0
    )
    per_release: Money = param("each deployment by hand beyond those", unit="money")
    incidents: int | None = param("incidents a month that are included; absent: none", None, ge=0)
    per_incident: Money = param("each incident beyond those that it takes", unit="money")
    penalty: Money = param("paid back for each response later than allowed", unit="money")


class Moving(Document):
    """What it costs that services change hands, beside hours of people who are paid anyway."""

    access: Money | None = param(
        "access and tooling for each team that takes a service over; absent: none", None,
        unit="money",
    )  # fmt: skip
    hiring: float = param(
        "years of salary that it costs to find a person", 0.2, unit="y", ge=0,
        assumption="A-hiring", low=0.1, high=0.5,
    )  # fmt: skip
    severance: float = param(
        "years of salary that a person gets who has to go", 0.5, unit="y", ge=0,
        assumption="A-severance", low=0.0, high=1.0,
    )  # fmt: skip


class Accounting(Document):
    """How finance treats what is spent, whoever's budget paid for it."""

    policy: Policy = param(
        "what may become an asset: by IAS 38, by ASC 350-40, or whatever a capital budget paid",
        "ias-38",
        source="IAS 38.57; ASC 350-40-25",
    )
    capitalisable: Share = param(
        "share of the effort in lines that a standard lets become an asset", "50%",
        assumption="A-capitalisable", low=0.2, high=0.8,
    )  # fmt: skip
    life: Duration = param(
        "an asset is written off over this time, in equal parts", "4 y", unit="h", gt=0,
        assumption="A-asset-life",
        low=26298.0, high=43830.0,
    )  # fmt: skip
    discount: Share = param(
        "discount rate a year", "8%", assumption="A-discount", low=0.04, high=0.12
    )
    tax: bool = param("whether tax relief on costs is counted", False)
    tax_rate: Share = param("rate of tax on profit", "25%", assumption="A-tax", low=0.15, high=0.3)
    inflation: Share = param(
        "by which all prices rise with each fiscal year",
        "0%",
        assumption="A-inflation",
        low=0.0,
        high=0.05,
    )
    fiscal_year_starts: Annotated[str, AfterValidator(first_day_of_year)] = param(
        "month and day", "01-01"
    )


class Prices(Document):
    """What things cost."""

    salaries: Salaries = param("a person a year", {})
    pay_rises: PayRises = param("what salaries rise by", {})
    working_hours_per_year: float = param(
        "paid hours of a person",
        1_760.0,
        unit="h",
        gt=0,
        assumption="A-paid-hours",
        low=1500.0,
        high=2000.0,
    )
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
        low=1.0,
        high=2.0,
    )
    callout_premium_weekend: float | None = param(
        "the same on days that are no working days; absent: alike", None, ge=0
    )
    callout_premium_holiday: float | None = param(
        "the same on holidays; absent: as on weekends", None, ge=0
    )
    callout_minimum: Duration = param(
        "least time paid for a callout",
        "0 h",
        unit="h",
        assumption="A-callout-terms",
        low=0.0,
        high=4.0,
    )
    time_off_in_lieu: float = param(
        "hours off for each hour called out, of people who build otherwise",
        0.0,
        ge=0,
        assumption="A-callout-terms",
        low=0.0,
        high=1.0,
    )
    onboarding: Duration = param(
        "effort of each member of a paid rota before its first shift: access, training, drills",
        "40 h", unit="h", assumption="A-onboarding", low=8, high=160,
    )  # fmt: skip
    transition: Duration = param(
        "effort of the owners to hand a service over to one line outside their team, when it "
        "launches or the line takes it on", "80 h", unit="h", assumption="A-transition",
        low=20, high=240,
    )  # fmt: skip
    approval_effort: Duration = param(
        "effort of the owners for each release that waits for an approval", "2 h", unit="h",
        assumption="A-approval-effort", low=0.5, high=8,
    )  # fmt: skip
    licence: MoneyPerYear | None = param(
        "tools for each member of a paid rota; absent: none", None, unit="money/y"
    )
    existing: Charge = param(
        "what is charged of teams that the organisation has anyway: all that they cost because "
        "they are there, the part of their paid hours that they work, or nothing", "whole",
    )  # fmt: skip
    moving: Moving = param("what moves of a plan over time cost", {})
    attrition: Share = param(
        "chance that a call beyond what a person bears makes that person leave", "0.2%",
        assumption="A-attrition", low=0, high=0.01,
    )  # fmt: skip
    replacement: float = param(
        "years of salary that it costs to replace a person", 0.5, unit="y", ge=0,
        assumption="A-replacement", low=0.25, high=2,
    )  # fmt: skip
    contract: ContractPrices | None = param(
        "the tariff of contracts that name none; absent: as much as own people", None
    )
    contracts: dict[str, ContractPrices] = param("tariffs by the names that contracts give", {})
    change_value: MoneyPerDay = param(
        "value of a change a day once live", "90 USD/d", unit="money/d",
        source="DORA ROI arithmetic", assumption="A-change-value",
        low=20, high=300,
    )  # fmt: skip
    loss: Loss = param("how outages lose money", {})
    change_life: Duration = param(
        "how long a change is of value once live; what is never built loses all of it", "4 y",
        unit="h", assumption="A-change-life", low=1 * 8766.0, high=8 * 8766.0,
    )  # fmt: skip
    deferred: Share = param(
        "share of the revenue of an outage that comes back later",
        "0%",
        assumption="A-deferred",
        low=0.0,
        high=0.7,
    )
    accounting: Accounting = param("how finance treats it", {})
