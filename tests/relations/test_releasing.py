"""Whoever asks for more before a release, releases no sooner."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sim.engine.kinds import EventKind
from sim.questions.verify.relation_cases import (
    FRAGILE,
    ROLLS_BACK,
    by_approval,
    fails_again,
    live,
    live_at,
    small,
    with_approval,
)
from tests.relations.small import EVERY_MODEL


@EVERY_MODEL
def test_a_stricter_approval_never_releases_a_change_sooner(model: str) -> None:
    steps = by_approval(model)
    for milder, stricter in pairwise(steps):
        assert (live_at(stricter) >= live_at(milder)).all()
    assert (live_at(steps[-1]) > live_at(steps[0])).any()


@EVERY_MODEL
def test_a_board_every_two_weeks_is_slower_than_one_every_week(model: str) -> None:
    weekly, fortnightly = (
        with_approval(model, response="1 d", board=every).changes["lead_time_hours"].mean()
        for every in ("7 d", "14 d")
    )
    assert fortnightly > weekly


@EVERY_MODEL
@pytest.mark.parametrize("hours", [24, 72])
def test_an_answer_that_takes_longer_comes_no_sooner(model: str, hours: int) -> None:
    soon, late = (with_approval(model, response=f"{n} h") for n in (hours, 2 * hours))
    assert (live_at(late) >= live_at(soon)).all()


@EVERY_MODEL
def test_no_release_fails_again_by_a_defect_that_was_rolled_back(model: str) -> None:
    run = live(small(model, FRAGILE, release=ROLLS_BACK))
    assert len(run.select(EventKind.ROLLED_BACK)["at"]) > 0
    assert fails_again(run) == 0
