"""What must hold between the parts of a document; each finding names its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from zoneinfo import available_timezones

from sim.documents.calendars import NamedCalendar, public_holidays
from sim.documents.errors import Problem
from sim.documents.head_counts import check_head_count
from sim.documents.hints import nearest
from sim.documents.nature import FixMix, Peak
from sim.documents.nines import check_nines
from sim.documents.organisation import Calendar, Growth
from sim.documents.paths import dotted
from sim.documents.policies import Engagement
from sim.documents.practices import check_practices
from sim.documents.rates import check_rates
from sim.documents.responses import check_responses
from sim.documents.scenario import Scenario
from sim.documents.soundness import check_named, check_needs, check_shocks
from sim.documents.support_model import SupportModel
from sim.documents.targets import check_targets
from sim.ground.units import HOURS_PER
from sim.ground.working_time import MARGIN_DAYS


def check_scenario(scenario: Scenario) -> list[Problem]:
    """Every problem between the parts of a scenario."""
    return [
        *check_named(scenario, ("teams", "services", "calendars", "common_causes")),
        *_check_names(scenario),
        *_check_services(scenario),
        *_check_calendar(scenario),
        *_check_calendars(scenario),
        *_check_nature(scenario),
        *_check_common_causes(scenario),
        *check_needs(scenario),
        *check_shocks(scenario),
        *check_rates(scenario),
    ]


def _check_names(scenario: Scenario) -> Iterator[Problem]:
    if len(set(scenario.compare)) < len(scenario.compare):
        yield Problem("compare", f"names a model twice: {', '.join(scenario.compare)}")
    if len(set(scenario.worlds)) < len(scenario.worlds):
        yield Problem("worlds", f"names a world twice: {', '.join(scenario.worlds)}")
    if scenario.baseline is not None and scenario.baseline not in scenario.compare:
        hint = nearest(scenario.baseline, list(scenario.compare))
        yield Problem("baseline", f"'{scenario.baseline}' is not among the compared{hint}")


def _check_services(scenario: Scenario) -> Iterator[Problem]:
    for name, service in scenario.services.items():
        place = dotted(("services", name))
        if service.team not in scenario.teams:
            hint = nearest(service.team, list(scenario.teams))
            add = f"or add [{dotted(('teams', service.team))}]"
            yield Problem(f"{place}.team", f"no such team '{service.team}'{hint}, {add}")
        traffic = service.traffic
        if traffic.shape != "flat" and traffic.shape not in scenario.nature.shapes:
            hint = nearest(traffic.shape, ["flat", *scenario.nature.shapes])
            yield Problem(f"{place}.traffic.shape", f"no such shape '{traffic.shape}'{hint}")
        for peak in traffic.peaks:
            if peak not in scenario.nature.peaks:
                hint = nearest(peak, list(scenario.nature.peaks))
                yield Problem(f"{place}.traffic.peaks", f"no such peak '{peak}'{hint}")
        yield from _check_growth(traffic.growth, f"{place}.traffic.growth")
        yield from _check_doublings(traffic.growth, scenario.horizon, f"{place}.traffic.growth")


MOST_YEARS = 30
"""Of a horizon: longer than any support model, or any budget, stays as it is."""
MOST_DOUBLINGS = 40
"""A trillion times the first traffic: more is a slip of the pen, and would overflow."""

GROWTH_NEEDS = {
    "none": (),
    "exponential": ("doubling",),
    "logistic": ("to", "midpoint", "spread"),
    "steps": ("steps",),
}


def _check_growth(growth: Growth, place: str) -> Iterator[Problem]:
    needs = GROWTH_NEEDS[growth.kind]
    for key in needs:
        if getattr(growth, key) in (None, (), 0.0):
            yield Problem(f"{place}.{key}", f"is needed, above zero, by {growth.kind} growth")
    for key in growth.model_fields_set - {"kind", *needs}:
        yield Problem(f"{place}.{key}", f"has no meaning for {growth.kind} growth")
    times = [at for at, _ in growth.steps]
    if times != sorted(times) or any(factor <= 0 for _, factor in growth.steps):
        yield Problem(f"{place}.steps", "must be in order of time, each factor above zero")


def _check_doublings(growth: Growth, horizon: float, place: str) -> Iterator[Problem]:
    doublings = horizon / growth.doubling if growth.doubling else 0.0
    if growth.kind == "exponential" and doublings > MOST_DOUBLINGS:
        found = f"found {doublings:.0f} doublings within the horizon"
        yield Problem(f"{place}.doubling", f"{found}; at most {MOST_DOUBLINGS}")


def _check_calendar(scenario: Scenario) -> Iterator[Problem]:
    calendar, years = scenario.calendar, scenario.horizon / HOURS_PER["y"]
    if years > MOST_YEARS:
        yield Problem("horizon", f"found {years:,.0f} years; at most {MOST_YEARS}")
    last_day = (date.max - scenario.start).days - MARGIN_DAYS
    if scenario.horizon / 24 > last_day:
        yield Problem("horizon", f"ends after the year {date.max.year - 1}, beyond the calendar")
    if calendar.closes <= calendar.opens:
        yield Problem("calendar.closes", f"must come after opens ({calendar.opens:g})")
    if calendar.evening_closes <= calendar.evening_opens:
        yield Problem(
            "calendar.evening_closes", f"must come after evening_opens ({calendar.evening_opens:g})"
        )


def _check_calendars(scenario: Scenario) -> Iterator[Problem]:
    """Zones, countries and calendars exist; zones need one where the organisation is."""
    named = scenario.calendars.items()
    places: list[tuple[str, Calendar | NamedCalendar]] = [("calendar", scenario.calendar)]
    places += [(dotted(("calendars", name)), calendar) for name, calendar in named]
    for place, calendar in places:
        yield from _check_place(calendar, place)
    if scenario.calendar.zone is None and any(calendar.zone for _, calendar in named):
        yield Problem("calendar.zone", "is needed where a calendar has a zone: it is zero o'clock")
    for name, calendar in named:
        yield from _check_sites(scenario, calendar, dotted(("calendars", name)))
    for name, team in scenario.teams.items():
        place = dotted(("teams", name, "calendar"))
        yield from unknown_calendar(scenario, team.calendar, place)


def _check_place(calendar: Calendar | NamedCalendar, place: str) -> Iterator[Problem]:
    zone = calendar.zone
    if zone is not None and zone not in available_timezones():
        hint = nearest(zone, sorted(available_timezones()))
        yield Problem(f"{place}.zone", f"no such time zone '{zone}'{hint}")
    try:
        public_holidays(calendar.country, calendar.subdivision, range(0))
    except ValueError as why:
        line = "country" if "two capital" in str(why) else "subdivision"
        yield Problem(f"{place}.{line}", str(why))
    if calendar.country is None and calendar.subdivision is not None:
        yield Problem(f"{place}.country", "is needed by subdivision")


def _check_sites(scenario: Scenario, calendar: NamedCalendar, place: str) -> Iterator[Problem]:
    for site in calendar.sites:
        yield from unknown_calendar(scenario, site, f"{place}.sites")
        if site in scenario.calendars and scenario.calendars[site].sites:
            yield Problem(f"{place}.sites", f"'{site}' has sites itself; name those")
    for line in calendar.model_fields_set - {"sites"} if calendar.sites else ():
        yield Problem(f"{place}.{line}", "has no meaning beside sites")


def unknown_calendar(scenario: Scenario, name: str | None, place: str) -> Iterator[Problem]:
    """A calendar that is named and isn't there."""
    if name is not None and name not in scenario.calendars:
        hint = nearest(name, list(scenario.calendars))
        yield Problem(place, f"no such calendar '{name}'{hint}, or add [calendars.{name}]")


def _check_nature(scenario: Scenario) -> Iterator[Problem]:
    nature = scenario.nature
    if sum(impact.weight for impact in nature.impacts) <= 0:
        yield Problem("nature.impacts", "the weights must not all be zero")
    for place, fixes in _mixes(scenario):
        if fixes.restart + fixes.operate + fixes.code <= 0:
            yield Problem(place, "the weights must not all be zero")
    yield from check_nines(nature.operability.nines)
    for name, shape in nature.shapes.items():
        if min(*shape.day, *shape.week) < 0 or sum(shape.day) <= 0 or sum(shape.week) <= 0:
            yield Problem(f"nature.shapes.{name}", "weights can't be negative or all zero")
    for name, peak in nature.peaks.items():
        yield from _check_peak(peak, f"nature.peaks.{name}")


def _mixes(scenario: Scenario) -> Iterator[tuple[str, FixMix]]:
    """Each mix of fixes with its place."""
    yield "nature.fixes", scenario.nature.fixes
    for name, service in scenario.services.items():
        if service.nature is not None and service.nature.fixes is not None:
            yield dotted(("services", name, "nature", "fixes")), service.nature.fixes


def _check_common_causes(scenario: Scenario) -> Iterator[Problem]:
    """A common cause hits services that exist."""
    for name, cause in scenario.common_causes.items():
        for service in cause.services or ():
            if service not in scenario.services:
                hint = nearest(service, list(scenario.services))
                place = dotted(("common_causes", name, "services"))
                yield Problem(place, f"no such service '{service}'{hint}")


def _check_peak(peak: Peak, place: str) -> Iterator[Problem]:
    for key in ("starts", "ends"):
        found = getattr(peak, key)
        if not _is_day_of_year(found):
            message = f"found {found!r}; a day of the year is written like 11-20"
            yield Problem(f"{place}.{key}", message)
    if peak.starts == peak.ends:
        yield Problem(
            f"{place}.ends", f"found {peak.ends!r}, as starts; a peak lasts a day or more"
        )


def _is_day_of_year(text: str) -> bool:
    try:
        date.fromisoformat(f"2024-{text}")
    except ValueError:
        return False
    return re.fullmatch(r"\d\d-\d\d", text) is not None  # ISO weeks are dates too, but not here


_PRACTICES = {
    "canary": "release.canary", "rollback": "release.rollback",
    "circuit_breaker": "practices.circuit_breaker", "redundancy": "practices.redundancy",
}  # fmt: skip


def check_model(model: SupportModel) -> list[Problem]:
    """Every problem between the parts of a support model."""
    return [
        *check_named(model, ("teams", "respond")),
        *_check_tiers(model),
        *_check_teams(model),
        *_check_engagement(model),
        *_check_incentive(model),
        *check_targets(model.targets),
        *check_practices(_PRACTICES, model.practised),
    ]


def _check_incentive(model: SupportModel) -> Iterator[Problem]:
    rule = model.operability
    stated = {f"operability.by_stage.{stage}": share for stage, share in rule.by_stage.items()}
    shares = {"operability.invests": rule.invests, **stated}
    yield from check_responses(rule.responds, shares)


def _unknown_team(model: SupportModel, place: str, name: str) -> Iterator[Problem]:
    if name not in model.teams:
        yield Problem(place, f"no such team '{name}'{nearest(name, list(model.teams))}")


def _check_tiers(model: SupportModel) -> Iterator[Problem]:
    for name, tier in model.respond.items():
        yield from _unknown_team(model, f"respond.{name}.team", tier.team)
    if not any("code" in tier.fixes for tier in model.respond.values()):
        yield Problem("respond", "no line can make a 'code' fix, so some incidents would never end")


def _check_teams(model: SupportModel) -> Iterator[Problem]:
    if model.release.deployer is not None:
        yield from _unknown_team(model, "release.deployer", model.release.deployer)
    for name, team in model.teams.items():
        if team.scope == "organisation" and team.people is None:
            yield Problem(f"teams.{name}.people", "is needed by a team of the whole organisation")
        if team.head_count is not None:
            yield from check_head_count(team.head_count, team.people, f"teams.{name}.head_count")
        if team.people is not None and team.rota is not None and team.rota > team.people:
            found = f"found a rota of {team.rota} in a team of {team.people}"
            yield Problem(f"teams.{name}.rota", f"can't be larger than its team; {found}")


def _check_engagement(model: SupportModel) -> Iterator[Problem]:
    engagement = model.engagement
    if engagement is None:
        return
    yield from _unknown_team(model, "engagement.team", engagement.team)
    if engagement.critical <= engagement.substantial:
        found = f"found {engagement.critical:g} after substantial {engagement.substantial:g}"
        yield Problem("engagement.critical", f"must be above substantial; {found}")
    yield from _check_reviewers(model, engagement)
    if engagement.operations is not None and engagement.engineering is None:
        yield Problem("engagement.operations", "is nothing without engagement.engineering")


def _check_reviewers(model: SupportModel, engagement: Engagement) -> Iterator[Problem]:
    """More readiness reviews at the same time than there are SREs for."""
    team, rule = model.teams.get(engagement.team), engagement.engineering
    if team is None or team.people is None or rule is None or engagement.reviewers is None:
        return
    wanted = engagement.reviewers * rule.review_takes
    if wanted > team.people:
        found = f"found {engagement.reviewers} reviews that take {rule.review_takes:g} people each"
        yield Problem("engagement.reviewers", f"{found}; the team has {team.people}")
