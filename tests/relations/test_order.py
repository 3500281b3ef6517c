"""In which order services and teams are written down doesn't matter."""

from __future__ import annotations

import pytest

from sim.documents.load import Raw, build_study, load_model, merge
from sim.records.money import Accounts
from tests.relations.small import EVERY_MODEL, MODELS, SMALL, live


def lived(model: str, *backwards: str) -> Accounts:
    """A life with some tables of the scenario written from the last entry to the first."""
    raw: Raw = merge(SMALL, {"compare": [model]})
    turned = {table: dict(reversed(raw[table].items())) for table in backwards}
    return live(build_study({**raw, **turned}, "small", "small.toml", None))


def told(run: Accounts) -> list[dict[str, object]]:
    """What happened to incidents, by service and instant."""
    columns = ["service", "fault", "occurrence", "appeared_at", "restored_at", "fix"]
    table = run.incidents[columns].astype({"service": str})
    return table.sort_values(["service", "appeared_at", "fault"]).to_dict("records")


BY_PIPELINE = [model for model in MODELS if load_model(model).release.deployer is None]
"""Where deployments wait for people, those of one instant are made in the order of the services."""


@EVERY_MODEL
def test_the_order_of_teams_changes_nothing(model: str) -> None:
    the_same(model, "teams")


@pytest.mark.parametrize("model", BY_PIPELINE)
def test_the_order_of_services_changes_nothing(model: str) -> None:
    the_same(model, "services")


def the_same(model: str, table: str) -> None:
    """That a life is the same with a table written backwards."""
    usual, turned = lived(model), lived(model, table)
    assert len(usual.incidents) > 10
    assert str(told(turned)) == str(told(usual))
    live_at = [
        run.changes.astype({"service": str}).sort_values(["service", "change"])["live_at"]
        for run in (usual, turned)
    ]
    assert live_at[0].tolist() == pytest.approx(live_at[1].tolist(), nan_ok=True, abs=0)
