"""The tables of the log written by hand, cell by cell."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.records.changes import WAITS
from sim.records.incidents import TAGS
from sim.records.laws import check_laws
from sim.records.money import Accounts
from tests.records.by_hand import by_hand

NEVER = math.nan


@pytest.fixture(scope="module")
def run() -> Accounts:
    return by_hand()


def rows(table: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """Rows as tuples; NaN as None, so that they can be compared."""
    plain = table[list(columns)].astype(object)
    return list(plain.where(plain.notna(), None).itertuples(index=False, name=None))


def test_the_log_obeys_the_laws(run: Accounts) -> None:
    assert check_laws(run) == []


def test_incidents(run: Accounts) -> None:
    names = ("incident", "service", "fault", "cause", "fix", "impact", "batch")
    assert rows(run.incidents, *names) == [
        (1, "shop", "shop/background/0", "background", "code", 0.5, 0),
        (2, "shop", "shop/change/1", "change", "code", 1.0, 2),
        (3, "cart", "cart/background/0", "background", "restart", 0.2, 0),
        (4, "cart", "cart/background/1", "background", "operate", 0.1, 0),
    ]
    instants = ("appeared_at", "paged_at", "acknowledged_at", "restored_at", "duration_hours")
    assert rows(run.incidents, *instants) == [
        (10.0, 10.5, 10.75, 14.0, 4.0),
        (13.0, 13.25, 14.25, 15.5, 2.5),
        (30.0, 30.5, 30.75, 32.0, 2.0),
        (230.0, 231.0, None, None, 10.0),
    ]


def test_every_hour_of_an_incident_has_its_tag(run: Accounts) -> None:
    assert TAGS == (
        "undetected_hours", "waiting_for_cover_hours", "queueing_hours", "acknowledging_hours",
        "diagnosing_hours", "handing_over_hours", "fixing_hours", "shipping_hours",
    )  # fmt: skip
    assert rows(run.incidents, *TAGS) == [
        (0.5, 0.0, 0.0, 0.25 + 0.5, 0.25 + 1.0, 0.5, 1.0, 0.0),
        (0.25, 0.0, 0.75, 0.25, 0.75, 0.0, 0.5, 0.0),
        (0.5, 0.0, 0.0, 0.25, 0.25, 0.0, 1.0, 0.0),
        (1.0, 8.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0),
    ]


def test_impacts_name_everybody_who_suffers(run: Accounts) -> None:
    columns = ("service", "incident", "impact", "appeared_at", "duration_hours")
    assert rows(run.impacts, *columns)[4:] == [("cart", 1, 0.25, 10.0, 4.0)]


def test_jobs(run: Accounts) -> None:
    columns = ("team", "seat", "subject", "started_at", "left_at", "hours", "out_of_hours")
    assert rows(run.jobs, *columns) == [
        ("bridge", 0, 1, 10.5, 11.0, 0.5, False),
        ("owners/shop", 0, 1, 11.5, 14.0, 2.5, False),
        ("owners/shop", 0, 2, 14.0, 15.5, 1.5, False),
        ("owners/shop", 0, 3, 30.5, 32.0, 1.5, True),
        ("owners/shop", 0, 4, 239.0, None, 1.0, True),
    ]
    assert set(run.jobs["kind"]) == {"incident"}


def test_changes(run: Accounts) -> None:
    columns = ("service", "change", "ready_at", "live_at", "lead_time_hours")
    assert rows(run.changes, *columns) == [
        ("shop", 0, 9.0, 12.5, 3.5),
        ("shop", 1, 9.0, 12.5, 3.5),
        ("shop", 2, 100.0, None, None),
        ("cart", 0, 50.0, 60.0, 10.0),
    ]


def test_every_hour_of_a_lead_time_has_its_wait(run: Accounts) -> None:
    assert WAITS[:4] == ("batching_hours", "approval_hours", "window_hours", "frozen_hours")
    table = run.changes.dropna(subset=["live_at"])
    assert rows(table, *WAITS) == [
        (0.5, 1.0, 0.5, 0.0, 0.0, 1.0, 0.5, 0.0),
        (0.5, 1.0, 0.5, 0.0, 0.0, 1.0, 0.5, 0.0),
        (0.0, 0.0, 0.0, 8.0, 0.0, 1.0, 1.0, 0.0),
    ]


def test_releases(run: Accounts) -> None:
    columns = ("service", "live_at", "started_at", "changes", "defects", "failed")
    assert rows(run.releases, *columns) == [
        ("shop", 12.5, 12.0, 2, 1, True),
        ("shop", 100.0, 99.5, 1, 0, False),
        ("cart", 60.0, 59.0, 1, 0, False),
    ]


def test_budgets(run: Accounts) -> None:
    columns = ("service", "quarter", "target", "allowed", "spent", "frozen_hours", "state")
    assert rows(run.budgets, *columns) == [
        ("shop", 0, 0.99, 8640.0, 10800.0, 24.0, "team"),
        ("cart", 0, 0.99, 8640.0, 4320.0, 0.0, "team"),
    ]
    assert run.budgets["requests"].tolist() == pytest.approx([864_000.0] * 2)
