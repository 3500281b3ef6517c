"""What would change the verdict, as far as the comparison itself can tell."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, log

from sim.present.grid import Cell, Grid, Line
from sim.present.show import percent, plain, quantity
from sim.present.words import join, labels, metric_label
from sim.questions.compare.verdict import DECIDED_BY, decide
from sim.records.metrics import METRICS
from sim.study.comparison import Comparison
from sim.study.paired import NOT_DISTINGUISHABLE, paired_difference, replications_needed, verdict

SCALED = {
    "outage_loss_per_year": "an hour without service cost",
    "cost_of_delay_per_year": "a day's delay of a change cost",
}
"""Losses that are proportional to one number of the scenario that changes nobody's decisions."""
MANY = 10_000
"""Replications beyond which nobody waits."""
UNNOTICED = 0.02
"""A relative difference too small to weigh against a verdict."""
NAMED = 3
SOON = 2.0
"""A factor within which nobody is sure of a loss."""


@dataclass(frozen=True)
class Turn:
    """At which multiple of an assumed loss another model would be the cheapest."""

    metric: str
    factor: float
    model: str


def turning_points(comparison: Comparison) -> list[Turn]:
    """The nearest turn below and above what the scenario assumes, for each loss, by the means."""
    best = decide(comparison).best
    total = {m: comparison.mean(m, DECIDED_BY) for m in comparison.models}
    found = []
    for metric in SCALED:
        loss = {m: comparison.mean(m, metric) for m in comparison.models}
        turns = [
            Turn(metric, 1 + (total[m] - total[best]) / (loss[best] - loss[m]), m)
            for m in comparison.models
            if _differ(comparison, m, best, metric)
        ]
        below = [turn for turn in turns if 0 <= turn.factor < 1]
        above = [turn for turn in turns if turn.factor > 1]
        found += (
            sorted(below, key=lambda t: -t.factor)[:1] + sorted(above, key=lambda t: t.factor)[:1]
        )
    return found


def _differ(comparison: Comparison, model: str, best: str, metric: str) -> bool:
    gap = paired_difference(comparison.values(model, metric), comparison.values(best, metric))
    return gap.low > 0 or gap.high < 0


def beaten_on(comparison: Comparison) -> dict[str, list[str]]:
    """Metrics on which others are surely and noticeably better than the cheapest, best first."""
    best, found = decide(comparison).best, {}
    for metric in METRICS:
        others = [m for m in comparison.models if m != best and _beats(comparison, m, best, metric)]
        sign = -1 if METRICS[metric].better == "higher" else 1
        if others:
            found[metric] = sorted(others, key=lambda m: sign * _mean(comparison, m, metric))
    return found


def _mean(comparison: Comparison, model: str, metric: str) -> float:
    return comparison.mean(model, metric)


def _beats(comparison: Comparison, model: str, best: str, metric: str) -> bool:
    better = METRICS[metric].better
    gap = paired_difference(comparison.values(model, metric), comparison.values(best, metric))
    noticed = abs(gap.mean) > UNNOTICED * abs(_mean(comparison, best, metric))
    return noticed and better != "neither" and verdict(gap, better) == "better"


def what_would_change(comparison: Comparison) -> list[str]:
    """Sentences for the reader who doubts the verdict."""
    said = [*_turns(comparison), *_level(comparison), _open(comparison)]
    return [sentence for sentence in said if sentence]


def hangs_on(comparison: Comparison) -> str:
    """The one line of the scenario that turns the verdict soonest, if a factor of two would do."""
    near = [turn for turn in turning_points(comparison) if 1 / SOON <= turn.factor <= SOON]
    if not near:
        return ""
    turn = min(near, key=lambda turn: abs(log(turn.factor)))
    return f"The verdict hangs on {_line_of(comparison, turn.metric)}. {_turn(comparison, turn)}"


def _line_of(comparison: Comparison, metric: str) -> str:
    """Where the number stands, and whose it is."""
    if metric == "outage_loss_per_year":
        return "one kind of number, the exposures of the services"
    written = comparison.study.raw.get("prices", {})
    own = isinstance(written, dict) and "change_value" in written
    return f"one line, prices.change_value, {'of the scenario' if own else 'which is a default'}"


def _turns(comparison: Comparison) -> list[str]:
    """Turns of the verdict that aren't told beside it."""
    told = hangs_on(comparison)
    said = [_turn(comparison, turn) for turn in turning_points(comparison)]
    return [sentence for sentence in said if sentence not in told]


def _turn(comparison: Comparison, turn: Turn) -> str:
    names = labels(comparison.study)
    size = percent(turn.factor) if turn.factor < 1 else f"{plain(turn.factor, 2)} times"
    side = "less than about" if turn.factor < 1 else "more than about"
    return (
        f"If {SCALED[turn.metric]} {side} {size} of what is assumed, {names[turn.model]} would"
        f" be cheaper than {names[decide(comparison).best]} (by the means, all else equal)."
    )


def _level(comparison: Comparison) -> list[str]:
    """A sentence on models that can't be told from the cheapest: how many replications might."""
    names, found = labels(comparison.study), decide(comparison)
    needed = {names[model]: replications_needed(gap) for model, gap in found.level.items()}
    worth = {
        name: count
        for name, count in needed.items()
        if isfinite(count) and comparison.replications < count <= MANY
    }
    if not worth:
        return []
    each = " from each" if len(worth) > 1 else ""
    return [
        f"{join(list(worth))} can't be told from {names[found.best]} in cost; about "
        f"{rough(max(worth.values()))} replications would give an even chance to tell it{each}."
    ]


def where_others_are_better(comparison: Comparison) -> Grid | None:
    """A row for each metric on which the cheapest isn't the best; None if there is none."""
    names, best = labels(comparison.study), decide(comparison).best
    currency, lines = comparison.study.scenario.currency, []
    for metric, others in beaten_on(comparison).items():
        unit = METRICS[metric].unit

        def said(model: str, metric: str = metric, unit: str = unit) -> str:
            return quantity(_mean(comparison, model, metric), unit, currency)

        winners = [f"{names[model]} ({said(model)})" for model in others[:NAMED]]
        if len(others) > NAMED:
            winners.append(f"{len(others) - NAMED} more")
        lines.append(Line(metric_label(metric), [Cell(said(best)), Cell(join(winners))]))
    caption = f"Metrics on which others are surely and noticeably better than {names[best]}."
    heads = ["Metric", names[best], "Surely better"]
    return Grid("Where the cheapest isn't the best", caption, heads, lines) if lines else None


def rough(count: float) -> str:
    """A count to two digits: such an estimate knows no more."""
    return plain(count, 2) if count >= 10 else f"{count:.0f}"


def _open(comparison: Comparison) -> str:
    """How much isn't settled against the baseline, and what would settle it."""
    every = comparison.comparison
    level = every[every["verdict"].eq(NOT_DISTINGUISHABLE) & every["difference"].ne(0)]
    if level.empty:
        return ""
    baseline = labels(comparison.study)[comparison.study.baseline]
    text = f"{len(level)} of {len(every)} comparisons with {baseline} are too close to call"
    needed = level.loc[level["replications_needed"] <= MANY, "replications_needed"]
    if needed.empty:
        return f"{text}."
    which = "it" if len(level) == 1 else f"{len(needed)} of them"
    return (
        f"{text}; about {rough(needed.max())} replications would give an even chance for {which}."
    )
