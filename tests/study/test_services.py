"""``services.csv``: what each service is like, with intervals over replications."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.questions.compare import compare
from sim.records.metrics import REGISTRY
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


def test_an_interval_is_that_of_the_values_of_the_lives(tiny: Comparison) -> None:
    model, metric = tiny.models[0], "incidents_per_service_year"
    service = next(iter(tiny.study.scenario.services))
    lives = [life for life in tiny.main_lives() if life.model == model]
    values = [life.services.set_index("service").loc[service, metric] for life in lives]
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
