"""What finance asks of a plan against today: what coming and going costs, and its own money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from sim.documents.base import Document, param
from sim.documents.errors import Problem
from sim.documents.hints import nearest
from sim.documents.mix import Model
from sim.documents.paths import dotted
from sim.documents.quantities import CURRENCY

if TYPE_CHECKING:
    from sim.documents.scenario import Scenario

Paper = Literal["A4", "Letter"]


class BusinessCase(Document):
    """From today to a plan: which of the compared support models these are, and what moving costs.

    No replication depends on it: it is worked out from them.
    """

    today: str | None = param(
        "how services are run now; absent: assign.today, or the baseline", None
    )
    plan: str | None = param(
        "what is proposed; absent: what costs least of the others that are compared", None
    )
    hiring: float = param(
        "years of salary that it costs to hire a person for a team that a support model adds",
        0.2, unit="y", ge=0, assumption="A-hiring", low=0.1, high=0.5,
    )  # fmt: skip
    severance: float = param(
        "years of salary paid to a person who is let go from such a team",
        0.5, unit="y", ge=0, assumption="A-severance", low=0.0, high=1.0,
    )  # fmt: skip
    severances: dict[str, float] = param("the same of particular teams of today, by name", {})
    redeployed: dict[str, int] = param(
        "people of a team of today who get other work instead of being let go, by its name", {}
    )
    currency: str | None = param("to report in; absent: the scenario's", None, pattern=CURRENCY)
    rate: float | None = param("units of it that one of the scenario's currency buys", None, gt=0)
    paper: Paper = param("to print on", "A4")


def check_business_case(scenario: Scenario, models: Mapping[str, Model]) -> Iterator[Problem]:
    """Everything wrong between the business case, the compared models and their teams."""
    yield from _check_models(scenario)
    yield from _check_currency(scenario)
    yield from _check_leavers(scenario, models)


def _check_models(scenario: Scenario) -> Iterator[Problem]:
    case, compared = scenario.business_case, list(scenario.compare)
    for line, name in (("today", case.today), ("plan", case.plan)):
        if name is not None and name not in compared:
            why = f"'{name}' is not among the compared{nearest(name, compared)}"
            yield Problem(f"business_case.{line}", why)
    if case.plan is not None and case.plan == today_of(scenario):
        yield Problem("business_case.plan", f"found '{case.plan}', which is how it is run today")


def _check_currency(scenario: Scenario) -> Iterator[Problem]:
    case, own = scenario.business_case, scenario.currency
    other = case.currency is not None and case.currency != own
    if other and case.rate is None:
        why = f"is needed: how many {case.currency} one {own} buys"
        yield Problem("business_case.rate", why)
    if not other and case.rate is not None:
        why = f"has no meaning without business_case.currency, another one than {own}"
        yield Problem("business_case.rate", why)


def _check_leavers(scenario: Scenario, models: Mapping[str, Model]) -> Iterator[Problem]:
    """Nobody is paid for leaving, or kept from it, who stays anyway."""
    case = scenario.business_case
    today = models.get(today_of(scenario))
    plans = [models[m] for m in _plans(scenario) if m in models]
    if today is None or not plans:
        return
    there = added_people(today)
    for line, asked in (("severances", case.severances), ("redeployed", case.redeployed)):
        for team, amount in asked.items():
            place = dotted(("business_case", line, team))
            if team not in there:
                why = f"no such team today that could shrink{nearest(team, list(there))}"
                yield Problem(place, why)
                continue
            left = min(added_people(plan).get(team, 0) for plan in plans)
            gone = there[team] - left
            if amount < 0:
                yield Problem(place, f"found {amount:g}; it can't be negative")
            elif gone <= 0:
                why = f"nobody leaves it: {there[team]} people today, {left} by the plan"
                yield Problem(place, why)
            elif line == "redeployed" and amount > gone and scope_is_one(today, team):
                yield Problem(place, f"found {amount:g}; {gone} of {there[team]} people leave it")


def today_of(scenario: Scenario) -> str:
    """The compared support model by which services are run today."""
    stated = scenario.business_case.today
    if stated is None and scenario.assign.today in scenario.compare:
        stated = scenario.assign.today
    return stated or scenario.baseline or scenario.compare[0]


def _plans(scenario: Scenario) -> list[str]:
    """What may be the plan."""
    stated, today = scenario.business_case.plan, today_of(scenario)
    return [stated] if stated is not None else [m for m in scenario.compare if m != today]


def added_people(model: Model) -> dict[str, int]:
    """The people of each team that a support model adds to the delivery teams, by its role."""
    found: dict[str, int] = {}
    for part in model.parts:
        for name, role in part.teams.items():
            if role.people is not None:
                found[name] = max(found.get(name, 0), role.people)
    return found


def scope_is_one(model: Model, team: str) -> bool:
    """Whether there is one such team in the organisation."""
    return any(p.teams[team].scope == "organisation" for p in model.parts if team in p.teams)


def among(lines: object, names: Sequence[str]) -> object:
    """The lines as written that still hold where these models alone are compared."""
    if not isinstance(lines, dict) or {lines.get("today"), lines.get("plan")} <= {None, *names}:
        return lines
    pair = ("today", "plan", "severances", "redeployed")
    return {name: value for name, value in lines.items() if name not in pair}
