"""Amortisation, impairment, present value and payback against textbook values."""

from datetime import date

import numpy as np
import pytest

from sim.documents.prices import Accounting
from sim.ground.theory import finance
from sim.questions.compare.statements import by_fiscal_year, payback_years
from sim.records.accounting import (
    KEPT,
    Additions,
    Statement,
    amortisation,
    capitalised_share,
    impairment,
    statement,
)
from sim.records.periods import Periods
from tests.money.worlds import study_of

YEARS = np.arange(1.0, 7.0)
NONE = Additions(np.zeros(0, int), np.zeros(0, int), np.zeros(0))


def spending(amounts: list[float], **accounting: object) -> Statement:
    """Operating spending at the ends of years, nothing capitalised."""
    opex = np.array(amounts)
    nothing, ends = np.zeros(len(opex)), np.arange(1.0, len(opex) + 1)
    return statement(nothing, opex, nothing, NONE, ends, Accounting.model_validate(accounting))


def test_an_asset_is_written_off_in_equal_parts_from_the_next_period_on() -> None:
    assert amortisation(0, KEPT, YEARS, 4.0).tolist() == [0, 0.25, 0.25, 0.25, 0.25, 0]
    part_of_a_year = amortisation(0, KEPT, np.array([0.25, 0.5, 1.0, 1.75]), 1.0)
    assert part_of_a_year.tolist() == [0, 0.25, 0.5, 0.25]
    written = [finance.straight_line(1.0, 4.0, age) for age in YEARS - 1]
    assert np.cumsum(amortisation(0, KEPT, YEARS, 4.0)).tolist() == written


def test_impairment_takes_what_is_left_and_nothing_after_that() -> None:
    assert amortisation(0, 2, YEARS, 4.0).tolist() == [0, 0.25, 0.25, 0, 0, 0]
    assert impairment(0, 2, YEARS, 4.0).tolist() == [0, 0, 0.5, 0, 0, 0]
    assert impairment(3, 1, YEARS, 4.0).tolist() == [0, 0, 0, 1, 0, 0]
    assert impairment(0, KEPT, YEARS, 4.0).sum() == 0


def test_cash_runs_ahead_of_the_charge_by_the_asset() -> None:
    added = Additions(np.array([0, 1]), np.array([KEPT, 2]), np.array([1000.0, 400.0]))
    capex, nothing = np.array([1000.0, 400.0, 0, 0, 0, 0]), np.zeros(6)
    found = statement(capex, nothing, nothing, added, YEARS, Accounting())
    assert found.cash.tolist() == [1000, 400, 0, 0, 0, 0]
    assert found.amortised.tolist() == [0, 250, 350, 250, 250, 0]
    assert found.impaired.tolist() == [0, 0, 300, 0, 0, 0]
    assert found.charge.tolist() == [0, 250, 650, 250, 250, 0]
    assert found.asset.tolist() == [1000, 1150, 500, 250, 0, 0]


def test_present_value_is_the_textbooks() -> None:
    flows = [100.0, 250.0, 75.0]
    found = spending(flows, discount="8%").present_value
    assert found == pytest.approx(finance.net_present_value(0.08, [0.0, *flows]), abs=0.005)
    level = spending([1000.0] * 5, discount="10%").present_value
    assert level == pytest.approx(finance.annuity_value(0.10, 5, 1000.0), abs=0.005)
    assert level == pytest.approx(3790.79, abs=0.005)  # Brealey, Myers & Allen, annuity table


def test_tax_relief_follows_the_charge_not_the_cash() -> None:
    added = Additions(np.array([0]), np.array([KEPT]), np.array([1000.0]))
    capex, nothing = np.array([1000.0, 0, 0, 0, 0, 0]), np.zeros(6)
    taxed = Accounting.model_validate({"tax": True, "tax_rate": "20%", "life": "5 y"})
    ends = YEARS * 1.0
    found = statement(capex, nothing, nothing, added, ends, taxed)
    assert found.relief == pytest.approx([0, 40, 40, 40, 40, 40])
    assert found.cash_after_tax.sum() == pytest.approx(800)
    assert spending([1000.0], tax_rate="20%").relief.tolist() == [0]


def test_payback_is_when_savings_have_caught_up() -> None:
    baseline = spending([100.0, 100, 100, 100])
    assert payback_years(baseline, spending([180.0, 60, 60, 60])) == pytest.approx(3.0)
    assert payback_years(baseline, spending([150.0, 0, 100, 100])) == pytest.approx(1.5)
    assert payback_years(baseline, spending([90.0, 100, 100, 100])) == 0
    assert payback_years(baseline, spending([200.0, 90, 90, 90])) == float("inf")


def test_each_policy_lets_its_own_lines_become_assets() -> None:
    def share(policy: str, line: str, funding: str = "capex") -> float:
        document = Accounting.model_validate({"policy": policy, "capitalisable": "60%"})
        return capitalised_share(document, line, funding)

    assert share("ias-38", "repair") == share("asc-350-40", "operability") == 0.6
    assert share("asc-350-40", "repair") == 0
    for policy in ("ias-38", "asc-350-40"):
        expensed = ("run", "standby", "callout", "incident", "release", "setup", "outage loss")
        assert all(share(policy, line) == 0 for line in expensed)
    assert share("as-funded", "standby") == 1
    assert share("as-funded", "standby", "opex") == 0


def test_periods_are_quarters_cut_by_fiscal_years() -> None:
    scenario = study_of({}, "ops-run-it").scenario
    periods = Periods.of(scenario)
    assert scenario.start == date(2026, 2, 10)
    assert periods.names[:3] == ["2026-Q1", "2026-Q2 (FY2025/26)", "2026-Q2 (FY2026/27)"]
    assert periods.day(periods.edges[2]) == date(2026, 4, 6)
    assert periods.fiscal_year.tolist()[:3] == [2025, 2025, 2026]
    assert np.array_equal(periods.quarter[:4], [0, 1, 1, 2])
    sums = by_fiscal_year(np.ones(len(periods)), periods)
    assert sum(sums.values()) == len(periods)
    assert list(sums) == ["FY2025/26", "FY2026/27", "FY2027/28"]
