"""One worker or two, one way of asking or another: the same study, to the last bit."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.documents.load import vary
from sim.questions.compare import compare
from sim.study.comparison import Comparison
from tests.engine.shipped import MODELS, study

TABLES = ("samples", "summary", "cost_samples", "costs", "error_budgets", "minutes")
RECORDS = ("incidents", "releases", "changes")


def tables(found: Comparison) -> dict[str, pd.DataFrame]:
    named = {name: getattr(found, name) for name in TABLES}
    return {**named, **{name: found.table(name) for name in RECORDS}}


@pytest.mark.parametrize("worlds", [["as-stated", "useless"], ["equal"]])
def test_two_workers_make_the_same_tables_as_one(worlds: list[str]) -> None:
    short = vary(study("tiny"), {"horizon": "4 w", "compare": MODELS, "worlds": worlds})
    alone = tables(compare(short, replications=2, workers=1, tables_of=2))
    together = tables(compare(short, replications=2, workers=2, tables_of=2))
    assert len(alone["incidents"]) > 0
    for name, table in alone.items():
        pd.testing.assert_frame_equal(table, together[name], check_exact=True, obj=name)


def test_fewer_replications_are_the_first_of_more() -> None:
    short = vary(study("tiny"), {"horizon": "4 w", "worlds": ["as-stated"]})
    few = compare(short, replications=2, workers=1).samples
    more = compare(short, replications=3, workers=1).samples
    first = more[more["replication"] < 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(few, first, check_exact=True)
