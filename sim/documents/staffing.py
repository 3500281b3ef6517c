"""What no organisation could staff: more people on duty than there are, shifts without hands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.documents.errors import Problem
from sim.documents.responding import OnDuty, TeamRole
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.ground.units import HOURS_PER

A_CHANGE_A_DAY = 250.0
"""Changes a person-year that somebody would finish who finishes one each working day."""
NAMED = 3
STRETCH = 1.2
"""Overtime and a locum in the holidays stretch a shift team by a fifth."""
A_QUARTER = 0.25
"""Of its time at most is an SRE on call, says Google's book."""


def check_seats(models: Mapping[str, SupportModel]) -> Iterator[Problem]:
    """Nobody is in two places at once: people on duty come out of the head count."""
    for name, model in models.items():
        for role, team in model.teams.items():
            for when in ("working_hours", "out_of_hours"):
                seats = getattr(team.on_duty, when)
                if team.people is not None and seats > team.people:
                    yield Problem(
                        f"models.{name}.teams.{role}.on_duty.{when}",
                        f"found {seats} people on duty in a team of {team.people}",
                    )


def staffing_remarks(scenario: Scenario, models: Mapping[str, SupportModel]) -> Iterator[str]:
    """Sentences about shifts that need more people, and about owners who finish too much."""
    for model in models.values():
        for role, team in model.teams.items():
            if team.pay == "shift" and team.people is not None:
                yield from _on_shifts(scenario, model, role, team)
            elif team.people is None and team.scope == "team":
                yield from _on_small_teams(scenario, model, role, team)
        yield from _on_tired_sres(model)
    yield from _on_busy_owners(scenario)


def _on_shifts(scenario: Scenario, model: SupportModel, role: str, team: TeamRole) -> Iterator[str]:
    """Who works in shifts is at work for every hour on duty, holidays and illness included."""
    week, needed = shift_hours(scenario, team.on_duty), shift_people(scenario, team.on_duty)
    if team.people is not None and team.people * STRETCH < needed:
        yield (
            f"Under {model.title}, the shifts of {role} take {needed:.1f} people "
            f"({week:,.0f} hours a week); it has {team.people}."
        )


def shift_hours(scenario: Scenario, duty: OnDuty) -> float:
    """Hours on duty in a week, of all seats."""
    calendar = scenario.calendar
    open_hours = (calendar.closes - calendar.opens) * len(calendar.weekdays)
    return duty.working_hours * open_hours + duty.out_of_hours * (168 - open_hours)


def shift_people(scenario: Scenario, duty: OnDuty) -> float:
    """People whom shifts take for every hour on duty."""
    year = shift_hours(scenario, duty) * HOURS_PER["y"] / 168
    return year / scenario.prices.working_hours_per_year


def _on_small_teams(
    scenario: Scenario, model: SupportModel, role: str, team: TeamRole
) -> Iterator[str]:
    """Delivery teams with fewer people than a model puts on duty."""
    seats = max(team.on_duty.working_hours, team.on_duty.out_of_hours)
    small = [name for name, own in scenario.teams.items() if own.people < seats]
    if small:
        more = f" and {len(small) - NAMED} more" if len(small) > NAMED else ""
        yield (
            f"Under {model.title}, {seats} people of {role} are on duty, more than "
            f"{', '.join(small[:NAMED])}{more} have: there everybody is."
        )


def _on_tired_sres(model: SupportModel) -> Iterator[str]:
    """SREs who are on call too much of their time to build anything."""
    team = model.teams[model.engagement.team] if model.engagement is not None else None
    if team is None or team.people is None:
        return
    turns, seats = team.rota or team.people, team.on_duty.out_of_hours
    if seats > A_QUARTER * turns:
        yield (
            f"Under {model.title}, an SRE is on call {seats / turns:.0%} of the time ({seats} of "
            f"{turns} who take turns); Google's book says a quarter at most."
        )


def _on_busy_owners(scenario: Scenario) -> Iterator[str]:
    found = []
    for name, team in scenario.teams.items():
        mine = [service for service in scenario.services.values() if service.team == name]
        each = sum(service.changes for service in mine) * HOURS_PER["y"] / team.people
        if each > A_CHANGE_A_DAY:
            found.append(f"{name} ({each:,.0f})")
    if found:
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        yield (
            f"Owners who finish more than a change each working day a person "
            f"({A_CHANGE_A_DAY:.0f} a person-year): {', '.join(found[:NAMED])}{more}."
        )
