"""How behaviour and politics are told: what owners put in, risks they take, what is refused."""

from __future__ import annotations

import re

from sim.records.story import change_story, service_story
from sim.records.story.parts import Story
from tests.mechanisms.worlds import Fault, World

POLICY = 'error_budget.stages = ["team"]\noperability.invests = "10%"'
ANSWERS = 'operability.responds = { top = "30%", watch = "100%", risk = 1.5, spare = "90%" }'


def told(story: Story, word: str) -> list[tuple[float, str]]:
    """The lines of a story with a word, with their instants."""
    return [(line.at, line.what) for line in story.lines if re.search(word, line.what)]


def test_what_a_reading_moves_is_told_with_what_it_was_before() -> None:
    """An outage at night is read after a week: 22 % of the budget are gone, and 27 % after two."""
    later = Fault(at=200, fix="restart", impact=0.2)
    run = World([Fault(at=2, fix="restart"), later], model=POLICY).run(ANSWERS)
    lines = told(service_story(run, "shop"), "into reliability")
    assert [at for at, _ in lines] == [168, 336]
    assert lines[0][1].replace("\N{NO-BREAK SPACE}", " ") == (
        "its owners put more of their time into reliability: 14 % (10 %)"
    )
    assert "more of their time" in lines[1][1]


def test_risks_are_told_when_they_are_taken_and_when_no_longer() -> None:
    run = World([Fault(at=200, fix="restart")], model=POLICY).run(ANSWERS)
    lines = told(service_story(run, "shop"), "care")
    assert [(at, "less care, 1.5 times the usual defects" in text) for at, text in lines] == [
        (168, True), (336, False),
    ]  # fmt: skip


def test_a_refused_deployment_is_told() -> None:
    run = World([], {"shop": [20.0]}).run(
        'release = { window = "any", refused_out_of_hours = "60%" }'
    )
    lines = told(change_story(run, "shop", 0), "refused")
    assert lines == [(20, "deployment out of hours refused: it waits for working hours")]
