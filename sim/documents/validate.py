"""A raw table as a document, and everything that is wrong with it in one go, each fault once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from sim.documents.base import Document
from sim.documents.errors import Problem, problems_in
from sim.documents.paths import dotted
from sim.documents.scenario import Scenario

Raw = dict[str, Any]
Doc = TypeVar("Doc", bound=Document)

GROWTH_DEPTH = len(("services", "<service>", "traffic", "growth"))
"""A wrong line of a growth takes all of it away, since its lines have no sense alone."""


@dataclass(frozen=True)
class Checked(Generic[Doc]):
    """What became of a raw table.

    ``document`` is there if all is right, ``rest`` if the table less its faults makes sense; in
    ``rest`` stand-ins take the place of wrong lines that a document can't do without.
    """

    document: Doc | None
    rest: Doc | None
    problems: list[Problem] = field(default_factory=list)


def check(
    kind: type[Doc], raw: Raw, context: Raw | None, rules: Callable[[Doc], list[Problem]]
) -> Checked[Doc]:
    """The document and what is wrong with it.

    When a part is wrong by itself, the rules between the parts are still applied to the rest, so
    that a user sees everything at once.
    """
    try:
        document = kind.model_validate(raw, context=context)
    except ValidationError as error:
        problems = problems_in(error, kind, raw)
        try:
            rest = kind.model_validate(_without_faults(raw, error), context=context)
        except ValidationError:
            return Checked(None, None, problems)
        return Checked(None, rest, [*problems, *rules(rest)])
    problems = rules(document)
    return Checked(None if problems else document, document, problems)


def _without_faults(raw: Raw, error: ValidationError) -> Raw:
    """The document less the lines that are wrong; what it can't do without is stood in for."""
    left = deepcopy(raw)
    for found in error.errors(include_url=False, include_context=False):
        place = found["loc"]
        _drop(left, raw, place[:GROWTH_DEPTH] if place[0] == "services" else place)
    return left


def _drop(left: Raw, raw: Raw, place: tuple[int | str, ...]) -> None:
    """Take a line away, or the whole list in which it stands."""
    way, table = list(place), left
    for depth, step in enumerate(place[:-1]):
        inside = table.get(str(step))
        if not isinstance(inside, dict):
            way = way[: depth + 1]
            break
        table = inside
    table.pop(str(way[-1]), None)
    table |= _stand_in(raw, way)
    if way == ["compare"]:
        table.pop("baseline", None)  # It is one of the compared.


def _stand_in(raw: Raw, place: list[int | str]) -> Raw:
    """What stands in for a line, so that no rule objects to it; nothing for most lines."""
    *way, last = place
    if not way:
        found: Raw = {"title": "", "question": "", "horizon": "1 y", "compare": [""]}
    elif place[0] == "teams":
        found = {"domain": ""} if len(way) > 1 else {str(last): {"domain": ""}}
    else:
        found = _for_a_service(raw) if place[0] == "services" else {}
    return {str(last): found[str(last)]} if last in found else {}


def _for_a_service(raw: Raw) -> Raw:
    """What a service needs."""
    teams, currency = raw.get("teams"), raw.get("currency", "USD")
    team = next(iter(teams)) if isinstance(teams, dict) and teams else ""
    traffic = {"start": "1/s"}
    plain = {"team": team, "target": "99%", "exposure": f"0 {currency}/h", "changes": "1/y"}
    return {**plain, "traffic": traffic, **traffic}


def once(problems: list[Problem], raw: Raw, own: object) -> list[Problem]:
    """Each fault once: what is wrong with every copy of a template is wrong with the template.

    ``own`` are the services that are written one by one; the others are copies of ``templates``.
    """
    templates = raw.get("templates")
    known = templates if isinstance(templates, dict) else {}
    written = own if isinstance(own, dict) else {}
    found: dict[Problem, Problem] = {}
    for problem in problems:
        place = _in_a_template(problem.path, known, written)
        if place is None:
            found.setdefault(problem, problem)
        else:  # Copies differ in what was found, since they are spread.
            moved = Problem(place, problem.message, problem.file)
            found.setdefault(Problem(place, "", problem.file), moved)
    return list(found.values())


def _in_a_template(path: str, templates: Raw, own: Raw) -> str | None:
    """Where a copy's line stands in its template; None if it is no copy's."""
    name, line = service_in(path)
    template, _, number = name.rpartition("-")
    if template in templates and number.isdecimal() and name not in own:
        return dotted(("templates", template, "service")) + line
    return None


SERVICE = re.compile(r'services\.("(?:[^"\\]|\\.)*"|[A-Za-z0-9_-]+)(?=\.|$)')


def service_in(path: str) -> tuple[str, str]:
    """The service that a path leads to, and the rest of the path; empty texts if to none."""
    match = SERVICE.match(path)
    if match is None:
        return "", ""
    name = json.loads(match[1]) if match[1].startswith('"') else match[1]
    return name, path[match.end() :]


def soundly(scenario: Scenario, problems: list[Problem]) -> Scenario:
    """The scenario with those services alone of which no line is wrong."""
    spoilt = {service_in(problem.path)[0] for problem in problems}
    services = {name: s for name, s in scenario.services.items() if name not in spoilt}
    return scenario.model_copy(update={"services": services})
