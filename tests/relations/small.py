"""A small organisation for relations between two runs, under any shipped model.

Targets and traffic are chosen so that every rule of every shipped model has a service: cover by
target, a rota of a domain, services that SREs take over. Exposures are powers of two, so that twice
a loss is exactly twice a loss.
"""

from __future__ import annotations

from functools import cache, reduce
from typing import Any

import numpy as np
import pytest

from sim.documents.load import Raw, Study, build_study, load_model, merge, shipped_models
from sim.documents.worlds import World, only
from sim.engine.log import Log
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.metrics import measure
from sim.records.money import Accounts
from sim.study.paired import Difference, paired_difference

MODELS = shipped_models()
EVERY_MODEL = pytest.mark.parametrize("model", MODELS)
SURELY = 0.99
"""Of intervals: among some dozens of them, hardly any should miss its mean by chance."""


def service(team: str, target: str, exposure: str, requests: str) -> Raw:
    """A service with a change on most working days."""
    return {
        "team": team, "target": target, "exposure": exposure, "changes": "200/y",
        "traffic": {"start": requests},
    }  # fmt: skip


SMALL: Raw = {
    "title": "A small organisation",
    "question": "How do two runs of it differ?",
    "start": "2029-01-01",
    "horizon": "26 w",
    "seed": 11,
    "worlds": ["as-stated"],
    "teams": {
        "shop": {"domain": "retail"},
        "cart": {"domain": "retail"},
        "bill": {"domain": "money"},
    },
    "services": {
        "browse": service("shop", "95%", "1024 USD/h", "5/s"),
        "search": service("shop", "99%", "2048 USD/h", "30/s"),
        "basket": service("cart", "99.9%", "4096 USD/h", "60/s"),
        "paying": service("bill", "99.99%", "8192 USD/h", "150/s"),
    },
    "nature": {"background": "6/y"},
}


def small(model: str, *lines: Raw, **changed: Any) -> Study:
    """The organisation under one model; ``lines`` of the scenario, ``changed`` of the model."""
    own: Raw = {"compare": [model], "models": {model: changed}}
    return build_study(reduce(merge, lines, merge(SMALL, own)), "small", "small.toml", None)


def with_more_people(model: str, times: int = 3) -> dict[str, Any]:
    """Lines of a model by which so many times as many people are there and on duty."""
    found: dict[str, Any] = {}
    for name, team in load_model(model).teams.items():
        duty = team.on_duty
        inside, outside = times * duty.working_hours, times * duty.out_of_hours
        found[name] = {"on_duty": {"working_hours": inside, "out_of_hours": outside}}
        if team.people is not None:
            found[name]["people"] = times * team.people
    return {"teams": found}


def live(study: Study, replication: int = 0, world: World = "as-stated") -> Accounts:
    """One life of its one model."""
    scenario = only(study.scenario, world)
    model = study.models[scenario.compare[0]]
    tape = draw(scenario, replication)
    return Accounts(scenario, model, tape, simulate(scenario, model, tape))


def values(study: Study, metric: str, replications: int) -> np.ndarray:
    """A metric by replication; shape (replications,)."""
    return np.array([measured(study, n)[metric] for n in range(replications)])


MEASURED = frozenset({
    "incidents_per_service_year", "lead_time_days_median", "outage_loss_per_year",
    "time_to_restore_hours_mean", "total_cost_per_year",
})  # fmt: skip
"""What relations are told by; to work out all metrics takes as long as to live."""


def measured(study: Study, replication: int) -> dict[str, float]:
    """Some metrics of one life; of the same documents it is lived once."""
    return _measured(_Once(study), replication)


class _Once:
    """A study as a key: the same documents are the same study."""

    def __init__(self, study: Study) -> None:
        self.study, self.key = study, repr((study.scenario, dict(study.models)))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once) and self.key == other.key


@cache
def _measured(once: _Once, replication: int) -> dict[str, float]:
    return measure(live(once.study, replication), MEASURED)


def difference(one: Study, other: Study, metric: str, replications: int) -> Difference:
    """What one has more of than another in the same worlds, with an interval that is sure."""
    mine, theirs = (values(study, metric, replications) for study in (one, other))
    return paired_difference(mine, theirs, level=SURELY)


def bytes_of(log: Log) -> dict[str, bytes]:
    """Everything that a life noted."""
    columns = {**log.columns(), "incidents": np.array(log.incidents, dtype=float)}
    for number, record in enumerate(log.changes):
        columns |= {f"{number}/{name}": getattr(record, name) for name in vars(record)}
    return {name: column.tobytes() for name, column in columns.items()}
