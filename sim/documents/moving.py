"""A plan over time: which services move when, to which support model, and on what terms."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from dateutil.relativedelta import relativedelta
from pydantic import BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema

from sim.documents.base import Document, param
from sim.documents.errors import Problem
from sim.documents.places import beside
from sim.documents.quantities import Duration
from sim.documents.responding import Role
from sim.ground.units import parse_duration

Every = Literal["month", "quarter", "half-year", "year"]
MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


def parse_instant(value: object) -> date | float:
    """A date, or hours after the start from a duration.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    try:
        return parse_duration(value, example="6 months")
    except ValueError:
        raise ValueError(
            f'found {value!r}; write a day like 2027-04-01, or a time after the start like "6 '
            'months"'
        ) from None


Instant = Annotated[
    date | float,
    PlainValidator(parse_instant),
    WithJsonSchema({
        "anyOf": [{"type": "string", "format": "date"}, {"type": "string"}],
        "quantity": "day or duration", "examples": ["2027-04-01"],
    }),
]  # fmt: skip
"""A day, or a time after the start."""


def services_of(value: object, info: ValidationInfo) -> object:
    """Names of services, or those that a file of ``whorunsit assign`` moves to this model.

    Raises
    ------
    ValueError
        If the file can't be read, or moves none.
    """
    if not isinstance(value, str):
        return value
    path = beside((info.context or {}).get("folder", Path()), value)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as why:
        raise ValueError(f"can't read services from '{path}': {why.strerror}") from None
    to = info.data.get("to")
    found = [row["service"] for row in rows if row.get("to") == to and row.get("service")]
    if not found:
        raise ValueError(
            f"'{path}' moves no service to {to!r}; a row names a 'service' and whom it moves 'to', "
            "as in assignment_ladder.csv"
        )
    return found


class Move(Document):
    """Services that change hands on a day, or in waves."""

    to: str = param("the support model or mix that runs them from then on")
    at: Instant = param("the day, or the time after the start; of waves, that of the first")
    services: Annotated[tuple[str, ...], BeforeValidator(services_of)] = param(
        "which services, in the order in which they move, or the ladder of `whorunsit assign` as "
        "a file; absent: all", (),
    )  # fmt: skip
    every: Every | None = param("time between waves; absent: all of them move at once", None)
    number: int | None = param("services in a wave", None, unit="services", ge=1)

    def waves(self, start: date, every: list[str]) -> Iterator[tuple[float, list[str]]]:
        """The instants (hours after the start) with the services that move then."""
        names = list(self.services) or every
        size = self.number or max(1, len(names))
        for wave in range(0, len(names), size):
            months = MONTHS[self.every] * (wave // size) if self.every is not None else 0
            yield self._hours(start, months), names[wave : wave + size]

    def _hours(self, start: date, months: int) -> float:
        """The beginning of a day, so many months after the first wave."""
        first = self.at
        if not isinstance(first, date):
            first = start + timedelta(days=round(first / 24))
        return 24.0 * (first + relativedelta(months=months) - start).days


Leavers = Literal["severance", "redeployed", "stay"]
PaidUntil = Literal["notice", "redeployment"]
PAID_UNTIL: dict[Leavers, PaidUntil | None] = {
    "severance": "notice", "redeployed": "redeployment", "stay": None,
}  # fmt: skip
"""The line of a transition that says how long those are paid who aren't needed any more."""


class Transition(Document):
    """On what terms services change hands; what is paid is in ``prices.moving``."""

    dual_running: Duration = param(
        "time for which those who ran a service stay beside those who take it over", "4 w",
        unit="h", assumption="A-dual-running", low=0.0, high=13 * 168.0,
    )  # fmt: skip
    training: Duration = param(
        "hours of each who takes turns in a delivery team that takes a service over", "16 h",
        unit="h", assumption="A-training", low=0.0, high=80.0,
    )  # fmt: skip
    hiring_lead: Duration = param(
        "time before a move at which people are looked for whom it needs", "3 months", unit="h",
        assumption="A-hiring-lead", low=0.0, high=9 * 730.5,
    )  # fmt: skip
    leavers: Leavers = param(
        "what becomes of people whom nobody needs any more: they go with a severance pay, find "
        "other work in the organisation, or stay and are paid for", "redeployed",
    )  # fmt: skip
    by_role: dict[Role, Leavers] = param("the same of a role alone", {})
    notice: Duration = param(
        "severance: time for which they are still paid", "3 months", unit="h",
        assumption="A-leaving", low=0.0, high=6 * 730.5,
    )  # fmt: skip
    redeployment: Duration = param(
        "redeployed: time until they have other work, for which they are still paid", "3 months",
        unit="h", assumption="A-leaving", low=0.0, high=12 * 730.5,
    )  # fmt: skip

    def leave(self, role: Role) -> Leavers:
        """What becomes of people of a role."""
        return self.by_role.get(role, self.leavers)

    def paid_for(self, role: Role) -> float:
        """Hours for which people of a role are paid when both have run a service; infinite."""
        line = PAID_UNTIL[self.leave(role)]
        return float("inf") if line is None else float(getattr(self, line))


def check_terms(terms: Transition, place: str) -> Iterator[Problem]:
    """Pay on leaving is for those who leave in that way."""
    how = {terms.leavers, *terms.by_role.values()}
    for leavers, line in PAID_UNTIL.items():
        if line in terms.model_fields_set and leavers not in how:
            yield Problem(
                f"{place}.{line}", f"is for people whose leavers is '{leavers}'; found "
                f"{', '.join(repr(one) for one in sorted(how))}",
            )  # fmt: skip
