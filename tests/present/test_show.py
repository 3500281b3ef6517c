from math import inf, nan

import pytest

from sim.present.show import SPACE, duration, interval, money, percent, plain, quantity, trimmed


def said(text: str) -> str:
    return text.replace(SPACE, " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (0.905, "0.905"), (12.34, "12.3"), (1234, "1,234"), (9.999, "10.0"),
        (-2.5, "−2.50"), (nan, "–"), (inf, "∞"), (-inf, "−∞"), (0.000123, "0.000123"),
    ],
)  # fmt: skip
def test_three_significant_digits(value: float, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (57_598_180.123, "USD", "$57.6 M"), (540, "EUR", "€540"), (999.7, "USD", "$1.00 k"),
        (999_999, "USD", "$1.00 M"),
        (0, "USD", "$0"), (0.2, "USD", "$0"), (-2.3e5, "GBP", "−£230 k"),
        (1.2e6, "CHF", "CHF 1.20 M"), (1e10, "USD", "$10.0 bn"), (nan, "USD", "–"),
    ],
)  # fmt: skip
def test_money(value: float, currency: str, text: str) -> None:
    assert said(money(value, currency)) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0 %"), (0.0234, "2.34 %"), (0.5, "50.0 %"), (0.99853, "99.85 %"), (0.9999, "99.990 %"),
        (0.98, "98.0 %"), (1, "100 %"), (1.2, "120 %"), (-0.3, "−30.0 %"), (nan, "–"),
    ],
)  # fmt: skip
def test_percent_keeps_what_tells_a_share_from_all(share: float, text: str) -> None:
    assert said(percent(share)) == text


@pytest.mark.parametrize(
    ("hours", "text"),
    [(0.2, "12.0 min"), (2.27, "2.27 h"), (294.3, "12.3 d"), (87_660, "10.0 y"), (nan, "–")],
)
def test_duration_picks_its_unit(hours: float, text: str) -> None:
    assert said(duration(hours)) == text


def test_quantity_knows_the_units_of_metrics() -> None:
    assert said(quantity(12.26, "days")) == "12.3 d"
    assert said(quantity(6, "people")) == "6"
    assert said(quantity(3.5, "h/y")) == "3.50 h"
    assert said(quantity(7, "widgets")) == "7.00 widgets"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.36, 0.774, "0.360 to 0.774"),
        (0.7, 1.2, "0.700 to 1.20"),
        (0.05, 0.1, "one in 20 months to one in 10 months"),
    ],
)
def test_both_bounds_of_what_is_rare_are_told_alike(low: float, high: float, text: str) -> None:
    assert said(interval(low, high, "1/month")) == text


def test_an_interval_that_is_not_there_says_so() -> None:
    assert interval(nan, nan, "days") == "no interval yet"
    assert said(interval(1.1e6, 2.2e6, "money/y", "EUR")) == "€1.10 M to €2.20 M"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("$25.0 M", "$25 M"),
        ("0.400", "0.4"),
        ("$1.60 M", "$1.6 M"),
        ("100", "100"),
        ("1,000", "1,000"),
    ],
)
def test_ticks_have_no_idle_zeros(text: str, short: str) -> None:
    assert trimmed(text) == short
