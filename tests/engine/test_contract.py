"""What every shipped support model keeps to, in every shipped scenario."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sim.engine.log import EventKind, Log
from sim.engine.run import simulate
from sim.nature.tape import Candidates, Tape
from sim.records.changes import WAITS
from sim.records.incidents import TAGS
from sim.records.laws import check_laws
from sim.records.metrics import METRICS, measure
from sim.records.money import Accounts
from tests.engine.shipped import (
    IN_TURN,
    MODELS,
    SCENARIOS,
    models_of,
    run_of,
    study,
    tape,
    with_a_still_stock,
)

RUNS = [(scenario, model) for scenario in SCENARIOS for model in models_of(scenario)]


@pytest.fixture(params=RUNS, ids="/".join, scope="module")
def run(request: pytest.FixtureRequest) -> Accounts:
    """The run of one model in one scenario."""
    return run_of(*request.param)


def facts(run: Accounts, *what: EventKind) -> pd.DataFrame:
    return pd.DataFrame(run.select(*what))


def test_the_operational_laws_hold(run: Accounts) -> None:
    assert check_laws(run) == []


def test_an_incident_is_restored_at_most_once_and_nothing_happens_to_it_afterwards(
    run: Accounts,
) -> None:
    restored = facts(run, EventKind.RESTORED)
    assert restored["subject"].is_unique
    ends = restored.set_index("subject")["at"]
    busy = facts(
        run,
        EventKind.PAGED,
        EventKind.ACKNOWLEDGING,
        EventKind.DIAGNOSING,
        EventKind.FIXING,
        EventKind.LEFT,
    )
    assert (busy["at"] <= busy["subject"].map(ends).fillna(np.inf)).all()


def test_an_incident_appears_once_and_is_paged_once_and_not_before(run: Accounts) -> None:
    appeared = facts(run, EventKind.UNDETECTED)
    assert appeared["subject"].tolist() == list(range(1, len(run.log.incidents) + 1))
    paged = facts(run, EventKind.PAGED)
    assert paged["subject"].is_unique
    starts = appeared.set_index("subject")["at"]
    later = facts(
        run, *[EventKind(n) for n in range(EventKind.WAITING_FOR_COVER, EventKind.BOUNCED + 1)]
    )
    assert (later["at"] >= later["subject"].map(starts)).all()


def test_nobody_works_on_two_jobs(run: Accounts) -> None:
    for _, jobs in run.jobs.groupby(["team", "seat"], observed=True):
        ordered = jobs.sort_values(["started_at", "left_at"])
        starts = ordered["started_at"].to_numpy()
        ends = ordered["left_at"].fillna(np.inf).to_numpy()
        assert (ends[:-1] <= starts[1:]).all()


def test_no_more_people_work_than_a_team_has(run: Accounts) -> None:
    for team, jobs in run.jobs.groupby("team", observed=True):
        duty = run.organisation.teams[str(team)].document.on_duty
        assert jobs["seat"].max() < max(duty.working_hours, duty.out_of_hours)


def test_tags_add_up_to_the_last_bit(run: Accounts) -> None:
    incidents, changes = run.incidents, run.changes.dropna(subset=["live_at"])
    assert (incidents[list(TAGS)].sum(axis=1) == incidents["duration_hours"]).all()
    assert (changes[list(WAITS)].sum(axis=1) == changes["lead_time_hours"]).all()
    assert (incidents[list(TAGS)] >= 0).all(axis=None)
    assert (changes[list(WAITS)] >= 0).all(axis=None)


def test_unfinished_incidents_are_kept_and_last_until_the_horizon(run: Accounts) -> None:
    incidents, horizon = run.incidents, run.scenario.horizon
    assert len(incidents) == len(run.log.incidents)
    censored = incidents[incidents["restored_at"].isna()]
    finished = facts(run, EventKind.RESTORED)
    assert len(censored) == len(incidents) - int((finished["at"] < horizon).sum())
    assert (censored["appeared_at"] + censored["duration_hours"] == horizon).all()


def test_a_defect_does_not_fail_before_its_release_is_live(run: Accounts) -> None:
    incidents = run.incidents[run.incidents["cause"] == "change"]
    assert (incidents["appeared_at"] >= incidents["released_at"]).all()
    number = incidents["fault"].astype(str).str.split("/").str[2].astype(int)
    live = run.changes.set_index(["service", "change"])["first_live_at"].to_dict()
    keys = zip(incidents["service"].astype(str), number, strict=True)
    assert (incidents["appeared_at"] >= np.array([live[key] for key in keys])).all()


def test_a_failed_release_is_one_with_a_defect_that_went_live(run: Accounts) -> None:
    """Every defect that the log saw going live is in exactly one release of the table."""
    live = facts(run, EventKind.DEFECT_LIVE)
    features = run.releases[run.releases["kind"].eq("feature")]
    assert features["defects"].sum() == len(live)
    assert run.releases["failed"].tolist() == (run.releases["defects"] > 0).tolist()


def test_every_metric_is_a_number_of_its_scale_or_nothing(run: Accounts) -> None:
    values = measure(run)
    assert list(values) == list(METRICS)
    for name, value in values.items():
        if METRICS[name].scale != "real" and not np.isnan(value):
            assert 0 <= value <= (1 if METRICS[name].scale == "share" else np.inf)


def bytes_of(tape: Tape) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, service in tape.services.items():
        arrays = {column: getattr(service.faults, column) for column in Candidates.__annotations__}
        arrays |= {"ready": service.ready_at, "deployment": service.of_changes("deployment")}
        curve = service.traffic.curve
        arrays |= {"weight": curve.weight, "integral": curve.integral, "trend": curve.trend}
        found |= {f"{name}/{key}": value.tobytes() for key, value in arrays.items()}
    return found


@pytest.mark.parametrize("scenario", IN_TURN)
def test_no_model_touches_the_tape_and_each_repeats_itself_to_the_byte(scenario: str) -> None:
    """The second run of the last model is lived after all others have used the same tape."""
    shared, lived = tape(scenario), study(scenario)
    before = bytes_of(shared)
    for model in MODELS:
        again = simulate(lived.scenario, lived.models[model], shared)
        assert bytes_of_log(run_of(scenario, model).log) == bytes_of_log(again)
    assert bytes_of(shared) == before


def bytes_of_log(log: Log) -> dict[str, bytes]:
    columns = {**log.columns(), "incidents": np.array(log.incidents, dtype=float)}
    for number, record in enumerate(log.changes):
        columns |= {f"{number}/{name}": getattr(record, name) for name in vars(record)}
    return {name: column.tobytes() for name, column in columns.items()}


@pytest.mark.parametrize("scenario", IN_TURN)
def test_at_one_operability_a_fault_is_the_same_fault_in_every_model(scenario: str) -> None:
    """Same name, same kind of fix; same impact, unless a canary hid a part of it at first."""
    kinds: dict[str, tuple[str, str]] = {}
    impacts: dict[str, float] = {}
    for model in MODELS:
        run = run_of(scenario, model, still=True)
        table = run.incidents
        for fault, *kind in zip(table["fault"], table["fix"], table["cause"], strict=True):
            assert kinds.setdefault(fault, (kind[0], kind[1])) == tuple(kind)
        canaries = [practice.release.canary for practice in run.practices]
        if any(canary is not None and canary.adopted for canary in canaries):
            table = table[table["cause"] != "change"]
        for fault, impact in zip(table["fault"], table["impact"], strict=True):
            assert impacts.setdefault(fault, impact) == impact
    assert impacts


@pytest.mark.parametrize("scenario", IN_TURN)
def test_at_one_operability_faults_of_themselves_are_born_alike_in_every_model(
    scenario: str,
) -> None:
    """What changes don't cause appears first at the same instant, whoever runs it."""
    births = {}
    for model in MODELS:
        table = run_of(scenario, model, still=True).incidents
        first = table[(table["occurrence"] == 0) & table["cause"].isin(["capacity", "background"])]
        births[model] = dict(zip(first["fault"], first["appeared_at"], strict=True))
    everywhere = list(births.values())
    assert all(other == everywhere[0] for other in everywhere)


def test_some_faults_of_themselves_are_born_in_the_scenarios_together() -> None:
    """Two weeks of one scenario may have none; about fifteen are expected in all of them."""
    tables = [run_of(scenario, MODELS[0], still=True).incidents for scenario in SCENARIOS]
    assert sum((table["cause"] != "change").sum() for table in tables) > 0


@pytest.mark.parametrize("scenario", IN_TURN)
def test_faults_under_higher_operability_are_a_subset(scenario: str) -> None:
    """A stock that stays, so that nothing else differs: where it is thins one list."""
    born: list[set[str]] = []
    for initial in (0.0, 0.5, 0.9, 1.0):
        lived = study(scenario)
        world = with_a_still_stock(lived.scenario, initial)
        model = lived.models["you-run-it"]
        run = Accounts(world, model, tape(scenario), simulate(world, model, tape(scenario)))
        own = run.incidents[run.incidents["cause"] != "change"]
        live = facts(run, EventKind.DEFECT_LIVE)
        defects = zip(live["service"], live["subject"], strict=True)
        born.append(set(own["fault"]) | {f"{service}:{change}" for service, change in defects})
    for worse, better in pairwise(born):
        assert better <= worse
    # Where a short run brings a handful of faults, all of them may be accepted each time.
    assert len(born[-1]) < len(born[0]) or len(born[0]) < 5
