"""Whether queues empty and how busy people are, against what can be counted by hand."""

from __future__ import annotations

import pytest

from sim.records.money import Accounts
from sim.records.queues import BUSY, NEVER_LIVE, STILL_OPEN, queues
from tests.money.worlds import live, study_of


@pytest.fixture(scope="module")
def run() -> Accounts:
    return live(study_of({}, "ops-run-it"), "ops-run-it")


def test_shares_are_of_what_began_early(run: Accounts) -> None:
    found, until = queues(run), 0.75 * run.scenario.horizon
    ready = [r for r in run.changes.itertuples() if r.ready_at < until]
    begun = [r for r in run.incidents.itertuples() if r.appeared_at < until]
    assert len(ready) > 50
    assert found[NEVER_LIVE] == sum(r.live_at != r.live_at for r in ready) / len(ready)
    assert found[STILL_OPEN] == sum(r.restored_at != r.restored_at for r in begun) / len(begun)


def test_loads_times_hours_on_duty_are_the_hours_of_all_jobs(run: Accounts) -> None:
    found, horizon = queues(run), run.scenario.horizon
    working = run.working.open_hours(0.0, horizon)
    total = 0.0
    for team in run.organisation.teams.values():
        duty = team.document.on_duty
        hours = duty.working_hours * working + duty.out_of_hours * (horizon - working)
        total += found.get(f"{BUSY}{team.name}", 0.0) * hours
    jobs = run.jobs
    worked = sum(
        (min(left, horizon) if left == left else horizon) - began
        for began, left in zip(jobs["started_at"], jobs["left_at"], strict=True)
    )
    assert worked > 100
    worked += run.alerts["hours"].sum() + run.requests["hours"].sum()
    assert total == pytest.approx(worked)
