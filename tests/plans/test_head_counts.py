"""Head counts by rule: bounds, closed forms, and people who come when somebody has found them."""

from typing import Any

import numpy as np
import pytest

from sim.documents.errors import InputError
from sim.documents.head_counts import HeadCount
from sim.engine.log import EventKind
from sim.ground.units import HOURS_PER
from sim.records.load import hours_on_duty
from sim.records.money import Accounts
from tests.money.worlds import live, study_of
from tests.plans.worlds import EVERYTHING

TEAM = "models.ops-run-it.teams.application-support"
OPERATIONS = 95_000.0


def _run(rule: dict[str, Any], **world: Any) -> Accounts:
    changes = {**EVERYTHING, **world, f"{TEAM}.head_count": rule}
    return live(study_of(changes, "ops-run-it"), "ops-run-it")


def _staff(run: Accounts) -> tuple[tuple[float, int], ...]:
    return run.organisation.teams["application-support"].head_counts


@pytest.mark.parametrize(
    ("live_ones", "people"), [(0, 2), (5, 2), (6, 2), (7, 3), (9, 3), (30, 8), (10, 4)]
)
def test_a_person_for_so_many_services_between_bounds(live_ones: int, people: int) -> None:
    rule = HeadCount(by="services", least=2, most=8, services_each=3)
    assert rule.for_services(live_ones) == people


def test_as_many_as_would_have_been_as_busy_as_is_aimed_at() -> None:
    rule = HeadCount(by="load", least=1, most=20, utilisation=0.5)
    assert rule.for_load(6, 0.5) == 6
    assert rule.for_load(6, 0.25) == 3
    assert rule.for_load(6, 0.6) == 8
    assert rule.for_load(6, 9.0) == 20


def test_a_team_grows_with_launches() -> None:
    """Three services, of which one goes live after some months: a person each, two at least."""
    rule = {"by": "services", "least": 2, "most": 9, "services_each": 1}
    launch = 2922.0
    run = _run(rule, **{"services.web shop.launches": "4 months", f"{TEAM}.people": 2,
                        f"{TEAM}.on_duty": {"working_hours": 2, "out_of_hours": 1}})  # fmt: skip
    assert _staff(run) == ((0.0, 2), (launch, 3))
    mine = run.ledger[run.ledger["team"].eq("application-support") & run.ledger["line"].eq("run")]
    years = mine.loc[mine["unit"].eq("person-years"), "quantity"].sum()
    horizon = run.scenario.horizon
    assert years == pytest.approx((2 * launch + 3 * (horizon - launch)) / HOURS_PER["y"])
    hired = run.ledger[run.ledger["line"].eq("hiring")]
    assert hired["amount"].sum() == pytest.approx(0.2 * OPERATIONS)


def test_an_idle_team_shrinks_to_its_bound_after_the_lag() -> None:
    rule = {"by": "load", "least": 3, "most": 12, "utilisation": "80%", "lag": "2 months"}
    run = _run(rule)
    (first, six), (at, three), *rest = _staff(run)
    assert (first, six, three, rest) == (0.0, 6, 3, [])
    assert at == run.quarters[1] + 2 * 730.5
    assert (run.ledger["line"] == "leaving").any()
    assert not (run.ledger["line"] == "dual running").any()


def test_a_saturated_team_grows_and_waits_shrink() -> None:
    rule = {"by": "load", "least": 6, "most": 40, "utilisation": "20%", "lag": "1 month"}
    busy = {
        f"services.{name}.changes": "1500/y" for name in ("basket", "web shop", "stock")
    } | {
        "models.ops-run-it.release": {"every": "1 d", "window": "working-hours"},
        f"{TEAM}.on_duty": {"working_hours": 1, "out_of_hours": 1}, f"{TEAM}.people": 6,
    }  # fmt: skip
    fixed = _run({**rule, "most": 6}, **busy)
    grown = _run(rule, **busy)
    assert _staff(fixed) == ((0.0, 6),)
    people = [count for _, count in _staff(grown)]
    assert people[-1] > 6
    late = grown.scenario.horizon / 2

    def waits(run: Accounts) -> float:
        table = run.changes[run.changes["ready_at"] > late]
        return float(np.nanmean(table["deployer_hours"]))

    assert waits(grown) < waits(fixed) / 4


def test_hours_on_duty_follow_the_head_count() -> None:
    """Six people have four on duty by day; three have two."""
    run = _run({"by": "load", "least": 3, "most": 12, "utilisation": "80%", "lag": "2 months"})
    (_, six), (at, three) = _staff(run)
    number = run.log.team_names.index("application-support")
    before = run.working.open_hours(0.0, at)
    after = run.working.open_hours(at, run.scenario.horizon)
    assert (six, three) == (6, 3)
    assert hours_on_duty(run)[number][0] == pytest.approx(4 * before + 2 * after)


def test_bounds_that_hold_the_head_count_change_nothing() -> None:
    held = _run({"by": "load", "least": 6, "most": 6, "utilisation": "50%"})
    plain = live(study_of(EVERYTHING, "ops-run-it"), "ops-run-it")
    assert held.log.lines() == plain.log.lines()
    assert len(held.select(EventKind.HEADCOUNT)["at"]) == len(
        plain.select(EventKind.HEADCOUNT)["at"]
    )


@pytest.mark.parametrize(
    ("rule", "place", "says"),
    [
        ({"by": "services", "most": 9, "services_each": 2}, "least", "missing"),
        ({"by": "services", "least": 2, "services_each": 2}, "most", "missing"),
        ({"by": "services", "least": 2, "most": 9}, "services_each", "is needed, above zero"),
        ({"by": "load", "least": 2, "most": 9}, "utilisation", "is needed, above zero"),
        ({"by": "load", "least": 2, "most": 9, "utilisation": "50%", "services_each": 3},
         "services_each", "has no meaning by load"),
        ({"by": "services", "least": 2, "most": 9, "services_each": 3, "lag": "1 y"}, "lag",
         "has no meaning by services"),
        ({"by": "services", "least": 9, "most": 2, "services_each": 3}, "most", "at least 9"),
        ({"by": "services", "least": 7, "most": 9, "services_each": 3}, "",
         "has 6 people outside of its bounds 7…9"),
    ],
)  # fmt: skip
def test_rules_that_cant_be(rule: dict[str, Any], place: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        _run(rule)
    (line,) = str(caught.value).splitlines()
    assert f"{TEAM}.head_count{'.' if place else ''}{place}: " in line
    assert says in line


def test_a_rule_for_delivery_teams_is_refused() -> None:
    rule = {"by": "services", "least": 2, "most": 9, "services_each": 3}
    changes = {**EVERYTHING, "models.ops-run-it.teams.delivery.head_count": rule}
    with pytest.raises(InputError, match="is for a team with people of its own"):
        study_of(changes, "ops-run-it")
