"""Checks that look across documents: who needs whom, what may strike, who can fix what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.documents.errors import Problem
from sim.documents.hints import nearest
from sim.documents.organisation import Shock
from sim.documents.paths import dotted
from sim.documents.responding import FixKind, Tier
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel

FIXES: tuple[FixKind, ...] = ("restart", "operate", "code")


def check_needs(scenario: Scenario) -> Iterator[Problem]:
    """Services need services that exist, and not in a circle."""
    for name, service in scenario.services.items():
        for needed in service.needs:
            if needed not in scenario.services:
                hint = nearest(needed, list(scenario.services))
                yield Problem(dotted(("services", name, "needs", needed)), f"no such service{hint}")
    circle = _circle({name: list(service.needs) for name, service in scenario.services.items()})
    if circle:
        place = dotted(("services", circle[0], "needs"))
        yield Problem(place, f"goes in a circle: {' -> '.join(circle)}")


def _circle(needs: Mapping[str, list[str]]) -> list[str]:
    """A way from a service to itself, or nothing; each service is left once."""
    done: set[str] = set()
    for start in needs:
        way = [start]
        branches = [iter(needs.get(start, ()))]
        while branches:
            following = next((n for n in branches[-1] if n not in done), None)
            if following is None:
                branches.pop()
                done.add(way.pop())
            elif following in way:
                return [*way[way.index(following) :], following]
            else:
                way.append(following)
                branches.append(iter(needs.get(following, ())))
    return []


SHOCK_NEEDS = {
    "team-disbanded": "team",
    "budget-squeeze": "cut",
    "outsourcing": "familiarity",
    "headcount": "people",
}


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


def check_study(scenario: Scenario, models: Mapping[str, SupportModel]) -> Iterator[Problem]:
    """Before a run: every shock has somebody to strike, every incident somebody to end it."""
    roles = {role for model in models.values() for role in model.teams}
    every = len(scenario.compare)
    """A role may belong to a model that couldn't be read."""
    for number, shock in enumerate(scenario.shocks):
        if shock.role is not None and shock.role not in roles and len(models) == every:
            hint = nearest(shock.role, sorted(roles))
            yield Problem(f"shocks.{number}.role", f"no model has a team '{shock.role}'{hint}")
    for (kinds, services), names in _unfixed(scenario, models).items():
        more = f" and {len(services) - 1} more" if len(services) > 1 else ""
        also = f" (so it is under {', '.join(names[1:])})" if len(names) > 1 else ""
        yield Problem(
            dotted(("models", names[0], "respond")),
            f"nobody can ever make a {_one_of(kinds)} fix for service '{services[0]}'{more}: "
            f"no line with people on duty takes it{also}",
        )


Unfixed = tuple[tuple[FixKind, ...], tuple[str, ...]]


def _unfixed(scenario: Scenario, models: Mapping[str, SupportModel]) -> dict[Unfixed, list[str]]:
    """Kinds of fixes that nobody makes, for which services: under which models."""
    found: dict[Unfixed, list[str]] = {}
    targets = dict.fromkeys(service.target for service in scenario.services.values())
    for name, model in models.items():
        kinds_at = {target: tuple(_nobody_fixes(model, target)) for target in targets}
        for kinds in dict.fromkeys(kinds for kinds in kinds_at.values() if kinds):
            services = tuple(s for s, d in scenario.services.items() if kinds_at[d.target] == kinds)
            found.setdefault((kinds, services), []).append(name)
    return found


def _one_of(kinds: tuple[FixKind, ...]) -> str:
    return " or ".join(f"'{kind}'" for kind in kinds)


def _nobody_fixes(model: SupportModel, target: float) -> list[FixKind]:
    able = [tier for tier in model.respond.values() if _takes_at_last(model, tier, target)]
    return [kind for kind in FIXES if not any(kind in tier.fixes for tier in able)]


def _takes_at_last(model: SupportModel, tier: Tier, target: float) -> bool:
    """Whether a line takes some page of a service that runs on for long enough."""
    when, duty = tier.when, model.teams[tier.team].on_duty
    people = {
        "always": max(duty.working_hours, duty.out_of_hours),
        "working": duty.working_hours,
        "out-of-hours": duty.out_of_hours,
    }[when.hours]
    if people == 0 or tier.takes == 0 or when.since_launch is not None or when.in_peak:
        return False
    if when.stages is not None and "team" not in when.stages:
        return False
    too_low = when.target_from is not None and target < when.target_from
    return not too_low and (when.target_below is None or target < when.target_below)
