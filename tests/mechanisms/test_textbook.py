"""With every optional mechanism off, what is left is the queue of the textbook: M/M/c."""

import tomllib

import numpy as np

from sim.documents.load import Catalogue, build_model
from sim.documents.practices import Practices
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.engine.run import simulate
from sim.ground.theory import queues
from sim.nature.tape import draw
from sim.records.money import Accounts
from sim.study.intervals import mean_interval
from tests.mechanisms.worlds import World

PEOPLE, FAULTS_AN_HOUR, WORK_HOURS = 2, 1.0, 1.0
REPLICATIONS = 24
WARM_UP, LAST = 100.0, 1500.0
"""Of 1,600 hours; a queue at 50 % forgets within a day."""

QUEUE = f"""
horizon = "1600 h"
teams.red.people = {PEOPLE}

[calendar]
weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
opens = 0
closes = 24

[nature]
background = "{FAULTS_AN_HOUR}/h"
defect_chance = "0%"
capacity_per_doubling = 0
clumping = 0
clumping_shared = 0
fixes = {{ restart = 0, operate = 0, code = 1 }}
impacts = [{{ share = "100%", weight = 1 }}]
diagnose = {{ mean = "{WORK_HOURS} h" }}
fix = "0 s"
"""
ON_DUTY = f"teams.owners.on_duty = {{ working_hours = {PEOPLE}, out_of_hours = {PEOPLE} }}"

STRIPPED = """
extends = "sre-run-it"
title = "Plain"
summary = "Owners answer at once and changes go straight to production; everything else is off."
source = []
without = [
  "service_desk", "error_budget", "engagement", "teams.sre", "teams.service-desk", "respond.sre",
  "respond.sre-shared", "respond.delivery", "teams.delivery", "release.every", "release.approval",
  "release.canary", "release.rollback", "release.repairs", "severity",
  "operability.by_stage",
]

[teams.owners]
scope = "team"
on_duty = { working_hours = 1, out_of_hours = 1 }
pay = "best-endeavours"
role = "developer"
funding = "capex"

[respond.owners]
line = 1
team = "owners"
fixes = ["restart", "operate", "code"]
acknowledge = "0 s"

[release]
standard = "0%"
window = "any"
deploy = "0 s"

[learn]
review = "1000 y"
review_effort = "0 s"

[operability]
invests = "0%"
"""


def test_the_plain_document_states_nothing_that_may_be_left_out() -> None:
    plain = World().study().models["on"]
    optional = [
        name for name, field in SupportModel.model_fields.items() if not field.is_required()
    ]
    given = {name: getattr(plain, name) for name in optional if getattr(plain, name)}
    assert given == {"practices": Practices()}
    assert [tier.model_fields_set for tier in plain.path()] == [
        {"line", "team", "fixes", "acknowledge"}
    ]
    assert plain.release.model_fields_set == {"deploy"}


def test_the_richest_shipped_model_less_its_mechanisms_is_the_plain_one() -> None:
    plain = World().study().models["on"]
    raw = Catalogue({"stripped": tomllib.loads(STRIPPED)}, None, "stripped.toml").raw("stripped")
    assert build_model(raw, "stripped", "stripped.toml") == plain


def test_plain_owners_are_erlangs_queue() -> None:
    study = World(scenario=QUEUE, model=ON_DUTY).study()
    waits, delayed = np.array(
        [waits_of(study.scenario, study.models["on"], number) for number in range(REPLICATIONS)]
    ).T
    holds(delayed, queues.erlang_c(PEOPLE, FAULTS_AN_HOUR * WORK_HOURS), allowed=0.1)
    holds(waits, queues.mmc_wait(FAULTS_AN_HOUR, WORK_HOURS, PEOPLE), allowed=0.2)


def waits_of(scenario: Scenario, model: SupportModel, replication: int) -> tuple[float, float]:
    """Mean wait, and the share of incidents that wait at all."""
    tape = draw(scenario, replication)
    table = Accounts(scenario, model, tape, simulate(scenario, model, tape)).incidents
    settled = table[table["appeared_at"].between(WARM_UP, LAST)]
    assert settled["restored_at"].notna().all()
    return settled["queueing_hours"].mean(), (settled["queueing_hours"] > 0).mean()


def holds(values: np.ndarray, theory: float, allowed: float) -> None:
    """The 99.9 % interval contains the known answer and is narrow."""
    interval = mean_interval(values, level=0.999)
    assert interval.low <= theory <= interval.high
    assert (interval.high - interval.low) / 2 <= allowed * theory
