"""What was aimed at, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Goal(NamedTuple):
    """A number that was aimed at."""

    what: str
    key: str
    aim: float
    unit: str
    at_least: bool = False
    because: str = ""
    """Where it isn't reached: why."""


GOALS = (
    Goal(
        "Faster than the textbook model, deployments through a pipeline", "pipeline", 3.0, "×",
        at_least=True,
        because="What is left is incidents: 100 services of a textbook share one generator, ours "
        "draw each by name, keep budgets by the quarter and note every phase.",
    ),
    Goal(
        "The same, each deployment by hand", "by hand", 3.0, "×", at_least=True,
        because="A deployment by hand is three SimPy events and two facts, and nothing of it may "
        "be merged, since the queue for people decides it. SimPy's own part, at the price of an "
        "event of the bare model, is more than a quarter.",
    ),
    Goal(
        "Time by SimPy event over that of a bare model, M/M/3", "event", 1.5, "×",
        because="An incident is some seven events. At each the engine looks up who answers, draws "
        "work from laws, burns a budget and notes facts; the profile is flat, with drawing numbers "
        "by name (a sixth) and noting facts (a tenth) on top. A customer of the bare model "
        "appends a pair of numbers.",
    ),
    Goal(
        "Time an entity, 1,000 services over 100 (linear is about 1)", "linear", 1.5, "×",
        because="Events an entity are the same, 1.5 under Ops at a hundred services and at a "
        "thousand; what grows is what the processor's cache misses and the heap of events to come.",
    ),
    Goal("One replication of the bank, slowest model", "bank s", 20.0, "s"),
    Goal("Its peak memory", "bank MiB", 1536.0, "MiB"),
    Goal("Five models, 20 replications, two cores", "bank min", 30.0, "min"),
    Goal("Memory of a study, 80 replications over 5", "study", 1.25, "×"),
)  # fmt: skip

BANK = """The comparison as a whole (`whorunsit compare scenarios/bank.toml`, two worlds instead of
three, report and workbook included) took 15 minutes on a machine of two cores that ran tests beside
it."""


def told(found: Mapping[str, float]) -> str:
    """Each goal with what was measured, and the shortfalls with their reasons."""
    lines = ["## Goals", "", "| Goal | aim | measured | |", "|---|---:|---:|---|"]
    short = []
    for goal in GOALS:
        value = found[goal.key]
        holds = value >= goal.aim if goal.at_least else value <= goal.aim
        aim = f"{'≥' if goal.at_least else '≤'} {goal.aim:g} {goal.unit}"
        verdict = "holds" if holds else "**short**"
        lines.append(f"| {goal.what} | {aim} | {value:.3g} {goal.unit} | {verdict} |")
        if not holds:
            short.append(f"- *{goal.what}*: {goal.because}")
    return "\n".join([*lines, *(["", "Where a goal is missed:", "", *short] if short else [])])
