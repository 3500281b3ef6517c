"""Where each repair has a defect of its own, repairs of repairs go on for as long as the world."""

from __future__ import annotations

import pytest

from sim.documents.load import build_study
from sim.questions.verify.relation_cases import live
from sim.records.story import incident_story


@pytest.mark.parametrize("model", ["you-run-it-at-scale", "sre-run-it"])
def test_every_repair_breaks_something_else(model: str) -> None:
    service = {
        "team": "shop", "target": "50%", "exposure": "0 USD/h", "changes": "22/y",
        "traffic": {"start": "500/s"},
    }  # fmt: skip
    raw = {
        "title": "Chains", "question": "How long can they be?", "start": "2029-01-01",
        "horizon": "14400 h", "seed": 0, "compare": [model], "worlds": ["as-stated"],
        "teams": {"shop": {"domain": "a"}}, "services": {"page": service},
        "nature": {"defect_chance": 1.0},
    }  # fmt: skip
    run = live(build_study(raw, "chains", "chains.toml", None))
    numbers = [incident.fault for incident in run.log.incidents]
    assert max(numbers) > 2**50
    assert run.incidents["duration_hours"].notna().all()
    longest = numbers.index(max(numbers)) + 1
    assert "a defect in the" in dict(incident_story(run, longest).about)["cause"]
