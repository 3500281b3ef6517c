"""What is uncertain by default: every assumption in force with its range, salaries and exposures.

A number whose definition has a range lies in it (widened to its own value, if that lies outside).
One that states an assumption and no range lies within a factor of two of its value, a share by its
odds: house rule ``HALF_TO_DOUBLE``. What leaves a mechanism off or neutral stays as it is, unless
somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sim.documents.load import Study
from sim.documents.numbers import Number, numbers
from sim.ground import laws
from sim.study.plausible.quantities import Law, Mode, Quantity

HALF_TO_DOUBLE = Law("log-uniform", 0.5, 2.0)
A_QUARTER = Law("log-uniform", 0.8, 1.25)
NEUTRAL = (0, 1)
LOG_FROM = 4.0
"""Times the low end from which on a range above zero is one of factors."""
EXPOSURES, SALARIES = "services.*.exposure", "prices.salaries.*"


def defaults(study: Study) -> list[Quantity]:
    """The quantities of a study that are uncertain unless its scenario says otherwise."""
    known = list(numbers(study))
    found = [*_by_assumption(known)]
    return [*found, *_alike(known, EXPOSURES, HALF_TO_DOUBLE), *_alike(known, SALARIES, A_QUARTER)]


def asked(study: Study, names: Collection[str]) -> list[Quantity]:
    """The numbers that are asked for by their own paths, also where a mechanism is off.

    Such a one varies alone, whatever it would share its range with. One that is 0 and has no
    range has nowhere to go.
    """
    found = [number for number in numbers(study) if number.name in names]
    return [
        Quantity(number.name, *_range(number)[:2], (number,), _group(number), _range(number)[2])
        for number in found
        if number.value or "low" in number.facts
    ]


def _group(number: Number) -> str:
    return str(number.facts.get("assumption", ""))


def _by_assumption(known: Sequence[Number]) -> Iterator[Quantity]:
    """One quantity for each number; support models that say the same at a place share it."""
    shared: dict[tuple[object, ...], list[Number]] = {}
    for number in known:
        if _is_uncertain(number):
            shared.setdefault(_what(number), []).append(number)
    for targets in shared.values():
        first = targets[0]
        law, mode, stated = _range(first)
        yield Quantity(first.name, law, mode, tuple(targets), _group(first), stated)


def _what(number: Number) -> tuple[object, ...]:
    """What tells a number from others: its place, in whichever support model, and its value."""
    place = number.path[2:] if number.path[0] == "models" else number.path
    return (number.path[0] == "models", *place, repr(number.value))


def _is_uncertain(number: Number) -> bool:
    if number.path[:2] == ("prices", "salaries"):
        return False  # all of them together
    facts = number.facts
    if number.value in NEUTRAL and not number.stated:
        return False  # a default at which a mechanism is off
    if "low" in facts and "high" in facts and not isinstance(number.value, laws.LawBase):
        return True
    return "assumption" in facts and number.value not in NEUTRAL and not number.is_whole


def _range(number: Number) -> tuple[Law, Mode, str]:
    facts = number.facts
    if "low" not in facts or isinstance(number.value, laws.LawBase):
        return HALF_TO_DOUBLE, "odds" if number.is_share else "times", "half to double"
    value = float(number.value)
    low, high = min(float(facts["low"]), value), max(float(facts["high"]), value)
    logarithmic = low > 0 and high >= LOG_FROM * low and not number.is_share
    return Law("log-uniform" if logarithmic else "uniform", low, high), "value", "its definition"


def _alike(known: Sequence[Number], pattern: str, law: Law) -> Iterator[Quantity]:
    """Numbers of one kind that are wrong together, if they are wrong."""
    begin, end = pattern.split("*")
    found = [n for n in known if n.name.startswith(begin) and n.name.endswith(end)]
    targets = tuple(n for n in found if n.value and isinstance(n.value, float))
    if targets:
        yield Quantity(pattern, law, "times", targets, _group(targets[0]), "all alike")
