"""What the facts of a log mean is written in one table, and every fact keeps to it."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.kinds import MEANING, EventKind
from sim.engine.log import NO_JOB, NOBODY
from sim.records.incidents import DEPLOYS
from sim.records.money import Accounts
from tests.engine.shipped import MODELS, run_of

SMALL = "furniture-retailer"


@pytest.fixture(params=sorted(MODELS), scope="module")
def run(request: pytest.FixtureRequest) -> Accounts:
    return run_of(SMALL, request.param)


def test_every_kind_has_a_meaning() -> None:
    assert set(MEANING) == set(EventKind)


def test_subjects_are_what_their_kind_says(run: Accounts) -> None:
    below = {
        "incident": 1 + len(run.log.incidents),
        "change": max(len(record.ready_at) for record in run.log.changes),
        "quarter": len(run.quarters) - 1,
        "service": 1,
        "organisation": 1,
    }
    for what in np.unique(run.facts["what"]):
        subject, meaning = run.select(what)["subject"], MEANING[EventKind(what)]
        assert subject.min() >= (1 if meaning.subject == "incident" else 0)
        assert subject.max() < below[meaning.subject]


def test_a_number_without_a_meaning_is_zero_and_a_share_is_one(run: Accounts) -> None:
    for what in np.unique(run.facts["what"]):
        amount, meaning = run.select(what)["amount"], MEANING[EventKind(what)]
        if not meaning.amount:
            assert (amount == 0).all()
        if meaning.unit == "share":
            assert ((amount >= 0) & (amount <= 1)).all()


def test_teams_are_named_where_the_kind_says_so(run: Accounts) -> None:
    for what in np.unique(run.facts["what"]):
        if not MEANING[EventKind(what)].by:
            assert (run.select(what)["who"] == NOBODY).all()


def test_every_job_begins_once_and_ends_at_most_once_by_the_same_person(run: Accounts) -> None:
    begins = run.select(EventKind.ACKNOWLEDGING, EventKind.DESK, EventKind.RESUMED, *DEPLOYS)
    ends = run.select(EventKind.LEFT, EventKind.DEPLOYED, EventKind.REPAIR_DEPLOYED)
    assert sorted(begins["job"].tolist()) == list(range(run.log.jobs))
    assert len(set(ends["job"].tolist())) == len(ends["job"]) > 0
    who = dict(zip(begins["job"].tolist(), begins["who"].tolist(), strict=True))
    seat = dict(zip(begins["job"].tolist(), begins["amount"].tolist(), strict=True))
    for job, team, place in zip(ends["job"], ends["who"], ends["amount"], strict=True):
        assert (who[int(job)], seat[int(job)]) == (team, place)
    worked = run.select(EventKind.DIAGNOSING, EventKind.FIXING)
    assert (worked["job"] != NO_JOB).all()
