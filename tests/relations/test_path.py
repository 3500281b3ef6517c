"""The escalation path: whoever comes last, comes on top of the others."""

from __future__ import annotations

from typing import Any

from sim.documents.load import load_model
from sim.questions.verify.relation_cases import live, small
from sim.records.money import Accounts
from tests.relations.small import EVERY_MODEL, difference

REPLICATIONS = 4
EXPERTS: dict[str, Any] = {
    "scope": "organisation", "on_duty": {"working_hours": 4, "out_of_hours": 4}, "people": 20,
    "pay": "shift", "role": "developer", "funding": "opex",
}  # fmt: skip
BUSY: dict[str, Any] = {"horizon": "8 w", "nature": {"background": "40/y"}}


def with_experts_at_the_end(model: str) -> dict[str, Any]:
    """Lines of a model by which somebody who can fix everything comes last, at any hour."""
    last = max(rule.line for rule in load_model(model).respond.values()) + 1
    line = {"line": last, "team": "experts", "fixes": ["restart", "operate", "code"]}
    at_once = {"acknowledge": "1 min", "hand_over": "1 min"}
    return {"teams": {"experts": EXPERTS}, "respond": {"experts": {**line, **at_once}}}


def left_open(run: Accounts) -> int:
    """Incidents that were not restored by the end."""
    return int(run.incidents["restored_at"].isna().sum())


@EVERY_MODEL
def test_a_line_more_at_the_end_never_restores_less_nor_later(model: str) -> None:
    usual, more = small(model, BUSY), small(model, BUSY, **with_experts_at_the_end(model))
    still = [sum(left_open(live(study, n)) for n in range(REPLICATIONS)) for study in (more, usual)]
    assert still[0] <= still[1]
    gap = difference(more, usual, "time_to_restore_hours_mean", REPLICATIONS)
    assert gap.low <= 0
