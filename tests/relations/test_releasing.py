"""Whoever asks for more before a release, releases no sooner."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.records.money import Accounts
from tests.relations.small import EVERY_MODEL, live, small, with_more_people

CALM = {"nature": {"background": "0/y", "defect_chance": "0%", "capacity_per_doubling": 0}}
"""Nothing fails, so that nothing but the release path decides when a change is live."""


def live_at(run: Accounts) -> np.ndarray:
    """When each change was live, infinity for what never was; shape (changes,)."""
    return run.changes["live_at"].fillna(np.inf).to_numpy()


def with_approval(model: str, **approval: str) -> Accounts:
    """A calm life in which a release is cut daily and every change needs this approval, or none.

    There are people enough for every deployment, which takes as long as any other.
    """
    path = small(model).models[model].release
    own = {"approval": {"offset": "0 d", "rejects": "0%", **approval}} if approval else {}
    release = {"every": "1 d", "standard": "0%", "deploy": "10 min", **own}
    without = ["release.approval"] if path.approval is not None and not approval else []
    if approval and "board" not in approval and path.approval is not None and path.approval.board:
        without = ["release.approval.board"]
    if path.releases_per_month is not None:  # a month's tariff may be used up sooner or later
        release["releases_per_month"] = 10_000
    people = with_more_people(model, 40)
    return live(small(model, CALM, release=release, without=without, **people))


@EVERY_MODEL
def test_a_stricter_approval_never_releases_a_change_sooner(model: str) -> None:
    steps = [
        with_approval(model),
        with_approval(model, response="1 d"),
        with_approval(model, response="1 d", board="7 d"),
        with_approval(model, response="1 d", board="14 d"),
    ]
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
