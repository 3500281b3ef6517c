"""Moves on the first day give the target model and what it costs to get there; none give today."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.documents.load import shipped_models
from sim.documents.mix import MixedModel
from sim.records.lines.moving import TRANSITION_LINES
from tests.money.worlds import live, study_of
from tests.plans.worlds import EVERYTHING, lived, plan, study, usual, without_transition

START = date(2026, 2, 10)
TARGETS = [name for name in shipped_models() if name != "ops-run-it"]


@pytest.mark.parametrize("target", TARGETS)
def test_all_moves_on_day_one_are_the_target_and_the_transition_lines(target: str) -> None:
    found, wanted = lived([{"at": START, "to": target}]), usual(target)
    assert found.log.lines() == wanted.log.lines()
    for mine, its in zip(found.log.changes, wanted.log.changes, strict=True):
        assert np.array_equal(mine.live_at, its.live_at, equal_nan=True)
    pd.testing.assert_frame_equal(
        without_transition(found.ledger), without_transition(wanted.ledger)
    )
    extra = found.ledger[found.ledger["line"].isin(TRANSITION_LINES)]
    assert (extra["amount"] >= 0).all()
    assert found.ledger["amount"].sum() == pytest.approx(
        wanted.ledger["amount"].sum() + extra["amount"].sum()
    )


@pytest.mark.parametrize("today", ["ops-run-it", "you-run-it-at-scale", "sre-run-it"])
def test_a_plan_without_moves_is_today(today: str) -> None:
    changes = {**EVERYTHING, "models.plan": plan([], today)}
    same = study_of(changes, "plan")
    assert not isinstance(same.models["plan"], MixedModel)
    assert live(same, "plan").log.lines() == usual(today).log.lines()
    pd.testing.assert_frame_equal(live(same, "plan").ledger, usual(today).ledger)


def test_a_move_to_what_runs_it_already_is_none() -> None:
    found = lived([{"at": "3 months", "to": "ops-run-it"}])
    assert found.log.lines() == usual("ops-run-it").log.lines()
    pd.testing.assert_frame_equal(found.ledger, usual("ops-run-it").ledger)


def test_moves_beyond_the_horizon_change_nothing() -> None:
    found = lived([{"at": date(2040, 1, 1), "to": "you-run-it"}])
    assert found.log.lines() == usual("ops-run-it").log.lines()


def test_service_by_service_on_day_one_is_all_at_once() -> None:
    one_by_one = [
        {"at": START, "to": "you-run-it", "services": [name]}
        for name in ("basket", "web shop", "stock")
    ]
    apart = lived(one_by_one)
    together = lived([{"at": START, "to": "you-run-it"}])
    assert apart.log.lines() == together.log.lines()
    pd.testing.assert_frame_equal(apart.ledger, together.ledger)


def test_until_the_first_move_it_is_today() -> None:
    """Nature and draws are the same, so a run is the same to the byte until something moves."""
    months = 3 * 730.5
    found = lived([{"at": "3 months", "to": "you-run-it"}])
    at = next(move.at for move in found.organisation.moves)
    assert abs(at - months) <= 12
    before = [
        [(f.at, f.what, f.service, f.subject, f.amount) for f in run.log.facts() if f.at < at]
        for run in (found, usual("ops-run-it"))
    ]
    assert before[0] == before[1]


def test_study_takes_a_plan_beside_others() -> None:
    found = study([{"at": "3 months", "to": "you-run-it"}], "ops-run-it")
    assert set(found.models) == {"plan", "ops-run-it"}
