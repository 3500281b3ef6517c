"""Toil takes hours, automation ends it, and SREs hold their operational work to a limit.

Day 0 is a Monday, the first of a quarter of 90 days; people work from 9 to 17.
"""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.documents.errors import InputError
from sim.documents.nature import Operability
from sim.documents.toil import Toil
from sim.engine.log import EventKind
from sim.engine.operability import automation_of
from sim.records.metrics import REGISTRY
from sim.records.money import Accounts
from tests.mechanisms.lines import SRE
from tests.mechanisms.worlds import Fault, World

YEAR = 8766.0
HAS_SRES = 'services.shop.stage = "sre"\nnature.toil = {}\nhorizon = "39 w"\n'
"""From the first day; quarters end after 90 and 181 days."""
LIMIT = "engagement.engineering = {}\nengagement.operations = { %s }\n"
DAYS = range(0, 273, 7)


def toil(hours: float, days: Any = DAYS) -> list[tuple[float, str, float]]:
    """A piece each Monday at ten o'clock."""
    return [(24.0 * day + 10, "toil", hours) for day in days]


def who(run: Accounts) -> list[str]:
    return [str(team) for team in run.requests["team"]]


def times(run: Accounts, kind: EventKind) -> list[float]:
    return [float(at) for at in run.select(kind)["at"]]


def test_toil_takes_hours_of_those_who_build() -> None:
    run = World(asked=toil(3, [0]), scenario="nature.toil = {}").run()
    assert run.ledger.groupby("line", observed=True)["amount"].sum()["toil"] == 3
    assert REGISTRY["toil_hours_per_service_year"].of(run) == pytest.approx(3 * YEAR / (56 * 24))


def test_a_rate_of_zero_is_none() -> None:
    world = World([Fault(at=10)], changes={"shop": [34.0]}, model=SRE)
    assert world.effect(scenario='nature.toil = { rate = "0/y" }') == {}


@pytest.mark.parametrize("hours", [100.0, 400.0, 1000.0])
def test_what_is_left_falls_exponentially_with_hours_of_automation(hours: float) -> None:
    """Two people who put in half of their time, without wear: 1 − e^(−hours/400)."""
    law = Operability(decay=0.0)
    stock = automation_of(Toil(), law, 250 / YEAR, 0.0, 2.0, 1760.0)
    stock.invest(0.5, 0.0)
    assert stock.at(hours / 1760 * YEAR) == pytest.approx(1 - math.exp(-hours / 400))


def test_automation_wears_off_with_change() -> None:
    stock = automation_of(Toil(), Operability(decay=0.2), 250 / YEAR, 0.0, 2.0, 1760.0)
    stock.invest(1.0, 0.0)
    reached = stock.at(YEAR)
    stock.invest(0.0, YEAR)
    assert stock.at(2 * YEAR) == pytest.approx(reached * math.exp(-0.5))


def test_owners_who_automate_have_less_to_do() -> None:
    """A fifth of six people's time automates half in seven weeks: none comes in the next 13."""
    world = World(asked=toil(1), scenario='nature.toil = {}\nhorizon = "39 w"')
    assert len(world.run().requests) == 39
    assert len(world.run('operability = { invests = "20%", toil = "100%" }').requests) == 13
    assert len(world.run('operability = { invests = "20%", toil = "0%" }').requests) == 39


def test_above_the_limit_owners_do_it_until_the_quarter_ends() -> None:
    """Of eight SREs' 270 hours a week 4 % are eleven; sixteen are asked for, the next week none."""
    world = World(asked=toil(16), model=SRE, scenario=HAS_SRES)
    run = world.run(LIMIT % 'limit = "4%", measured_over = "1 w"')
    first, second = (24.0 * day for day in (90, 181))
    ends, begins = times(run, EventKind.OVERFLOW_ENDS), times(run, EventKind.OVERFLOWS)
    assert begins[0] == 7 * 24
    assert ends == [first, second]
    assert all(begin > end for begin, end in zip(begins[1:], ends, strict=True))
    asked = [(24.0 * day + 10, team) for day, team in zip(DAYS, sorted_teams(run), strict=True)]
    spans = list(zip(begins, [*ends, math.inf], strict=True))
    for at, team in asked:
        overflows = any(begin <= at < end for begin, end in spans)
        assert team == ("owners/red" if overflows else "sre"), at


def sorted_teams(run: Accounts) -> list[str]:
    """Who did each piece first, in order of time."""
    table = run.requests[~run.requests["rest"]].sort_values("asked_at", kind="stable")
    return [str(team) for team in table["team"]]


def test_below_the_limit_nothing_goes_back() -> None:
    run = World(asked=toil(8), model=SRE, scenario=HAS_SRES).run(LIMIT % 'limit = "10%"')
    assert set(who(run)) == {"sre"}
    assert REGISTRY["overflows_per_year"].of(run) == 0


def test_what_overflows_quarter_after_quarter_is_handed_back() -> None:
    world = World(asked=toil(16), model=SRE, scenario=HAS_SRES)
    run = world.run(LIMIT % 'limit = "4%", hand_back_after = 2')
    assert times(run, EventKind.HANDED_BACK) == [181 * 24]
    assert set(sorted_teams(run)[27:]) == {"owners/red"}


def test_operational_share_is_what_was_worked() -> None:
    """Five incidents of three hours with an hour each of what follows, 39 pieces of two hours."""
    faults = [Fault(at=24.0 * day + 11, diagnose=1, work=2) for day in range(5)]
    world = World(faults, asked=toil(2), model=SRE, scenario=HAS_SRES)
    run = world.run(LIMIT % 'follow_up = "1 h"')
    acknowledged = 5 * 0.25
    paid = 8 * 1760 * 273 * 24 / YEAR
    share = (5 * 4 + acknowledged + 39 * 2) / paid
    assert REGISTRY["sre_operational_share"].of(run) == pytest.approx(share)


def test_operational_work_takes_engineering_time() -> None:
    """What is left builds operability; without a limit it is the share that is planned."""
    world = World(asked=toil(16), model=SRE, scenario=HAS_SRES)
    hours, planned = "reliability_hours_per_service_year", "engagement.engineering = {}"
    assert REGISTRY[hours].of(world.run(planned)) == pytest.approx(4 * 1760)
    run = world.run(LIMIT % "")
    left = 8 * 1760 - 16 * len(DAYS) * YEAR / (273 * 24)
    assert REGISTRY[hours].of(run) == pytest.approx(left)


def test_the_head_count_follows_the_services() -> None:
    """Ten for one service from the first day; eight are what the team has for none."""
    run = World(model=SRE, scenario=HAS_SRES).run("engagement.per_service = 10")
    sres = next(team for team in run.teams if team.name == "sre")
    assert sres.head_counts == ((0.0, 10),)
    lets_go = "engagement.per_service = 10\nengagement.engineering = {}\n" + (
        'engagement.operations = { limit = "4%", hand_back_after = 2 }'
    )
    run = World(asked=toil(16), model=SRE, scenario=HAS_SRES).run(lets_go)
    sres = next(team for team in run.teams if team.name == "sre")
    assert sres.head_counts == ((0.0, 10), (181 * 24.0, 8))


def test_more_are_hired_for_another_service() -> None:
    grows = """
nature.toil = {}
horizon = "39 w"
services.shop.stage = "sre"
[services.cart]
team = "red"
target = "99%"
exposure = "1 USD/h"
changes = "0/y"
traffic = { start = "200/s" }
"""
    run = World(model=SRE, scenario=grows).run(
        'engagement.per_service = 5\nengagement.hiring = "4 w"'
    )
    shared = times(run, EventKind.SHARED_ROTA)
    sres = next(team for team in run.teams if team.name == "sre")
    assert len(shared) == 1
    assert sres.head_counts == ((0.0, 8), (shared[0] + 4 * 168, 10))


@pytest.mark.parametrize(
    ("model", "place"),
    [
        ("engagement.operations = {}", "engagement.operations"),
        ("engagement.engineering = {}\nengagement.operations.limit = 1.2", "operations.limit"),
        ("engagement.per_service = 0", "engagement.per_service"),
    ],
)
def test_what_is_refused(model: str, place: str) -> None:
    with pytest.raises(InputError, match=place.replace(".", r"\.")):
        World(model=SRE).study(model)
