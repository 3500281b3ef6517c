"""The parts that two support models differ in, and the model that has some of them from the other.

Every line of a support model belongs to one part, so that a model with all parts of the other is
the other, and what is added later belongs somewhere too. Teams come along with whatever needs
them; how many they are and how they are paid are parts of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.documents.checks import check_model
from sim.documents.errors import InputError
from sim.documents.numbers import Number, numbers_of
from sim.documents.support_model import SupportModel

RESPONSE, RELEASE, PRACTICES = "response path", "release path", "practices of a release"
INVESTING, LEARNING, STAFFING = "reliability time and incentive", "learning", "staffing"
PAY, BUDGET, ENGAGEMENT = "pay and funding", "error budget", "engagement of SREs"
OTHER = "other lines"

PART_OF = {
    "respond": RESPONSE,
    "service_desk": RESPONSE,
    "major_incident": RESPONSE,
    "release": RELEASE,
    "learn": LEARNING,
    "operability": INVESTING,
    "error_budget": BUDGET,
    "engagement": ENGAGEMENT,
    "title": "",
    "summary": "",
    "source": "",
    "teams": "",
}
"""The part of each line of a support model; teams are divided further, and words weigh nothing."""
OF_A_RELEASE = {"canary": PRACTICES, "rollback": PRACTICES}
OF_A_TEAM = {"on_duty": STAFFING, "people": STAFFING, "rota": STAFFING, "pay": PAY, "role": PAY,
             "funding": PAY}  # fmt: skip
"""The rest of a team comes with the response path."""
PARTS = (
    RESPONSE, RELEASE, PRACTICES, INVESTING, LEARNING, STAFFING, PAY, BUDGET, ENGAGEMENT, OTHER,
)  # fmt: skip


def hybrid(one: SupportModel, other: SupportModel, parts: frozenset[str]) -> SupportModel:
    """The first model with some parts of the second.

    Raises
    ------
    InputError
        If what comes of it is unsound, with the parts that were put together.
    """
    lines: dict[str, Any] = {}
    for name in type(one).model_fields:
        if name not in ("teams", "release"):
            lines[name] = getattr(_from(one, other, PART_OF.get(name, OTHER), parts), name)
    lines["release"] = _release(one, other, parts)
    found = one.model_copy(update=lines)
    found = found.model_copy(update={"teams": _teams(found, one, other, parts)})
    if problems := check_model(found):
        raise InputError(f"{one.title} with {', '.join(sorted(parts))} of {other.title}", problems)
    return found


def _from(one: Any, other: Any, part: str, parts: frozenset[str]) -> Any:
    return other if part in parts else one


def _release(one: SupportModel, other: SupportModel, parts: frozenset[str]) -> Any:
    path = _from(one, other, RELEASE, parts).release
    found = {
        name: getattr(_from(one, other, part, parts).release, name)
        for name, part in OF_A_RELEASE.items()
    }
    return path.model_copy(update=found)


def _teams(
    found: SupportModel, one: SupportModel, other: SupportModel, parts: frozenset[str]
) -> dict[str, Any]:
    """The teams that a model needs, each put together from both models as far as both have it."""
    path = _from(one, other, RESPONSE, parts)
    needed = [name for name in path.teams if name not in _used(path) or name in _used(found)]
    needed += [name for name in sorted(_used(found)) if name not in needed]
    return {name: _team(name, one, other, parts) for name in needed}


def _used(model: SupportModel) -> set[str]:
    """The teams that a model's other lines name."""
    found = {tier.team for tier in model.respond.values()}
    named = (
        model.service_desk.team if model.service_desk else None,
        model.release.deployer,
        model.engagement.team if model.engagement else None,
    )
    return found | {name for name in named if name is not None}


def _team(name: str, one: SupportModel, other: SupportModel, parts: frozenset[str]) -> Any:
    mine, theirs = one.teams.get(name), other.teams.get(name)
    if mine is None or theirs is None:
        return mine or theirs
    base = _from(mine, theirs, RESPONSE, parts)
    lines = {
        line: getattr(_from(mine, theirs, part, parts), line) for line, part in OF_A_TEAM.items()
    }
    return base.model_copy(update=lines)


def differing(one: SupportModel, other: SupportModel) -> list[str]:
    """The parts in which two models differ, in the order of telling."""
    alone = hybrid(one, other, frozenset())
    return [part for part in PARTS if hybrid(one, other, frozenset({part})) != alone]


def assumptions_in(one: SupportModel, other: SupportModel, part: str) -> list[str]:
    """The assumptions that a part rests on: those of its numbers that the models don't share."""
    mine, theirs = ({n.path: n for n in numbers_of(model)} for model in (one, other))
    found = {
        str(number.facts["assumption"])
        for number, opposite in _pairs(mine, theirs)
        if "assumption" in number.facts
        and _part_of(number) == part
        and (opposite is None or opposite.value != number.value)
    }
    return sorted(found)


def _pairs(mine: dict[Any, Number], theirs: dict[Any, Number]) -> Iterator[tuple[Number, Any]]:
    yield from ((number, theirs.get(path)) for path, number in mine.items())
    yield from ((number, mine.get(path)) for path, number in theirs.items())


def _part_of(number: Number) -> str:
    head, *rest = number.path
    if head == "release" and rest:
        return OF_A_RELEASE.get(rest[0], RELEASE)
    if head == "teams":
        return OF_A_TEAM.get(rest[1], RESPONSE)
    return PART_OF.get(head, OTHER)
