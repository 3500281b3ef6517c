"""Nothing is made or lost between the events and the last total, whatever happened."""

import numpy as np
import pytest

from sim.documents.load import shipped_models
from sim.questions.compare.statements import statement_of, statements
from sim.records.accounting import KEPT
from sim.records.explain import explain
from sim.records.laws import check_laws
from sim.records.money import LOSSES, Accounts
from sim.records.rates import from_key
from sim.study.comparison import Comparison
from sim.study.costs import by_treatment, to_the_cent

CENT = 0.005
MODELS = shipped_models()


@pytest.mark.parametrize("model", MODELS)
def test_lines_and_budgets_add_up_to_the_total(runs: dict[str, Accounts], model: str) -> None:
    ledger = runs[model].ledger
    total = ledger["amount"].sum()
    assert ledger.groupby("line")["amount"].sum().sum() == pytest.approx(total, abs=CENT)
    budgets = ledger.groupby("funding")["amount"].sum()
    assert budgets.sum() == pytest.approx(total, abs=CENT)
    lost = ledger["line"].isin(LOSSES)
    assert set(ledger.loc[lost, "funding"]) == {"none"}
    assert not ledger.loc[~lost, "funding"].eq("none").any()
    assert check_laws(runs[model]) == []


@pytest.mark.parametrize("model", MODELS)
def test_cash_is_profit_and_loss_and_what_is_left_of_assets(
    runs: dict[str, Accounts], model: str
) -> None:
    run = runs[model]
    found = statement_of(run.costs, run.periods, run.scenario.prices.accounting)
    assert found.cash.sum() == pytest.approx(run.ledger["amount"].sum(), abs=CENT)
    assert found.cash.sum() == pytest.approx(found.charge.sum() + found.asset[-1], abs=CENT)
    after = found.charge_after_tax.sum() + found.asset[-1]
    assert found.cash_after_tax.sum() == pytest.approx(after, abs=CENT)
    assert found.asset[-1] > 0
    assert (found.asset > -CENT).all()


@pytest.mark.parametrize("model", MODELS)
def test_an_entry_is_quantity_times_the_rate_of_its_prices(
    runs: dict[str, Accounts], model: str
) -> None:
    run = runs[model]
    ledger = run.ledger
    assert np.array_equal(ledger["quantity"] * ledger["rate"], ledger["amount"])
    risen = 1.03 ** run.periods.years_old[ledger["period"]]
    values = {key: from_key(key).value(run.scenario) for key in ledger["rate_key"].unique()}
    rates = ledger["rate_key"].astype(str).map(values) * risen
    assert np.allclose(ledger["rate"], rates, rtol=1e-14)


@pytest.mark.parametrize("model", MODELS)
def test_every_entry_names_the_event_behind_it(runs: dict[str, Accounts], model: str) -> None:
    run = runs[model]
    journal = run.journal
    assert journal["because"].str.len().min() > 0
    assert set(journal["model"]) == {run.model.title}
    assert set(journal["replication"]) == {0}
    assert (journal["date"] >= run.scenario.start).all()
    numbers = journal["because"].str.extract(r"^incident (\d+)$")[0].dropna().astype(int)
    assert numbers.isin(run.incidents["incident"]).all()
    weeks = journal.loc[journal["line"] == "standby", "because"]
    assert weeks.str.match(r"week 202[678]-W\d\d$").all()


def test_a_disbanded_team_takes_its_assets_along(runs: dict[str, Accounts]) -> None:
    run = runs["you-run-it"]
    lost = run.ledger[run.ledger["impaired"] != KEPT]
    assert set(lost["service"]) == {"stock", ""}
    found = statement_of(run.costs, run.periods, run.scenario.prices.accounting)
    gone = run.periods.number(np.array([8766.0]))[0]
    assert np.flatnonzero(found.impaired).tolist() == [gone]
    standby = run.ledger[
        (run.ledger["line"] == "standby") & (run.ledger["team"] == "delivery/depot")
    ]
    assert standby["quantity"].sum() == pytest.approx(8766 / 168)


def test_means_split_by_treatment_add_up_too(compared: Comparison) -> None:
    samples = compared.cost_samples
    assert by_treatment(samples)["amount"].sum() == pytest.approx(samples["amount"].sum(), abs=CENT)
    totals = compared.costs.groupby("model")["mean"].sum()
    cents = to_the_cent(compared.costs).groupby(compared.costs["model"]).sum()
    for model, found in statements(compared).items():
        assert found.cash.sum() == pytest.approx(totals[model], abs=CENT)
        assert cents[model] == pytest.approx(totals[model], abs=0.0051)
    off = (to_the_cent(compared.costs) - compared.costs["mean"]).abs().max()
    assert off < 0.0101


def test_every_line_comes_up(runs: dict[str, Accounts]) -> None:
    lines = {line for run in runs.values() for line in run.ledger["line"].unique()}
    assert lines >= {
        "setup", "transition", "run", "standby", "callout", "release", "incident", "learning",
        "repair", "operability", "attrition", "outage loss", "cost of delay", "unpaid",
        "foregone value",
    }  # fmt: skip


def test_what_is_not_built_is_told_down_to_its_price(runs: dict[str, Accounts]) -> None:
    """Changes of the depot from its second year on, four years of value each; prices rise."""
    run = runs["you-run-it"]
    found = explain(run, "foregone value")
    ready = run.tape.services["stock"].ready_at
    days = (ready >= 8766.0).sum() * 4 * 365.25
    assert sum(part.quantity for part in found) == pytest.approx(days)
    kinds = {(part.unit, part.funding, part.treatment) for part in found}
    assert kinds == {("change-days", "none", "loss")}
    assert {place for part in found for place in part.made_of} == {"prices.change_value"}
    mine = run.journal[run.journal["line"].eq("foregone value")]
    assert mine["because"].str.startswith("changes not built in 202").all()
