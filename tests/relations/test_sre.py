"""SRE Run It against You Run It, fairly: what must hold whatever the numbers are."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.documents.load import Study, build_study, load_study, merge, read_toml, vary
from sim.engine.log import EventKind, Log
from sim.engine.run import simulate
from sim.nature.tape import Tape, draw
from sim.records.money import Accounts
from tests.engine.shipped import FOLDER, SCENARIOS

WEEKS = {"bank": 2, "enterprise": 6}
"""Horizons of scenarios with many services; half a year for the others."""
NOBODY_ASKS = {"substantial": 1e9, "critical": 2e9, "hired": "first-asked"}
EVERYBODY = {"canary": {"adopted": "100%"}, "rollback": {"adopted": "100%"}}


def study_of(name: str, models: dict[str, Any]) -> Study:
    """A shipped scenario, shortened, that compares these models by the lines they add.

    No service has SREs at the start.
    """
    path = FOLDER / f"{name}.toml"
    raw = read_toml(path)
    for service in raw.get("services", {}).values():
        service.pop("stage", None)
    own = merge(raw.get("models", {}), models)
    lines = {
        "compare": list(models), "horizon": f"{WEEKS.get(name, 26)} w", "baseline": None,
        "business_case": None,
    }  # fmt: skip
    short = {key: value for key, value in {**raw, **lines, "models": own}.items() if value}
    return build_study({**short, "replications": 2}, name, path, FOLDER)


@cache
def tape_of(name: str) -> Tape:
    return draw(study_of(name, {"you-run-it": {}, "ops-run-it": {}}).scenario, 0)


def log_of(name: str, study: Study, model: str) -> Log:
    return simulate(study.scenario, study.models[model], tape_of(name))


def bytes_of(log: Log) -> dict[str, bytes]:
    """Everything that a log holds, but for the names of teams that did nothing."""
    changes = [np.stack(list(vars(record).values())).tobytes() for record in log.changes]
    facts = {name: column.tobytes() for name, column in log.columns().items()}
    told = "\n".join(log.lines()).encode()
    return facts | {"changes": b"".join(changes), "incidents": repr(log.incidents).encode(),
                    "told": told}  # fmt: skip


@pytest.mark.parametrize("practices", [{}, EVERYBODY], ids=["as shipped", "with practices"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_where_nobody_asks_for_sres_it_is_you_run_it_to_the_byte(
    name: str, practices: dict[str, Any]
) -> None:
    study = study_of(name, {
        "you-run-it": {"release": practices},
        "sre-run-it": {"release": practices, "engagement": NOBODY_ASKS},
        "ops-run-it": {},
    })  # fmt: skip
    you, sre = (log_of(name, study, model) for model in ("you-run-it", "sre-run-it"))
    assert bytes_of(sre) == bytes_of(you)
    assert len(you.incidents) > 0


def started(log: Log) -> list[float]:
    """When each service first shares its rota with SREs."""
    facts = log.columns()
    return np.unique(facts["at"][facts["what"] == EventKind.SHARED_ROTA]).tolist()


MATURE = {
    f"services.{name}.{line}": value
    for name in ("checkout", "catalogue")
    for line, value in {"stage": "sre", "changes": "500/y"}.items()
}


def test_sres_come_sooner_by_early_engagement_and_on_a_platform() -> None:
    kinds = ("sre-run-it", "sre-run-it-early-engagement", "sre-run-it-platform")
    study = load_study(FOLDER / "tiny.toml")
    study = vary(study, {"compare": list(kinds), "horizon": "3 y"})
    usual: dict[str, list[float]] = {kind: [] for kind in kinds}
    for run in range(6):
        tape = draw(study.scenario, run)
        for kind in kinds:
            usual[kind] += started(simulate(study.scenario, study.models[kind], tape))
    simple, early, platform = (np.mean(usual[kind]) for kind in kinds)
    assert max(early, platform) < simple


def test_where_sres_run_a_service_its_owners_are_called_for_code_alone() -> None:
    """Some incidents are escalated, and none that an operation ends."""
    study = vary(load_study(FOLDER / "tiny.toml"), {**MATURE, "compare": ["sre-run-it"]})
    model, tape = study.models["sre-run-it"], draw(study.scenario, 0)
    run = Accounts(study.scenario, model, tape, simulate(study.scenario, model, tape))
    jobs = run.jobs[run.jobs["kind"].eq("incident")].merge(
        run.incidents[["incident", "fix"]], left_on="subject", right_on="incident"
    )
    mine = jobs["team"].astype(str)
    assert set(jobs.loc[mine.str.startswith("delivery"), "fix"]) == {"code"}
    assert len(jobs[mine.eq("sre") & jobs["fix"].ne("code")]) > 0
    first = jobs.sort_values("started_at").drop_duplicates("subject")
    assert set(first["team"].astype(str)) == {"sre"}


@pytest.mark.parametrize("model", ["ops-run-it", "you-run-it", "sre-run-it"])
def test_a_model_is_not_better_for_having_a_name(model: str) -> None:
    named = {"extends": model, "title": "Another name", "summary": "Its lines are the same."}
    study = study_of("tiny", {"you-run-it": {}, "ops-run-it": {}, model: {}, "another": named})
    assert bytes_of(log_of("tiny", study, "another")) == bytes_of(log_of("tiny", study, model))
