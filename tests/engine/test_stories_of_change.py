"""Exact stories of changes: defects, launch blocks, swarms, rollbacks, deployments by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from sim.documents.load import Raw, merge
from sim.engine.budget import Budgets
from sim.engine.faults import Faults
from sim.engine.learning import Lessons
from sim.engine.release import Lane
from sim.engine.repairs import Repairs
from sim.engine.resolution import Resolution
from sim.engine.run import build_world
from sim.engine.state import SWARM
from sim.engine.state import World as Started
from sim.organisation.organisation import organise
from sim.records.changes import INSTANTS
from sim.records.money import Accounts
from tests.engine.hand import EvenTape, FatedService, Fault, World, service, staff

DAILY: Raw = {"release": {"every": "1 d", "deploy": "30 min"}}


def dealt_with(number: int, at: float, service: str = "shop", by: str = "owners/shop") -> list[str]:
    """An incident that owners deal with at once, from appearance to restoration."""
    return [
        f"{at:g} {service} {number} undetected = 0.5",
        f"{at + 0.25:g} {service} {number} paged {by} 0",
        f"{at + 0.25:g} {service} {number} acknowledging {by} 0",
        f"{at + 0.5:g} {service} {number} diagnosing {by} 0",
        f"{at + 1:g} {service} {number} fixing {by} 0",
        f"{at + 1.5:g} {service} {number} left {by} 0",
        f"{at + 1.5:g} {service} {number} restored",
    ]


def instants(run: Accounts, change: int) -> dict[str, float]:
    table = run.changes.sort_values("change")
    return {name: float(table[name].to_numpy()[change]) for name in INSTANTS}


def journey(*hours: float) -> dict[str, float]:
    """The instants of a change in the order of ``INSTANTS``."""
    return dict(zip(INSTANTS, hours, strict=True))


def whole(run: Accounts) -> list[str]:
    """Every line of the log but those that close a quarter."""
    return [line for line in run.log.lines() if " quarter_" not in line]


def waits(run: Accounts, name: str) -> Sequence[float]:
    return run.changes.sort_values("change")[f"{name}_hours"].tolist()


def test_a_defect_comes_back_until_its_improvement_is_live() -> None:
    """Back three days after each fix; 56 working hours after the review it is improved."""
    fault = Fault(change=0, fix="operate")
    world = World([fault], {"shop": [33.5]}, nature={"recurs": "3 d"}, horizon="12 d")
    assert world.story() == [
        "33.5 shop 0 defect_live",
        *dealt_with(1, 34.5),
        "60 shop 1 reviewed",
        *dealt_with(2, 108.0),
        *dealt_with(3, 181.5),
        *dealt_with(4, 255.0),
        "276 shop 1 improved",
    ]


def test_a_code_fix_ends_a_defect_for_good() -> None:
    """Cut at 9 on the next day; its repair is cut at once, and takes half an hour to deploy."""
    world = World([Fault(change=0)], {"shop": [9.5]}, model=DAILY, horizon="60 d")
    assert whole(world.live()) == [
        "33.5 shop 0 defect_live",
        *dealt_with(1, 34.5)[:-1],
        "36 shop 1 shipping",
        "36.5 shop 1 repair_live",
        "36.5 shop 1 restored",
        "36.5 shop 1 resolved",
        "60.5 shop 1 reviewed",
    ]


def test_a_block_holds_two_changes_that_ship_together_when_the_improvement_is_live() -> None:
    """The budget of ten days is 0.24 h: spent 0.48 h after 10, while half of the requests fail.

    The improvement takes eight hours of Tuesday and Wednesday, and a quarter to deploy.
    """
    policy: Raw = {"error_budget": {"stages": ["team"]}, "release": {"deploy": "15 min"}}
    run = World(
        [Fault(at=10.0, fix="operate", improve=8.0), Fault(change=1, shows_after=500.0)],
        {"shop": [9.0, 34.0, 58.0, 200.0]},
        services={"shop": service(target="99.9%")},
        model=policy,
        nature={"recurs": "5 d"},
        horizon="10 d",
    ).live()
    lines = whole(run)
    assert 10.48 < (spent := float(lines.pop(3).removesuffix(" shop 0 blocked"))) < 10.481
    assert lines == [
        *dealt_with(1, 10.0),
        "35.5 shop 1 reviewed",
        "59.75 shop 1 repair_live",
        "59.75 shop 1 improved",
        "59.75 shop 1 resolved",
        "59.75 shop 0 unblocked",
        "60 shop 1 defect_live",
    ]
    assert instants(run, 0) == journey(9, 9, 9, 9, 9, 9, 9.25, 9.25)
    assert instants(run, 1) == journey(34, 34, 34, 34, 59.75, 59.75, 60, 60)
    assert instants(run, 2) == journey(58, 58, 58, 58, 59.75, 59.75, 60, 60)
    assert instants(run, 3) == journey(200, 200, 200, 200, 200, 200, 200.25, 200.25)
    assert waits(run, "frozen") == [0, 25.75, 1.75, 0]
    features = run.releases[run.releases["kind"].eq("feature")]
    assert features["changes"].tolist() == [1, 2, 1]
    assert features["failed"].tolist() == [False, True, False]
    assert run.budgets["frozen_hours"].tolist() == [pytest.approx(59.75 - spent, abs=1e-6)]


def test_a_block_that_nobody_honours_holds_nothing() -> None:
    policy: Raw = {"error_budget": {"stages": ["team"], "honoured": "50%"}}
    run = World(
        [Fault(at=10.0)],
        {"shop": [34.0]},
        services={"shop": service(target="99.9%")},
        model=policy,
        horizon="10 d",
    ).live()
    said = [line for line in run.log.lines() if "block" in line]
    assert [line.partition(" ")[2] for line in said] == ["shop 0 block_ignored"]
    assert instants(run, 0) == journey(*[34.0] * 8)


def swarming(ready: Sequence[float], *defective: int) -> World:
    """Three people swarm on an incident of a sister service from 10:15 to 11:30."""
    return World(
        [Fault(at=10.0, service="cart"), *(Fault(change=n, shows_after=500.0) for n in defective)],
        {"shop": ready},
        services={"shop": service(), "cart": service()},
        model={"respond": {"owners": {"swarm": 3}}, "release": {"deploy": "15 min"}},
    )


def test_a_swarm_holds_the_releases_of_its_team() -> None:
    run = swarming([10.0, 10.5, 11.0, 12.0], 1).live()
    assert whole(run) == [
        *dealt_with(1, 10.0, "cart")[:3],
        "10.25 cart 1 swarming owners/shop 2.5",
        *dealt_with(1, 10.0, "cart")[3:-1],
        "11.5 cart 1 shipping",
        "11.75 cart 1 repair_live",
        "11.75 cart 1 restored",
        "11.75 cart 1 resolved",
        "11.75 shop 1 defect_live",
        "35.75 cart 1 reviewed",
    ]
    assert waits(run, "swarming") == [0, 1.0, 0.5, 0]
    assert run.changes["live_at"].tolist() == [10.25, 11.75, 11.75, 12.25]


@pytest.mark.parametrize("defective", [(), (0,)])
def test_what_is_on_its_way_when_a_swarm_begins_is_not_held(defective: tuple[int, ...]) -> None:
    run = swarming([10.2, 11.0], *defective).live()
    assert waits(run, "swarming") == [0, 0.5]


def test_a_release_that_began_at_the_instant_of_a_swarm_has_one_history() -> None:
    """Whoever is first at that instant: the record agrees with when the defect went live."""
    run = swarming([10.25, 11.0], 0).live()
    lines = [line for line in run.log.lines() if "defect_live" in line]
    assert lines == [f"{run.changes['first_live_at'][0]:g} shop 0 defect_live"]


def test_a_block_that_ends_inside_a_swarm_holds_until_the_swarm_ends() -> None:
    """Blocked until eight hours after the review at 35.5; a swarm on the sister from 43.25."""
    run = World(
        [
            Fault(at=10.0, fix="operate", improve=8.0),
            Fault(at=43.0, service="cart"),
            Fault(change=0, shows_after=500.0),
        ],
        {"shop": [34.0]},
        services={"shop": service(target="99.9%"), "cart": service()},
        model={
            "respond": {"owners": {"swarm": 2}},
            "error_budget": {"stages": ["team"]},
            "operability": {"invests": "60%"},
        },
        lines={"calendar": {"opens": 0, "closes": 24}},
        horizon="10 d",
    ).live()
    lines = [line for line in run.log.lines() if " shop 0 " in line][1:3]
    assert lines == ["43.5 shop 0 unblocked", "44.5 shop 0 defect_live"]
    assert (waits(run, "frozen"), waits(run, "swarming")) == ([9.5], [1.0])


def test_a_young_release_is_rolled_back_and_goes_out_again_without_the_culprit() -> None:
    """What failed is mended in an hour of its owners, and deployed in half an hour."""
    rollback: Raw = {"release": {"rollback": {"within": "1 d", "takes": "30 min"}}}
    run = World(
        [Fault(change=0, fix="operate", shows_after=2.0)],
        {"shop": [9.5, 10.0, 40.0]},
        model=merge(DAILY, rollback),
        horizon="10 d",
    ).live()
    assert whole(run) == [
        "33.5 shop 0 defect_live",
        *rolled_back(1, 35.5),
        "36.5 shop 1 mending = 1",
        "38 shop 1 repair_live",
        "38 shop 1 resolved",
        "57.5 shop 1 released_again",
        "60.5 shop 1 reviewed",
    ]
    assert waits(run, "rolled_back") == [38 - 36.5, 57.5 - 36.5, 0]
    assert run.changes["first_live_at"].tolist() == [33.5, 33.5, 57.5]
    assert run.releases[["kind", "live_at", "changes", "failed"]].values.tolist() == [
        ["feature", 33.5, 2, True],
        ["repair", 38.0, 1, False],
        ["feature", 57.5, 1, False],
        ["again", 57.5, 1, False],
    ]


def test_two_culprits_of_one_release_that_fail_before_it_goes_out_again() -> None:
    """Both are out from 36.5 on, when the first is taken back; the second has waited for a person.

    It is restored at 37.25; each is mended in an hour and deployed in half of one, and nothing is
    left that could go out again.
    """
    rollback: Raw = {"release": {"rollback": {"within": "1 d", "takes": "30 min"}}}
    run = World(
        [Fault(change=0, shows_after=2.0), Fault(change=1, shows_after=2.25)],
        {"shop": [9.5, 10.0]},
        model=merge(DAILY, rollback),
        horizon="10 d",
    ).live()
    assert waits(run, "rolled_back") == [1.5, 37.25 + 1.5 - 36.5]
    assert run.releases["kind"].tolist() == ["feature", "repair", "repair"]
    assert run.incidents["resolved_at"].tolist() == [38.0, 38.75]


def rolled_back(number: int, at: float) -> list[str]:
    """An incident that ends by taking the release back, which needs no diagnosis."""
    return [
        f"{at:g} shop {number} undetected = 0.5",
        f"{at + 0.25:g} shop {number} paged owners/shop 0",
        f"{at + 0.25:g} shop {number} acknowledging owners/shop 0",
        f"{at + 0.5:g} shop {number} diagnosing owners/shop 0",
        f"{at + 0.5:g} shop {number} rolled_back",
        f"{at + 0.5:g} shop {number} fixing owners/shop 0",
        f"{at + 1:g} shop {number} left owners/shop 0",
        f"{at + 1:g} shop {number} restored",
    ]


BY_HAND: Raw = {
    "teams": {"support": staff(1, 1, 6)},
    "release": {
        "every": "1 d",
        "approval": {"board": "2 d", "response": "1 h"},
        "deployer": "support",
        "window": "evenings",
        "deploy": "1 h",
    },
}


def test_a_change_is_cut_approved_and_deployed_by_hand_in_the_evening() -> None:
    """Cut on Tuesday at 9, before the board on Wednesday, yes at 10, deployed from 18 to 19."""
    run = World([], {"shop": [9.5, 10.0]}, model=BY_HAND, horizon="4 d").live()
    assert run.log.lines()[:-2] == [
        "0 shop 0 headcount support 6",
        "66 shop 0 deploying support 0",
        "67 shop 0 deployed support 0",
    ]
    assert instants(run, 0) == journey(9.5, 33, 58, 66, 66, 66, 67, 67)
    assert instants(run, 1) == journey(10, 33, 58, 66, 66, 66, 67, 67)


def test_a_deployment_waits_for_the_person_who_works_on_an_incident() -> None:
    model = merge(BY_HAND, {"respond": {"owners": {"team": "support"}}})
    fault = Fault(at=65.5, fix="operate")
    run = World([fault], {"shop": [9.5]}, model=model, horizon="4 d").live()
    assert run.log.lines()[1:-3] == [
        *dealt_with(1, 65.5, by="support"),
        "67 shop 0 deploying support 0",
        "68 shop 0 deployed support 0",
    ]
    assert waits(run, "deployer") == [1.0]


def test_a_tariff_of_one_deployment_a_month_sends_the_next_one_to_the_next_month() -> None:
    tariff = merge(BY_HAND, {"release": {"releases_per_month": 1, "window": "any"}})
    run = World([], {"shop": [9.5, 60.0]}, model=tariff, horizon="60 d").live()
    assert run.changes["started_at"].tolist() == [58.0, 730.5]
    assert waits(run, "deployer") == [0.0, 730.5 - 106.0]


def test_a_rollback_counts_alike_by_hand_and_by_pipeline() -> None:
    """Live at 10, fails at 12, out at 13; mended in an hour, deployed in another."""
    release: Raw = {"every": "1 d", "rollback": {"within": "1 d", "takes": "30 min"}}
    by_hand = {"teams": {"support": staff(1, 1, 6)}, "release": {"deployer": "support"}}
    pipeline: Raw = {"release": {**release, "deploy": "1 h"}}
    world = [Fault(change=0, fix="operate", shows_after=2.0)], {"shop": [9.0]}
    for model in (pipeline, merge(pipeline, by_hand)):
        run = World(*world, model=model, horizon="4 d").live()
        assert waits(run, "rolled_back") == [2.0]
        assert len(run.incidents) == 1


def faults_of(world: Started) -> Faults:
    budgets, repairs = Budgets(world), Repairs(world)
    resolution = Resolution(world, budgets)
    return Faults(world, budgets, Lessons(world, resolution, repairs), resolution, repairs)


def test_who_is_refused_at_night_does_not_overtake_who_was_held_back() -> None:
    """One is due on Monday at 18:00, one on Tuesday at 9:00; a swarm lasts until Monday 23:00."""
    world = World(
        [], {"shop": [12.0, 13.0]}, services={"shop": service(downtime_deploys=True)},
        model={"release": {"refused_out_of_hours": "50%"}}, horizon="4 d",
    )  # fmt: skip
    study = world.study()
    tape = world.tape(study.scenario)
    shop = tape.services["shop"]
    draws = {"refused out of hours": np.array([0.9, 0.1])}
    fated = FatedService(shop.source, shop.traffic, shop.ready_at, shop.faults, draws)
    organisation = organise(study.scenario, study.models["plain"])
    built = build_world(organisation, EvenTape(1, 0, {"shop": fated}))
    lane = Lane(built, built.services[0], faults_of(built), np.arange(2))
    assert lane.due.tolist() == [18.0, 33.0]
    built.services[0].holds.append((17.0, 23.0, SWARM))
    assert lane._apply_holds()
    assert lane.due.tolist() == [42.0, 42.0]
    assert lane.held[SWARM].tolist() == [24.0, 9.0]
