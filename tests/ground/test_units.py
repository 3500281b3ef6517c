import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ground.units import (
    GRID_PER_HOUR,
    HOURS_PER,
    on_grid,
    parse_duration,
    parse_money,
    parse_rate,
    parse_share,
    show_duration,
    show_number,
)
from sim.nature.points import grid_array, moments

hours = st.floats(min_value=-1e6, max_value=1e6)


@pytest.mark.parametrize(
    ("text", "found_hours"),
    [
        ("28 min", 28 / 60),
        ("3.5 h", 3.5),
        (" 2d ", 48.0),
        ("2 weeks", 336.0),
        ("1,000 h", 1000.0),
        ("10_000 h", 10_000.0),
        (".5 h", 0.5),
        ("0 min", 0.0),
        ("1 y", 365.25 * 24),
        ("12 months", 365.25 * 24),
        ("36 seconds", 0.01),
    ],
)
def test_a_duration_is_read_in_hours(text: str, found_hours: float) -> None:
    assert parse_duration(text) == pytest.approx(found_hours, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    ["28", "min", "", "1,5 h", "1e3 h", "3 h 20 min", "10_00 h", 28, 2.5, None, True, ["1 h"]],
)
def test_a_text_that_is_no_duration_is_quoted_with_an_example(text: object) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(text))) as caught:
        parse_duration(text)
    assert '"28 min"' in str(caught.value)


def test_an_unknown_unit_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="found '3 fortnights'; 'fortnights' is no") as caught:
        parse_duration("3 fortnights")
    assert all(unit in str(caught.value) for unit in HOURS_PER)


@pytest.mark.parametrize("parse", [parse_duration, parse_rate])
def test_negative_quantities_are_refused(parse: object) -> None:
    text = "-3 h" if parse is parse_duration else "-3/h"
    with pytest.raises(ValueError, match=f"found '{text}'; a .* can't be negative"):
        parse(text)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "an_hour"), [("20/s", 72_000.0), ("1/h", 1.0), ("8766/y", 1.0), ("3 / day", 0.125)]
)
def test_a_rate_is_read_in_events_an_hour(text: str, an_hour: float) -> None:
    assert parse_rate(text) == pytest.approx(an_hour, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("3 per week", "3/week"), ("3 a week", "3/week"), ("1,500 times per y", "1,500/y")],
)
def test_a_rate_as_people_say_it_is_answered_with_how_to_write_it(text: str, meant: str) -> None:
    with pytest.raises(ValueError, match=f'found {text!r}; write "{meant}"$'):
        parse_rate(text)


@pytest.mark.parametrize("text", ["250", "250 y", "250/", "250/y/d", 250, "/y", "250/parsec"])
def test_a_text_that_is_no_rate_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match=f"found {re.escape(repr(text))}"):
        parse_rate(text)


@pytest.mark.parametrize(
    ("text", "share"),
    [("99.9%", 0.999), ("99.99 %", 0.9999), ("0%", 0.0), ("100%", 1.0), (0.25, 0.25), (1, 1.0)],
)
def test_a_share_is_exact_to_the_last_bit(text: object, share: float) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize(
    "text", ["101%", "-1%", 1.5, -0.1, float("nan"), "0.25", True, None, "1,000%", 10**400]
)
def test_what_is_no_share_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="found"):
        parse_share(text)


@pytest.mark.parametrize(
    ("text", "per", "amount"),
    [
        ("540 USD/week", "w", 540.0),
        ("540 USD/w", "w", 540.0),
        ("250k USD/h", "h", 250_000.0),
        ("0.8 M USD/h", "h", 800_000.0),
        ("60K USD/h", "h", 60_000.0),
        ("0.500 USD/h", "h", 0.5),
        ("15.625 USD/h", "h", 15.625),
        ("24 USD/d", "h", 1.0),
        ("1,500 USD", None, 1500.0),
    ],
)
def test_money_is_read_per_wanted_time(text: str, per: str | None, amount: float) -> None:
    assert parse_money(text, per, "USD") == pytest.approx(amount, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "per", "says"),
    [
        ("540 EUR/week", "w", "counts in USD"),
        ("540 USD", "w", '"540 USD/w"'),
        ("540 USD/week", None, '"540 USD"'),
        ("-1 USD", None, "can't be negative"),
        ("$540", None, '"540 USD"'),
        (540, None, '"540 USD"'),
        ("5 USD/aeon", "w", "allowed: s, min"),
        ("$540", None, 'did you mean "540 USD"?'),
        ("€60k/h", "h", 'did you mean "60k USD/h"?'),
        ("60k $/h", "h", 'did you mean "60k USD/h"?'),
        ("USD 540 per week", "w", 'did you mean "540 USD/week"?'),
        ("540", "w", 'did you mean "540 USD/w"?'),
        (540, "w", 'did you mean "540 USD/w"?'),
        ("60.000 USD/h", "h", 'write "60000 USD/h" or "60 USD/h"'),
        ("1.500 USD", None, 'write "1500 USD" or "1.5 USD"'),
    ],
)
def test_wrong_money_says_what_was_found_and_is_allowed(
    text: object, per: str | None, says: str
) -> None:
    with pytest.raises(ValueError, match=f"found {re.escape(repr(text))}") as caught:
        parse_money(text, per, "USD")
    assert says in str(caught.value)


@settings(deadline=None)
@given(hours)
def test_the_grid_is_near_and_rounding_twice_changes_nothing(value: float) -> None:
    rounded = on_grid(value)
    assert abs(rounded - value) <= 0.5 / GRID_PER_HOUR
    assert on_grid(rounded) == rounded
    assert (rounded * GRID_PER_HOUR).is_integer()


@settings(deadline=None)
@given(st.lists(hours, min_size=2, max_size=30), st.randoms(use_true_random=False))
def test_sums_on_the_grid_do_not_depend_on_their_order(
    values: list[float], shuffler: object
) -> None:
    exact = [on_grid(value) for value in values]
    shuffled = exact.copy()
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sum(exact) == sum(shuffled)
    assert (exact[0] + exact[1]) - exact[1] == exact[0]


@settings(deadline=None)
@given(st.lists(hours, min_size=1, max_size=20))
def test_arrays_go_to_the_grid_as_numbers_do(values: list[float]) -> None:
    assert grid_array(np.array(values)).tolist() == [on_grid(value) for value in values]
    below = moments(np.array(values))
    assert np.all(below <= np.array(values))
    assert np.all(np.array(values) - below <= 1 / GRID_PER_HOUR)


@settings(deadline=None)
@given(st.floats(min_value=0, max_value=1e5), st.sampled_from(sorted(HOURS_PER)))
def test_a_written_duration_is_read_again(number: float, unit: str) -> None:
    assert parse_duration(f"{number:.6f} {unit}") == pytest.approx(
        round(number, 6) * HOURS_PER[unit], rel=1e-12
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.2, "12 min"), (3.4, "3.4 h"), (216.0, "9 d"), (2 / 3600, "2 s"), (8766.0, "1 y")],
)
def test_durations_are_shown_for_people(value: float, text: str) -> None:
    assert show_duration(value) == text


def test_no_duration_is_shown_as_a_dash() -> None:
    assert show_duration(float("nan")) == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.9051, "0.905"), (45.0, "45"), (29_840, "29,800"), (1.2e6, "1,200,000")],
)
def test_no_number_is_shown_with_an_exponent(value: float, text: str) -> None:
    assert show_number(value) == text
