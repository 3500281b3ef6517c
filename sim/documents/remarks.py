"""What is sound in a document and yet probably not meant; said by ``check`` and after a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from sim.documents.mix import Model
from sim.documents.mixing import parts_by_name
from sim.documents.scenario import Scenario
from sim.documents.staffing import staffing_remarks
from sim.documents.support_model import SupportModel

FEW = 10
"""Replications below which intervals are wide and rare events are missing."""
NAMED = 3


def document_remarks(
    scenario: Scenario, models: Mapping[str, Model], replications: int | None = None
) -> Iterator[str]:
    """Sentences about a scenario and its models, the gravest first."""
    yield from _on_the_horizon(scenario)
    yield from _on_replications(replications or scenario.replications)
    yield from _on_ceilings(scenario)
    parts = parts_by_name({name: models[name] for name in scenario.compare})
    for name, model in parts.items():
        yield from _on_salaries_twice(scenario, name, model)
        yield from _on_budgets_nobody_keeps(name, model)
    yield from staffing_remarks(scenario, parts)
    yield from _on_stages(scenario, parts)
    yield from _on_holidays(scenario)


def left_out(scenario: Scenario, models: Mapping[str, Model]) -> Iterator[str]:
    """Support models that a scenario describes, and that no comparison, mix or search leads to."""
    own, there = scenario.models, {*models, *parts_by_name(models)}
    asked = {*there, *scenario.assign.models, scenario.assign.today}
    extended = {lines.get("extends") for lines in own.values()}
    for name in own:
        if name not in asked | extended:
            yield (
                f"models.{name} is described and not compared: its name is missing in compare, so "
                "nothing is told of it."
            )


def _on_the_horizon(scenario: Scenario) -> Iterator[str]:
    if not scenario.lasts_a_year:
        yield (
            f"The horizon is {scenario.horizon / 24:,.3g} days, under a year: what is paid once "
            "weighs as if it were paid again all year, so no cost a year here is that of a year."
        )


def _on_replications(replications: int) -> Iterator[str]:
    if replications < FEW:
        yield (
            f"{replications} replications are few: intervals are wide, and what is rare may not "
            f"have happened. {FEW} or more are better to decide by."
        )


def _on_ceilings(scenario: Scenario) -> Iterator[str]:
    """Targets above what the services that are needed promise, directly or further down."""
    found = []
    for name, service in scenario.services.items():
        ceiling, weakest = _ceiling(scenario, name)
        if service.target > ceiling + 1e-12 and weakest:
            found.append(
                f"{name} promises {_percent(service.target)}, and what it needs allows about "
                f"{_percent(ceiling)} at most (its weakest need is {weakest})"
            )
    if found:
        more = f"; so do {len(found) - NAMED} more" if len(found) > NAMED else ""
        yield f"Targets above their dependencies: {'; '.join(found[:NAMED])}{more}."


def _ceiling(scenario: Scenario, name: str) -> tuple[float, str]:
    """What a service reaches if those it needs keep their targets exactly; the weakest need."""
    service = scenario.services[name]
    ceiling, weakest, least = 1.0, "", 1.0
    for needed, share in service.needs.items():
        lost = 1 - scenario.services[needed].target
        kept = 1 - share * lost * (1 - service.degrades_gracefully)
        ceiling *= kept
        if kept < least:
            least, weakest = kept, needed
    return ceiling, weakest


def _percent(share: float) -> str:
    return f"{100 * share:.6g} %"


def _on_salaries_twice(scenario: Scenario, name: str, model: SupportModel) -> Iterator[str]:
    """Head counts of a model that look like those of the delivery teams once more."""
    for role, team in model.teams.items():
        if team.people is not None and team.scope == "team" and team.role == "developer":
            hired = team.people * len(scenario.teams)
            yield (
                f"models.{name}.teams.{role}.people = {team.people} hires {hired} people beside "
                "the delivery teams, whose people stand in [teams]: their salaries are added. "
                "Leave the line out if the delivery teams themselves are meant."
            )


def _on_budgets_nobody_keeps(name: str, model: SupportModel) -> Iterator[str]:
    """Responses to an error budget where nothing follows from one."""
    responds, policy = model.operability.responds, model.error_budget
    if responds is not None and responds.of_budgets and (policy is None or not policy.block):
        lines = ", ".join(responds.of_budgets)
        yield (
            f"models.{name}.operability.responds states {lines}, which has no effect: no "
            "[error_budget] blocks launches, so none is expected."
        )


def _on_stages(scenario: Scenario, models: Mapping[str, SupportModel]) -> Iterator[str]:
    """Services that begin with SREs where no model has any, or with too little traffic for them."""
    begun = {name: its for name, its in scenario.services.items() if its.stage != "team"}
    compared = [model.engagement for model in models.values()]
    asks = [engagement.substantial for engagement in compared if engagement is not None]
    if begun and not asks:
        names = ", ".join(list(begun)[:NAMED])
        yield f"No model that is compared engages SREs: the stage of {names} has no effect."
    low = [name for name, its in begun.items() if asks and its.traffic.start < min(asks)]
    if low:
        yield (
            f"With their first traffic, {', '.join(low[:NAMED])} would not have asked for SREs "
            f"(from {min(asks):g} requests a second), and begin with them all the same."
        )


def _on_holidays(scenario: Scenario) -> Iterator[str]:
    """Holidays of another year, in the organisation's calendar or in one with a name."""
    start = scenario.start
    end = start + timedelta(hours=scenario.horizon)
    run = f"the run ({start} to {end})"
    named = ((f" of calendars.{name}", its.holidays) for name, its in scenario.calendars.items())
    for whose, days in (("", scenario.calendar.holidays), *named):
        outside = [day for day in days if not start <= day < end]
        if outside and len(outside) == len(days):
            yield f"No holiday{whose} lies within {run}."
        elif outside:
            yield f"{len(outside)} of {len(days)} holidays{whose} lie outside of {run}."
