"""Every known answer through the real documents and the real engine; the same cases as `verify`."""

from collections import Counter

import numpy as np
import pytest

from sim.questions.verify import Case, Check, verify_rows
from sim.questions.verify.arithmetic import arithmetic_rows
from sim.questions.verify.cases import case_names, make_case
from sim.questions.verify.runner import hold_against, judge, replications_of, run_once
from tests.theory.rows import HELD_AGAINST_ANOTHER_ENGINE, failures

CASES = [
    pytest.param(name, marks=() if make_case(name).fast else pytest.mark.slow)
    for name in case_names()
    if name not in HELD_AGAINST_ANOTHER_ENGINE
]
FEWEST_ROWS = 25


@pytest.mark.parametrize("name", CASES)
def test_the_simulator_knows_the_answer(name: str) -> None:
    case = make_case(name)
    rows = judge(case, [run_once(name, number) for number in replications_of(case)])
    assert failures(rows) == []


def test_published_sums() -> None:
    assert failures(arithmetic_rows()) == []


def all_checks() -> list[tuple[Case, Check]]:
    return [(case, check) for case in map(make_case, case_names()) for check in case.checks]


def test_enough_answers_each_with_a_source_and_a_name_of_its_own() -> None:
    names = Counter(check.name for _, check in all_checks())
    assert len(names) >= FEWEST_ROWS
    assert names.most_common(1)[0][1] == 1
    assert all(check.source for _, check in all_checks())


def test_no_answer_may_be_vaguer_than_a_fifth() -> None:
    assert [check.name for _, check in all_checks() if check.allowed > 0.2] == []


CHECK = Check("a number", 10.0, lambda runs: 0.0, "nobody", allowed=0.05)
NARROW = np.array([9.9, 10.0, 10.1, 9.95, 10.05, 10.0])


def test_a_narrow_interval_around_the_answer_holds() -> None:
    assert hold_against("case", CHECK, NARROW).verdict == "holds"


@pytest.mark.parametrize(
    "values",
    [NARROW * 1.05, 10 + 40 * (NARROW - 10), np.append(NARROW, np.nan), np.full(6, 10.001)],
    ids=["off by 5 %", "too wide", "a replication without a value", "certain but wrong"],
)
def test_what_fails(values: np.ndarray) -> None:
    assert hold_against("case", CHECK, values).verdict == "fails"


def test_the_command_reports_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.questions.verify.runner.case_names", lambda: ["budgets", "rotas"])
    told: list[tuple[int, int, str]] = []
    rows = verify_rows(lambda *step: told.append(step), quick=True, workers=1)
    assert [row.name for row in rows][:3] == [c.name for c in make_case("budgets").checks]
    assert told[0][:2] == (0, 4)
    assert told[1:] == [(1, 4, "budgets"), (2, 4, "budgets"), (3, 4, "rotas"), (4, 4, "rotas")]
    assert failures(rows) == []


def test_workers_do_not_change_a_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.questions.verify.runner.case_names", lambda: ["burn-rates", "board"])
    assert verify_rows(workers=1) == verify_rows(workers=2)
