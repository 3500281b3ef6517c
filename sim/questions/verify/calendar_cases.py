"""Working time: what a night and a weekend without cover cost, and how many rotas a model needs."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from sim.documents.load import Raw
from sim.ground.theory import flow
from sim.questions.verify.case import Case, Check, Runs, one
from sim.questions.verify.worlds import OFFICE, on_duty, per_hour, service, world
from sim.records.metrics.headlines import people_on_call_out_of_hours
from sim.records.money import Accounts

WEEK = 168.0
WEEKS = 52
CALENDAR = "weeks with cover from 09 to 17, Monday to Friday"
SATURDAY = (5 * 24.0, 6 * 24.0)
CLOSED = flow.OFFICE_HOURS_CLOSED


def _waits(run: Accounts) -> pd.DataFrame:
    """When in its week each incident of whole weeks appeared, and how long there was no cover."""
    table = run.incidents[run.incidents["appeared_at"] < WEEKS * WEEK]
    in_week = (table["appeared_at"] % WEEK).to_numpy()
    begun = table["acknowledged_at"].to_numpy()
    return pd.DataFrame(
        {"in_week": in_week, "begun": begun, "wait": table["waiting_for_cover_hours"].to_numpy()}
    )


def _mean_wait(run: Accounts) -> float:
    return float(_waits(run)["wait"].mean())


def _closed_share(run: Accounts) -> float:
    return float((_waits(run)["wait"] > 0).mean())


def _mean_wait_if_closed(run: Accounts) -> float:
    table = _waits(run)
    return float(table.loc[table["wait"] > 0, "wait"].mean())


def _saturday_wait(run: Accounts) -> float:
    table = _waits(run)
    return float(table.loc[table["in_week"].between(*SATURDAY), "wait"].mean())


def _farthest_from_nine(run: Accounts) -> float:
    table = _waits(run)
    return float(np.abs(table.loc[table["wait"] > 0, "begun"] % 24 - 9).max())


def office_hours() -> Case:
    """Enough people in working hours, nobody at other times."""
    people = on_duty(400, out_of_hours=0)
    study = world(
        "no cover out of hours", f"{WEEKS + 1} w", nature={"background": per_hour(0.5)},
        models={"textbook": {"teams": {"responders": people}}}, calendar=OFFICE,
    )  # fmt: skip
    checks = (
        Check("No cover out of hours: mean wait, h", flow.cover_wait(CLOSED),
              one(_mean_wait), CALENDAR, 0.025),
        Check("No cover out of hours: mean wait of those who wait, h",
              flow.cover_wait_if_closed(CLOSED), one(_mean_wait_if_closed), CALENDAR, 0.02),
        Check("No cover out of hours: share that waits", flow.closed_share(CLOSED),
              one(_closed_share), CALENDAR, 0.015),
        Check("No cover on a Saturday: mean wait until Monday, h", 45.0,
              one(_saturday_wait), CALENDAR, 0.015),
        Check("Waits for cover end at 09:00: farthest off, h", 0.0,
              one(_farthest_from_nine), CALENDAR),
    )  # fmt: skip
    return Case("office-hours", study, checks, replications=20, fast=False)


PLAYBOOK = "Equal Experts, YBIYRI playbook"


TEN_TEAMS: Raw = {f"team-{n}": {"domain": "everything"} for n in range(10)}
SEVEN_TEAMS: Raw = {
    "checkout": {"domain": "shop"}, "basket": {"domain": "shop"}, "search": {"domain": "shop"},
    "stock": {"domain": "supply"}, "delivery": {"domain": "supply"},
    "accounts": {"domain": "office"}, "people": {"domain": "office"},
}  # fmt: skip
ELEVEN_SERVICES = (
    ("checkout", "99.9%"), ("basket", "99%"), ("wishes", "95%"), ("search", "99%"),
    ("reviews", "95%"), ("stock", "99%"), ("orders", "95%"), ("delivery", "99%"),
    ("accounts", "95%"), ("reports", "95%"), ("people", "95%"),
)  # fmt: skip
"""By target: a rota of the checkout team, one of the shop, one of supply, none of the office."""
OWNERS = {"wishes": "basket", "reviews": "search", "orders": "stock", "reports": "accounts"}
"""Owners of the services that aren't called as their team is."""


def _on_call(runs: Runs, model: str) -> float:
    return people_on_call_out_of_hours(runs[model])


def _rota_case(name: str, size: str, teams: Raw, services: Raw, *answers: tuple[str, int]) -> Case:
    study = world(size, "1 w", services, compare=tuple(dict(answers)), teams=teams)
    checks = tuple(
        Check(f"{size}: on call out of hours, {model}", float(people),
              partial(_on_call, model=model), PLAYBOOK)
        for model, people in answers
    )  # fmt: skip
    return Case(name, study, checks, replications=2)


def rotas() -> Case:
    """Ten teams with a service each."""
    services = {f"service-{n}": service(team=f"team-{n}") for n in range(10)}
    answers = ("you-run-it", 10), ("ops-run-it", 2)
    return _rota_case("rotas", "10 teams", TEN_TEAMS, services, *answers)


def rotas_of_the_playbook() -> Case:
    """Seven teams with eleven services."""
    services = {
        name: service(team=OWNERS.get(name, name), target=target)
        for name, target in ELEVEN_SERVICES
    }
    answers = ("you-run-it", 7), ("you-run-it-at-scale", 3), ("ops-run-it", 2)
    return _rota_case(
        "rotas-of-the-playbook", "7 teams, 11 services", SEVEN_TEAMS, services, *answers
    )
