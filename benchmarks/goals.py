"""What was aimed at, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Goal(NamedTuple):
    """A number that was aimed at."""

    what: str
    key: str
    once: str
    """What it was on 2026-11-25, on another engine with fewer mechanisms; a dash where unknown."""
    aim: float
    unit: str
    at_least: bool = False
    because: str = ""
    """Where it isn't reached: why."""


FLAT = (
    "the profile of a run is flat: of the furniture retailer's, no function has more than 3 % of "
    "the time by itself, SimPy has a tenth, drawing numbers by name a twelfth, noting facts a "
    "fortieth."
)
TEXTBOOK = (
    "since then an incident may be followed by an alert that was nothing, a request, a repair that "
    "is a release of its own, and improvements that are changes; the textbook has none of them and "
    "the engine asks for each whether it is there."
)

GOALS = (
    Goal("Faster than the textbook model, deployments through a pipeline", "pipeline", "3.9 ×",
         3.0, "×", at_least=True, because=TEXTBOOK),
    Goal("The same, each deployment by hand", "by hand", "1.8 ×", 3.0, "×", at_least=True,
         because="a deployment by hand is three SimPy events and two facts, and nothing of it may "
         "be merged, since the queue for people decides it. SimPy's own part, at the price of an "
         "event of the bare model, is more than a quarter; " + TEXTBOOK),
    Goal("Time by SimPy event over that of a bare model, M/M/3", "event", "5.9 ×", 3.0, "×",
         because="an incident is some seven events. At each the engine looks up who answers, draws "
         "work from laws, burns a budget and notes facts, where a customer of the bare model "
         "appends a pair of numbers; " + FLAT),
    Goal("Time an entity, 5,000 services over 100 (linear is about 1)", "linear", "–", 1.3, "×",
         because="events an entity are the same; what grows is what the processor's cache misses "
         "and the heap of events to come."),
    Goal("Bank, four models × 100 replications, one world, two cores", "bank min", "22 min", 2.5,
         "min", because=FLAT),
    Goal("One replication of the bank: peak memory, two at a time", "bank GiB", "–", 2.0, "GiB"),
    Goal("Memory of a study, 80 replications over 5", "study", "1.05 ×", 1.25, "×"),
    Goal("`compare` of the furniture retailer, everything written", "compare s", "20 s", 7.0, "s",
         because="three worlds of thirty replications under three models are 270 runs; " + FLAT
         + " Drawing ten pictures twice, for page and phone, takes a tenth, the workbook a "
         "twentieth."),
)  # fmt: skip

TWIN = """There is no compiled twin of the engine, so that the goals which need one (40 times the
textbook model, ten times bare SimPy's customers) are not reached. An engine over arrays in Numba
would have to say every rule a second time, or every rule would have to be taken out of the
processes that wait in the middle of it. Compiling the engine as it stands (mypyc, 41 files) was
tried: 147 seconds of compiling made a run of the furniture retailer 11 % faster, since what it
calls (SimPy, laws, calendars, organisation) stayed interpreted; with those compiled too, numbers
that are now whole, now broken stop it, and the benefit is not known. What a run's numbers cost
was reduced instead: metrics, laws and queues are worked out on arrays, two and a half times as
fast as on tables."""


def told(found: Mapping[str, float]) -> str:
    """Each goal with what was measured, and the shortfalls with their reasons."""
    lines = ["## Goals", "", "| Goal | once | aim | now | |", "|---|---:|---:|---:|---|"]
    short = []
    for goal in GOALS:
        value = found[goal.key]
        holds = value >= goal.aim if goal.at_least else value <= goal.aim
        aim = f"{'≥' if goal.at_least else '≤'} {goal.aim:g} {goal.unit}"
        verdict = "holds" if holds else "**short**"
        lines.append(f"| {goal.what} | {goal.once} | {aim} | {value:.3g} {goal.unit} | {verdict} |")
        if not holds:
            short.append(f"- *{goal.what}*: {goal.because}")
    reasons = ["", "Where a goal is missed:", "", *short] if short else []
    return "\n".join([*lines, *reasons, "", TWIN])
