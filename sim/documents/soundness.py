"""Checks that look across documents: who needs whom, what may strike, who can fix what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sim.documents.circles import circle
from sim.documents.errors import Problem
from sim.documents.hints import nearest
from sim.documents.mix import Model
from sim.documents.mixing import parts_by_name, run_by
from sim.documents.organisation import Shock
from sim.documents.paths import dotted
from sim.documents.responding import FixKind, Stage, Tier
from sim.documents.scenario import Scenario
from sim.documents.staffing import check_seats
from sim.documents.support_model import SupportModel

FIXES: tuple[FixKind, ...] = ("restart", "operate", "code")


def check_needs(scenario: Scenario) -> Iterator[Problem]:
    """Services need services that exist, and not in a circle."""
    for name, service in scenario.services.items():
        for needed in service.needs:
            if needed not in scenario.services:
                hint = nearest(needed, list(scenario.services))
                yield Problem(dotted(("services", name, "needs", needed)), f"no such service{hint}")
    found = circle({name: list(service.needs) for name, service in scenario.services.items()})
    if found:
        place = dotted(("services", found[0], "needs"))
        yield Problem(place, f"goes in a circle: {' -> '.join(found)}")


SHOCK_NEEDS = {
    "team-disbanded": "team",
    "budget-squeeze": "cut",
    "outsourcing": "familiarity",
    "headcount": "people",
}


def check_named(document: Scenario | SupportModel, tables: Sequence[str]) -> Iterator[Problem]:
    """What can't be called by its name isn't told from nobody in any table of results."""
    for table in tables:
        if any(not name.strip() for name in getattr(document, table)):
            yield Problem(table, "has an entry without a name; allowed: any text but blanks")


def check_shocks(scenario: Scenario) -> Iterator[Problem]:
    """Every shock says when, whom it strikes and how hard."""
    for number, shock in enumerate(scenario.shocks):
        place = f"shocks.{number}"
        if (shock.at is None) == (shock.rate is None):
            yield Problem(place, "needs either 'at' or 'rate'")
        needed = SHOCK_NEEDS[shock.kind]
        if getattr(shock, needed) is None:
            yield Problem(f"{place}.{needed}", f"is needed by {shock.kind}")
        yield from _check_struck(scenario, shock, place)


def _check_struck(scenario: Scenario, shock: Shock, place: str) -> Iterator[Problem]:
    if shock.kind == "team-disbanded":
        if shock.team is not None and shock.team not in scenario.teams:
            hint = nearest(shock.team, list(scenario.teams))
            yield Problem(f"{place}.team", f"no such team '{shock.team}'{hint}")
    elif shock.role is None:
        yield Problem(f"{place}.role", f"is needed by {shock.kind}")


def check_study(scenario: Scenario, compared: Mapping[str, Model]) -> Iterator[Problem]:
    """Before a run: every shock has somebody to strike, every incident somebody to end it."""
    models = parts_by_name(compared)
    roles = {role for model in models.values() for role in model.teams}
    every = len(scenario.compare)
    """A role may belong to a model that couldn't be read."""
    for number, shock in enumerate(scenario.shocks):
        if shock.role is not None and shock.role not in roles and len(compared) == every:
            hint = nearest(shock.role, sorted(roles))
            yield Problem(f"shocks.{number}.role", f"no model has a team '{shock.role}'{hint}")
    yield from check_seats(models)
    yield from _check_tariffs(scenario, models)
    yield from _check_their_calendars(scenario, models)
    for (faults, services), names in _unfixed(scenario, models, run_by(scenario, compared)).items():
        more = f" and {len(services) - 1} more" if len(services) > 1 else ""
        also = f" (so it is under {', '.join(names[1:])})" if len(names) > 1 else ""
        stages = dict.fromkeys(stage for stage, _ in faults if stage != "team")
        then = f" at stage {_one_of(list(stages))}" if stages else ""
        yield Problem(
            dotted(("models", names[0], "respond")),
            f"nobody can ever make a {_one_of([kind for _, kind in faults])} fix for service "
            f"'{services[0]}'{then}{more}: no line with people on duty takes it{also}",
        )


Unfixed = tuple[tuple[tuple[Stage, FixKind], ...], tuple[str, ...]]


def _unfixed(
    scenario: Scenario, models: Mapping[str, SupportModel], runs: Mapping[str, set[str]]
) -> dict[Unfixed, list[str]]:
    """Kinds of fixes that nobody makes, for which services: under which models."""
    found: dict[Unfixed, list[str]] = {}
    for name, model in models.items():
        mine = {s: d for s, d in scenario.services.items() if s in runs.get(name, ())}
        targets = dict.fromkeys(service.target for service in mine.values())
        at = {target: tuple(_nobody_fixes(model, target)) for target in targets}
        for faults in dict.fromkeys(faults for faults in at.values() if faults):
            services = tuple(s for s, d in mine.items() if at[d.target] == faults)
            found.setdefault((faults, services), []).append(name)
    return found


def _one_of(words: Sequence[str]) -> str:
    return " or ".join(f"'{word}'" for word in words)


def _check_their_calendars(
    scenario: Scenario, models: Mapping[str, SupportModel]
) -> Iterator[Problem]:
    """Teams of a model work by calendars that the scenario has."""
    known = list(scenario.calendars)
    for name, model in models.items():
        for role, team in model.teams.items():
            if team.calendar is not None and team.calendar not in known:
                place = f"models.{name}.teams.{role}.calendar"
                hint = nearest(team.calendar, known)
                yield Problem(place, f"no such calendar '{team.calendar}'{hint}")


def _check_tariffs(scenario: Scenario, models: Mapping[str, SupportModel]) -> Iterator[Problem]:
    """Contracts name tariffs that exist, and a team answers by one contract."""
    known = list(scenario.prices.contracts)
    for name, model in models.items():
        tariffs: dict[str, str | None] = {}
        for line, rule in model.respond.items():
            if rule.contract is None:
                continue
            tariff, place = rule.contract.tariff, f"models.{name}.respond.{line}.contract.tariff"
            if tariff is not None and tariff not in known:
                hint = nearest(tariff, known)
                yield Problem(place, f"no such tariff '{tariff}' in prices.contracts{hint}")
            if tariffs.setdefault(rule.team, tariff) != tariff:
                yield Problem(place, f"another line of '{rule.team}' has another tariff")


def _nobody_fixes(model: SupportModel, target: float) -> Iterator[tuple[Stage, FixKind]]:
    """Kinds of fix that no line can make, with the first stage at which that is so."""
    stages: tuple[Stage, ...] = ("team", "shared", "sre") if model.engagement else ("team",)
    for kind in FIXES:
        for stage in stages:
            able = (t for t in model.respond.values() if _takes_at_last(model, t, target, stage))
            if not any(kind in tier.fixes for tier in able):
                yield stage, kind
                break


def _takes_at_last(model: SupportModel, tier: Tier, target: float, stage: Stage) -> bool:
    """Whether a line takes some page of a service that stays at a stage for long enough."""
    when, duty = tier.when, model.teams[tier.team].on_duty
    people = {
        "always": max(duty.working_hours, duty.out_of_hours),
        "working": duty.working_hours,
        "out-of-hours": duty.out_of_hours,
    }[when.hours]
    if people == 0 or tier.takes == 0 or when.since_launch is not None or when.in_peak:
        return False
    if when.stages is not None and stage not in when.stages:
        return False
    too_low = when.target_from is not None and target < when.target_from
    return not too_low and (when.target_below is None or target < when.target_below)
