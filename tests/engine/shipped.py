"""Every shipped support model in every shipped scenario, shortened; each lived through once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sim.documents.load import Study, build_study, read_toml, shipped_models
from sim.documents.scenario import Scenario
from sim.engine.run import simulate
from sim.nature.tape import Tape, draw
from sim.records.money import Accounts

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
SCENARIOS = sorted(path.stem for path in FOLDER.glob("*.toml"))
MODELS = shipped_models()
LONGEST_WEEKS, SHORTEST_WEEKS, SERVICE_WEEKS = 26, 1, 156
"""The more services, the shorter is the horizon."""
LARGE = 500


@cache
def study(name: str) -> Study:
    """A shipped scenario that compares every shipped model, over a shorter horizon."""
    path = FOLDER / f"{name}.toml"
    raw = read_toml(path)
    compared = dict.fromkeys([*raw["compare"], *MODELS])
    short = {**raw, "compare": list(compared), "replications": 2, "horizon": "1 w"}
    services = len(build_study(short, name, path, FOLDER).scenario.services)
    weeks = max(SHORTEST_WEEKS, min(LONGEST_WEEKS, SERVICE_WEEKS // services))
    return build_study({**short, "horizon": f"{weeks} w"}, name, path, FOLDER)


def models_of(name: str) -> list[str]:
    """Every shipped model; of an organisation of a thousand services the one with most parts."""
    return list(MODELS) if len(study(name).scenario.services) < LARGE else ["sre-run-it"]


IN_TURN = [
    pytest.param(name, marks=pytest.mark.slow if len(models_of(name)) < len(MODELS) else ())
    for name in SCENARIOS
]
"""Scenarios as parameters of a test; the largest is left to the slow ones."""
TWICE = [
    pytest.param(name, marks=() if name in ("furniture-retailer", "tiny") else pytest.mark.slow)
    for name in SCENARIOS
]
"""The same for tests that live through each twice: all but two are left to the slow ones."""


@cache
def tape(name: str) -> Tape:
    return draw(study(name).scenario, 0)


def with_stock(scenario: Scenario, **lines: float | None) -> Scenario:
    """The scenario with other lines of the stock of operability."""
    nature = scenario.nature
    operability = {"operability": nature.operability.model_copy(update=lines)}
    return scenario.model_copy(update={"nature": nature.model_copy(update=operability)})


def with_a_still_stock(scenario: Scenario, initial: float = 0.5) -> Scenario:
    """The same whatever a team invests: its operability stays where it began."""
    return with_stock(scenario, initial=initial, gain=0.0, decay=0.0, nines=None)


@cache
def run_of(name: str, model: str, still: bool = False) -> Accounts:
    """One model's run in a scenario, with its tables."""
    lived = study(name)
    scenario = with_a_still_stock(lived.scenario) if still else lived.scenario
    document = lived.models[model]
    log = simulate(scenario, document, tape(name))
    return Accounts(scenario, document, tape(name), log)
