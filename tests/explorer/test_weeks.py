"""The weeks of a service on the page: words, a phase, and a picture a model."""

import re
from pathlib import Path

import pytest

from sim.documents.load import load_study, vary
from sim.explorer.memory import Memory
from sim.explorer.weeks import MOST, weeks_of, weeks_picture
from sim.questions.dynamics import Dynamics


@pytest.fixture(scope="module")
def found() -> Dynamics:
    lab = load_study(Path("scenarios/error-budget-lab.toml"))
    few = {"horizon": "1 y", "compare": ["block-only", "expectation"], "replications": MOST + 2}
    study, memory = vary(lab, few), Memory()
    comparison = memory.comparison(study, 1, lambda *_: None)
    weeks = weeks_of(comparison, "shop", memory, 1, lambda *_: None)
    assert weeks is weeks_of(comparison, "shop", memory, 1, lambda *_: None)
    return weeks


def test_a_look_takes_some_replications(found: Dynamics) -> None:
    assert found.replications == MOST


def test_words_and_a_picture_a_model_beside_the_phase(found: Dynamics) -> None:
    html = weeks_picture(found, "A")
    assert html.count("<svg") == html.count('role="img"') == 1 + len(found.runs)
    assert "Expectation of a block: reliability time" in html
    assert "\n\n" not in html  # Markdown would end the HTML there
    pictures = html.split('<div class="picture">')[1:]
    ids = [set(re.findall(r'\bid="([^"]+)"', picture)) for picture in pictures]
    assert all(ids)
    assert ids[0].isdisjoint(ids[1])
    assert ids[1].isdisjoint(ids[2])
