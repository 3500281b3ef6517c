"""Which teams a plan has when, what they are called, and who takes over."""

import math
from pathlib import Path

import pytest

from sim.documents.load import load_study
from sim.organisation.organisation import Organisation, organise
from sim.organisation.over_time import joined, steps
from tests.plans.test_bad_input import PLAN

FIRST, SECOND = 86 * 24.0, 177 * 24.0
"""1 April and 1 July, from 5 January on."""


@pytest.fixture
def plan(tmp_path: Path) -> Organisation:
    (tmp_path / "shop.toml").write_text(PLAN)
    study = load_study(tmp_path / "shop.toml")
    return organise(study.scenario, study.models["plan"])


def test_teams_are_needed_while_a_service_needs_them(plan: Organisation) -> None:
    needed = {name: team.spans for name, team in plan.teams.items()}
    assert needed == {
        "service-desk": ((0.0, math.inf),),
        "ops-bridge": ((0.0, SECOND),),
        "application-support": ((0.0, SECOND),),
        "delivery/shop": ((0.0, FIRST),),
        "delivery@2026-04-01/shop": ((FIRST, math.inf),),
    }
    assert plan.teams["ops-bridge"].head_counts == ((0.0, 5), (SECOND, 0))
    assert plan.teams["delivery@2026-04-01/shop"].head_counts == ((0.0, 0), (FIRST, 6))


def test_every_service_is_run_by_somebody_who_is_there(plan: Organisation) -> None:
    for practice in plan.practices.values():
        assert all(team.is_planned(0.0) for team in practice.teams.values())
    for move in plan.moves:
        assert all(team.is_planned(move.at) for team in move.after.teams.values())
        assert {team.name for team in move.after.teams.values()} <= set(plan.teams)


def test_owners_take_over_each_of_their_services(plan: Organisation) -> None:
    """The second one, too, though by then they are on call for the first."""
    moves = [move for move in plan.moves if move.changes_hands]
    assert [(move.at, move.service) for move in moves] == [
        (FIRST, "catalogue"), (SECOND, "checkout"),
    ]  # fmt: skip
    assert [[team.name for team in move.newcomers] for move in moves] == [
        ["delivery@2026-04-01/shop"], ["delivery@2026-04-01/shop"],
    ]  # fmt: skip


def test_whoever_stays_asked_is_no_newcomer(plan: Organisation) -> None:
    regrouped = [move for move in plan.moves if not move.changes_hands]
    assert [move.service for move in regrouped] == ["checkout"]
    assert regrouped[0].newcomers == ()


def test_stretches_that_meet_are_one() -> None:
    assert joined([(5.0, 9.0), (0.0, 5.0), (20.0, math.inf)]) == ((0.0, 9.0), (20.0, math.inf))


def test_steps_are_changes_alone() -> None:
    assert steps([(0.0, 2), (1.0, 2), (2.0, 3), (3.0, 3), (4.0, 2)]) == (
        (0.0, 2), (2.0, 3), (4.0, 2),
    )  # fmt: skip
