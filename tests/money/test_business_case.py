"""A business case is worth what a textbook says of its flows, and what another run comes to."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import newton

from sim.documents.errors import InputError
from sim.ground.theory.finance import annuity_value, net_present_value
from sim.ground.units import HOURS_PER
from sim.questions.compare import compare
from sim.questions.compare.business_case import Case
from sim.questions.compare.cost_model import CostModel
from sim.questions.compare.statements import rate_of_return
from sim.questions.compare.turning import Turning
from sim.study.comparison import Comparison
from tests.money.worlds import study_of

MODELS = ("ops-run-it", "you-run-it")
TODAY_TO_PLAN = {"business_case.today": "ops-run-it", "business_case.plan": "you-run-it"}


def case_of(changes: dict[str, object] | None = None, *models: str) -> Case:
    study = study_of({**TODAY_TO_PLAN, **(changes or {})}, *(models or MODELS))
    found = Case.of(CostModel(compare(study, replications=2, workers=1)))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def case() -> Case:
    return case_of()


# Closed forms


def test_a_rate_of_return_is_the_root_of_its_polynomial() -> None:
    """100 for 60 after each of two years: 60 x² + 60 x = 100, x = 1 / (1 + rate)."""
    x = (-60 + math.sqrt(60**2 + 4 * 60 * 100)) / 120
    found = rate_of_return(np.array([-100.0, 60.0, 60.0]), np.array([0.0, 1.0, 2.0]))
    assert found == pytest.approx(1 / x - 1, abs=1e-12)


def test_a_rate_of_return_of_an_annuity_is_the_rate_it_was_made_from() -> None:
    for rate in (0.001, 0.07, 0.9, 40.0):
        flows = np.array([-annuity_value(rate, 12, 1.0), *np.ones(12)])
        assert rate_of_return(flows, np.arange(13.0)) == pytest.approx(rate, rel=1e-9)


def test_a_rate_of_return_at_uneven_ends_is_where_scipy_finds_it() -> None:
    flows, ends = np.array([-5.0, -1.0, 2.0, 3.5, 4.0]), np.array([0.2, 0.45, 0.71, 1.9, 2.6])
    other = newton(lambda r: sum(f / (1 + r) ** t for f, t in zip(flows, ends, strict=True)), 0.3)
    assert rate_of_return(flows, ends) == pytest.approx(other, rel=1e-9)


def test_where_there_is_no_rate_of_return_none_is_told() -> None:
    ends = np.arange(1.0, 5.0)
    assert rate_of_return(np.array([1.0, 0.0, 2.0, 3.0]), ends) == math.inf
    assert math.isnan(rate_of_return(np.array([-9.0, 1.0, 2.0, 3.0]), ends))
    assert math.isnan(rate_of_return(np.array([-1.0, 3.0, -4.0, 9.0]), ends))
    assert math.isnan(rate_of_return(np.array([1.0, -3.0, 4.0, 9.0]), ends))


def test_the_value_of_a_case_is_that_of_its_flows(case: Case) -> None:
    """Worked out from what is paid and lost in each run, by the textbook's formula."""
    hourly = (1 + case.scenario.prices.accounting.discount) ** (1 / HOURS_PER["y"]) - 1
    hours = np.rint(case.ends * HOURS_PER["y"]).astype(int)
    flows = np.zeros(hours[-1] + 1)
    np.add.at(flows, hours, case.saved)
    worked_out = net_present_value(hourly, flows.tolist())
    assert case.net_present_value == pytest.approx(worked_out, rel=1e-9)
    assert case.net_present_value == pytest.approx(case.values_lived.mean(), rel=1e-9)


def test_a_rate_of_return_leaves_nothing_of_the_value(case: Case) -> None:
    found = case.rate_of_return
    if math.isfinite(found):
        left = case.saved @ (1 + found) ** -case.ends
        assert left == pytest.approx(0.0, abs=1e-6 * np.abs(case.saved).sum())


def test_payback_is_when_savings_first_stay_above_nothing(case: Case) -> None:
    so_far = np.concatenate([[0.0], np.cumsum(case.saved)])
    edges = np.concatenate([[0.0], case.ends])
    if math.isfinite(case.payback):
        later = np.linspace(case.payback, case.ends[-1], 200)
        assert (np.interp(later, edges, so_far) > -1.0).all()
        if case.payback:
            assert np.interp(case.payback - 0.01, edges, so_far) < 0


def test_its_value_is_that_of_budgets_losses_and_tax(case: Case) -> None:
    today, plan = (case.statements[model] for model in (case.today, case.plan))
    losses = (today.losses - plan.losses) @ case.discounting
    tax = (today.relief - plan.relief) @ case.discounting
    parts = case.from_budgets.sum() + losses - tax
    assert case.net_present_value == pytest.approx(parts, rel=1e-12)


# Who comes and who goes


def test_who_is_let_go_is_paid_what_the_scenario_says(case: Case) -> None:
    """You Run It has no bridge (5 people) and no application support (6)."""
    salary = case.scenario.prices.salaries.operations
    assert case.moved("you-run-it", "severance").sum() == pytest.approx(11 * 0.5 * salary)
    assert case.moved("you-run-it", "hiring").sum() == 0
    assert case.moved("ops-run-it").sum() == 0


def test_who_is_redeployed_gets_no_severance() -> None:
    changes = {
        "business_case.redeployed": {"ops-bridge": 2},
        "business_case.severances": {"application-support": 1.0},
    }
    found = case_of(changes)
    salary = found.scenario.prices.salaries.operations
    paid = found.moved("you-run-it", "severance").sum()
    assert paid == pytest.approx((3 * 0.5 + 6 * 1.0) * salary)


def test_the_sides_of_a_case_are_today_and_the_cheapest_other(compared: Comparison) -> None:
    found = Case.of(CostModel(compared))
    assert found is not None
    assert found.today == compared.study.baseline
    totals = {m: compared.mean(m, "total_cost_per_year") for m in compared.models}
    del totals[found.today]
    assert found.plan == min(totals, key=lambda model: totals[model])


def test_one_model_alone_is_no_case() -> None:
    alone = compare(study_of({}, "you-run-it"), replications=2, workers=1)
    assert Case.of(CostModel(alone)) is None


def test_cash_charge_and_asset_of_both_sides_reconcile(case: Case) -> None:
    for found in case.statements.values():
        change = np.diff(found.asset, prepend=0.0)
        assert found.cash - found.charge == pytest.approx(change, abs=1e-6)


# What turns it


def test_a_case_is_the_sum_of_its_rates_and_of_its_years(case: Case) -> None:
    turning = Turning(case)
    rates = {text: rate.value(case.scenario) for text, rate in turning.rates.items()}
    by_rate = sum(turning.weights[text] * rate for text, rate in rates.items())
    by_year = sum(values.sum() for values in turning.by_year.values())
    assert [by_rate, by_year] == pytest.approx([case.net_present_value] * 2, rel=1e-12)


TURNS = [
    ("salaries_operations", 120_000.0, {"prices.salaries.operations": "120000 USD/y"}),
    ("deferred", 0.6, {"prices.deferred": "60%"}),
    ("exposure_basket", 9_000.0, {"services.basket.exposure": "9000 USD/h"}),
    ("licence", 900.0, {"prices.licence": "900 USD/y"}),
    ("discount", 0.15, {"prices.accounting.discount": "15%"}),
    ("inflation", 0.09, {"prices.accounting.inflation": "9%"}),
    ("tax_rate", 0.4, {"prices.accounting.tax_rate": "40%"}),
    ("pay_rise_operations", 0.05, {"prices.pay_rises.operations": "5%"}),
    ("pay_rise_developer", 0.02, {"prices.pay_rises.developer": "2%"}),
    ("hiring_years", 0.7, {"business_case.hiring": 0.7}),
    ("severance_years", 0.1, {"business_case.severance": 0.1}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value", "changes"), TURNS)
def test_a_turned_input_comes_to_what_another_run_comes_to(
    case: Case, name: str, value: float, changes: dict[str, object]
) -> None:
    found = Turning(case).value(name, value)
    assert found == pytest.approx(case_of(changes).net_present_value, abs=0.005)


def test_a_pay_rise_is_beyond_inflation_and_of_pay_alone() -> None:
    """Prices of the second fiscal year on; the first is as it was."""
    before, after = (case_of(c) for c in ({}, {"prices.pay_rises.operations": "10%"}))
    rows = [found.cost_model.rows for found in (before, after)]
    aged = before.cost_model.periods.years_old[rows[0]["period"].to_numpy(dtype=int)]
    factor = np.where(rows[0]["role"] == "operations", 1.1**aged, 1.0)
    assert rows[1]["amount"].to_numpy() == pytest.approx(rows[0]["amount"] * factor)
    assert {0, 1} <= set(aged.tolist())


# Bad input

WRONG = [
    ({"plan": "you-run-itt"}, "business_case.plan: 'you-run-itt' is not among the compared"),
    ({"plan": "ops-run-it"}, "business_case.plan: found 'ops-run-it', which is how it is run"),
    ({"today": "nobody"}, "business_case.today: 'nobody' is not among the compared"),
    ({"currency": "EUR"}, "business_case.rate: is needed: how many EUR one USD buys"),
    ({"rate": 0.9}, "business_case.rate: has no meaning without business_case.currency"),
    ({"currency": "EUR", "rate": 0}, "business_case.rate: "),
    ({"currency": "euro", "rate": 1.1}, "business_case.currency: "),
    (
        {"severances": {"service-desk": 1.0}},
        "business_case.severances.service-desk: nobody leaves it: 6 people today, 6 by the plan",
    ),
    ({"severances": {"ops-brigde": 1.0}}, "did you mean 'ops-bridge'?"),
    ({"severances": {"ops-bridge": -1.0}}, "it can't be negative"),
    ({"redeployed": {"ops-bridge": 9}}, "found 9; 5 of 5 people leave it"),
    ({"redeployed": {"service-desk": 1}}, "business_case.redeployed.service-desk: nobody leaves"),
    ({"hiring": -0.1}, "business_case.hiring: "),
    ({"paper": "A5"}, "business_case.paper: "),
]


@pytest.mark.parametrize(("lines", "said"), WRONG)
def test_a_case_that_makes_no_sense_is_refused_with_its_place(
    lines: dict[str, object], said: str
) -> None:
    changes = {"business_case.today": "ops-run-it", "business_case.plan": "you-run-it"}
    changes |= {f"business_case.{line}": value for line, value in lines.items()}
    with pytest.raises(InputError) as refused:
        study_of(changes, *MODELS)
    assert said in str(refused.value)
