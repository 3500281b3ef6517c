"""What is open when a service changes hands finishes where it is; what begins later goes anew."""

from datetime import date

import numpy as np
import pytest

from sim.engine.log import EventKind
from sim.records.budgets import blocks
from sim.records.money import Accounts
from tests.money.worlds import live, study_of
from tests.plans.worlds import EVERYTHING, lived, usual

AT = date(2026, 8, 12)
"""A Wednesday in the midst of a quarter."""
SINCE = 24.0 * (AT - date(2026, 2, 10)).days
OPS = {"ops-bridge", "application-support"}


@pytest.fixture(scope="module")
def moved() -> Accounts:
    return lived([{"at": AT, "to": "you-run-it"}])


def _teams(run: Accounts, before: bool) -> set[str]:
    """Who works on incidents that appear before the move, or after it."""
    jobs = run.jobs[run.jobs["kind"].eq("incident")]
    appeared = run.incidents["appeared_at"].to_numpy()[jobs["subject"].to_numpy() - 1]
    return set(jobs.loc[(appeared < SINCE) == before, "team"])


def test_an_incident_goes_the_way_on_which_it_began(moved: Accounts) -> None:
    assert _teams(moved, before=True) >= OPS
    assert not _teams(moved, before=False) & OPS
    owners = {f"delivery@{AT}/{team}" for team in ("shop", "till")}
    assert owners <= _teams(moved, before=False)
    assert not any("@" in team for team in _teams(moved, before=True))


def test_some_incident_was_open_and_ended_with_those_who_had_it() -> None:
    """A move in the midst of the longest incident of today's model."""
    table = usual("ops-run-it").incidents
    longest = table.loc[(table["restored_at"] - table["appeared_at"]).idxmax()]
    day = np.ceil(longest["appeared_at"] / 24)
    assert 24 * day < longest["restored_at"]
    run = lived([{"at": f"{day:g} d", "to": "you-run-it"}])
    mine = run.incidents.loc[longest.name]
    assert mine["appeared_at"] == longest["appeared_at"]
    assert mine["restored_at"] > 24 * day
    jobs = run.jobs[run.jobs["kind"].eq("incident") & run.jobs["subject"].eq(mine["incident"])]
    assert not jobs["team"].astype(str).str.contains("@").any()


def test_a_change_goes_the_way_on_which_it_became_ready(moved: Accounts) -> None:
    before, after = usual("ops-run-it"), usual("you-run-it")
    for mine, old, new in zip(
        moved.log.changes, before.log.changes, after.log.changes, strict=True
    ):
        early = mine.ready_at < SINCE
        assert early.any()
        for name in ("cut_at", "approved_at", "planned_at", "standard"):
            wanted = np.where(early, getattr(old, name), getattr(new, name))
            assert np.array_equal(getattr(mine, name), wanted)
        assert np.array_equal(mine.ready_at, old.ready_at)
    late = moved.changes[moved.changes["ready_at"].ge(SINCE) & moved.changes["live_at"].notna()]
    by_hand = moved.jobs[moved.jobs["kind"].eq("release") & moved.jobs["started_at"].ge(SINCE)]
    assert len(late) > 0
    assert set(by_hand["team"]) <= {"application-support"}


def test_no_change_is_lost_between_two_ways(moved: Accounts) -> None:
    """What became ready long before the end is live, whichever way it went."""
    early = moved.changes[moved.changes["ready_at"] < moved.scenario.horizon - 2000]
    assert early["live_at"].notna().all()
    assert (early["live_at"] > early["ready_at"]).all()


def test_a_launch_block_ends_with_the_model_that_knows_it() -> None:
    """A move in the midst of a block: what waited goes live, though the block had gone on."""
    strict = {
        "extends": "ops-run-it", "title": "Strict",
        "error_budget": {"stages": ["team"], "lifts": "inside-budget"},
    }  # fmt: skip
    world = {"models.strict": strict, "services.basket.target": "99.9%"}
    blocked = live(study_of({**EVERYTHING, **world}, "strict"), "strict")
    _, since, until = max(blocks(blocked), key=lambda block: block[2] - block[1])
    day = np.ceil(since / 24) + 1
    assert 24 * day < until
    run = lived([{"at": f"{day:g} d", "to": "ops-run-it"}], today="strict", world=world)
    assert max(end for _, _, end in blocks(run)) == 24 * day
    assert run.select(EventKind.BLOCKED)["at"].max() < 24 * day


def test_sres_take_over_and_hand_over() -> None:
    """A service moves to SREs, engages them by a review, and moves away again."""
    there_and_back = [
        {"at": AT, "to": "sre-run-it"},
        {"at": date(2027, 6, 1), "to": "ops-run-it"},
    ]
    run = lived(there_and_back, today="you-run-it")
    away = 24.0 * (date(2027, 6, 1) - date(2026, 2, 10)).days
    steps = run.select(EventKind.REVIEW_STARTED, EventKind.SHARED_ROTA, EventKind.SRE_ROTA)["at"]
    assert len(steps)
    assert ((steps >= SINCE) & (steps < away)).all()
    after = run.budgets[run.budgets["quarter"].eq(run.budgets["quarter"].max())]
    assert set(after["state"]) == {"team"}
    jobs = run.jobs[run.jobs["team"].eq("sre")]
    assert (jobs["started_at"] >= SINCE).all()
