"""Rows by groups are reduced as NumPy and pandas reduce one group at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.records.grouped import NOBODY, Rows
from sim.records.metrics import measure, measure_services
from sim.records.money import LOSSES, Accounts
from tests.engine.shipped import run_of
from tests.records.by_hand import HORIZON, by_hand

GROUPS = 4
VALUES = st.lists(
    st.tuples(
        st.integers(NOBODY, GROUPS - 1),
        st.one_of(st.just(np.nan), st.floats(-1e6, 1e6, allow_subnormal=False)),
    ),
    max_size=40,
)


def rows(pairs: list[tuple[int, float]]) -> tuple[Rows, np.ndarray, list[np.ndarray]]:
    """The rows, their values, and the known values of each group."""
    group = np.array([pair[0] for pair in pairs], dtype=np.int64)
    values = np.array([pair[1] for pair in pairs], dtype=float)
    known = [values[(group == g) & ~np.isnan(values)] for g in range(GROUPS)]
    return Rows(pd.DataFrame({"value": values}), group, GROUPS), values, known


@given(VALUES, st.floats(0, 1))
def test_a_quantile_is_numpys_to_the_last_digit(pairs: list[tuple[int, float]], q: float) -> None:
    found, values, known = rows(pairs)
    one_by_one = [np.quantile(part, q) if len(part) else np.nan for part in known]
    assert np.array_equal(found.quantile(values, q), one_by_one, equal_nan=True)


@given(VALUES)
def test_sums_means_and_counts(pairs: list[tuple[int, float]]) -> None:
    found, values, known = rows(pairs)
    filled = np.nan_to_num(values)
    one_by_one = [filled[found.group == g].sum() for g in range(GROUPS)]
    assert np.array_equal(found.total(filled), one_by_one)
    means = [part.mean() if len(part) else np.nan for part in known]
    assert np.array_equal(found.mean(values), means, equal_nan=True)
    assert found.count().tolist() == [(found.group == g).sum() for g in range(GROUPS)]
    high = values > 0
    above = [(high & (found.group == g)).sum() for g in range(GROUPS)]
    assert found.where(high).count().tolist() == above


def test_services_of_the_log_written_by_hand() -> None:
    table = measure_services(by_hand())
    year = HORIZON / 8766
    expected = {
        "incidents_per_service_year": (2 / year, 2 / year),
        "share_of_incidents_from_changes": (0.5, 0.0),
        "time_to_restore_hours_median": ((4 + 2.5) / 2, 2.0),
        "time_to_restore_hours_mean": ((4 + 2.5) / 2, 2.0),
        "releases_per_service_year": (2 / year, 1 / year),
        "change_failure_rate": (1 / 2, 0.0),
        "lead_time_days_median": (3.5 / 24, 10 / 24),
        "availability_clock": (1 - 4 / HORIZON, 1 - 2.4 / HORIZON),
        "availability_requests": (1 - 10_800 / 864_000, 1 - 4_320 / 864_000),
        "budgets_met_share": (0.0, 1.0),
        "frozen_hours_per_service_year": (24 / year, 0.0),
        "outage_loss_per_year": (1_000 * 4 / year, 1_000 * 2.4 / year),
        "loss_of_allowed_share": (4 / (0.01 * HORIZON), 2.4 / (0.01 * HORIZON)),
    }
    for name, (shop, cart) in expected.items():
        assert table.loc["shop", name] == pytest.approx(shop, rel=1e-12), name
        assert table.loc["cart", name] == pytest.approx(cart, rel=1e-12), name


@pytest.fixture(scope="module")
def retailer() -> Accounts:
    return run_of("furniture-retailer", "ops-run-it")


def test_a_service_without_incidents_has_nothing_to_measure(retailer: Accounts) -> None:
    table, happened = measure_services(retailer), set(retailer.incidents["service"])
    calm = [name for name in table.index if name not in happened]
    assert calm, "every service had an incident; shorten the horizon"
    assert table.loc[calm, "time_to_restore_hours_median"].isna().all()
    assert (table.loc[calm, "incidents_per_service_year"] == 0).all()


def test_direct_costs_leave_out_what_services_share(retailer: Accounts) -> None:
    """They add up to what the ledger says of single services, and to less than is paid."""
    whole, ledger = measure(retailer), retailer.ledger
    direct = measure_services(retailer)["direct_cost_per_year"]
    losses = ledger["line"].isin(LOSSES)
    years = retailer.scenario.horizon / 8766
    shared = float(ledger.loc[ledger["service"].eq("") & ~losses, "amount"].sum()) / years
    paid = whole["capex_per_year"] + whole["opex_per_year"]
    assert shared > 0
    assert direct.sum() + shared == pytest.approx(paid, rel=1e-9)
