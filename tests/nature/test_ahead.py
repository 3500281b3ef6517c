"""Draws worked out together are those drawn one by one."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.documents.load import load_study
from sim.engine.run import simulate
from sim.nature import ahead
from sim.nature.tape import draw

STARTUP = load_study(Path("scenarios/startup.toml"))


def test_a_run_is_the_same_with_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "FIXED", 2)
    monkeypatch.setattr(ahead, "EACH", 0.0)
    together = draw(STARTUP.scenario, 0)
    alone = replace(together, ahead=None)
    for model in STARTUP.models.values():
        one, other = (simulate(STARTUP.scenario, model, tape) for tape in (together, alone))
        for column, facts in one.columns().items():
            np.testing.assert_array_equal(facts, other.columns()[column])
    assert together.ahead is not None
    assert len(together.ahead._drawn) > 5
