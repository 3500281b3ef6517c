"""Learning ends faults for good; operability, the stock that incentives fill, makes them mild."""

import math

import pytest

from tests.mechanisms.lines import GROWS, SRE, outage
from tests.mechanisms.worlds import Fault, World, defect

RECURS = 'horizon = "2 w"\nnature.recurs = "2 d"'
"""With three hours of outage it is back every 51 hours."""
LEARNS = '[learn]\nreview = "1 d"\nreview_effort = "4 h"\n[operability]\ninvests = "20%"'
"""More than one person in working hours, of whom one makes an improvement."""


def test_slow_learning_is_paid_in_repeats() -> None:
    """Reviewed at 37; eleven and a half working hours later no third incident comes."""
    world = World([Fault(fix="restart", improve=11.5)], scenario=RECURS)
    repeats = {}
    for number in range(3, 8):
        name = f"shop#{number}"
        repeats[name] = ((10 + 51 * (number - 1), "restart"), None)
        repeats |= {f"{name} impact": (1, None), f"{name} diagnosing": (1, None)}
        repeats |= {f"{name} fixing": (2, None)}
    assert world.effect(LEARNS) == {
        **repeats,
        "shop reviewed": (None, [37]),
        "shop improved": (None, [64.5]),
        "hours owners/red": (21, 6),
        "cost incident capex": (9, 6),
        "cost learning capex": (None, 4),
        "cost operability capex": (None, pytest.approx(6 * 0.2 * 336 / YEAR * 1760, abs=1e-5)),
        **outage(21, 6),
    }


def test_a_code_fix_ends_a_fault_at_once() -> None:
    world = World([Fault(fix="code")], scenario=RECURS)
    assert world.effect('learn.review = "0 s"') == {"shop reviewed": (None, [13])}
    assert list(world.run().incidents["resolved_at"]) == [13]


def test_a_stage_of_the_engagement_may_learn_faster() -> None:
    world = World([Fault(at=610), Fault(at=178)], scenario=GROWS, model=[SRE, LEARNS])
    assert world.effect('learn.by_stage.sre.review = "1 h"') == {
        "shop reviewed": ([205, 637.25], [205, 614.25]),
    }


BUYS = {
    "detection": {"shop#1 undetected": (1, 0.5), **outage(4, 3.5)},
    "diagnosis": {
        "shop#1 diagnosing": (1, 0.5),
        "hours owners/red": (3, 2.5),
        "cost incident capex": (3, 2.5),
        **outage(4, 3.5),
    },
    "blast_radius": {"shop#1 impact": (1, 0.5), **outage(4, 2)},
    "faults": {
        "shop#1": ((10, "code"), None),
        "shop#1 impact": (1, None),
        "shop#1 undetected": (1, None),
        "shop#1 diagnosing": (1, None),
        "shop#1 fixing": (2, None),
        "hours owners/red": (3, None),
        "cost incident capex": (3, None),
        **{name: (lost, None) for name, (lost, _) in outage(4, 0).items()},
    },
}
"""What full operability is worth where it halves one thing; the usual level is a half of it."""


@pytest.mark.parametrize("what", BUYS)
def test_what_operability_buys(what: str) -> None:
    """The fault is accepted below half of the highest rate, not below a quarter."""
    halves = f'nature.operability.{what} = 2.0\nnature.detect = "1 h"'
    world = World([Fault(accept=0.3)], scenario=halves)
    assert world.effect(scenario='nature.operability.initial = "100%"') == BUYS[what]


@pytest.mark.parametrize(("accept", "incidents"), [(0.2, 1), (0.3, 0)])
def test_it_buys_fewer_defects_in_the_same_changes(accept: float, incidents: int) -> None:
    world = World(
        [defect(0, shows_after=1, accept=accept)],
        {"shop": [10]},
        scenario="nature.operability.faults = 2.0",
    )
    usual, best = world.run(), world.run(scenario='nature.operability.initial = "100%"')
    assert (len(usual.incidents), len(best.incidents)) == (1, incidents)
    features = best.releases[best.releases["kind"].eq("feature")]
    assert list(features["failed"]) == [incidents == 1]


def test_the_lack_of_it_costs_as_much() -> None:
    world = World([Fault(impact=0.25)], scenario="nature.operability.blast_radius = 2.0")
    assert world.effect(scenario='nature.operability.initial = "0%"') == {
        "shop#1 impact": (0.25, 0.5),
        **outage(0.75, 1.5),
    }


YEAR = 8766
INVESTS = 'operability.invests = "10%"'
WEARS_OFF = "nature.operability = { diagnosis = 2.0, gain = 10.0, decay = 0.2 }"


def stock(after_hours: float, invests: float) -> float:
    """d(level)/dt = gain × invests × (1 − level) − decay × changes / 100 × level, from 0.5."""
    growth, decay = 10 * invests / YEAR, 0.2 * 2 / YEAR
    goal = growth / (growth + decay)
    return goal + (0.5 - goal) * math.exp(-(growth + decay) * after_hours)


@pytest.mark.parametrize("invests", [0.1, 0.0])
def test_what_a_team_invests_moves_the_stock_against_its_wear(invests: float) -> None:
    """The stock moves, and the time put into it costs."""
    model = INVESTS if invests else ""
    at = 682
    diagnosing = 2 ** (1 - 2 * stock(at, invests))
    hours = pytest.approx(2 + diagnosing, abs=1e-5)
    invested = pytest.approx(6 * invests * 1344 / YEAR * 1760, abs=1e-5)
    world = World([Fault(at=at)], scenario='services.shop.changes = "200/y"')
    assert world.effect(model, scenario=WEARS_OFF) == {
        "shop#1 diagnosing": (1, pytest.approx(diagnosing, abs=1e-5)),
        "hours owners/red": (3, hours),
        "cost incident capex": (3, hours),
        "cost outage loss none": (3, hours),
        "shop Q0 spent": (10_800, pytest.approx(3600 * (2 + diagnosing), abs=0.01)),
        **({"cost operability capex": (None, invested)} if invests else {}),
    }


@pytest.mark.parametrize("world", ["as-stated", "useless"])
def test_what_a_team_invests_costs_the_same_whether_it_buys_something(world: str) -> None:
    invested = pytest.approx(6 * 0.1 * 1344 / YEAR * 1760, abs=1e-5)
    here = World(scenario=f'{WEARS_OFF}\nworlds = ["{world}"]')
    assert here.effect(INVESTS) == {"cost operability capex": (None, invested)}


def test_where_investing_is_useless_it_buys_nothing() -> None:
    world = World([Fault(at=682)], scenario=f'{WEARS_OFF}\nworlds = ["useless"]', model=INVESTS)
    incident = world.run().incidents.iloc[0]
    assert incident["diagnosing_hours"] == 1


def test_in_the_equal_world_every_team_invests_the_same_share() -> None:
    """The plain model states nothing, the other 10 %, the same at every stage."""
    staged = 'operability = { invests = "10%", by_stage = { sre = "40%" } }'
    world = World([], scenario=f'{GROWS}\nworlds = ["equal"]\nequal_share = "5%"', model=SRE)
    assert world.effect(staged) == {}


GAINS = f"""
nature.operability = {{ diagnosis = 2.0, gain = 10.0, decay = 0.0 }}
{GROWS}
"""
AT_SRE = 610


def filled(invested_hours: float) -> float:
    """The level after so many hours of everybody's time, from 0.5, without wear."""
    return 1 - 0.5 * math.exp(-10 * invested_hours / YEAR)


def test_spare_engineering_time_of_sres_builds_operability() -> None:
    """Four of eight SREs off call, for one service of a team of six, from the shared rota on."""
    world = World([Fault(at=AT_SRE)], scenario=GAINS, model=SRE)
    share = 4 / 6
    at_rota, at_fault = filled(share * (528 - 360)), filled(share * (AT_SRE - 360))
    diagnosing = 2 ** (1 - 2 * at_fault)
    engineering = 'engagement.engineering = { share = "50%", automates = "0%" }'
    assert world.effect(engineering) == {
        "shop sre_rota": ([(528, 0.5)], [(528, pytest.approx(at_rota, abs=1e-6))]),
        "shop#1 diagnosing": (1, pytest.approx(diagnosing, abs=1e-5)),
        "hours sre": (3.25, pytest.approx(2.25 + diagnosing, abs=1e-5)),
        "cost outage loss none": (3.25, pytest.approx(2.25 + diagnosing, abs=1e-5)),
        "shop Q0 spent": (3.25 * 720_000, pytest.approx((2.25 + diagnosing) * 720_000, abs=2)),
    }


def test_engaged_services_share_that_time() -> None:
    """Two services of one team: half of the SREs' time each, for three of its people each."""
    twin = GAINS + GROWS.replace("shop", "twin") + "\n"
    twin += 'services.twin.team = "red"\nservices.twin.target = "99%"\n'
    twin += 'services.twin.exposure = "1 USD/h"\nservices.twin.changes = "0/y"'
    world = World(scenario=twin, model=[SRE, "engagement.reviewers = 2"])
    engineering = 'engagement.engineering = { share = "50%", automates = "0%" }'
    level = pytest.approx(filled((3 / 6) ** 0.7 * 4 / 2 / 3 * (528 - 360)), abs=1e-6)
    assert world.effect(engineering) == {
        f"{name} sre_rota": ([(528, 0.5)], [(528, level)]) for name in ("shop", "twin")
    }


def test_a_team_may_invest_less_once_others_answer() -> None:
    """A tenth of six people's time until hour 528, nothing after it."""
    world = World([Fault(at=AT_SRE)], scenario=GAINS, model=[SRE, INVESTS])
    hours = {
        until: pytest.approx(2.25 + 2 ** (1 - 2 * filled(0.1 * until)), abs=1e-5)
        for until in (AT_SRE, 528)
    }
    effect = world.effect('operability.by_stage.sre = "0%"')
    assert effect.pop("shop Q0 spent") == (
        pytest.approx(hours[AT_SRE].expected * 720_000, abs=2),
        pytest.approx(hours[528].expected * 720_000, abs=2),
    )
    diagnosing = tuple(pytest.approx(hours[u].expected - 2.25, abs=1e-5) for u in (AT_SRE, 528))
    invested = tuple(pytest.approx(0.6 * u / YEAR * 1760, abs=1e-5) for u in (1344, 528))
    assert effect == {
        "shop#1 diagnosing": diagnosing,
        "hours sre": tuple(hours.values()),
        "cost outage loss none": tuple(hours.values()),
        "cost operability capex": invested,
    }
