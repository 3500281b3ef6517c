"""The verdict as it would be if teams that exist anyway were charged otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.documents.load import Study
from sim.documents.prices import Charge
from sim.records.otherwise import CHARGED, CHARGES
from sim.study.living import DECIDED_BY
from sim.study.paired import rank, surely_better

if TYPE_CHECKING:
    from sim.study.replication import Outcome

WORDS: dict[Charge, str] = {
    "whole": "charged in whole", "by-share": "charged by share", "not": "not charged",
}  # fmt: skip


def on_charging(study: Study, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What the verdict is by each way to charge teams that exist anyway."""
    mine = [o for o in outcomes if o.world == study.scenario.world]
    if not any(key.startswith(CHARGED) for o in mine for key in o.queues):
        return
    teams = dict.fromkeys(
        role
        for model in study.models.values()
        for part in model.parts
        for role, team in part.teams.items()
        if team.exists
    )
    said = [f"{WORDS[how]}, {_verdict(study, _totals(study, mine, how))}" for how in CHARGES]
    have = "has" if len(teams) == 1 else "have"
    yield (
        f"What the organisation has anyway ({', '.join(teams)}) {have} three prices: "
        f"{'; '.join(said)}. The numbers here are with these teams "
        f"{WORDS[study.scenario.prices.existing]}."
    )


def _totals(study: Study, outcomes: Sequence[Outcome], how: Charge) -> dict[str, np.ndarray]:
    """Total cost a year of each model by replication."""
    found: dict[str, list[float]] = {model: [] for model in study.scenario.compare}
    for outcome in sorted(outcomes, key=lambda outcome: outcome.replication):
        plain = outcome.metrics[DECIDED_BY]
        found[outcome.model].append(outcome.queues.get(f"{CHARGED}{how}", plain))
    return {model: np.array(values) for model, values in found.items()}


def _verdict(study: Study, totals: Mapping[str, np.ndarray]) -> str:
    """Which costs least, and which can't be told from it."""
    best = min(rank(totals, "lower"), key=lambda found: (found.first, found.mean)).name
    sure = {loser for winner, loser in surely_better(totals, "lower") if winner == best}
    level = [study.models[m].title for m in totals if m not in sure and m != best]
    beside = f" (not told from {', '.join(level)})" if level else ""
    return f"{study.models[best].title} costs least{beside}"
