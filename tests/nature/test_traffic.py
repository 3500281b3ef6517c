from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from sim.documents.nature import Nature, Peak
from sim.documents.organisation import Growth, Traffic
from sim.nature.traffic import Curves, peak_days, trend_array, trend_integral

MONDAY = date(2026, 1, 5)
OFFICE = {"day": [1] * 8 + [4] * 10 + [2] * 6, "week": [1.2, 1.2, 1.2, 1.2, 1.2, 0.5, 0.5]}
NATURE = Nature.model_validate(
    {
        "shapes": {"office": OFFICE},
        "peaks": {
            "black-friday": {"starts": "11-20", "ends": "12-01", "factor": 3.0},
            "turn-of-year": {"starts": "12-24", "ends": "01-07", "factor": 0.5},
        },
    }
)
GROWTHS = {
    "none": {},
    "exponential": {"kind": "exponential", "doubling": "60 d"},
    "logistic": {"kind": "logistic", "to": "200/s", "midpoint": "100 d", "spread": "20 d"},
    "shrinking": {"kind": "logistic", "to": "2/s", "midpoint": "100 d", "spread": "20 d"},
    "sudden": {"kind": "logistic", "to": "200/s", "midpoint": "100 d", "spread": "1 min"},
    "steps": {"kind": "steps", "steps": [["30 d", 2.0], ["90 d", 0.5], ["120 d", 4.0]]},
}
each_growth = pytest.mark.parametrize("name", GROWTHS)
START = 10.0


def growth(name: str) -> Growth:
    return Growth.model_validate(GROWTHS[name])


def traffic(name: str, **more: object) -> Traffic:
    return Traffic.model_validate({"start": "10/s", "growth": GROWTHS[name], **more})


@each_growth
def test_the_trend_begins_at_the_start(name: str) -> None:
    assert trend_array(growth(name), START, np.array([0.0]))[0] == pytest.approx(1, rel=1e-12)


@each_growth
def test_the_integral_of_the_trend_is_what_quadrature_says(name: str) -> None:
    law = growth(name)
    breaks = [0.0, 720.0, 2160.0, 2399.5, 2400.0, 2400.5, 2880.0, 4000.0]

    def trend(t: float) -> float:
        return float(trend_array(law, START, np.array([t]))[0])

    pieces = [quad(trend, a, b, limit=200, epsrel=1e-11)[0] for a, b in pairwise(breaks)]
    ours = trend_integral(law, START, np.array(breaks))
    np.testing.assert_allclose(np.diff(ours), pieces, rtol=1e-6)
    assert ours[0] == 0


def test_growth_ends_where_it_was_said_to() -> None:
    far = np.array([1e6])
    assert START * trend_array(growth("logistic"), START, far)[0] == pytest.approx(200)
    assert START * trend_array(growth("shrinking"), START, far)[0] == pytest.approx(2)
    assert trend_array(growth("exponential"), START, np.array([1440.0]))[0] == pytest.approx(2)


def test_a_step_holds_from_its_hour_on() -> None:
    at = np.array([719.999, 720.0, 2160.0, 1e6])
    assert trend_array(growth("steps"), START, at).tolist() == [1.0, 2.0, 0.5, 4.0]


def reference_rate(name: str, day_weights: bool, t: float) -> float:
    """Relative traffic at an instant, from the definition."""
    weight = 1.0
    if day_weights:
        today = MONDAY + timedelta(days=int(t // 24))
        of_day = np.array(OFFICE["day"]) / np.mean(OFFICE["day"])
        of_week = np.array(OFFICE["week"]) / np.mean(OFFICE["week"])
        weight = of_day[int(t % 24)] * of_week[today.weekday()]
        weight *= 3.0 if (11, 20) <= (today.month, today.day) < (12, 1) else 1.0
        late = (today.month, today.day)
        weight *= 0.5 if late >= (12, 24) or late < (1, 7) else 1.0
    return float(weight * trend_array(growth(name), START, np.array([t]))[0])


@each_growth
@pytest.mark.parametrize("shaped", [False, True])
def test_requests_are_the_integral_of_shape_peaks_and_trend(name: str, shaped: bool) -> None:
    more = {"shape": "office", "peaks": ["black-friday", "turn-of-year"]} if shaped else {}
    days = 365
    service = Curves(NATURE, MONDAY, 24.0 * days).of(traffic(name, **more))
    for start, end in ((0.0, 72.0), (24 * 318.0, 24 * 321.0), (24 * 352.0, 24 * 354.0)):
        quarter = np.arange(start + 0.125, end, 0.25)  # midpoints; kinks are at full hours
        expected = sum(reference_rate(name, shaped, float(t)) for t in quarter) / 4
        found = service.requests(start, end) / (3600 * START)
        assert found == pytest.approx(expected, rel=1e-6)


@each_growth
def test_requests_add_up_and_never_fall(name: str) -> None:
    service = Curves(NATURE, MONDAY, 24.0 * 200).of(traffic(name, shape="office"))
    edges = np.linspace(0, 24 * 200, 777)
    pieces = [service.requests(a, b) for a, b in pairwise(edges)]
    assert min(pieces) >= 0
    assert sum(pieces) == pytest.approx(service.requests(0, 24.0 * 200), rel=1e-9)


@settings(deadline=None)
@given(st.lists(st.floats(-10, 24 * 40), min_size=1, max_size=20))
def test_an_array_of_instants_means_the_same_as_one_by_one(instants: list[float]) -> None:
    curve = Curves(NATURE, MONDAY, 24.0 * 30).of(traffic("exponential", shape="office")).curve
    one_by_one = [curve.before(t) for t in instants]
    np.testing.assert_allclose(curve.before_array(np.array(instants)), one_by_one, rtol=1e-12)


def test_a_shape_has_a_mean_of_one() -> None:
    service = Curves(NATURE, MONDAY, 24.0 * 28).of(traffic("none", shape="office"))
    assert service.requests(0, 24.0 * 28) == pytest.approx(28 * 24 * 3600 * START)
    assert service.relative_by_day()[5] == pytest.approx(0.5)


def test_services_of_one_form_share_a_curve_and_differ_by_scale() -> None:
    curves = Curves(NATURE, MONDAY, 24.0 * 30)
    small, large = (
        curves.of(traffic("exponential", start="1/s")),
        curves.of(traffic("exponential", start="7/s")),
    )
    assert small.curve is large.curve
    assert large.requests(5, 99) == pytest.approx(7 * small.requests(5, 99))
    # A logistic end is absolute, so its form depends on the start.
    one, other = curves.of(traffic("logistic", start="1/s")), curves.of(traffic("logistic"))
    assert one.curve is not other.curve


@pytest.mark.parametrize(
    ("starts", "ends", "inside", "outside"),
    [
        ("11-20", "12-01", ["2026-11-20", "2026-11-30"], ["2026-11-19", "2026-12-01"]),
        ("12-24", "01-07", ["2026-12-24", "2026-01-06", "2027-01-01"], ["2026-01-07"]),
        ("02-28", "03-01", ["2026-02-28", "2028-02-29"], ["2026-03-01", "2028-02-27"]),
    ],
)
def test_peaks_return_every_year(
    starts: str, ends: str, inside: list[str], outside: list[str]
) -> None:
    days = peak_days(Peak(starts=starts, ends=ends, factor=2.0), MONDAY, 3 * 365)
    in_peak = {(MONDAY + timedelta(days=d)).isoformat() for d in np.flatnonzero(days).tolist()}
    assert in_peak.issuperset(inside)
    assert in_peak.isdisjoint(outside)


def test_exponential_traffic_reaches_a_level_when_arithmetic_says() -> None:
    service = Curves(NATURE, MONDAY, 24.0 * 365).of(traffic("exponential"))
    # From 10/s to 40/s is two doublings of 60 days; the level holds at the noon of day 120.
    assert service.first_day_above(40.0, 1) == 24.0 * 121
    assert service.per_second(24.0 * 120) == pytest.approx(40 * 2 ** (0.5 / 60))


def test_a_trailing_mean_reaches_a_level_later() -> None:
    service = Curves(NATURE, MONDAY, 24.0 * 365).of(traffic("steps"))
    assert service.first_day_above(20.0, 1) == 24.0 * 31
    assert service.first_day_above(20.0, 28) == 24.0 * 58
    assert service.first_day_above(15.0, 28) == 24.0 * 44


def test_a_level_may_hold_from_the_first_day_or_never() -> None:
    service = Curves(NATURE, MONDAY, 24.0 * 365).of(traffic("none"))
    assert service.first_day_above(10.0, 28) == 24.0
    assert service.first_day_above(10.001, 28) == float("inf")


@pytest.mark.parametrize("horizon", [0.25, 1.0, 23.9, 24.0, 30.5])
def test_a_horizon_inside_a_day_is_long_enough_for_requests(horizon: float) -> None:
    service = Curves(NATURE, MONDAY, horizon).of(traffic("none"))
    assert service.requests(0, horizon) == pytest.approx(horizon * 3600 * START)
    assert len(service.relative_by_day()) == np.ceil(horizon / 24)


def test_before_its_launch_a_service_has_no_requests() -> None:
    service = Curves(NATURE, MONDAY, 24.0 * 30).of(traffic("none"), launch=24.0 * 10)
    assert service.requests(0, 240) == 0
    assert service.requests(0, 264) == pytest.approx(24 * 3600 * START)
