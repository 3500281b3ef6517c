"""Targets that move: reviewed each quarter, by exposure and by who pays for on-call.

Day 0 is a Monday, the first of a quarter of 90 days; the next ends after 181.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.documents.errors import InputError
from sim.documents.load import load_study, vary
from sim.engine.log import EventKind
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.metrics import REGISTRY
from sim.records.money import Accounts
from tests.mechanisms.worlds import Fault, World

REVIEWS = """
[[targets.warrants]]
exposure_from = 0
target = "99%"

[[targets.warrants]]
exposure_from = 100
target = "99.9%"

[targets]
lent = 20
"""
PAID = 'teams.owners.pay = "standby"\n'
LENT = 'teams.owners = { pay = "standby", funding = "opex" }\n'
LONG = 'horizon = "39 w"\nservices.shop.exposure = "10 USD/h"\n'
GROWS = """
services.shop.traffic.growth = { kind = "steps", steps = [["30 d", 20]] }
"""
FIRST, SECOND = 90 * 24.0, 181 * 24.0


def chosen(run: Accounts) -> list[tuple[float, float]]:
    facts = run.select(EventKind.TARGET_CHOSEN)
    return list(zip(facts["at"].tolist(), facts["amount"].tolist(), strict=True))


def test_who_pays_follows_exposure() -> None:
    """10 USD an hour warrant 99 %; twenty times the traffic 99.9 %, from the next quarter on."""
    assert chosen(World(scenario=LONG, model=PAID).run(REVIEWS)) == []
    run = World(scenario=LONG + GROWS, model=PAID).run(REVIEWS)
    assert chosen(run) == [(FIRST, 0.999)]
    assert run.budgets["target"].tolist() == [0.99, 0.999, 0.999]
    assert REGISTRY["targets_inflated_share"].of(run) == 0


def test_who_lends_on_call_chooses_as_if_more_were_at_risk() -> None:
    run = World(scenario=LONG, model=LENT).run(REVIEWS)
    assert chosen(run) == [(FIRST, 0.999)]
    assert REGISTRY["targets_inflated_share"].of(run) == 1
    weaker = World(scenario=LONG, model=LENT).run(REVIEWS, "targets.lent = 1")
    assert chosen(weaker) == []


def test_a_higher_target_allows_less() -> None:
    run = World(scenario=LONG, model=LENT).run(REVIEWS)
    days = np.array([90, 91, 92])
    assert run.budgets["allowed"].to_numpy() == pytest.approx(
        days * 86400 * np.array([0.01, 0.001, 0.001])
    )


COVER = """
[teams.night]
scope = "team"
on_duty = { working_hours = 0, out_of_hours = 1 }
pay = "standby"
role = "developer"
funding = "opex"

[respond.owners]
when = { hours = "working" }

[respond.night]
line = 0.5
team = "night"
when = { hours = "out-of-hours", target_from = "99.9%" }
fixes = ["restart", "operate", "code"]
acknowledge = "0 s"
"""


def test_cover_and_its_pay_follow_the_target() -> None:
    """A fault at 20 h of a day waits for the morning at 99 %, and is ended at once at 99.9 %."""
    faults = [Fault(at=24.0 * day + 20, diagnose=1, work=1) for day in (1, 92)]
    world = World(faults, scenario=LONG + 'prices.standby = "7 USD/week"')
    run = world.run(COVER, REVIEWS)
    hours = run.incidents["restored_at"] - run.incidents["appeared_at"]
    assert hours.tolist() == [15, 2]
    standby = run.ledger[run.ledger["line"].eq("standby")]
    assert standby["amount"].sum() == pytest.approx(273 - 90)
    assert REGISTRY["people_on_call_out_of_hours"].of(run) == pytest.approx((273 - 90) / 273)


def test_a_review_that_warrants_what_is_promised_changes_nothing() -> None:
    warrants = '[[targets.warrants]]\nexposure_from = 0\ntarget = "99%"'
    world = World([Fault(at=2200)], scenario=LONG, model=LENT)
    assert world.effect(warrants, "targets.lent = 20") == {}


LADDER = {
    "targets": {
        "lent": 20.0,
        "warrants": [
            {"exposure_from": 0, "target": "95%"},
            {"exposure_from": 40_000, "target": "99%"},
            {"exposure_from": 300_000, "target": "99.9%"},
        ],
    }
}


def test_lent_on_call_inflates_targets_and_what_is_paid_for_them() -> None:
    """The mechanism of claim H12, on its scenario of three tiers: twice two services rise."""
    folder = Path("sim/claims/scenarios")
    lent = {"extends": "you-run-it-at-scale", **LADDER} | {
        "teams": {"team-rota": {"funding": "opex"}, "domain-rota": {"funding": "opex"}}
    }
    own = {"extends": "you-run-it-at-scale", **LADDER}
    study = vary(
        load_study(folder / "tiers.toml"),
        {"models": {"own": own, "lent": lent}, "compare": ["own", "lent"], "horizon": "1 y"},
    )
    found = {}
    for name, model in study.models.items():
        tape = draw(study.scenario, 0)
        run = Accounts(study.scenario, model, tape, simulate(study.scenario, model, tape))
        names = ("targets_inflated_share", "on_call_cost_per_year", "target_mean")
        found[name] = {metric: REGISTRY[metric].of(run) for metric in names}
    assert found["own"]["targets_inflated_share"] == 0
    assert found["lent"]["targets_inflated_share"] == pytest.approx(2 / 3)
    assert found["lent"]["target_mean"] > found["own"]["target_mean"]
    rota = 540 * 52 * 0.75  # a rota of each of four teams, for three quarters of a year
    assert found["lent"]["on_call_cost_per_year"] > found["own"]["on_call_cost_per_year"] + rota


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ("targets.lent = 0.5", r"targets\.lent"),
        ('[[targets.warrants]]\nexposure_from = 5\ntarget = "99%"', r"warrants\[0\]"),
        (REVIEWS.replace("= 100", "= 0"), r"warrants\[1\]"),
        (REVIEWS.replace("99.9%", "98%"), r"warrants\[1\]"),
    ],
)
def test_what_is_refused(lines: str, place: str) -> None:
    with pytest.raises(InputError, match=place):
        World().study(lines)
