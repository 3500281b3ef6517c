"""What is lost is in proportion to what is at stake, and nothing else moves with it."""

from __future__ import annotations

import pandas as pd

from sim.questions.verify.relation_cases import SMALL, bytes_of, live, small
from sim.records.money import Accounts
from tests.relations.small import EVERY_MODEL


def by_line(run: Accounts) -> pd.Series:
    """Money by line of costs."""
    return run.costs.groupby("line", observed=True)["amount"].sum()


def exposed(times: int) -> dict[str, object]:
    """Lines of the scenario by which every exposure is so many times as large."""
    amounts = {name: int(lines["exposure"].split()[0]) for name, lines in SMALL["services"].items()}
    return {"services": {name: {"exposure": f"{times * n} USD/h"} for name, n in amounts.items()}}


@EVERY_MODEL
def test_twice_the_exposure_loses_twice_as_much_and_changes_nothing_else(model: str) -> None:
    usual, twice = live(small(model)), live(small(model, exposed(2)))
    lost, more = by_line(usual), by_line(twice)
    assert lost["outage loss"] > 0
    assert more["outage loss"] == 2 * lost["outage loss"]
    assert more.drop("outage loss").equals(lost.drop("outage loss"))
    assert bytes_of(usual.log) == bytes_of(twice.log)


@EVERY_MODEL
def test_where_nothing_is_exposed_nothing_is_lost(model: str) -> None:
    assert by_line(live(small(model, exposed(0)))).get("outage loss", 0.0) == 0


@EVERY_MODEL
def test_twice_the_value_of_a_change_doubles_the_cost_of_delay_and_nothing_else(
    model: str,
) -> None:
    usual = live(small(model, {"prices": {"change_value": "64 USD/d"}}))
    twice = live(small(model, {"prices": {"change_value": "128 USD/d"}}))
    lost, more = by_line(usual), by_line(twice)
    assert lost["cost of delay"] > 0
    assert more["cost of delay"] == 2 * lost["cost of delay"]
    assert more.drop("cost of delay").equals(lost.drop("cost of delay"))
