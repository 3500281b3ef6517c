"""Pay rules, by hand: each expected amount is worked out from rule, hours and rate in the test."""

import numpy as np
import pytest

from sim.documents.load import shipped_models
from sim.records.lines.jobs import HOLIDAY, WEEKDAY, WEEKEND, day_kinds
from sim.records.money import Accounts
from tests.money.worlds import live, study_of

HOUR = 176_000 / 1_760


def of_line(run: Accounts, line: str, unit: str = "hours") -> tuple[np.ndarray, np.ndarray]:
    table = run.ledger[(run.ledger["line"] == line) & (run.ledger["unit"] == unit)]
    return table["at"].to_numpy(), table["amount"].to_numpy()


def test_days_are_weekdays_weekends_or_holidays() -> None:
    run = live(study_of({}, "you-run-it"), "you-run-it")
    at = 24.0 * np.array([0, 4, 5, 52, 318])  # Tue 10, Sat 14, Sun 15 February, Good Friday, Xmas
    assert day_kinds(run, at).tolist() == [WEEKDAY, WEEKEND, WEEKEND, HOLIDAY, HOLIDAY]


def test_a_callout_is_paid_by_the_hour_at_the_days_premium_but_a_minimum_at_least() -> None:
    run = live(study_of({"prices.accounting": {}}, "you-run-it"), "you-run-it")
    jobs = run.jobs[run.jobs["out_of_hours"] & run.jobs["team"].str.startswith("delivery")]
    premium = np.array([1.5, 2.0, 3.0])[day_kinds(run, jobs["started_at"].to_numpy())]
    expected = (jobs["hours"].clip(lower=1.0) * premium * HOUR).sum()
    alerts = run.alerts[run.alerts["out_of_hours"]]
    premium_of_alerts = np.array([1.5, 2.0, 3.0])[day_kinds(run, alerts["at"].to_numpy())]
    expected += (alerts["hours"].clip(lower=1.0) * premium_of_alerts * HOUR).sum()
    assert len(alerts) > 10
    assert (jobs["hours"] < 1).any()
    assert len(set(premium)) > 1
    assert of_line(run, "callout")[1].sum() == pytest.approx(expected)


def test_time_off_in_lieu_costs_hours_of_building() -> None:
    run = live(study_of({"prices.accounting": {}}, "you-run-it"), "you-run-it")
    called = run.ledger[(run.ledger["line"] == "callout") & (run.ledger["unit"] == "hours")]
    off = of_line(run, "callout", "hours with time off")[1]
    assert off.sum() == pytest.approx(called["quantity"].sum() * 0.5 * HOUR)


def test_standby_is_paid_by_the_week_to_each_person_on_call() -> None:
    study = study_of({"shocks": [], "prices.accounting": {}}, "you-run-it", "ops-run-it")
    weeks = study.scenario.horizon / 168
    launch = study.scenario.services["web shop"].launches / 168  # its team's rota begins then
    for model, rota_weeks in (("you-run-it", 3 * weeks - launch), ("ops-run-it", weeks)):
        run = live(study, model)
        assert of_line(run, "standby", "rota weeks")[1].sum() == pytest.approx(540 * rota_weeks)


def test_best_endeavours_are_counted_and_not_paid() -> None:
    run = live(study_of({}, "ops-run-it"), "ops-run-it")
    unpaid = run.ledger[run.ledger["line"] == "unpaid"]
    assert unpaid["quantity"].sum() > 0
    assert unpaid["amount"].sum() == 0
    assert not unpaid["team"].eq("application-support").any()


def test_a_contract_replaces_salary_and_on_call_and_pays_back_what_is_late() -> None:
    run = live(
        study_of({"prices.accounting": {}}, "ops-run-it-outsourced"), "ops-run-it-outsourced"
    )
    mine = run.ledger[run.ledger["team"] == "application-support"]
    assert not mine["line"].isin(["standby", "callout"]).any()
    by_unit = mine.groupby("unit")[["quantity", "amount"]].sum()
    years = run.scenario.horizon / 8766
    assert by_unit.loc["person-years", "amount"] == pytest.approx(6 * years * 60_000)
    deployed = run.jobs[(run.jobs["kind"] == "release")]
    assert by_unit.loc["deployments", "amount"] == 400 * len(deployed)
    taken = run.jobs[run.jobs["team"].eq("application-support") & run.jobs["kind"].eq("incident")]
    assert by_unit.loc["incidents by contract", "amount"] == 250 * taken["subject"].nunique()
    late = "late responses, paid back"
    if late in by_unit.index:
        assert by_unit.loc[late, "amount"] == 1000 * by_unit.loc[late, "quantity"] < 0


def test_prices_rise_with_the_fiscal_year() -> None:
    run = live(study_of({"shocks": []}, "you-run-it"), "you-run-it")
    standby = run.ledger[run.ledger["line"] == "standby"]
    assert sorted(set(standby["rate"].round(6))) == [540, 556.2, 572.886]


@pytest.mark.parametrize("model", shipped_models())
def test_no_line_is_below_zero_but_what_a_contractor_pays_back(
    runs: dict[str, Accounts], model: str
) -> None:
    ledger = runs[model].ledger
    below = ledger[ledger["amount"] < 0]
    assert set(below["unit"]) <= {"late responses, paid back"}
