"""``services.csv``: what each service is like, with intervals over replications."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.present.files import services_in_cents
from sim.present.who_runs_what import MISSED, cheapest_of, services_by_model
from sim.questions.compare import compare
from sim.records.allocation import allocation_key
from sim.records.metrics import REGISTRY
from sim.records.money import Accounts
from sim.study.comparison import Comparison
from sim.study.intervals import mean_interval

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tiny() -> Comparison:
    return compare(str(ROOT / "scenarios" / "tiny.toml"), replications=4, workers=1)


def test_every_service_of_every_model_has_every_metric_that_fits(tiny: Comparison) -> None:
    table = tiny.services
    names = [name for name, found in REGISTRY.items() if found.by == "service"]
    services = list(tiny.study.scenario.services)
    expected = [(m, s, n) for m in tiny.models for s in services for n in names]
    assert (
        list(table[["model", "service", "metric"]].itertuples(index=False, name=None)) == expected
    )


def test_an_interval_is_that_of_the_values_of_the_runs(tiny: Comparison) -> None:
    model, metric = tiny.models[0], "incidents_per_service_year"
    service = next(iter(tiny.study.scenario.services))
    runs = [run for run in tiny.main_runs() if run.model == model]
    values = [run.services.set_index("service").loc[service, metric] for run in runs]
    expected = mean_interval(np.array(values), "positive")
    row = tiny.services.set_index(["model", "service", "metric"]).loc[(model, service, metric)]
    assert len(set(values)) > 1
    assert (row["mean"], row["ci_low"], row["ci_high"]) == (
        expected.mean, expected.low, expected.high,
    )  # fmt: skip


@pytest.mark.parametrize("metric", ["outage_loss_per_year", "cost_of_delay_per_year"])
def test_losses_of_services_add_up_to_the_models(tiny: Comparison, metric: str) -> None:
    table = tiny.services
    sums = table[table["metric"] == metric].groupby("model")["mean"].sum()
    for model in tiny.models:
        assert sums[model] == pytest.approx(tiny.values(model, metric).mean(), rel=1e-9)


PARTS = [
    "direct_cost_per_year", "shared_cost_per_year", "outage_loss_per_year",
    "cost_of_delay_per_year", "foregone_value_per_year",
]  # fmt: skip


def test_services_add_up_to_the_organisation(tiny: Comparison) -> None:
    """With what they share: nothing is lost, nothing counted twice, in any life."""
    for model in tiny.models:
        assert tiny.service_costs[model].sum(axis=1) == pytest.approx(
            tiny.values(model, "total_cost_per_year"), rel=1e-12
        )


def test_to_the_cent(tiny: Comparison) -> None:
    """As written: parts make a service, services make the organisation."""
    written = services_in_cents(tiny.services).assign(
        mean=lambda table: pd.to_numeric(table["mean"]) * 100
    )
    wide = written.pivot_table(index=["model", "service"], columns="metric", values="mean")
    cents = wide[[*PARTS, "total_cost_per_year"]].round().astype(int)
    assert (cents[PARTS].sum(axis=1) == cents["total_cost_per_year"]).all()
    for model in tiny.models:
        whole = round(100 * tiny.mean(model, "total_cost_per_year"))
        assert cents.loc[model]["total_cost_per_year"].sum() == whole
    exact = tiny.services.set_index(["model", "service", "metric"])["mean"]
    rows = written.set_index(["model", "service", "metric"])["mean"]
    off = (rows - 100 * exact)[rows.index.get_level_values("metric").isin(PARTS)]
    assert off.abs().max() <= 1.01


def test_the_key_is_hours_worked_and_equal_parts_where_nobody_worked(tiny: Comparison) -> None:
    study = tiny.study
    tape = draw(study.scenario, 0)
    model = study.models["sre-run-it"]
    run = Accounts(study.scenario, model, tape, simulate(study.scenario, model, tape))
    key, names = allocation_key(run), run.log.team_names
    assert key.sum(axis=1) == pytest.approx(np.ones(len(names)))
    hours = run.jobs.groupby(["team", "service"], observed=False)["hours"].sum()
    mine = hours["delivery/shop"].to_numpy()
    assert key[names.index("delivery/shop")] == pytest.approx(mine / mine.sum())
    assert hours["sre"].sum() == 0  # they hadn't come by the end
    assert key[names.index("sre")].tolist() == [0.5, 0.5]


def test_the_cheapest_of_each_service(tiny: Comparison) -> None:
    for place, (service, found) in enumerate(cheapest_of(tiny).items()):
        assert service == list(tiny.study.scenario.services)[place]
        means = {m: table[:, place].mean() for m, table in tiny.service_costs.items()}
        assert means[found.model] == min(means.values())
        second = sorted(means.values())[1]
        assert found.next.mean == pytest.approx(means[found.model] - second)
        assert found.sure == (found.next.high < 0)


def test_a_table_of_services_by_models(tiny: Comparison) -> None:
    grid = services_by_model(tiny)
    assert len(grid.heads) == 1 + len(tiny.models) + 3
    assert {line.heading for line in grid.lines} == set(tiny.study.scenario.services)
    table = tiny.services.set_index(["model", "service", "metric"])["mean"]
    for line in grid.lines:
        for model, cell in zip(tiny.models, line.cells, strict=False):
            share = table[model, line.heading, "availability_requests"]
            missed = share < tiny.study.scenario.services[line.heading].target
            assert (cell.bounds == MISSED) == missed


def test_means_of_budgets_are_those_of_each_service_and_quarter(tiny: Comparison) -> None:
    every = pd.concat(list(tiny.error_budget_parts()))
    keys = ["model", "service", "quarter"]
    right = every.groupby(keys, observed=True)[["allowed", "spent", "spent_share"]].mean()
    means = tiny.budget_means.set_index(keys)[list(right)].sort_index()
    assert np.allclose(means, right.sort_index(), rtol=1e-12)
