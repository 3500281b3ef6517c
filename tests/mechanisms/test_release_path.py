"""The way of a change: approval, boards, windows, freezes, the deployer's queue, sync, tariffs."""

import pytest

from tests.mechanisms.lines import SUPPORT, outage
from tests.mechanisms.worlds import Effect, Fault, World

MONDAY_10, MONDAY_20, TUESDAY_10 = 10, 20, 34


def delayed(wait: str, without: float | None, with_it: float | None) -> Effect:
    """One change waits, and its value with it; nothing else."""
    return {f"shop/0 {wait}": (without, with_it), "cost cost of delay none": (without, with_it)}


ONE_CHANGE = {"shop": [MONDAY_10]}
TWO_DAYS = 'release.approval.response = "2 d"'
BOARD = 'release.approval = { board = "1 w", response = "1 d" }'
"""It sits on Mondays at nine; a change of Monday at ten waits for 167 hours."""


def test_an_approval_takes_its_time() -> None:
    assert World(changes=ONE_CHANGE).effect(TWO_DAYS) == delayed("approval", None, 48)


def test_a_standard_change_needs_none() -> None:
    world = World(changes=ONE_CHANGE, model=TWO_DAYS)
    assert world.effect('release.standard = "60%"') == delayed("approval", 48, None)
    assert world.effect('release.standard = "50%"') == {}


def test_a_board_sits_once_a_week() -> None:
    assert World(changes=ONE_CHANGE).effect(BOARD) == delayed("approval", None, 167 + 24)


def test_a_board_may_sit_on_another_day() -> None:
    """Two days later, on Wednesday: this week's is still to come."""
    world = World(changes=ONE_CHANGE, model=BOARD)
    assert world.effect('release.approval.offset = "2 d"') == delayed("approval", 191, 47 + 24)


def test_a_rejected_change_waits_for_the_next_board_or_asks_at_once() -> None:
    """A uniform of 0.5 is a no at 60 %, and a second no only from 71 % on."""
    line = 'release.approval.rejects = "60%"'
    board, none = (World(changes=ONE_CHANGE, model=model) for model in (BOARD, TWO_DAYS))
    assert board.effect(line) == delayed("approval", 191, 191 + 168)
    assert none.effect(line) == delayed("approval", 48, 96)
    assert none.effect('release.approval.rejects = "40%"') == {}


@pytest.mark.parametrize(
    ("ready", "window", "waits"),
    [(MONDAY_10, "evenings", 8), (MONDAY_20, "working-hours", 13), (MONDAY_20, "any", None)],
)
def test_deployments_start_in_the_window(ready: float, window: str, waits: float | None) -> None:
    effect = World(changes={"shop": [ready]}).effect(f'release.window = "{window}"')
    assert effect == (delayed("window", None, waits) if waits else {})


def test_a_service_that_needs_downtime_is_deployed_in_the_evening() -> None:
    world = World(changes={"shop": [MONDAY_10], "other": [MONDAY_10]}, scenario=OTHER)
    downtime = "services.shop.downtime_deploys = true"
    assert world.effect(scenario=downtime) == delayed("window", None, 8)


OTHER = """
services.other = { team = "red", target = "99%", exposure = "1 USD/h", changes = "0/y", \
traffic.start = "1/s" }
"""
SALE = """
services.shop.traffic.peaks = ["sale"]
nature.peaks.sale = { starts = "01-15", ends = "01-17", factor = 2 }
"""


def test_nothing_is_released_around_a_peak() -> None:
    """The peak is from hour 336 to 384; the change before the freeze and the other service go."""
    before, frozen = 100, 178
    world = World(changes={"shop": [before, frozen], "other": [frozen]}, scenario=OTHER + SALE)
    freeze = 'release.peak_freeze = { before = "1 w", after = "1 d" }'
    assert world.effect(freeze) == {
        "shop/1 window": (None, 408 - frozen),
        "cost cost of delay none": (None, 408 - frozen),
    }


def test_deployments_out_of_hours_may_be_refused() -> None:
    world = World(changes={"shop": [MONDAY_20, TUESDAY_10]})
    assert world.effect('release.refused_out_of_hours = "60%"') == delayed("window", None, 13)


def test_who_deploys_by_hand_can_not_answer_a_page_and_the_other_way_round() -> None:
    """The first change finds support at an incident, the second incident finds it deploying."""
    operate = {"fix": "operate"}
    world = World(
        [Fault(at=10, **operate), Fault(at=34, **operate)],
        {"shop": [11, 33.5]},
        model=[SUPPORT, 'respond.support.hand_over = "0 h"\nrelease.deploy = "1 h"'],
    )
    assert world.effect('release.deployer = "support"') == {
        "shop/0 deployer": (None, 2.25),
        "shop#2 queueing": (None, 0.5),
        "hours support": (6.5, 8.5),
        "cost cost of delay none": (2, 4.25),
        **outage(6.5, 7),
    }


def test_incidents_go_before_deployments_in_the_queue() -> None:
    """Both ask while support is busy until 13:15; the incident asked later, and goes first."""
    world = World(
        [Fault(at=10, fix="operate"), Fault(at=12, fix="operate", impact=0.1)],
        {"shop": [11]},
        model=[SUPPORT, 'respond.support.hand_over = "0 h"\nrelease.deploy = "1 h"'],
    )
    assert world.effect('release.deployer = "support"') == {
        "shop/0 deployer": (None, 13.25 + 3.25 - 11),
        "hours support": (6.5, 7.5),
        "cost cost of delay none": (1, 6.5),
    }


def test_a_tariff_includes_so_many_deployments_a_month() -> None:
    world = World(
        changes={"shop": [MONDAY_10, TUESDAY_10]}, model=[SUPPORT, 'release.deployer = "support"']
    )
    assert world.effect("release.releases_per_month = 1") == {
        "shop/1 deployer": (None, 730.5 - TUESDAY_10),
        "cost cost of delay none": (None, 730.5 - TUESDAY_10),
    }


@pytest.mark.parametrize(("every", "half_a_sync_each"), [("", 4), ('release.every = "1 w"', 2)])
def test_every_release_costs_a_knowledge_sync(every: str, half_a_sync_each: float) -> None:
    world = World(changes={"shop": [MONDAY_10, 11]}, model=every)
    effect = world.effect('release.knowledge_sync = "4 h"')
    assert effect == {"cost release capex": (None, half_a_sync_each)}


def test_an_incident_that_others_worked_on_costs_one_too() -> None:
    world = World([Fault(fix="operate"), Fault(at=34, service="other")], scenario=OTHER)
    support = World([Fault(fix="operate")], model=SUPPORT)
    assert world.effect('respond.owners.sync = "0 h"') == {}
    assert support.effect('respond.support.sync = "2 h"') == {"cost incident capex": (None, 1)}


def test_a_domain_rota_costs_a_knowledge_sync_as_well() -> None:
    team = (
        'teams.rota = { scope = "domain", on_duty = { working_hours = 1, out_of_hours = 1 }, '
        'pay = "standby", role = "developer", funding = "capex" }'
    )
    line = (
        'respond.rota = { line = 0.5, team = "rota", fixes = ["restart", "operate", "code"], '
        'acknowledge = "0 s" }'
    )
    world = World([Fault()], model=[team, line])
    assert world.effect('respond.rota.sync = "2 h"') == {"cost incident capex": (3, 4)}
