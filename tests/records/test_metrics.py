"""Every metric of the log written by hand, against arithmetic on its few numbers."""

from __future__ import annotations

import math

import pytest

from sim.records.metrics import METRICS, measure
from tests.records.by_hand import HORIZON, by_hand

YEARS = HORIZON / 8766
SERVICE_YEARS = 2 * YEARS

SHOP_DOWN = 0.5 * 3 + 1.0 + 1.0 * 1.5
"""Alone from 10 to 13; together with the full outage until 14, which is no more than all."""
CART_DOWN = 0.25 * 4 + 0.2 * 2 + 0.1 * 10
DOWN = SHOP_DOWN + CART_DOWN

DEVELOPER = 176_000 / 1_760
STANDBY = 540 * HORIZON / 168
CALLOUT = (1.5 + 1.0) * DEVELOPER * 1.5
INCIDENT = (2.5 + 1.5) * DEVELOPER
LEARNING, REPAIR = 4 * DEVELOPER, 3 * DEVELOPER
RUN = 5 * 87_660 * YEARS
OUTAGE = 1_000 * DOWN
DELAY = 90 / 24 * (3.5 + 3.5 + (HORIZON - 100) + 10)
UTILISATION = (0.5 + 2.5 + 1.5) / (8 * 8 * 2)
"""Hours worked between 9 and 17 over those of two people on eight days."""
CAPEX = STANDBY + CALLOUT + INCIDENT + LEARNING + REPAIR

EXPECTED = {
    "lead_time_days_median": 3.5 / 24,
    "lead_time_days_p85": (3.5 + 0.7 * 6.5) / 24,
    "releases_per_service_year": 3 / SERVICE_YEARS,
    "change_failure_rate": 1 / 3,
    "incidents_per_service_year": 4 / SERVICE_YEARS,
    "share_of_incidents_from_changes": 1 / 4,
    "time_to_acknowledge_minutes_median": 15.0,
    "time_to_restore_hours_median": 2.5,
    "time_to_restore_hours_mean": (4 + 2.5 + 2) / 3,
    "time_to_restore_hours_p95": 2.5 + 0.9 * 1.5,
    "time_to_resolve_hours_median": (90 + 2.5) / 2,
    "time_to_resolve_hours_mean": (90 + 2.5) / 2,
    "time_to_resolve_hours_p95": 2.5 + 0.95 * 87.5,
    "availability_requests": 1 - (10_800 + 4_320) / (2 * 864_000),
    "availability_clock": 1 - DOWN / (2 * HORIZON),
    "budgets_met_share": 1 / 2,
    "frozen_hours_per_service_year": 24 / SERVICE_YEARS,
    "pages_out_of_hours_per_person_month": 2 / (5 + 6) / (12 * YEARS),
    "false_pages_share": 0.0,
    "people_on_call_out_of_hours": 2.0,
    "on_call_cost_per_year": (STANDBY + CALLOUT) / YEARS,
    "capex_per_year": CAPEX / YEARS,
    "opex_per_year": RUN / YEARS,
    "outage_loss_per_year": OUTAGE / YEARS,
    "cost_of_delay_per_year": DELAY / YEARS,
    "foregone_value_per_year": 0.0,
    "total_cost_per_year": (CAPEX + RUN + OUTAGE + DELAY) / YEARS,
    "loss_of_allowed_share": OUTAGE / (2 * 1_000 * 0.01 * HORIZON),
    "penalties_per_year": 0.0,
    "reliability_hours_per_service_year": 0.0,
    "utilisation": UTILISATION,
    "request_wait_days_mean": math.nan,
    "failed_change_recovery_hours_median": 2.5,
}

LINES = {
    "run": RUN,
    "standby": STANDBY,
    "callout": CALLOUT,
    "incident": INCIDENT,
    "learning": LEARNING,
    "repair": REPAIR,
    "outage loss": OUTAGE,
    "cost of delay": DELAY,
}


@pytest.mark.parametrize("name", EXPECTED)
def test_metric(name: str) -> None:
    assert METRICS[name].of(by_hand()) == pytest.approx(EXPECTED[name], rel=1e-12, nan_ok=True)


def test_every_metric_is_worked_out_here() -> None:
    """A metric that is added is worked out by hand too."""
    assert list(measure(by_hand())) == list(EXPECTED)


@pytest.mark.parametrize("line", LINES)
def test_line_of_the_ledger(line: str) -> None:
    ledger = by_hand().ledger
    assert ledger.loc[ledger["line"] == line, "amount"].sum() == pytest.approx(LINES[line])


def test_there_are_no_other_lines() -> None:
    ledger = by_hand().ledger
    assert set(ledger.loc[ledger["amount"] != 0, "line"]) == set(LINES)


def test_who_pays_for_what() -> None:
    ledger = by_hand().ledger
    ledger = ledger[ledger["amount"] != 0]
    pays = {str(line): set(rows["funding"]) for line, rows in ledger.groupby("line", observed=True)}
    losses = {"outage loss": {"none"}, "cost of delay": {"none"}}
    capital = {line: {"capex"} for line in LINES}
    assert pays == {**capital, "run": {"opex"}, **losses}


def test_the_outage_loss_of_each_incident() -> None:
    """Where incident 2 joins incident 1, both count by their part: 1/3 and 2/3 of an hour."""
    ledger = by_hand().ledger
    losses = ledger[ledger["line"] == "outage loss"]
    assert losses["quantity"].tolist() == pytest.approx(
        [0.5 * 3 + 1 / 3, 2 / 3 + 1.5, 0.4, 1.0, 1.0]
    )
    assert math.fsum(losses["quantity"]) == pytest.approx(DOWN)
