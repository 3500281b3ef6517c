"""The value of knowing against closed forms, and the bounds that hold whatever the truth is."""

import numpy as np
import pytest
from scipy import special

from sim.ground.rng import stream
from sim.questions.uncertainty import Uncertainty, judge
from sim.questions.uncertainty.choosing import choose, contrasts_of
from sim.questions.uncertainty.worth import loss_of_two, worth_of_all_seen, worth_of_sample
from sim.study.plausible.polynomials import Basis
from sim.study.plausible.quantities import Law
from tests.questions.uncertain_worlds import NORMAL, samples_of, space_of_laws

A, B = 3.0, 1.5
MEAN = 1.0
"""Model two costs 1 + 3a + 1.5b more than model one, a and b standard normal."""


def linear(seed: int = 1, chance: float = 2.0, count: int = 500) -> Uncertainty:
    space = space_of_laws(seed, a=NORMAL, b=NORMAL, inert=NORMAL, idle=Law("uniform", 0, 1))
    costs = {
        "one": lambda p: np.full(len(p), 50.0),
        "two": lambda p: 50 + MEAN + A * p[:, 0] + B * p[:, 1],
    }
    return judge(samples_of(space, costs, chance=chance, count=count))


FOUND = linear()
WORTH = {one.name: one.worth for one in FOUND.knowing}


def closed_form(mean: float, deviation: float) -> float:
    """E max(0, D) − max(0, E D) for a normal D (Raiffa and Schlaifer's unit normal loss)."""
    z = abs(mean) / deviation
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return float(deviation * (density - z * (1 - special.ndtr(z))))


@pytest.mark.parametrize(("name", "deviation"), [("a", A), ("b", B)])
def test_one_parameter_is_worth_the_closed_form(name: str, deviation: float) -> None:
    worth = WORTH[name]
    assert worth.error < 0.2 * closed_form(MEAN, deviation)
    assert abs(worth.amount - closed_form(MEAN, deviation)) < 3.3 * worth.error


def test_all_of_them_are_worth_the_closed_form() -> None:
    deviation = np.hypot(A, B)
    assert FOUND.all.error < 0.15 * closed_form(MEAN, deviation)
    assert abs(FOUND.all.amount - closed_form(MEAN, deviation)) < 3.3 * FOUND.all.error


def test_what_does_nothing_is_worth_nothing() -> None:
    assert WORTH["inert"].amount == 0
    assert WORTH["idle"].amount == 0
    assert WORTH["inert"].error < 0.05 * WORTH["a"].amount


def test_the_chance_to_be_cheapest_is_the_normal_one() -> None:
    truth = special.ndtr(MEAN / np.hypot(A, B))
    one = FOUND.of("one")
    assert one.cheapest_error < 0.05
    assert abs(one.cheapest - truth) < 3.3 * one.cheapest_error


def test_the_parts_of_the_variance_are_those_put_in() -> None:
    (parts,) = FOUND.parts
    assert parts.assumptions == pytest.approx(A**2 + B**2, rel=0.15)
    assert parts.chance == pytest.approx(2 * 2.0**2, rel=0.15)
    assert parts.rest < 0.05 * parts.assumptions


@pytest.mark.parametrize("seed", range(1, 6))
def test_parts_are_worth_no_more_than_all_and_groups_no_less_than_members(seed: int) -> None:
    space = space_of_laws(
        seed,
        a=Law("uniform", 0, 1),
        b=Law("log-uniform", 0.5, 2),
        c=Law("uniform", 0, 1),
        correlated={"a": {"b": 0.6}},
    )
    costs = {
        "one": lambda p: 10 + 4 * p[:, 0] * p[:, 1],
        "two": lambda p: 10 + 3 * p[:, 1] + 2 * (p[:, 2] - 0.5) ** 2 - 0.9,
        "three": lambda p: 12 + p[:, 0] - p[:, 1],
    }
    found = judge(samples_of(space, costs, chance=0.3, count=300))
    by_name = {one.name: one.worth for one in found.knowing}
    for worth in by_name.values():
        assert worth.amount <= found.all.amount + found.all.error
    for group in found.groups:
        assert group.worth.amount <= found.all.amount + found.all.error
        for member in group.members:
            assert by_name[member].amount <= group.worth.amount + 0.1 * group.worth.error


def test_with_all_known_the_curve_is_a_step() -> None:
    """Two models whose costs cross at three times the exposure, and nothing uncertain matters."""
    space = space_of_laws(a=Law("uniform", 0, 1e-9))
    flat = {"one": 10.0, "two": 16.0}
    lost = {"one": 6.0, "two": 4.0}
    costs = {m: lambda p, m=m: np.full(len(p), flat[m]) for m in flat}
    losses = {m: lambda p, m=m: np.full(len(p), lost[m]) for m in lost}
    curve = judge(samples_of(space, costs, losses=losses, count=100)).curves[0]
    # other costs 4 and 12: equal at (12 − 4)/(6 − 4) = 4 times the exposure
    assert curve.chances[curve.values < 4, 0].tolist() == [1.0] * 5
    assert curve.chances[curve.values > 4, 1].tolist() == [1.0]


@pytest.mark.parametrize("seen", [3, 30, 300])
def test_a_sample_is_worth_the_closed_form(seen: int) -> None:
    """Log-normal rate, difference linear in its logarithm: the preposterior law is normal."""
    law = Law("log-normal", np.exp(-1.959963984540054), np.exp(1.959963984540054))
    space = space_of_laws(rate=law, other=NORMAL)
    costs = {
        "one": lambda p: np.full(len(p), 5.0),
        "two": lambda p: 5.5 + 2 * np.log(p[:, 0]) + p[:, 1],
    }
    samples = samples_of(space, costs, chance=0.5, count=600)
    basis = Basis(space.scaled(space.points(4096, "many")))
    contrasts = contrasts_of(samples, basis)
    found = worth_of_sample(contrasts, 0, space.quantities[0], seen)
    truth = closed_form(0.5, 2 * np.sqrt(1 / (1 + 1 / seen)))
    assert abs(found.amount - truth) < max(3.3 * found.error, 0.03 * truth)


def test_the_loss_of_two_is_that_of_many_draws() -> None:
    drawn = 0.7 + 1.3 * stream(1, 0, "loss of two").standard_normal(400_000)
    truth = np.maximum(drawn, 0).mean() - max(drawn.mean(), 0)
    assert loss_of_two(0.7, 1.3) == pytest.approx(truth, abs=0.01)


def test_a_joint_sample_is_taken_as_it_is() -> None:
    """Two columns that are one: knowing either is knowing both."""
    x = np.linspace(-2, 2, 101)
    space = space_of_laws(joint=np.column_stack([x, x]))
    costs = {
        "one": lambda p: np.full(len(p), 5.0),
        "two": lambda p: 5.2 + p[:, 0] + p[:, 1],
    }
    found = judge(samples_of(space, costs, chance=0.5, count=300))
    truth = np.maximum(0, 0.2 + 2 * x).mean() - 0.2
    assert len(found.knowing) == 2
    for one in found.knowing:
        assert one.worth.amount == pytest.approx(truth, rel=0.15)
    assert found.all.amount == pytest.approx(truth, rel=0.15)


def test_where_costs_have_long_tails_chances_are_those_of_the_truth() -> None:
    """Forty quantities that multiply: no polynomial of two hundred samples describes it."""
    many = 40
    space = space_of_laws(**{f"q{number}": NORMAL for number in range(many)})
    all_alike = np.full(many, 1.3 / np.sqrt(many))
    opposed = np.where(np.arange(many) % 2, 0.5, -0.5) / np.sqrt(many)
    costs = {
        "one": lambda p: 3 + np.exp(p @ all_alike),
        "two": lambda p: 2 + 1.1 * np.exp(p @ (all_alike + opposed)),
        "three": lambda p: 1 + 8 * np.exp(p @ (all_alike + 2 * opposed)),
    }
    points = space.points(8192, "truth")
    money = np.column_stack([cost(points) for cost in costs.values()])
    truth = money.argmin(axis=1)
    samples = samples_of(space, costs, count=200, chance=0.2)
    contrasts = contrasts_of(samples, Basis(space.scaled(space.points(1024, "many points"))))
    chosen = choose(contrasts)
    shares = np.bincount(truth, minlength=3) / len(truth)
    assert chosen.by_samples
    assert np.all(np.abs(chosen.cheapest - shares) < 4 * np.sqrt(shares * (1 - shares) / 200))
    worth = worth_of_all_seen(contrasts)
    known = money.mean(axis=0).min() - money.min(axis=1).mean()
    assert abs(worth.amount - known) < 4 * worth.error
    found = judge(samples)
    assert found.all == worth
    assert all(one.worth.amount <= worth.amount for one in [*found.knowing, *found.groups])
