"""Disbanding a team never pays by itself: what is no longer built is lost."""

from __future__ import annotations

import pytest

from sim.documents.load import Study, build_study, read_toml
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.money import Accounts
from tests.engine.shipped import FOLDER

GONE = {"four-nines": "exchange", "startup": "platform", "furniture-retailer": "purchase",
        "cost-centre": "quotes", "tiny": "shop"}  # fmt: skip
"""The team of the service on which most depends."""
MODELS = ("ops-run-it", "you-run-it", "sre-run-it")
RUNS = 3


def study_of(name: str) -> Study:
    """Two years of a shipped scenario without its own shocks; the team goes after a half."""
    path = FOLDER / f"{name}.toml"
    raw = {**read_toml(path), "compare": list(MODELS), "horizon": "2 y", "shocks": []}
    raw.pop("baseline", None)
    shock = {"kind": "team-disbanded", "team": GONE[name], "at": "6 months"}
    return build_study({**raw, "shocks": [shock]}, name, path, FOLDER)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", GONE)
def test_disbanding_a_team_never_pays_by_itself(name: str, model: str) -> None:
    study = study_of(name)
    stays = study.scenario.model_copy(update={"shocks": ()})
    saved = foregone = 0.0
    for replication in range(RUNS):
        tape = draw(stays, replication)
        runs = [
            Accounts(
                scenario, study.models[model], tape, simulate(scenario, study.models[model], tape)
            )
            for scenario in (stays, study.scenario)
        ]
        before, after = (run.ledger.groupby("line", observed=True)["amount"].sum() for run in runs)
        assert before.get("foregone value", 0.0) == 0
        foregone += after["foregone value"]
        saved += before.sum() - after.sum()
    assert foregone > 0
    assert saved < 0
