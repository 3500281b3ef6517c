"""Names are names: to rename teams, domains and services changes draws and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.documents.scenario import Scenario
from sim.engine.run import simulate
from sim.nature.faults import Source
from sim.nature.tape import Tape, draw
from sim.records.metrics import measure
from sim.records.money import Accounts
from tests.engine.hand import EvenService
from tests.engine.shipped import TWICE, models_of, study

SALT = 40_503


def renamed(name: str) -> str:
    """Another name in the same place of the alphabet, by which equal draws take turns."""
    return f"the {name} of old"


def with_other_names(scenario: Scenario) -> Scenario:
    """Every team, domain and service has a name that no other has."""
    teams = {
        renamed(name): team.model_copy(update={"domain": f"domain {renamed(team.domain)}"})
        for name, team in scenario.teams.items()
    }
    services = {
        renamed(name): service.model_copy(
            update={
                "team": renamed(service.team),
                "needs": {renamed(other): share for other, share in service.needs.items()},
            }
        )
        for name, service in scenario.services.items()
    }
    shocks = [
        shock.model_copy(update={"team": renamed(shock.team) if shock.team else None})
        for shock in scenario.shocks
    ]
    return scenario.model_copy(
        update={"teams": teams, "services": services, "shocks": tuple(shocks)}
    )


class NamelessTape(Tape):
    """A tape whose uniforms depend on the mechanism and the numbers, and on no name."""

    def uniform(self, mechanism: str, whose: str = "", *at: int) -> float:
        number = sum((place + 3) * turn for place, turn in enumerate(at)) + len(mechanism)
        return (number * SALT % 65_537) / 65_537


def nameless(tape: Tape, name: Any = lambda name: name) -> Tape:
    services = {
        name(service): EvenService(
            Source(tape.seed, tape.replication, name(service)), mine.traffic, mine.ready_at,
            mine.faults,
        )
        for service, mine in tape.services.items()
    }  # fmt: skip
    return NamelessTape(tape.seed, tape.replication, services)


@pytest.mark.parametrize("name", TWICE)
def test_with_the_same_draws_another_name_changes_nothing(name: str) -> None:
    shipped = study(name)
    tape, other = draw(shipped.scenario, 0), with_other_names(shipped.scenario)
    for model in models_of(name):
        document = shipped.models[model]
        named = nameless(tape), nameless(tape, renamed)
        runs = [
            Accounts(scenario, document, mine, simulate(scenario, document, mine))
            for scenario, mine in zip((shipped.scenario, other), named, strict=True)
        ]
        for column, facts in runs[0].facts.items():
            np.testing.assert_array_equal(facts, runs[1].facts[column], err_msg=f"{model} {column}")
        first, second = (measure(run) for run in runs)
        assert first == pytest.approx(second, rel=1e-12, nan_ok=True)


def test_names_do_change_the_draws() -> None:
    shipped = study("tiny").scenario
    other = with_other_names(shipped)
    (mine, *_), (theirs, *_) = (draw(s, 0).services.values() for s in (shipped, other))
    assert mine.ready_at.tolist() != theirs.ready_at.tolist()
