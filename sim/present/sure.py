"""How sure a choice is, in words: read from the uncertainty study beside the results."""

from __future__ import annotations

from collections.abc import Mapping

from sim.present.show import money
from sim.study.beside import First, HangsOn, Plausible

SURE = 0.95
"""A chance from which on "surely" may be said."""
ALMOST = 0.995


def how_often(chance: float) -> str:
    """A chance of what is plausible: never quite all or none of it."""
    if chance > ALMOST:
        return "more than 99 %"
    return "less than 1 %" if chance < 1 - ALMOST else f"{100 * chance:.0f} %"


def sure_sentence(found: Plausible, best: str, names: Mapping[str, str], currency: str) -> str:
    """How likely a choice is right, what it costs if not, and what to find out first."""
    chance = found.cheapest.get(best, 0.0)
    said = f"{names[best]} is the cheapest in {how_often(chance)} of what we consider plausible"
    if 0 < chance < ALMOST:
        wrong = found.regret[best] / (1 - chance)
        said += f"; if it isn't, that costs {money(wrong, currency)} a year on average"
    if not found.first:
        said = f"{said}. No single assumption is worth finding out first"
        if not found.hangs_on:
            return f"{said}."
        one = found.hangs_on[0]
        return f"{said}; the choice hangs most on {one.name}, {one.about}."
    return f"{said}. Find out first {_first(found.first[0], currency)}."


def _first(one: First, currency: str) -> str:
    return f"{one.name}, {one.about} (worth {money(one.worth, currency)} a year)"


def first_heading(found: Plausible) -> str:
    """What the lines of ``measure_first`` are."""
    return "What to measure first" if found.first else "What the choice hangs on"


def measure_first(found: Plausible, currency: str) -> list[str]:
    """The most valuable assumptions, a line each; else those that the choice hangs on most."""
    if not found.first:
        return [hanging(one) for one in found.hangs_on]
    return [
        f"{one.name}: {one.about}. To know it is worth {money(one.worth, currency)} a year "
        f"(standard error {money(one.error, currency)})."
        for one in found.first
    ]


def told_first(found: Plausible, currency: str) -> list[str]:
    """The lines of ``measure_first`` where no heading says what they are."""
    leads = ("Measure first", "Measure next") if found.first else ("Hangs on", "Hangs on")
    lines = enumerate(measure_first(found, currency))
    return [f"{leads[min(number, 1)]}: {line}" for number, line in lines]


def hanging(one: HangsOn) -> str:
    """How often the choice is right at either end of an assumption."""
    return (
        f"{one.name}: {one.about}. The choice is right in {how_often(one.low)} of what is "
        f"plausible where this is low, in {how_often(one.high)} where it is high."
    )


def survives(found: Plausible | None, best: str, other: str) -> bool:
    """Whether one model is dearer than the best in (almost) all that is plausible."""
    if found is None or best not in found.dearer:
        return False
    if found.reference == best:
        return found.dearer.get(other, 0.0) >= SURE
    return found.cheapest[best] >= SURE


def made_of(found: Plausible, currency: str) -> str:
    """What the chances come from, and what knowing everything would be worth."""
    return (
        f"From {found.samples:,} joint draws of {found.uncertain} uncertain numbers, lived through "
        f"in {found.runs:,} replications. To know all of them before choosing would be "
        f"worth {money(found.worth, currency)} a year."
    )
