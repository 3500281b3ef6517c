"""People are finite: nobody works who isn't there."""

from __future__ import annotations

import pytest

from sim.questions.verify.relation_cases import live, most_at_work, small
from tests.relations.small import EVERY_MODEL

BUSY = {"nature": {"background": "300/y"}, "horizon": "8 w"}


@EVERY_MODEL
@pytest.mark.parametrize("replication", [0, 1])
def test_seats_in_use_never_exceed_the_people_of_a_team(model: str, replication: int) -> None:
    run = live(small(model, BUSY), replication)
    people = {team.name: team.people for team in run.organisation.teams.values()}
    at_work = most_at_work(run)
    assert max(at_work.values()) > 0
    assert {team: n for team, n in at_work.items() if n > people[team]} == {}
