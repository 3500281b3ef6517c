"""Moves that can't be: each is refused with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sim.documents.errors import Problem
from sim.documents.hints import nearest
from sim.documents.mix import MixedModel, Model, is_over_time
from sim.documents.moving import Move
from sim.documents.paths import dotted
from sim.documents.scenario import Scenario


def check_waves(moves: Sequence[Move]) -> Iterator[Problem]:
    """Waves have a size and a time between them; a service moves once in a move."""
    for number, move in enumerate(moves):
        place = f"moves.{number}"
        if (move.every is None) != (move.number is None):
            missing = "number" if move.number is None else "every"
            yield Problem(f"{place}.{missing}", "is needed by waves: say how many move how often")
        twice = [name for place, name in enumerate(move.services) if name in move.services[:place]]
        if twice:
            yield Problem(f"{place}.services", f"found '{twice[0]}' twice")


def check_moves(scenario: Scenario, name: str, model: MixedModel) -> Iterator[Problem]:
    """Services exist, are live by then, and move once a day, not before the start."""
    taken: dict[tuple[str, float], int] = {}
    for number, move in enumerate(model.moves):
        place = dotted(("models", name, "moves", str(number)))
        for service in move.services:
            if service not in scenario.services:
                hint = nearest(service, list(scenario.services))
                yield Problem(f"{place}.services", f"no such service '{service}'{hint}")
        for at, services in move.waves(scenario.start, list(scenario.services)):
            if at < 0:
                yield Problem(
                    f"{place}.at", f"found {move.at}; the scenario starts {scenario.start}"
                )
                break
            for service in services:
                yield from _of_a_service(scenario, taken, (service, at), number, place)


def check_severance(scenario: Scenario, models: Mapping[str, Model]) -> Iterator[Problem]:
    """A severance that is stated has somebody who gets it."""
    plans = {n: m for n, m in models.items() if is_over_time(m)}
    if "severance" not in scenario.prices.moving.model_fields_set or not plans:
        return
    terms = (model.transition for model in plans.values() if isinstance(model, MixedModel))
    if not any("severance" in {one.leavers, *one.by_role.values()} for one in terms):
        first = next(iter(plans))
        why = f"is for people who have to go; under '{first}' nobody does, by transition.leavers"
        yield Problem("prices.moving.severance", why)


def _of_a_service(
    scenario: Scenario, taken: dict[tuple[str, float], int], moved: tuple[str, float], number: int,
    place: str,
) -> Iterator[Problem]:  # fmt: skip
    service, at = moved
    document = scenario.services.get(service)
    if document is not None and (document.launches or 0.0) > at:
        yield Problem(
            f"{place}.at", f"moves '{service}' before its launch, which is {document.launches:g} h "
            f"after the start; this is {at:g} h after it",
        )  # fmt: skip
    first = taken.setdefault(moved, number)
    if first != number:
        yield Problem(
            f"{place}.services", f"moves '{service}' on the same day as moves.{first} does"
        )
