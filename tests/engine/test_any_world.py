"""In any world that documents allow a run ends, its laws hold, and its measures make sense."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from sim.documents.load import Raw, build_study
from sim.engine.log import EventKind
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.laws import check_laws
from sim.records.metrics import METRICS, measure
from sim.records.money import Accounts
from tests.engine.any_world import documents

# Building documents is most of the work here, and machines differ: no deadline.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def live(raw: Raw) -> Accounts:
    study = build_study(raw, "any", "any.toml", None)
    (model,) = study.models.values()
    tape = draw(study.scenario, 0)
    return Accounts(study.scenario, model, tape, simulate(study.scenario, model, tape))


def hold(run: Accounts) -> None:
    """Everything that must be true of a run, whatever the world."""
    assert check_laws(run) == []
    incidents, changes = run.incidents, run.changes
    assert len(incidents) == len(run.log.incidents)
    assert incidents["impact"].between(0, 1).all()
    assert not (np.diff(np.array([fact.at for fact in run.log.facts()])) < 0).any()
    restored = run.select(EventKind.RESTORED)["subject"]
    assert len(set(restored.tolist())) == len(restored)
    spent = run.budgets
    assert (spent["spent"] <= spent["requests"] * (1 + 1e-9)).all()
    assert (spent["frozen_hours"] <= run.scenario.horizon).all()
    live_at = changes["live_at"].dropna()
    assert (live_at >= changes.loc[live_at.index, "ready_at"]).all()
    for name, value in measure(run).items():
        share = METRICS[name].scale == "share"
        assert np.isnan(value) or METRICS[name].scale == "real" or value >= 0
        assert np.isnan(value) or not share or value <= 1


@settings(UNHURRIED, max_examples=80)
@given(documents(longest_days=100))
def test_any_small_world(raw: Raw) -> None:
    hold(live(raw))


@pytest.mark.slow
@settings(UNHURRIED, max_examples=190)
@given(documents(longest_days=600))
def test_many_worlds_of_up_to_two_years(raw: Raw) -> None:
    hold(live(raw))
