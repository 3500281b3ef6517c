"""A first verdict soon, refined as replications come in, and what a stop leaves."""

from dataclasses import replace

import pytest

from sim.documents.load import Study
from sim.explorer.changes import varied
from sim.explorer.memory import Memory
from sim.explorer.settings import FIRST_LOOK, defaults
from sim.explorer.stages import so_far, stages
from sim.questions.compare import compare
from sim.study.comparison import Comparison


class Stopped(BaseException):
    """As Streamlit's own."""


@pytest.fixture
def five(quick: Study) -> Study:
    return varied(quick, replace(defaults(quick), replications=5, models=("you-run-it",)))


def costs(found: Comparison) -> dict[str, list[float]]:
    """What the verdict is made of."""
    return {model: list(found.values(model, "total_cost_per_year")) for model in found.models}


def test_the_first_verdict_takes_a_few_replications_in_its_own_world(five: Study) -> None:
    """Each stage refines the one before: what was lived through stands, and counts on."""
    memory, lived = Memory(), []
    for stage in stages(five):
        calls: list[int] = []
        found = memory.comparison(stage, 1, lambda done, _, calls=calls: calls.append(done))
        lived.append(calls[-1] - calls[0])
    assert costs(found) == costs(compare(five, workers=1))
    assert lived == [FIRST_LOOK, 5 - FIRST_LOOK, 5]


def test_few_replications_are_one_look(five: Study) -> None:
    two = varied(five, replace(defaults(five), replications=2))
    assert [one.scenario.replications for one in stages(two)] == [2, 2, 2]


@pytest.mark.parametrize(
    ("after", "seen"), [(1, None), (2, (2, 1)), (6, (5, 1)), (8, (3, 2))]
)  # fmt: skip
def test_what_a_stop_leaves_is_shown(five: Study, after: int, seen: tuple[int, ...] | None) -> None:
    """After so many replications of all worlds: how many are shown, of how many worlds."""
    memory = Memory()

    def watch(done: int, whole: int) -> None:
        if done == after:
            raise Stopped

    with pytest.raises(Stopped):
        memory.comparison(five, 1, watch)
    found = so_far(five, memory)
    if seen is None:
        assert found is None
        return
    assert found is not None
    worlds = len(found.study.scenario.worlds)
    assert (found.replications, worlds) == seen
    assert {len(values) for values in costs(found).values()} == {seen[0]}
    assert any(note.startswith("Partial") for note in found.notes) == (seen[0] < 5)
