"""In which order services and teams are written down doesn't matter."""

from __future__ import annotations

import pytest

from sim.documents.load import build_study, merge
from sim.questions.verify.relation_cases import SMALL, backwards, live, told
from sim.records.money import Accounts
from tests.relations.small import EVERY_MODEL


def lived(model: str, *turned: str) -> Accounts:
    """A run with some tables of the scenario written from the last entry to the first."""
    raw = backwards(merge(SMALL, {"compare": [model]}), *turned)
    return live(build_study(raw, "small", "small.toml", None))


@EVERY_MODEL
def test_the_order_of_teams_changes_nothing(model: str) -> None:
    the_same(model, "teams")


@EVERY_MODEL
def test_the_order_of_services_changes_nothing(model: str) -> None:
    the_same(model, "services")


def the_same(model: str, table: str) -> None:
    """That a run is the same with a table written backwards."""
    usual, turned = lived(model), lived(model, table)
    assert len(usual.incidents) > 10
    assert told(turned) == told(usual)
    live_at = [
        run.changes.astype({"service": str}).sort_values(["service", "change"])["live_at"]
        for run in (usual, turned)
    ]
    assert live_at[0].tolist() == pytest.approx(live_at[1].tolist(), nan_ok=True, abs=0)
