"""Extreme conditions: where the answer is known, or at least that there is one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.documents.load import Raw, build_study, load_model, merge, shipped_models
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.incidents import TAGS
from sim.records.laws import check_laws
from sim.records.metrics import measure
from sim.records.money import Accounts

EVERY_MODEL = pytest.mark.parametrize("model", shipped_models(mixes=False))
PLENTY = 1000
WORLD: Raw = {
    "title": "An extreme world",
    "question": "Does it hold?",
    "start": "2029-01-01",
    "horizon": "26 w",
    "seed": 5,
    "teams": {"shop": {"domain": "retail"}, "cart": {"domain": "retail"}},
    "services": {
        "shop": {
            "team": "shop",
            "target": "99.9%",
            "exposure": "9000 USD/h",
            "changes": "250/y",
            "traffic": {"start": "30/s"},
        },
        "cart": {
            "team": "cart",
            "target": "99%",
            "exposure": "1000 USD/h",
            "changes": "100/y",
            "traffic": {"start": "150/s"},
            "needs": {"shop": "50%"},
        },
    },
    "nature": {"background": "20/y"},
}


def live(model: str, lines: Raw | None = None, changed: Raw | None = None) -> Accounts:
    """A shipped model's run in the extreme world; ``changed`` are lines of the model."""
    own = {"compare": [model], "models": {model: changed or {}}}
    study = build_study(merge(merge(WORLD, lines or {}), own), "extreme", "extreme.toml", None)
    document = study.models[model]
    tape = draw(study.scenario, 0)
    run = Accounts(study.scenario, document, tape, simulate(study.scenario, document, tape))
    assert check_laws(run) == []
    measure(run)
    return run


def duty(model: str, people: int, out_of_hours: int) -> Raw:
    """The lines that put so many people of every team on duty."""
    lines: dict[str, Any] = {}
    for name, team in load_model(model).teams.items():
        on_duty = {"working_hours": people, "out_of_hours": out_of_hours}
        lines[name] = {"on_duty": on_duty}
        if team.people is not None:
            lines[name]["people"] = max(people, 1)
    return {"teams": lines}


@EVERY_MODEL
def test_with_nobody_on_call_no_work_begins_out_of_hours(model: str) -> None:
    run = live(model, changed=duty(model, 4, 0))
    work = run.jobs[run.jobs["kind"] == "incident"]
    assert len(work) > 10
    assert not work["out_of_hours"].any()
    assert run.incidents["waiting_for_cover_hours"].sum() > 0
    assert measure(run)["people_on_call_out_of_hours"] == 0


@EVERY_MODEL
def test_with_plenty_of_people_nobody_queues(model: str) -> None:
    crowds = {"teams": {name: {"people": PLENTY} for name in ("shop", "cart")}}
    run = live(model, crowds, changed=duty(model, PLENTY, PLENTY))
    assert len(run.incidents) > 10
    assert run.incidents["queueing_hours"].sum() == 0
    open_window = run.changes.dropna(subset=["live_at"])
    assert open_window["deployer_hours"].sum() == 0


@EVERY_MODEL
def test_without_faults_every_request_is_answered(model: str) -> None:
    run = live(model, {"nature": {"background": "0/y", "defect_chance": "0%"}})
    values = measure(run)
    assert len(run.incidents) == 0
    assert values["availability_requests"] == values["availability_clock"] == 1
    assert values["budgets_met_share"] == 1
    assert values["outage_loss_per_year"] == 0
    assert values["loss_of_allowed_share"] == 0
    assert values["change_failure_rate"] == 0
    assert np.isnan(values["time_to_restore_hours_mean"])
    assert np.isnan(values["share_of_incidents_from_changes"])


@EVERY_MODEL
def test_without_changes_nothing_is_released(model: str) -> None:
    still = {name: {"changes": "0/y"} for name in ("shop", "cart")}
    run = live(model, {"services": still})
    values = measure(run)
    assert (len(run.changes), values["cost_of_delay_per_year"]) == (0, 0)
    assert "feature" not in set(run.releases["kind"])
    assert set(run.incidents["cause"]) <= {"background", "repair"}
    assert np.isnan(values["lead_time_days_median"])


@EVERY_MODEL
def test_without_changes_and_faults_only_cover_and_operability_cost(model: str) -> None:
    still = {name: {"changes": "0/y"} for name in ("shop", "cart")}
    none = {"rate": "0/y"}
    nature = {"background": "0/y", "alerts": none, "requests": none}
    run = live(model, {"services": still, "nature": nature})
    costs = run.ledger[run.ledger["amount"] > 0]
    assert set(costs["line"]) <= {"run", "standby", "operability", "setup", "transition"}


@EVERY_MODEL
def test_with_zero_hand_over_nobody_is_handed_over(model: str) -> None:
    lines = {
        name: {"hand_over": "0 min", "hand_over_out_of_hours": "0 min"}
        for name in load_model(model).respond
    }
    run = live(model, changed={"respond": lines})
    assert run.incidents["handing_over_hours"].sum() == 0


@EVERY_MODEL
def test_detection_at_once_leaves_nothing_undetected(model: str) -> None:
    run = live(model, {"nature": {"detect": "0 s"}})
    assert len(run.incidents) > 10
    at_once = run.incidents["waiting_for_cover_hours"] == 0
    assert at_once.any()
    paged_at = run.incidents["paged_at"]
    assert (paged_at == run.incidents["appeared_at"])[at_once].all()
    assert run.incidents["undetected_hours"].sum() == 0


@EVERY_MODEL
def test_incidents_without_impact_burn_nothing_and_are_dealt_with(model: str) -> None:
    run = live(model, {"nature": {"impacts": [{"share": "0%", "weight": 1}]}})
    values = measure(run)
    assert len(run.incidents) > 10
    assert run.incidents["restored_at"].notna().any()
    assert values["availability_requests"] == 1
    assert values["outage_loss_per_year"] == 0
    assert run.budgets["spent"].sum() == 0


@EVERY_MODEL
def test_a_target_of_six_nines_is_missed_and_does_not_stop_the_world(model: str) -> None:
    strict = {name: {"target": "99.9999%"} for name in ("shop", "cart")}
    run = live(model, {"services": strict})
    assert measure(run)["budgets_met_share"] < 1
    assert run.changes["live_at"].notna().any()


@EVERY_MODEL
def test_an_enormous_rate_of_faults_drowns_a_team_and_nothing_is_lost(model: str) -> None:
    """Hundreds of incidents a day: those under way at the end are kept and counted."""
    run = live(model, {"horizon": "4 d", "nature": {"background": "60000/y"}})
    incidents = run.incidents
    assert len(incidents) > 500
    assert incidents["restored_at"].isna().sum() > len(incidents) / 2
    assert (incidents[list(TAGS)].sum(axis=1) == incidents["duration_hours"]).all()
    values = measure(run)
    assert 0 <= values["availability_requests"] <= 1
    assert 0 <= values["availability_clock"] <= 1


@EVERY_MODEL
@pytest.mark.parametrize("horizon", ["1 h", "12 h", "9 h", "1 s"])
def test_a_horizon_within_a_day(model: str, horizon: str) -> None:
    run = live(model, {"horizon": horizon, "nature": {"background": "9000/y"}})
    assert (run.incidents["duration_hours"] <= run.scenario.horizon).all()
    assert len(run.budgets) == 2


@EVERY_MODEL
def test_all_teams_disbanded_on_the_first_day(model: str) -> None:
    shocks = [{"kind": "team-disbanded", "team": team, "at": "1 h"} for team in ("shop", "cart")]
    run = live(model, {"shocks": shocks, "horizon": "8 w"})
    assert len(run.changes) == 0
    assert set(run.releases["kind"]) <= {"repair"}
    assert len(run.incidents) > 0
    owners = run.jobs["team"].astype(str).str.contains("delivery|team-rota|owners")
    assert (run.jobs.loc[owners, "started_at"] < 1.0).all()


@EVERY_MODEL
def test_every_role_loses_its_people_on_the_first_day(model: str) -> None:
    shocks = [
        {"kind": "headcount", "role": role, "people": 0, "at": "1 h"}
        for role in load_model(model).teams
    ]
    run = live(model, {"shocks": shocks, "horizon": "8 w"})
    assert len(run.incidents) > 0
    assert (run.jobs["started_at"] < 1.0).all()
    after = run.incidents["appeared_at"] > 1.0
    assert run.incidents.loc[after, "restored_at"].isna().all()


@EVERY_MODEL
def test_one_service_of_one_team(model: str) -> None:
    alone = {**WORLD, "teams": {"shop": {"domain": "retail"}}}
    alone["services"] = {"shop": WORLD["services"]["shop"]}
    own = {"compare": [model], "horizon": "1 y"}
    study = build_study({**alone, **own}, "alone", "alone.toml", None)
    document, tape = study.models[model], draw(study.scenario, 0)
    run = Accounts(study.scenario, document, tape, simulate(study.scenario, document, tape))
    assert check_laws(run) == []
    assert measure(run)["incidents_per_service_year"] > 1
