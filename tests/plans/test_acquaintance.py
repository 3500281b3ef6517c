"""Getting to know a service: the curve, where it starts, and what it does to a life."""

import math
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from sim.documents.nature import Acquaintance
from sim.engine.acquaintance import Met, familiarity
from sim.records.money import Accounts
from tests.plans.worlds import lived

AT = date(2026, 8, 12)
SINCE = 24.0 * (AT - date(2026, 2, 10)).days
RULE = Acquaintance(time="1000 h", incidents=5, takes_over=0.5)
FLAT = {"time": "1000000000000 y", "incidents": 1e300}


def test_the_curve_starts_where_the_document_says() -> None:
    assert familiarity(RULE, 0.7, Met(300.0), 300.0) == pytest.approx(0.7)


@pytest.mark.parametrize(("hours", "dealt"), [(1000.0, 0), (0.0, 5), (500.0, 2.5)])
def test_time_and_incidents_make_up_63_percent_of_what_is_strange(hours: float, dealt: int) -> None:
    found = familiarity(RULE, 0.4, Met(0.0, dealt), hours)
    assert found == pytest.approx(1 - 0.6 * math.exp(-1))


def test_it_only_grows_and_never_beyond_an_owner() -> None:
    curve = [familiarity(RULE, 0.3, Met(0.0, dealt), 40.0 * dealt) for dealt in range(60)]
    assert all(before < after <= 1 for before, after in pairwise(curve))
    assert familiarity(RULE, 1.0, Met(0.0), 10.0) == 1.0


def test_whoever_takes_over_alone_starts_lower() -> None:
    met = Met(100.0, alone_from=200.0)
    assert familiarity(RULE, 0.8, met, 150.0) > 0.8
    assert familiarity(RULE, 0.8, met, 200.0) == pytest.approx(1 - 0.6 * math.exp(-0.1))


def _first_after(run: Accounts, service: str) -> float:
    """Hours of diagnosis of the first incident after the move that somebody diagnosed."""
    table = run.incidents
    mine = table[table["service"].eq(service) & table["appeared_at"].ge(SINCE)]
    return float(mine.loc[mine["diagnosing_hours"].gt(0), "diagnosing_hours"].iloc[0])


@pytest.mark.parametrize("service", ["basket", "web shop"])
def test_a_dip_follows_a_move(service: str) -> None:
    """On a curve that is flat, the first diagnosis takes as much longer as is stated."""
    moves = [{"at": AT, "to": "you-run-it"}]
    dips = [
        lived(moves, dual_running="0 w",
              world={"nature.acquaintance": {**FLAT, "takes_over": takes_over}})
        for takes_over in (1.0, 0.5)
    ]  # fmt: skip
    without, with_dip = (_first_after(run, service) for run in dips)
    assert with_dip / without == pytest.approx(2, rel=1e-3)


def test_those_who_stay_beside_spare_the_newcomers_the_dip() -> None:
    world = {"nature.acquaintance": {**FLAT, "takes_over": 0.5}}
    moves = [{"at": AT, "to": "you-run-it"}]
    alone = lived(moves, dual_running="0 w", world=world)
    beside = lived(moves, dual_running="26 w", world=world)
    assert _first_after(beside, "basket") < _first_after(alone, "basket")


def test_a_curve_that_is_flat_is_what_the_documents_state() -> None:
    plain = lived([{"at": "3 months", "to": "ops-run-it"}])
    flat = lived([{"at": "3 months", "to": "ops-run-it"}], world={"nature.acquaintance": FLAT})
    assert plain.log.lines() == flat.log.lines()


def test_teams_come_to_know_services_in_time() -> None:
    """Analysts need less time for the same incidents once they have got to know the services."""
    moves = [{"at": "3 months", "to": "ops-run-it"}]
    quick = {"nature.acquaintance": {"time": "1 w", "incidents": 1e9}}
    hours = []
    for world in ({}, quick):
        run = lived(moves, world=world)
        ops = run.jobs[run.jobs["team"].eq("application-support") & run.jobs["kind"].eq("incident")]
        hours.append(float(np.mean(ops["hours"])))
    assert hours[1] < hours[0]
