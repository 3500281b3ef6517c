import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from sim.ground.laws import (
    Constant,
    Empirical,
    Exponential,
    Law,
    Lognormal,
    Triangular,
    Uniform,
)

LAWS: list[Law] = [
    Constant(0.5),
    Exponential(48.0),
    Lognormal(0.47, 1.23),
    Lognormal(2.0, 0.0),
    Lognormal.from_p95(1.0, 3.5),
    Uniform(72.0, 120.0),
    Uniform(3.0, 3.0),
    Triangular(1.0, 2.0, 6.0),
    Triangular(1.0, 1.0, 6.0),
    Triangular(1.0, 6.0, 6.0),
    Triangular(4.0, 4.0, 4.0),
    Empirical.of([3.0, 1.0, 2.0, 10.0]),
]
each_law = pytest.mark.parametrize("law", LAWS, ids=repr)


@each_law
def test_the_mean_is_the_integral_of_the_inverse_distribution(law: Law) -> None:
    # The substitution u = Φ(z) tames the tail of the lognormal.
    def weighted(z: float) -> float:
        return law.ppf(min(float(stats.norm.cdf(z)), 1 - 1e-16)) * float(stats.norm.pdf(z))

    steps = stats.norm.ppf([0.25, 0.5, 0.75]).tolist()
    area = quad(weighted, -8, 8, points=steps, limit=400)[0]
    assert area == pytest.approx(law.mean(), rel=1e-6)


@each_law
def test_an_array_of_draws_means_the_same_as_one_by_one(law: Law) -> None:
    u = np.concatenate([[0.0, 0.25, 0.5, 0.75, 1 - 2**-53], np.linspace(0.001, 0.999, 199)])
    one_by_one = [law.ppf(float(x)) for x in u]
    np.testing.assert_allclose(law.ppf_array(u), one_by_one, rtol=1e-14, atol=0)
    assert law.ppf_array(u.reshape(2, -1)).shape == (2, len(u) // 2)
    assert law.ppf_array(np.empty(0)).shape == (0,)


@each_law
@settings(deadline=None)
@given(u=st.floats(0, 1 - 2**-53), v=st.floats(0, 1 - 2**-53))
def test_more_draws_is_never_a_shorter_duration(law: Law, u: float, v: float) -> None:
    low, high = sorted((u, v))
    assert 0 <= law.ppf(low) <= law.ppf(high) < math.inf


@pytest.mark.parametrize(
    ("law", "theirs"),
    [
        (Exponential(48.0), stats.expon(scale=48.0)),
        (Lognormal(0.47, 1.23), stats.lognorm(1.23, scale=0.47)),
        (Uniform(1.0, 4.0), stats.uniform(1.0, 3.0)),
        (Triangular(1.0, 2.0, 6.0), stats.triang(0.2, loc=1.0, scale=5.0)),
    ],
    ids=["exponential", "lognormal", "uniform", "triangular"],
)
def test_laws_agree_with_scipy(law: Law, theirs: stats.rv_continuous) -> None:
    u = np.linspace(0.001, 0.999, 97)
    np.testing.assert_allclose(law.ppf_array(u), theirs.ppf(u), rtol=1e-10)
    assert law.mean() == pytest.approx(theirs.mean(), rel=1e-12)


@settings(deadline=None)
@given(st.floats(0.01, 100), st.floats(1, 50))
def test_a_lognormal_has_the_median_and_p95_it_was_made_from(median: float, times: float) -> None:
    law = Lognormal.from_p95(median, median * times)
    assert law.ppf(0.5) == pytest.approx(median)
    assert law.ppf(0.95) == pytest.approx(median * times)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=30))
def test_an_empirical_law_gives_each_observation_its_share(observed: list[float]) -> None:
    law, n = Empirical.of(observed), len(observed)
    assert [law.ppf((i + 0.5) / n) for i in range(n)] == sorted(observed)
    assert law.mean() == pytest.approx(float(np.mean(observed)))


def test_an_empirical_law_needs_observations() -> None:
    with pytest.raises(ValueError, match="no observations"):
        Empirical.of([])
