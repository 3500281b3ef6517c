"""People are finite: nobody works who isn't there."""

from __future__ import annotations

import numpy as np
import pytest

from sim.records.money import Accounts
from tests.relations.small import EVERY_MODEL, live, small

BUSY = {"nature": {"background": "300/y"}, "horizon": "8 w"}


def most_at_work(run: Accounts) -> dict[str, int]:
    """The most people of each team who were at work at the same time."""
    found = {}
    for team, jobs in run.jobs.groupby("team", observed=True):
        until = jobs["left_at"].fillna(np.inf).to_numpy()
        at = np.concatenate([jobs["started_at"].to_numpy(), until])
        change = np.repeat([1, -1], len(jobs))
        order = np.lexsort((change, at))  # who leaves at an instant makes room for who comes
        found[str(team)] = int(np.cumsum(change[order]).max())
    return found


@EVERY_MODEL
@pytest.mark.parametrize("replication", [0, 1])
def test_seats_in_use_never_exceed_the_people_of_a_team(model: str, replication: int) -> None:
    run = live(small(model, BUSY), replication)
    people = {team.name: team.people for team in run.organisation.teams.values()}
    at_work = most_at_work(run)
    assert max(at_work.values()) > 0
    assert {team: n for team, n in at_work.items() if n > people[team]} == {}
