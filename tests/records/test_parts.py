"""Metrics of a service and of a team come from the functions of the organisation's."""

from __future__ import annotations

import numpy as np
import pytest

from sim.records.metrics import (
    HEADLINES,
    METRICS,
    REGISTRY,
    measure,
    measure_services,
    measure_teams,
)
from sim.records.money import Accounts
from tests.engine.shipped import run_of

RUNS = [("furniture-retailer", "ops-run-it"), ("enterprise", "you-run-it-at-scale")]


@pytest.fixture(params=RUNS, ids="/".join, scope="module")
def run(request: pytest.FixtureRequest) -> Accounts:
    return run_of(*request.param)


@pytest.mark.parametrize("name", ["outage_loss_per_year", "cost_of_delay_per_year"])
def test_losses_of_services_add_up_to_the_organisations(run: Accounts, name: str) -> None:
    assert measure_services(run)[name].sum() == pytest.approx(measure(run)[name], rel=1e-9)


@pytest.mark.parametrize(
    "name",
    [
        "releases_per_service_year", "incidents_per_service_year", "frozen_hours_per_service_year",
        "availability_requests", "availability_clock", "budgets_met_share",
    ],
)  # fmt: skip
def test_rates_and_shares_of_services_average_to_the_organisations(
    run: Accounts, name: str
) -> None:
    assert measure_services(run)[name].mean() == pytest.approx(measure(run)[name], rel=1e-9)


def test_the_organisations_times_lie_among_its_services(run: Accounts) -> None:
    for name in ("lead_time_days_median", "time_to_restore_hours_median"):
        values = measure_services(run)[name]
        assert values.min() <= measure(run)[name] <= values.max()


def test_calls_a_person_are_those_of_its_team(run: Accounts) -> None:
    """Weighted by their rotas, the teams' calls a person are the organisation's."""
    name, table = "pages_out_of_hours_per_person_month", measure_teams(run)
    rota = np.array([team.rota_at(0.0) for team in run.teams], dtype=float)
    calls = float((table[name].fillna(0.0).to_numpy() * rota).sum())
    nobody = run.jobs["team"].map({t.name: t.rota_at(0.0) for t in run.teams}).astype(int).eq(0)
    called = run.jobs["out_of_hours"] & run.jobs["kind"].eq("incident")
    months = 12 * run.scenario.horizon / 8766
    missing = float((called & nobody).sum()) / months  # who is called without being in any rota
    assert (calls + missing) / rota.sum() == pytest.approx(measure(run)[name], rel=1e-9)


def test_on_call_of_teams_adds_up(run: Accounts) -> None:
    table, whole = measure_teams(run), measure(run)
    for name in ("people_on_call_out_of_hours", "on_call_cost_per_year"):
        assert table[name].sum() == pytest.approx(whole[name], rel=1e-9)


def test_a_description_can_be_read_alone() -> None:
    for found in REGISTRY.values():
        first = found.description.split()[0]
        assert first not in ("It", "That", "This", "Same"), found.name
        assert not found.description.startswith("The same"), found.name
        assert "that time" not in found.description, found.name


def test_labels_are_unlike_and_carry_no_code() -> None:
    labels = [found.label for found in REGISTRY.values()]
    assert len(set(labels)) == len(labels)
    assert not any("_" in label for label in labels)
    assert list(METRICS) == [name for name, found in REGISTRY.items() if found.summary]


def test_headlines_and_ranks_are_of_summaries_and_no_place_is_given_twice() -> None:
    marked = [found for found in REGISTRY.values() if found.headline or found.rank is not None]
    assert all(found.summary for found in marked)
    ranks = sorted(found.rank for found in marked if found.rank is not None)
    assert ranks == list(range(1, len(ranks) + 1))
    assert [found.name for found in marked if found.headline] == list(HEADLINES)
