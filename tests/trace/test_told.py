"""Every kind of fact has words, and every story of shipped worlds can be told."""

from __future__ import annotations

import pytest

from sim.documents.load import load_study
from sim.engine.log import PHASES, EventKind
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.changes import WAITS
from sim.records.story import change_story, incident_story, service_story
from sim.records.story.aftermath import TOLD
from sim.records.story.budgeting import SERVICE_WORDS, TOLD_ALONG
from sim.records.story.change import WAIT_WORDS
from sim.records.story.incident import ALSO_TOLD, TAG_WORDS
from sim.records.story.responding import INCIDENT_WORDS
from sim.records.story.waiting import DEPLOYMENT
from sim.records.tables import Records
from tests.trace.worlds import parts, printed


def test_every_kind_of_fact_is_told_somewhere() -> None:
    told = {*INCIDENT_WORDS, *SERVICE_WORDS, *TOLD_ALONG, *TOLD, *DEPLOYMENT, *ALSO_TOLD}
    assert set(EventKind) - told == set()


def test_every_part_of_the_time_has_a_name() -> None:
    assert set(TAG_WORDS) == set(PHASES)
    assert set(WAIT_WORDS) == set(WAITS)


@pytest.fixture(scope="module", params=["ops-run-it", "you-run-it", "sre-run-it"])
def run(request: pytest.FixtureRequest) -> Records:
    study = load_study("scenarios/tiny.toml")
    tape, model = draw(study.scenario, 0), study.models[request.param]
    return Records(study.scenario, model, tape, simulate(study.scenario, model, tape))


def test_every_incident_is_told_and_its_time_adds_up(run: Records) -> None:
    for number in range(1, len(run.log.incidents) + 1):
        story = incident_story(run, number)
        assert parts(story)
        assert all(line.what for line in story.lines)
        at = [line.at for line in story.lines]
        assert at == sorted(at)
        assert max(map(len, printed(story))) <= 80


def test_every_change_is_told_and_its_time_adds_up(run: Records) -> None:
    table = run.changes
    for service, number in zip(table["service"], table["change"], strict=True):
        story = change_story(run, str(service), int(number))
        assert min([*parts(story).values(), 0.0]) == 0.0
        at = [line.at for line in story.lines]
        assert at == sorted(at)


def test_every_service_is_told_quarter_by_quarter(run: Records) -> None:
    for name in run.scenario.services:
        story = service_story(run, name)
        assert parts(story)
        assert len(story.quarters) == len(run.quarters) - 1
        assert max(map(len, printed(story))) <= 80
