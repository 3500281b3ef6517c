"""Laws with censoring and shrinkage, rates with clumping, mixes: against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import special, stats

from sim.ground.rng import stream
from sim.questions.fit.counts import Months, dispersion, fit_rates, month_counts, month_edges
from sim.questions.fit.durations import Prior, fit_law
from sim.questions.fit.families import FAMILIES
from sim.questions.fit.flow import fit_flow
from sim.questions.fit.history import learn
from sim.questions.fit.mixes import Proportion, impact_mix
from sim.questions.fit.observations import Observations
from sim.questions.fit.sample import Sample, observed_quantiles

PRIOR = Prior(1.0, 1.1, 1.0, 0.3, "a test")
BEGINS = pd.Timestamp("2026-01-05", tz="UTC")
NOBODY = pd.DataFrame({"service": pd.Series(dtype="str"), "opened_at": pd.Series(dtype=object)})
OBSERVED = Observations(NOBODY, None, BEGINS, BEGINS, BEGINS, True)
"""Nothing yet."""
VAGUE = Prior(1.0, 1.0, 100.0, 100.0, "no prior")


def of_scipy(name: str, median: float, spread: float) -> stats.rv_continuous:
    """The same law as scipy has it, its shape found from the spread."""
    if name == "lognormal":
        return stats.lognorm(spread, scale=median)
    if name == "log-logistic":
        return stats.fisk(np.pi / np.sqrt(3) / spread, scale=median)
    if name == "Weibull":
        law = stats.weibull_min(np.pi / np.sqrt(6) / spread)
    else:
        grid = np.geomspace(0.05, 200, 200_001)
        law = stats.gamma(grid[np.argmin(abs(np.sqrt(special.polygamma(1, grid)) - spread))])
    return type(law.dist)(name="x")(*law.args, scale=median / law.median())


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("spread", [0.3, 1.0, 2.0])
def test_a_family_is_what_scipy_has(name: str, spread: float) -> None:
    family, law = FAMILIES[name], of_scipy(name, 2.0, spread)
    hours = np.array([0.1, 1.0, 2.0, 7.0])
    assert family.log_density(hours, 2.0, spread) == pytest.approx(law.logpdf(hours), rel=2e-3)
    assert family.log_survival(hours, 2.0, spread) == pytest.approx(law.logsf(hours), rel=2e-3)
    assert family.quantile(0.5, 2.0, spread) == pytest.approx(2.0)
    assert family.quantile(0.9, 2.0, spread) == pytest.approx(law.ppf(0.9), rel=2e-3)


def lognormal(n: int, median: float = 2.0, spread: float = 1.2, name: str = "x") -> np.ndarray:
    return np.asarray(median * np.exp(spread * stream(3, 0, name).standard_normal(n)))


def test_a_few_slow_answers_of_busy_people_hardly_move_a_law() -> None:
    """One in two hundred waited for hours: with the slowest known as at least so slow, the 95th
    percentile moves by less than half as much, and not at all where nobody waited."""
    clean = lognormal(2_000, 0.1, 0.7)
    waited = np.where(np.arange(2_000) % 200 == 0, 4.0, clean)
    truth = 0.1 * np.exp(0.7 * stats.norm.ppf(0.95))
    away = {
        share: np.log(fit_law(Sample.of(waited).capped(share), VAGUE).quantile(0.95) / truth)
        for share in (1e-9, 0.05)
    }
    assert abs(away[0.05]) < 0.5 * away[1e-9]
    told = Sample.of(clean).capped(0.05)
    assert (~told.ended).sum() == 100
    assert told.hours.max() == pytest.approx(np.sort(clean)[-101])
    assert fit_law(told, VAGUE).quantile(0.95) == pytest.approx(truth, rel=0.06)


def test_without_a_prior_it_is_the_likeliest_lognormal() -> None:
    hours = lognormal(200)
    law = fit_law(Sample.of(hours), VAGUE, "lognormal")
    logs = np.log(hours)
    assert law.median == pytest.approx(np.exp(logs.mean()), rel=1e-3)
    assert law.spread == pytest.approx(logs.std(), rel=1e-3)
    low, high = law.interval(0.5)
    half = 1.6449 * logs.std() / np.sqrt(200)
    assert (low, high) == pytest.approx(np.exp(logs.mean() + np.array([-half, half])), rel=5e-3)


def test_what_is_still_open_counts_as_at_least_so_long() -> None:
    hours = lognormal(4_000)
    cut = np.full(4_000, 3.0)
    law = fit_law(Sample.of(np.minimum(hours, cut), hours <= cut), PRIOR, "lognormal")
    assert law.median == pytest.approx(2.0, rel=0.06)
    assert law.spread == pytest.approx(1.2, rel=0.06)
    naive = fit_law(Sample.of(hours[hours <= 3.0]), PRIOR, "lognormal")
    assert naive.median < 1.5  # what dropping them would say
    assert law.censored == int((hours > 3.0).sum())


def test_few_observations_shrink_toward_what_was_published() -> None:
    one = fit_law(Sample.of(np.array([30.0])), PRIOR)
    assert 1.0 < one.median < 30.0
    assert one.spread == pytest.approx(1.1, rel=0.25)
    many = fit_law(Sample.of(np.full(400, 30.0) * lognormal(400, 1.0, 0.5)), PRIOR)
    assert many.median == pytest.approx(30.0, rel=0.1)
    low, high = one.interval(0.5)
    assert high / low > 5


@pytest.mark.parametrize("name", ["Weibull", "gamma", "log-logistic"])
def test_the_family_that_made_the_data_is_chosen(name: str) -> None:
    u = stream(5, 0, name).random(3_000)
    hours = FAMILIES[name].quantile(u, 2.0, 0.6)  # wide ones look alike
    law = fit_law(Sample.of(hours), PRIOR)
    assert law.family == name
    assert law.fits
    assert max(law.scores, key=lambda family: law.scores[family]) == name


def test_too_few_choose_no_family_and_two_heaps_fit_none() -> None:
    assert fit_law(Sample.of(lognormal(19)), PRIOR).scores == {}
    heaps = np.concatenate([lognormal(400, 0.1, 0.1), lognormal(400, 10.0, 0.1)])
    assert not fit_law(Sample.of(heaps), PRIOR).fits


def test_observed_quantiles_are_those_of_kaplan_and_meier() -> None:
    sample = Sample.of(np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, False, True, True]))
    # After 1 h a quarter has ended; of the two left at 3 h one ends: 1 - 0.75 / 2 = 0.625.
    found = observed_quantiles(sample, np.array([0.25, 0.5, 0.625, 0.9]))
    assert found == pytest.approx([1.0, 3.0, 3.0, 4.0])
    open_end = Sample.of(np.array([1.0, 5.0]), np.array([True, False]))
    assert np.isnan(observed_quantiles(open_end, np.array([0.9]))[0])


def test_nothing_is_estimated_from_nothing() -> None:
    with pytest.raises(ValueError, match="no observations"):
        fit_law(Sample.of(np.array([np.nan])), PRIOR)


def test_rates_cover_the_truth_of_clumped_counts() -> None:
    truth, hours = np.array([3.0, 6.0, 12.0, 30.0]) / 8766, np.full(12, 730.5)
    hits, of_c = np.zeros(4), 0
    for seed in range(200):
        draws = stream(seed, 0, "clumped counts")
        months = draws.gamma(1 / 0.4, 0.4, (4, 12))
        counts = draws.poisson(truth[:, None] * hours * months).astype(float)
        rates = fit_rates(Months(tuple("abcd"), hours, counts))
        low, high = rates.interval()
        hits += (low <= truth) & (truth <= high)
        bounds = rates.clumping_interval()
        of_c += bounds[0] <= 0.4 <= bounds[1]
    assert np.all((hits / 200 > 0.83) & (hits / 200 < 0.97))
    assert of_c / 200 > 0.85


def test_lead_times_are_as_uncertain_as_weeks_differ() -> None:
    """Not at all where each week is like the other; like independent ones where nothing binds
    those of a week together (Woodruff's interval of a share)."""
    weeks, each = 60, 20
    live = pd.date_range("2026-01-05", periods=weeks * each, freq="504min", tz="UTC")
    quantiles = {}
    for name, hours in (
        ("alike", np.tile(np.arange(1.0, each + 1), weeks)),
        ("independent", stream(3, 0, "lead").random(weeks * each)),
    ):
        changes = pd.DataFrame({"ready_at": live - pd.to_timedelta(hours, unit="h")})
        changes = changes.assign(live_at=live, service="shop")
        found = replace(OBSERVED, changes=changes, ends=live[-1])
        flow = fit_flow(found)
        assert flow is not None
        quantiles[name] = flow.lead_quantiles
    _, low, high = quantiles["alike"][0.5]
    assert high - low <= 1.0  # one step between the two in the middle
    for share in (0.5, 0.9):
        _, low, high = quantiles["independent"][share]
        error = np.sqrt(share * (1 - share) / (weeks * each))
        assert (high - low) / 2 == pytest.approx(1.67 * error, rel=0.3)


def test_what_a_repair_broke_is_neither_wear_nor_a_change() -> None:
    """It comes out of the simulation, so it would be counted twice."""
    causes = ["wear"] * 20 + ["change"] * 10 + ["bad repair"] * 5 + ["hotfix release"] * 2 + [""]
    at = pd.date_range("2026-01-05", periods=len(causes), freq="8D", tz="UTC")
    table = pd.DataFrame({"service": "shop", "opened_at": at, "restored_at": at, "exact": True})
    found = learn(replace(OBSERVED, incidents=table.assign(cause=causes), ends=at[-1]))
    assert found.rates.months.counts.sum() == len(causes) - 1  # the last opens as the period ends
    assert found.background is not None
    assert found.background.months.counts.sum() == 20
    assert found.from_changes is not None
    assert (found.from_changes.hits, found.from_changes.n) == (12, 32)


def test_months_are_cut_at_the_period() -> None:
    begins, ends = pd.Timestamp("2026-01-20", tz="UTC"), pd.Timestamp("2026-03-11", tz="UTC")
    assert [f"{e:%m-%d}" for e in month_edges(begins, ends)] == ["01-20", "02-01", "03-01", "03-11"]
    opened = pd.Series(
        pd.to_datetime(["2026-01-31 23:59", "2026-02-01 00:00", "2026-03-10 23:00"], utc=True)
    )
    service = pd.Series(["a", "b", "a"])
    months = month_counts(opened, service, ["a", "b"], begins, ends)
    assert months.counts.tolist() == [[1, 0, 1], [0, 1, 0]]
    assert months.hours.tolist() == [12 * 24, 28 * 24, 10 * 24]


def test_dispersion_of_even_counts_is_zero_and_of_one_heap_the_count() -> None:
    hours = np.full(4, 730.5)
    assert dispersion(Months(("a",), hours, np.array([[5.0, 5, 5, 5]]))) == 0
    # Counts 8, 0, 0, 0 around 2: (36 + 3 × 4) / 2 over three degrees of freedom.
    assert dispersion(Months(("a",), hours, np.array([[8.0, 0, 0, 0]]))) == 8


def test_words_for_severity_become_classes_of_impact() -> None:
    said = pd.Series(["P1", "critical", "2 - High", "minor", "sev3;backend", "whatever", ""])
    mix = impact_mix(said, {})
    assert mix.counts.tolist() == [2, 1, 2]
    assert mix.unknown == {"whatever": 1}
    own = impact_mix(pd.Series(["gold", "gold", "P1"]), {"gold": 0.5})
    assert own.classes == (0.05, 0.3, 0.5, 1.0)
    assert own.counts.tolist() == [0, 0, 2, 1]


def test_measured_severities_are_shares_of_requests() -> None:
    mix = impact_mix(pd.Series(["0.05", "0,1", "0.5", "1.0"]), {})
    assert mix.measured
    assert mix.classes == pytest.approx((0.075, 0.5, 1.0))


def test_a_proportion_has_the_beta_posterior() -> None:
    found = Proportion(3, 10, (1.0, 1.0), "x")
    assert found.mean == pytest.approx(4 / 12)
    assert found.interval() == pytest.approx(stats.beta.ppf([0.05, 0.95], 4, 8))
