"""The verdict in words: no stronger than its interval, and corrected for how many were compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from sim.documents.worlds import World
from sim.study.comparison import Comparison
from sim.study.intervals import Interval, mean_interval
from sim.study.living import DECIDED_BY
from sim.study.paired import Difference, paired_difference, rank, surely_better

__all__ = ["DECIDED_BY", "Verdict", "decide"]


Turned = Literal["unchanged", "changes", "too close"]
"""Whether the choice stays; falls on another model by more than chance; or by no more than that."""


@dataclass(frozen=True)
class Verdict:
    """Which model costs least in all, and against whom that is certain."""

    best: str
    cost: Interval
    beaten: dict[str, Difference]
    """Models that certainly cost more, and by how much (theirs − best)."""
    level: dict[str, Difference]
    """Models that can't be told from the best."""

    def times(self, factor: float) -> Verdict:
        """The verdict with all amounts times a factor: a horizon's are a year's times its years."""

        def more(found: Difference) -> Difference:
            low, high = found.low * factor, found.high * factor
            return replace(found, mean=found.mean * factor, low=low, high=high)

        cost = replace(
            self.cost, mean=self.cost.mean * factor, low=self.cost.low * factor,
            high=self.cost.high * factor,
        )  # fmt: skip
        beaten, level = (
            {model: more(gap) for model, gap in gaps.items()} for gaps in (self.beaten, self.level)
        )
        return Verdict(self.best, cost, beaten, level)

    def turned(self, other: Verdict) -> Turned:
        """What becomes of the choice in another verdict: a change of significance is none."""
        if other.best == self.best:
            return "unchanged"
        return "changes" if self.best in other.beaten else "too close"

    def same_as(self, other: Verdict) -> bool:
        """Whether two verdicts say the same: same best, same models level with it."""
        return {self.best, *self.level} == {other.best, *other.level}


def decide(comparison: Comparison, world: World | None = None) -> Verdict:
    """The verdict on the total cost a year; all pairs are tested, adjusted by Holm's method.

    It is of the first world unless another is named.
    """
    values = {m: comparison.values(m, DECIDED_BY, world) for m in comparison.models}
    ranks = rank(values, "lower")
    best = min((found for found in ranks if found.first == 1), key=lambda found: found.mean).name
    differences = {
        model: paired_difference(values[model], values[best]) for model in values if model != best
    }
    beaten = {loser for winner, loser in surely_better(values, "lower") if winner == best}
    return Verdict(
        best,
        mean_interval(values[best], "positive"),
        {model: d for model, d in differences.items() if model in beaten},
        {model: d for model, d in differences.items() if model not in beaten},
    )
