"""The burn-down of an error budget against the engine's own quarterly sums."""

from pathlib import Path

import numpy as np
import pytest

from sim.documents.load import load_study, vary
from sim.engine.run import simulate
from sim.ground.working_time import month_edges
from sim.nature.tape import draw
from sim.records.burn import burn_down
from sim.records.tables import Records

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def lived(name: str, model: str, **changes: object) -> Records:
    study = vary(
        load_study(SCENARIOS / f"{name}.toml"), {"compare": [model], "baseline": model, **changes}
    )
    tape = draw(study.scenario, 0)
    return Records(
        study.scenario,
        study.models[model],
        tape,
        simulate(study.scenario, study.models[model], tape),
    )


NEEDS = {"services.checkout.needs": {"catalogue": "60%"}}


@pytest.fixture(scope="module", params=["ops-run-it", "sre-run-it"])
def run(request: pytest.FixtureRequest) -> Records:
    return lived("tiny", request.param, **NEEDS)


@pytest.mark.parametrize("service", ["catalogue", "checkout"])
def test_each_quarter_ends_with_what_the_engine_counted(run: Records, service: str) -> None:
    ends = burn_down(run, service).groupby("quarter")["remaining_share"].last()
    budgets = run.budgets[run.budgets["service"] == service]
    left = 1 - budgets["spent"].to_numpy() / budgets["allowed"].to_numpy()
    assert (budgets["spent"] > 0).any()
    np.testing.assert_allclose(ends.to_numpy(), left, rtol=1e-9, atol=1e-9)


def test_it_begins_whole_and_never_rises_within_a_quarter(run: Records) -> None:
    for _, quarter in burn_down(run, "checkout").groupby("quarter"):
        assert quarter["remaining_share"].iloc[0] == 1
        assert (quarter["remaining_share"].diff().dropna() <= 0).all()
        assert quarter["at"].is_monotonic_increasing


def test_a_quarter_begins_where_the_last_one_ended(run: Records) -> None:
    table = burn_down(run, "checkout").groupby("quarter")["at"]
    assert table.first().tolist() == run.quarters[:-1]
    assert table.last().tolist() == run.quarters[1:]


POLICY = {"models.you-run-it.error_budget": {"stages": ["team"], "block": False}}
DAYS = 28 * 24.0


def test_a_trailing_window_holds_what_failed_in_it() -> None:
    """At each midnight, against the requests of each spell that lies in the 28 days before."""
    window = {"window": "rolling", "rolling": "28 d"}
    run = lived(
        "tiny", "you-run-it", **NEEDS,
        **{path: {**policy, **window} for path, policy in POLICY.items()},
    )  # fmt: skip
    table, struck = burn_down(run, "checkout"), run.impacts[run.impacts["service"] == "checkout"]
    traffic, may_fail = run.tape.services["checkout"].traffic, 0.001
    midnights = table[(table["at"] % 24 == 0) & (table["at"] > 0)]
    assert len(midnights) >= 365
    left = []
    for at in midnights["at"]:
        failed = sum(
            impact * traffic.requests(max(start, at - DAYS), min(start + hours, at))
            for start, hours, impact in zip(
                struck["appeared_at"], struck["duration_hours"], struck["impact"], strict=True
            )
            if start < at and start + hours > at - DAYS
        )
        left.append(1 - failed / (may_fail * traffic.requests(max(0.0, at - DAYS), at)))
    assert min(left) < 0.5
    np.testing.assert_allclose(midnights["remaining_share"], left, rtol=1e-6, atol=1e-9)


def test_a_month_begins_whole_and_spends_what_failed_in_it() -> None:
    run = lived(
        "tiny", "you-run-it", **NEEDS,
        **{path: {**policy, "window": "month"} for path, policy in POLICY.items()},
    )  # fmt: skip
    table, edges = burn_down(run, "checkout"), month_edges(run.scenario.start, run.scenario.horizon)
    assert len(edges) >= 13
    assert set(table.loc[table["at"].isin(edges[:-1]), "remaining_share"].tolist()) >= {1.0}
    begun = table[table["at"].isin(edges[:-1]) & (table["at"].diff() == 0)]
    assert (begun["remaining_share"] == 1).all()
    least = table.groupby("quarter")["remaining_share"].min()
    mine = run.budgets[run.budgets["service"] == "checkout"]
    np.testing.assert_allclose(mine["spent_share"], 1 - least)
    assert (mine["spent_share"] > mine["spent"] / mine["allowed"]).any()


def test_blocked_hours_are_the_frozen_hours_of_the_budgets() -> None:
    run = lived("four-nines", "sre-run-it")
    for service in run.scenario.services:
        table = burn_down(run, service)
        hours = table.groupby("quarter")["at"].diff(-1).mul(-1).where(table["blocked"], 0.0)
        budgets = run.budgets[run.budgets["service"] == service]
        found = hours.groupby(table["quarter"]).sum().to_numpy()
        np.testing.assert_allclose(found, budgets["frozen_hours"].to_numpy(), atol=1e-9)
    assert run.budgets["frozen_hours"].sum() > 0


def test_a_service_that_is_not_there_has_no_budget_to_burn() -> None:
    run = lived("tiny", "ops-run-it", **{"services.checkout.launches": "200 d"})
    before_launch = burn_down(run, "checkout").query("quarter == 0")
    assert before_launch["remaining_share"].isna().all()
    with pytest.raises(KeyError):
        burn_down(run, "chekout")
