"""The user's rules as the search needs them."""

from __future__ import annotations

from collections.abc import Iterator

from sim.questions.assign.asked import Asked
from sim.questions.assign.offers import Offers
from sim.questions.assign.solving import CALLED, Rule

CAPEX, OPEX = range(2)


def rules_of(asked: Asked, offers: Offers) -> list[Rule]:
    """Each rule of the scenario's ``[assign]``."""
    return [*_by_service(asked, offers), *_by_team(asked), *_ceilings(asked)]


def _by_service(asked: Asked, offers: Offers) -> Iterator[Rule]:
    rules, place = asked.rules, {name: n for n, name in enumerate(offers.services)}
    number = {name: n for n, name in enumerate(offers.models)}
    for service, model in rules.must.items():
        others = {(n, place[service]) for name, n in number.items() if name != model}
        yield Rule(f"{service} must be under {model}", frozenset(others))
    for service, models in rules.may_not.items():
        them = frozenset((number[model], place[service]) for model in models)
        yield Rule(f"{service} may not be under {' or '.join(models)}", them)
    if rules.targets_met is not None:
        yield from _targets(rules.targets_met, offers)


def _targets(share: float, offers: Offers) -> Iterator[Rule]:
    """A rule for each service, so that what can't be met is named."""
    for place, service in enumerate(offers.services):
        missed = [m for m, met in enumerate(offers.met[:, place]) if met < share]
        if missed:
            text = f"{service} must meet its target in {100 * share:g} % of quarters"
            yield Rule(text, frozenset((model, place) for model in missed))


def _by_team(asked: Asked) -> Iterator[Rule]:
    if asked.rules.together:
        services = asked.study.scenario.services
        groups: dict[str, list[int]] = {}
        for place, document in enumerate(services.values()):
            groups.setdefault(document.team, []).append(place)
        yield Rule("a team's services stay together", together=tuple(map(tuple, groups.values())))


def _ceilings(asked: Asked) -> Iterator[Rule]:
    rules, currency = asked.rules, asked.study.scenario.currency
    for what, kind, most in (("capex", CAPEX, rules.capex), ("opex", OPEX, rules.opex)):
        if most is not None:
            yield Rule(f"at most {most:,.0f} {currency} of {what} a year", kind=kind, ceiling=most)
    if rules.on_call is not None:
        text = f"at most {rules.on_call} people on call"
        yield Rule(text, kind=CALLED, ceiling=rules.on_call)
