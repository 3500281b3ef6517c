"""Fewer faults, earlier detection and more people make nobody wait longer, in expectation."""

from __future__ import annotations

import pytest

from sim.documents.load import Raw
from sim.questions.verify.relation_cases import SMALL, small, with_more_people
from tests.relations.small import EVERY_MODEL, difference

REPLICATIONS = 12
TIME = "time_to_restore_hours_mean"
COUNT = "incidents_per_service_year"
LOSS = "outage_loss_per_year"
TAME: Raw = {
    "horizon": "8 w",
    "nature": {
        "background": "24/y", "diagnose": "30 min", "fix": "30 min",
        "impacts": [{"share": "25%", "weight": 1}], "fixes": {"code": 0},
    },
}  # fmt: skip
"""All incidents are alike and none waits for code, so that a few runs tell what is usual."""


@EVERY_MODEL
def test_who_sees_a_failure_at_once_restores_sooner(model: str) -> None:
    blind = {"nature": {"detect": "2 h", "customer_reports": "1000 y"}}
    sharp = {"nature": {"detect": "0 s", "customer_reports": "1000 y"}}
    for metric in (TIME, LOSS):
        gap = difference(small(model, TAME, sharp), small(model, TAME, blind), metric, REPLICATIONS)
        assert gap.high < 0


@EVERY_MODEL
def test_fewer_faults_lose_less_and_are_restored_no_later(model: str) -> None:
    fewer = small(model, TAME, {"nature": {"background": "4/y", "defect_chance": "0.3%"}})
    usual = small(model, TAME)
    assert difference(fewer, usual, COUNT, REPLICATIONS).high < 0
    assert difference(fewer, usual, LOSS, REPLICATIONS).high < 0
    assert difference(fewer, usual, TIME, REPLICATIONS).low <= 0


GROWN: Raw = {"teams": {name: {"people": 18} for name in SMALL["teams"]}}
"""Delivery teams three times as large."""


@EVERY_MODEL
def test_more_people_restore_no_later(model: str) -> None:
    more = small(model, TAME, GROWN, **with_more_people(model))
    assert difference(more, small(model, TAME), TIME, REPLICATIONS).low <= 0


@pytest.mark.parametrize("model", ["ops-run-it", "you-run-it"])
def test_where_there_is_a_queue_more_people_restore_sooner(model: str) -> None:
    """Else the test above could not fail."""
    crowded: Raw = {"horizon": "2 w", "nature": {"background": "1500/y"}}
    more = small(model, TAME, crowded, GROWN, **with_more_people(model))
    assert difference(more, small(model, TAME, crowded), TIME, REPLICATIONS).high < 0
