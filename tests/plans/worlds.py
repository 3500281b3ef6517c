"""Plans in the small organisation to which everything happens that money can be about."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from sim.documents.load import Study
from sim.records.lines.moving import TRANSITION_LINES
from sim.records.money import Accounts
from tests.money.worlds import live, study_of

SERVICES = ["basket", "web shop", "stock"]
EVERYTHING = {
    "services.web shop.launches": "0 h", "prices.moving": {"access": "2000 USD"},
    "prices.accounting.inflation": "0%",
}  # fmt: skip
"""All services are there from the start, so that all of them can move then; prices stay."""


def plan(moves: list[dict[str, Any]], today: str = "ops-run-it", **terms: Any) -> dict[str, Any]:
    """A plan that begins with a model."""
    return {"extends": today, "title": "Plan", "moves": moves, "transition": terms}


def study(moves: list[dict[str, Any]], *others: str, **terms: Any) -> Study:
    """The world with a plan, besides other models; ``world`` has what else differs in it."""
    today, world = terms.pop("today", "ops-run-it"), terms.pop("world", {})
    changes = {**EVERYTHING, **world, "models.plan": plan(moves, today, **terms)}
    return study_of(changes, "plan", *others)


def lived(moves: list[dict[str, Any]], **terms: Any) -> Accounts:
    """The first run of a plan."""
    return live(study(moves, **terms), "plan")


@cache
def usual(model: str) -> Accounts:
    """The first run of a model without a plan, in the same world."""
    return live(study_of(EVERYTHING, model), model)


def without_transition(ledger: pd.DataFrame) -> pd.DataFrame:
    """What a ledger has besides the lines of moves, as plain columns."""
    kept = ledger[~ledger["line"].isin(TRANSITION_LINES)].reset_index(drop=True)
    return kept.astype({name: str for name in kept.columns if kept[name].dtype == "category"})
