"""What is kept between moves, and what a broken-off run leaves."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from sim.documents.load import Study
from sim.explorer.changes import varied
from sim.explorer.memory import THINGS, Memory
from sim.explorer.settings import defaults
from sim.questions.compare import compare


class Moved(BaseException):
    """As Streamlit's own: something was moved while the run was going on."""


def at(study: Study, replications: int, **changes: object) -> Study:
    return varied(study, replace(defaults(study), replications=replications, **changes))


def told(memory: Memory, study: Study) -> list[tuple[int, int]]:
    calls: list[tuple[int, int]] = []
    memory.comparison(study, 1, lambda done, whole: calls.append((done, whole)))
    return calls


def test_the_numbers_are_those_of_compare(quick: Study) -> None:
    study = at(quick, 3)
    found = Memory().comparison(study, 1, lambda *_: None)
    assert found.summary.equals(compare(study, workers=1).summary)


def test_nothing_is_lived_through_twice(quick: Study) -> None:
    memory = Memory()
    first, *rest = told(memory, at(quick, 2))
    assert first == (0, 4), "two replications in two worlds"
    assert [done for done, _ in rest] == [1, 2, 2, 3, 4]
    assert told(memory, at(quick, 2)) == []
    assert told(memory, at(quick, 3))[:2] == [(2, 6), (3, 6)]
    assert told(memory, at(quick, 2, standby=600.0))[0] == (0, 4)


def test_another_world_of_the_verdict_is_there_at_once(quick: Study) -> None:
    memory = Memory()
    memory.comparison(at(quick, 2), 1, lambda *_: None)
    asked = at(quick, 2, world="useless")
    assert told(memory, asked) == []
    found = memory.comparison(asked, 1, lambda *_: None)
    assert found.summary.equals(compare(asked, workers=1).summary)


def test_fewer_replications_are_the_first_of_them(quick: Study) -> None:
    memory = Memory()
    memory.comparison(at(quick, 4), 1, lambda *_: None)
    few = memory.comparison(at(quick, 2), 1, lambda *_: None)
    assert (few.replications, few.partial) == (2, False)
    assert few.summary.equals(compare(at(quick, 2), workers=1).summary)


def test_a_stale_run_stops_and_leaves_what_it_has_finished(quick: Study) -> None:
    memory = Memory()

    def move_after_two(done: int, whole: int) -> None:
        if done == 2:
            raise Moved

    with pytest.raises(Moved):
        memory.comparison(at(quick, 5), 1, move_after_two)
    assert told(memory, at(quick, 5))[0] == (2, 10)


def test_what_was_used_longest_ago_is_dropped() -> None:
    memory, made = Memory(), []

    def make(name: int) -> int:
        return memory.recall(name, lambda: made.append(name) or name)  # type: ignore[func-returns-value]

    for name in range(THINGS):
        make(name)
    make(0)
    make(THINGS)
    assert make(0) == 0
    assert made == list(range(THINGS + 1))
    make(1)
    assert made[-1] == 1


def test_two_who_look_at_once_see_each_their_own(quick: Study) -> None:
    """Both live through their first replication before either goes on."""
    memory, met = Memory(), Barrier(2, timeout=60)
    asked = [at(quick, 2, models=("you-run-it",), standby=pay) for pay in (0.0, 2000.0)]

    def look(study: Study) -> float:
        def wait(done: int, _whole: int) -> None:
            if done == 1:
                met.wait()

        return memory.comparison(study, 1, wait).mean("you-run-it", "on_call_cost_per_year")

    with ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(look, asked))
    assert seen == [look_alone(study) for study in asked]
    assert seen[0] < seen[1]


def look_alone(study: Study) -> float:
    return compare(study, workers=1).mean("you-run-it", "on_call_cost_per_year")
