"""The world of this folder, under any models and with any changes."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from sim.documents.load import Study, build_study, read_toml, shipped_models
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.money import Accounts

HERE = Path(__file__).parent
WORLD = read_toml(HERE / "world.toml")


def study_of(changes: dict[str, Any] | None = None, *models: str) -> Study:
    """The world of this folder under these models (all that are shipped if none are named)."""
    raw = deepcopy(WORLD)
    raw["compare"] = list(models or shipped_models())
    raw["baseline"] = raw["compare"][0]
    for path, value in (changes or {}).items():
        *way, last = path.split(".")
        table = raw
        for step in way:
            table = table.setdefault(step, {})
        table[last] = value
    return build_study(raw, "world", HERE / "world.toml", HERE)


def live(study: Study, model: str, replication: int = 0) -> Accounts:
    """The accounts of one run."""
    tape = draw(study.scenario, replication)
    document = study.models[model]
    return Accounts(study.scenario, document, tape, simulate(study.scenario, document, tape))
