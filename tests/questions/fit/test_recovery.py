"""Known truth, many histories: how often 90 % intervals contain what the simulator was told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim.questions.fit import Wanted, read
from sim.questions.fit.draft import draft
from sim.questions.fit.families import FAMILIES
from sim.questions.fit.history import learn
from tests.questions.fit.worlds import export, past, study

SEEDS = 200
MONTHS = 3.0
CHANCE, CLUMPING = 0.03, 0.3
STAGES = {"diagnose": (40 / 60, 1.0), "fix": (20 / 60, 1.2)}
"""Median (hours) and sigma, as world.toml has them."""
MIX = (0.50, 0.35, 0.15)


def covered(seed: int, folder: Path) -> Iterator[tuple[str, bool]]:
    """For each thing that was told: whether its interval contains the truth."""
    world = study(seed=seed)
    life = past(world, MONTHS).live(0)
    incidents, changes = export(folder, life, dirty=True, seed=seed)
    period = life.begins.to_pydatetime(), life.ends.to_pydatetime()
    history = learn(read(Wanted([incidents], [changes], begins=period[0], ends=period[1])))
    told = {one.path: one for one in draft(history, "you-run-it").parameters}
    for name, service in world.scenario.services.items():
        truth = {
            "nature.background": world.scenario.nature_of(name).background,
            "changes": service.changes,
        }
        for word, value in truth.items():
            one = told[f"services.{name}.{word}"]
            yield word, one.low <= value <= one.high
    chance = told["nature.defect_chance"]
    yield "defects", chance.low <= CHANCE <= chance.high
    clumping = told["nature.clumping"]
    yield "clumping", clumping.low <= CLUMPING <= clumping.high
    for stage, (median, sigma) in STAGES.items():
        for share in (0.5, 0.95):
            low, high = history.laws[stage].interval(share)
            truth = FAMILIES["lognormal"].quantile(share, median, sigma)
            yield f"{stage} {share}", bool(low <= truth <= high)
    assert history.mix is not None
    low, high = history.mix.interval()
    for i, weight in enumerate(MIX):
        yield "mix", bool(low[i] <= weight <= high[i])


@pytest.mark.slow
def test_intervals_contain_the_truth_as_often_as_they_say(tmp_path: Path) -> None:
    hits: dict[str, list[bool]] = defaultdict(list)
    for seed in range(SEEDS):
        for what, inside in covered(seed, tmp_path):
            hits[what].append(inside)
    found = {what: float(np.mean(inside)) for what, inside in hits.items()}
    # Half a percent of chance on each side of 85 to 95 %; shrunk ones may be too wide.
    assert {what: share for what, share in found.items() if share < 0.82} == {}
    wide = {what for what, share in found.items() if share > 0.98}
    # At three months the priors of clumping and of a stage's spread weigh most.
    assert wide <= {"clumping", "diagnose 0.95", "fix 0.95"}
    assert 0.85 < np.mean(list(found.values())) < 0.96
