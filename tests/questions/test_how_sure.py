"""Whether "cheapest in 83 % of what is plausible" is right in about 83 % of cases."""

import numpy as np
import pytest

from sim.ground.rng import stream
from sim.questions.uncertainty.choosing import choose, contrasts_of
from sim.study.plausible.polynomials import Basis
from sim.study.plausible.quantities import Law
from tests.questions.uncertain_worlds import NORMAL, samples_of, space_of_laws

pytestmark = pytest.mark.slow

STUDIES = 200


def one_study(number: int) -> tuple[float, bool]:
    """The chance told of the model that looks cheapest, and whether it is so at the truth.

    The truth is one more draw from what is plausible. Sizes of effects, curvature, products, the
    mean difference and the noise differ from study to study.
    """
    draws = stream(number, 0, "synthetic study")
    size, mean = draws.normal(0, 1, 4), draws.normal(0, 2.5)
    bend, product = draws.normal(0, 0.4), draws.normal(0, 0.4)
    space = space_of_laws(
        number, a=NORMAL, b=Law("uniform", -1.7, 1.7), c=NORMAL, d=Law("uniform", -1.7, 1.7)
    )

    def gap(p: np.ndarray) -> np.ndarray:
        return mean + p @ size + bend * (p[:, 0] ** 2 - 1) + product * p[:, 1] * p[:, 2]

    costs = {"one": lambda p: np.full(len(p), 9.0), "two": lambda p: 9 + gap(p)}
    samples = samples_of(space, costs, chance=1.5, count=150)
    contrasts = contrasts_of(samples, Basis(space.scaled(space.points(1024, "many"))))
    chances = dict(zip(contrasts.models, choose(contrasts).cheapest, strict=True))
    best = max(chances, key=lambda model: chances[model])
    truth = gap(space.points(1, "the truth"))[0]
    return chances[best], (truth > 0) == (best == "one")


@pytest.fixture(scope="module")
def told() -> np.ndarray:
    return np.array([one_study(number) for number in range(1, STUDIES + 1)])


def test_chances_told_are_right_as_often_as_they_say(told: np.ndarray) -> None:
    chance, right = told.T
    error = np.sqrt((chance * (1 - chance)).sum()) / STUDIES
    assert error < 0.04
    assert abs(right.mean() - chance.mean()) < 3.3 * error


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.7), (0.7, 0.9), (0.9, 1.01)])
def test_and_so_are_those_of_each_size(told: np.ndarray, low: float, high: float) -> None:
    here = told[(told[:, 0] >= low) & (told[:, 0] < high)]
    chance, right = here.T
    error = np.sqrt((chance * (1 - chance)).sum()) / len(here)
    assert len(here) >= 25
    assert abs(right.mean() - chance.mean()) < 3.3 * error
