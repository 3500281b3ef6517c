"""How many people each team needs: bounds, steps, and a search that is lived through."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.documents.errors import InputError
from sim.documents.load import Raw, Study, build_study, merge
from sim.documents.staffing import STRETCH, shift_people
from sim.organisation.organisation import organise
from sim.present.staffing import FILES, staff_sentences, write_staffing
from sim.questions.assign import Assignment, Staff, ask, assign, staff
from sim.questions.assign.asked import KNOBS
from sim.questions.assign.seats import groups_of, steps
from sim.questions.verify.relation_cases import SMALL

CROWDED: Raw = merge(SMALL, {
    "compare": ["ops-run-it", "you-run-it"], "horizon": "6 w", "replications": 10,
    "models": {"ops-run-it": {"teams": {"application-support": {
        "people": 16, "on_duty": {"working_hours": 12},
    }}}},
    "assign": {"must": dict.fromkeys(SMALL["services"], "ops-run-it")},
})  # fmt: skip
"""Operations with far more analysts than four services need."""


def study_of(**more: Any) -> Study:
    return build_study(merge(CROWDED, more), "small", "small.toml", None)


@pytest.fixture(scope="module")
def found() -> Assignment:
    return assign(ask(study_of()), most=10, workers=1)


@pytest.fixture(scope="module")
def staffed(found: Assignment) -> Staff:
    bounds = {"application-support": {"people": (12, 18)}}
    return staff(bounded(found, bounds), most=10, workers=1)


def bounded(found: Assignment, bounds: Raw) -> Assignment:
    """The same assignment where other bounds are stated."""
    return replace(found, asked=ask(study_of(assign={"staff": bounds})))


def test_where_no_bounds_are_stated_teams_that_models_add_may_halve_or_double(
    found: Assignment,
) -> None:
    groups = {group.team: group for group in groups_of(found)}
    assert set(groups) == {"service-desk", "ops-bridge", "application-support"}
    analysts = groups["application-support"]
    assert analysts.counts == (16, 12, 1, 16)
    assert [analysts.range_of(knob) for knob in range(4)] == [(8, 32), (6, 24), (1, 2), (16, 16)]


def test_where_bounds_are_stated_nothing_else_moves(found: Assignment) -> None:
    bounds = {"ops-bridge": {"people": (5, 7)}, "delivery": {"rota": (3, 6)}}
    groups = {group.team: group for group in groups_of(bounded(found, bounds))}
    assert set(groups) == {"ops-bridge", "delivery"}
    assert {counts[0] for counts in steps(groups["ops-bridge"], (5, 1, 1, 5), 0.0)} == {6}
    people = groups["delivery"].counts
    assert {counts[3] for counts in steps(groups["delivery"], (*people[:3], 4), 0.0)} == {3, 5}


def test_steps_keep_within_bounds_and_shifts_within_hands(found: Assignment) -> None:
    scenario = found.asked.study.scenario
    for group in groups_of(found):
        for share in (0.25, 0.0):
            for counts in steps(group, group.counts, share):
                assert counts != group.counts
                for knob, number in enumerate(counts[:3]):
                    low, high = group.range_of(knob)
                    assert low <= number <= high
    desk = next(group for group in groups_of(found) if group.team == "service-desk")
    needed = shift_people(scenario, desk.stated.on_duty)
    enough = next(n for n in range(1, 20) if n * STRETCH >= needed)
    inside, outside = desk.counts[1:3]
    assert desk.staffs(scenario, (enough, inside, outside, enough))
    assert not desk.staffs(scenario, (enough - 1, inside, outside, enough - 1))


def test_people_whom_nobody_needs_are_found_and_what_they_cost_is_saved(
    found: Assignment, staffed: Staff
) -> None:
    (team,) = staffed.teams
    fewer = team.before[0] - team.after[0]
    assert fewer > 0
    assert staffed.ended
    assert staffed.saving.low > 0
    salary = study_of().scenario.prices.salaries.operations
    assert fewer * salary <= staffed.saving.mean <= 1.5 * fewer * salary  # licences come on top
    assert any("where there were 16 people" in line for line in staff_sentences(staffed, "USD"))
    again = study_of(models=staffed.lines)
    own = organise(again.scenario, again.models["ops-run-it"]).teams["application-support"]
    duty = own.document.on_duty
    assert (own.people, duty.working_hours, duty.out_of_hours) == team.after[:3]


def test_its_table_is_written_and_again_to_the_byte(staffed: Staff, tmp_path: Path) -> None:
    for folder in ("one", "other"):
        write_staffing(staffed, tmp_path / folder)
    assert {path.name for path in (tmp_path / "one").iterdir()} == set(FILES)
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    text = (tmp_path / "one" / "staffing.csv").read_text(encoding="utf-8")
    (row,) = csv.DictReader(text.splitlines())
    assert [int(row[what]) for what in KNOBS] == list(staffed.teams[0].after)


@pytest.mark.parametrize(
    ("bounds", "place", "says"),
    [
        ({"ops-bridge": {"people": (7, 5)}}, "ops-bridge.people", "found 7 to 5"),
        ({"ops-bridge": {"people": (0, 5)}}, "ops-bridge.people", "1 or more"),
        ({"ops-brigde": {"people": (4, 5)}}, "ops-brigde", "did you mean 'ops-bridge'?"),
    ],
)
def test_bad_bounds_are_told_in_a_line(bounds: Raw, place: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        ask(study_of(assign={"staff": bounds}))
    (problem,) = caught.value.problems
    assert problem.path == f"assign.staff.{place}"
    assert says in problem.message


def test_a_ceiling_on_people_on_call_holds_for_the_staffing_too(found: Assignment) -> None:
    """Two on call would be allowed by the bounds and not by the ceiling."""
    rules = {"on_call": 1, "staff": {"application-support": {"out_of_hours": (1, 3)}}}
    asked = ask(study_of(assign=rules))
    done = staff(replace(found, asked=asked), most=10, workers=1)
    assert done.teams[0].after == done.teams[0].before


def test_teams_of_two_models_that_are_alike_are_staffed_alike(found: Assignment) -> None:
    mixed = replace(found, best={**found.best, "browse": "you-run-it"})
    desk = next(group for group in groups_of(mixed) if group.role == "service-desk")
    assert set(desk.models) == {"ops-run-it", "you-run-it"}
    assert set(desk.lines((7, 2, 1, 7))) == {"ops-run-it", "you-run-it"}
