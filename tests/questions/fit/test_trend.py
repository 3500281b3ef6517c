"""The trend of incidents with traffic: read, recovered from a known truth, written, refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.histories import WORLD, study
from sim.documents.errors import InputError
from sim.documents.load import Study, load_study
from sim.ground.rng import stream
from sim.nature.traffic import trend_array
from sim.present.fit_page import fit_page
from sim.questions.fit import Fit, Wanted, fit, with_traffic_of
from sim.questions.fit.counts import Months, fit_rates
from sim.questions.fit.observations import Observations
from sim.questions.fit.past import past_of
from sim.questions.fit.traffic import by_month, read_traffic
from sim.questions.fit.trend import Trend, fit_trend
from sim.questions.fit.writing import write
from tests.questions.fit.exports import plain

MONTHS, SERVICES = 36, 4
STARTS = tuple(pd.date_range("2023-01-01", periods=MONTHS, freq="MS", tz="UTC"))
ENDS = pd.Timestamp("2026-01-01", tz="UTC")
HOURS = np.diff([*STARTS, ENDS]) / pd.Timedelta(hours=1)
COURSE = 8.0 ** (np.arange(MONTHS) / (MONTHS - 1))
"""Eight times the traffic in the end."""


def table(course: np.ndarray = COURSE, service: str = "") -> pd.DataFrame:
    begins = pd.Series(STARTS)
    ends = begins + pd.DateOffset(months=1)
    columns = {"service": service, "begins": begins, "ends": ends, "per_second": course}
    return pd.DataFrame(columns)


def learnt(power: float, clumping: float, run: int, a_month: float = 3.0) -> Trend:
    draws = stream(5, run, "trend")
    factors = draws.gamma(1 / clumping, clumping, (SERVICES, MONTHS))
    counts = draws.poisson(a_month * HOURS / 730.5 * COURSE**power * factors)
    names = tuple(f"s{n}" for n in range(SERVICES))
    return fit_trend(Months(names, HOURS, counts.astype(float), STARTS), table(), ENDS)


@pytest.mark.slow
@pytest.mark.parametrize("power", [0.2, 0.5, 1.0])
def test_intervals_cover_the_power_that_counts_were_drawn_with(power: float) -> None:
    """Nine in ten; fewer than 14 of 20 comes twice in a thousand if they do. So do those of rates
    at the first traffic, of which those of a run hang together."""
    inside, rates = 0, []
    for run in range(20):
        told = learnt(power, 0.3, run)
        low, high = np.quantile(told.draws[0], [0.05, 0.95])
        inside += bool(low - 0.025 <= power <= high + 0.025)  # half a step of the grid
        low, high = np.quantile(told.rates, [0.05, 0.95], axis=0) * 730.5
        rates.extend((low <= 3.0) & (high >= 3.0))
    assert inside >= 14
    assert np.mean(rates) >= 0.75


def test_where_traffic_stays_rates_are_those_without_it() -> None:
    """The same counts, priors and model, once on a grid of rates and once by Laplace."""
    counts = stream(5, 0, "flat").poisson(3.0, (SERVICES, MONTHS)).astype(float)
    months = Months(tuple(f"s{n}" for n in range(SERVICES)), HOURS, counts, STARTS)
    told, plain_rates = fit_trend(months, table(np.ones(MONTHS)), ENDS), fit_rates(months)
    assert told.rate == pytest.approx(plain_rates.mean, rel=0.03)
    low, high = plain_rates.interval()
    assert np.quantile(told.rates, 0.05, axis=0) == pytest.approx(low, rel=0.06)
    assert np.quantile(told.rates, 0.95, axis=0) == pytest.approx(high, rel=0.06)


def grown(power: float = 1.0) -> Study:
    """A world whose traffic is eight times as much from its second half year on."""
    growth = {"kind": "steps", "steps": [["182 d", 8.0]]}
    traffic = {"traffic": {"start": "1/s", "growth": growth}}
    nature = {"background_with_traffic": power, "capacity_per_doubling": 0.0, "defect_chance": "0%"}
    return study(services=dict.fromkeys(WORLD["services"], traffic), nature=nature)


def half_year(begins: str) -> Observations:
    """A period, in which nothing was observed."""
    at = pd.Timestamp(begins, tz="UTC")
    ends = at + pd.Timedelta(days=182)
    nothing = pd.DataFrame({"service": pd.Series(dtype="str")})
    return Observations(nothing, None, at, ends, ends, True)


def test_a_later_period_is_replayed_with_the_traffic_of_its_time() -> None:
    first, second = (
        past_of(grown(), "you-run-it", half_year(at)) for at in ("2025-01-01", "2025-07-02")
    )
    assert (first.after, second.after) == (0, 182 * 24)
    found = [one.live(0) for one in (first, second)]
    begins = [one.incidents["opened_at"].min().date().isoformat() for one in found]
    assert begins[0] < "2025-07-02" <= begins[1]
    assert 5 < len(found[1].incidents) / len(found[0].incidents) < 11
    with pytest.raises(InputError, match="traffic grows from then on, and the exports begin"):
        past_of(grown(), "you-run-it", half_year("2024-12-31"))


def test_a_scenarios_traffic_is_that_of_the_file_it_was_fitted_with() -> None:
    seen = with_traffic_of(grown(), replace(half_year("2025-07-02"), listed=("stock", "search")))
    assert seen.traffic is not None
    assert set(seen.traffic["service"]) == {"stock", "search"}
    begins = pd.date_range("2025-01-01", "2026-01-01", freq="MS", tz="UTC")
    found = by_month(seen.traffic, ("search",), list(begins))
    assert found[0, :6] == pytest.approx(1.0)
    assert found[0, 6] == pytest.approx(8 - 7 / 31)  # a day of July is before the step
    assert found[0, 7:11] == pytest.approx(8.0)
    same = half_year("2025-07-02")
    assert with_traffic_of(study(), same) is same


def test_traffic_is_not_taken_for_clumping() -> None:
    told = learnt(1.0, 0.05, 0, a_month=20)
    assert told.power == pytest.approx(1.0, abs=0.15)
    assert told.clumping == pytest.approx(0.05, rel=0.6)
    over = [told.over_start(power) for power in (0.0, 1.0)]
    assert over[0] == pytest.approx(np.ones(SERVICES))
    assert over[1] == pytest.approx(np.full(SERVICES, (COURSE * HOURS).sum() / HOURS.sum()))


def test_without_a_course_the_published_range_stays() -> None:
    months = Months(("a",), HOURS, np.full((1, MONTHS), 4.0), STARTS)
    told = fit_trend(months, table(np.ones(MONTHS)), ENDS)
    assert told.power == pytest.approx(0.5, abs=0.05)
    low, high = np.quantile(told.draws[0], [0.05, 0.95])
    assert low < 0.15
    assert high > 0.9


def test_days_and_months_say_the_same(tmp_path: Path) -> None:
    days = pd.date_range("2023-01-01", "2025-12-31", freq="D")
    daily = pd.DataFrame({"date": days.strftime("%Y-%m-%d"), "requests": 86_400 * 5})
    daily.to_csv(tmp_path / "days.csv", index=False)
    monthly = pd.DataFrame({"Month": [f"{at:%Y-%m}" for at in STARTS], "Requests": HOURS * 18_000})
    monthly.to_csv(tmp_path / "months.csv", index=False, sep=";", decimal=",")
    for name in ("days", "months"):
        found = by_month(read_traffic(tmp_path / f"{name}.csv"), ("a", "b"), [*STARTS, ENDS])
        assert found == pytest.approx(np.full((2, MONTHS), 2.5))  # half each)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("when,requests\n2025-01,5\n", "has no column 'month or date'"),
        ("month,request\n2025-01,5\n", "has no column 'requests'; did you mean 'request'"),
        ("month,requests\n2025-01,5\nJanuary,6\n", "row 3, column 'month': found 'January'"),
        ("month,requests\n2025-01,-5\n", "allowed: a number above zero"),
        ("month,requests\n2025-01,5\n2025-01,6\n", "row 3 tells month 2025-01-01 again"),
        ("month,requests\n", "has a header and no rows"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(InputError) as why:
        read_traffic(tmp_path / "t.csv")
    assert said in str(why.value)


def fitted(folder: Path, traffic: str) -> Fit:
    plain(60).to_csv(folder / "x.csv", index=False)
    (folder / "t.csv").write_text(traffic)
    wanted = Wanted([folder / "x.csv"], traffic=folder / "t.csv")
    return fit(wanted, "you-run-it", calibrated=False)


def test_a_period_without_traffic_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has nothing from .* needs the whole period"):
        fitted(tmp_path, "month,requests\n1999-01,5\n")


def test_the_scenario_has_traffic_and_the_trend(tmp_path: Path) -> None:
    opened = pd.to_datetime(plain(60)["start"])
    months = pd.period_range(opened.min(), opened.max(), freq="M")
    rows = [f"{month},{1000 * (n + 1)}" for n, month in enumerate(months)]
    found = fitted(tmp_path, "\n".join(["month,requests", *rows]))
    told = {one.path: one for one in found.draft.parameters}["nature.background_with_traffic"]
    assert told.low < told.value < told.high
    assert told.n == 60
    write(found.draft, tmp_path / "mine.toml")
    text = (tmp_path / "mine.toml").read_text()
    assert "n = 60; 90 %" in next(x for x in text.splitlines() if "background_with_traffic" in x)
    scenario = load_study(tmp_path / "mine.toml").scenario
    (service,) = scenario.services.values()
    first = (found.history.observations.ends - found.history.observations.begins).days * 24 - 1
    risen = trend_array(service.traffic.growth, service.traffic.start, np.array([0.0, first]))
    trend = found.history.trend
    assert trend is not None
    assert risen == pytest.approx([1.0, trend.traffic[0, -1] / trend.traffic[0, 0]], rel=1e-3)
    page = fit_page(found)
    assert "grows as traffic to the power" in page
