"""What a search for the cheapest assignment of support models must heed."""

from __future__ import annotations

from sim.documents.base import Document, param
from sim.documents.quantities import MoneyPerYear, Share

Bounds = tuple[int, int]
"""The least and the most."""


class StaffBounds(Document):
    """How many people a team may have; what isn't said stays as the support model has it."""

    people: Bounds | None = param("head count from and to", None, unit="people")
    working_hours: Bounds | None = param("seats by day from and to", None, unit="people")
    out_of_hours: Bounds | None = param("people on call from and to", None, unit="people")
    rota: Bounds | None = param("people who share the on-call from and to", None, unit="people")


class Assigning(Document):
    """Who may run what, and what it may cost."""

    models: tuple[str, ...] = param("to choose from; absent: those compared that are no mixes", ())
    today: str | None = param("how services are run now; absent: the baseline", None)
    must: dict[str, str] = param("services, each with the support model that runs it", {})
    may_not: dict[str, tuple[str, ...]] = param("services, each with models that may not", {})
    together: bool = param("whether all services of a team stay under one model", False)
    targets_met: Share | None = param(
        "each service meets its target in at least this share of quarters; absent: no rule", None
    )
    capex: MoneyPerYear | None = param("capital budget at most; absent: no rule", None, ge=0)
    opex: MoneyPerYear | None = param("operating budget at most; absent: no rule", None, ge=0)
    on_call: int | None = param("people on call out of hours at most; absent: no rule", None, ge=0)
    staff: dict[str, StaffBounds] = param(
        "by team of a support model, for --staff; absent: half to double of each team that a "
        "model adds", {},
    )  # fmt: skip
