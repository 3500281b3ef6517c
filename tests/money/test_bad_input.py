"""Money that makes no sense is refused, with the place."""

import pytest

from sim.documents.errors import InputError
from tests.money.worlds import study_of

WRONG = [
    (
        "prices.standby",
        "540 EUR/week",
        "prices.standby: found '540 EUR/week'; this scenario counts",
    ),
    ("prices.licence", "500 USD", "prices.licence: found '500 USD'"),
    ("prices.accounting.life", "0 y", "prices.accounting.life: "),
    ("prices.accounting.capitalisable", "120%", "prices.accounting.capitalisable: found '120%'"),
    ("prices.accounting.discount", 1.2, "prices.accounting.discount: found 1.2"),
    (
        "prices.accounting.fiscal_year_starts",
        "01-31",
        "prices.accounting.fiscal_year_starts: found",
    ),
    (
        "prices.accounting.fiscal_year_starts",
        "13-01",
        "prices.accounting.fiscal_year_starts: found",
    ),
    ("prices.accounting.policy", "ias38", "did you mean 'ias-38'?"),
    ("prices.contract", {"person": "1 USD/y"}, "prices.contract.per_release: is missing"),
    ("prices.callout_minimum", "-1 h", "prices.callout_minimum: "),
    ("prices.salaries.developer", "-5 USD/y", "prices.salaries.developer: "),
    ("prices.time_off_in_lieu", -1, "prices.time_off_in_lieu: "),
]


@pytest.mark.parametrize(("place", "value", "said"), WRONG)
def test_wrong_money_is_refused_with_its_place(place: str, value: object, said: str) -> None:
    with pytest.raises(InputError) as refused:
        study_of({place: value}, "you-run-it")
    assert said in str(refused.value)


@pytest.mark.parametrize("pay", ["callout-only", "callout"])
def test_to_pay_callouts_alone_is_refused_as_bad_practice(pay: str) -> None:
    with pytest.raises(InputError) as refused:
        study_of({"models.you-run-it.teams.delivery.pay": pay}, "you-run-it")
    assert "teams.delivery.pay: found" in str(refused.value)
    assert "bad practice" in str(refused.value)


def test_a_fiscal_year_may_start_on_any_day_that_every_month_has() -> None:
    study = study_of({"prices.accounting.fiscal_year_starts": "02-28"}, "you-run-it")
    assert study.scenario.prices.accounting.fiscal_year_starts == "02-28"
