"""Money: the published cost of downtime, and nothing made or lost on the way through the ledger."""

from __future__ import annotations

from sim.ground.theory import finance
from sim.questions.verify.case import Case, Check, Runs, one
from sim.questions.verify.worlds import NEUTRAL, OFFICE, alike, on_duty, service, world
from sim.records.laws import check_laws
from sim.records.metrics.headlines import (
    capex_per_year,
    cost_of_delay_per_year,
    foregone_value_per_year,
    opex_per_year,
    outage_loss_per_year,
    total_cost_per_year,
)
from sim.records.money import Accounts

DORA = "DORA (2020), The ROI of DevOps Transformation"
PER_HOUR = 500_000.0
SERVICES = 200
"""So many that outages of one service hardly ever overlap: they would cost a thousandth less."""


def _loss_of_one(run: Accounts, organisations: int) -> float:
    return outage_loss_per_year(run) / organisations / 1e6


def _downtime(
    who: str, deploys: int, failure_rate: float, restore: float, organisations: int,
    replications: int = 20,
) -> Case:  # fmt: skip
    """Each deployment is one change; a bad one takes the service down until it is restored.

    The repair of a bad one is a deployment too, among those that are counted: of N a year,
    N times the failure rate are repairs, and the rest is what people set out to change.
    """
    a_service = deploys * (1 - failure_rate) * organisations / SERVICES
    study = world(
        who, "10 y", alike(SERVICES, changes=f"{a_service}/y", exposure="500 kUSD/h"),
        {
            "defect_chance": failure_rate,
            "fix": f"{restore} h",
            "impacts": [{"share": "100%", "weight": 1}],
        },
        {"textbook": {"teams": {"responders": on_duty(200)}}},
    )  # fmt: skip
    cost = finance.downtime_cost(deploys, failure_rate, restore, PER_HOUR) / 1e6
    checks = (
        Check(f"Downtime, {who}, M USD a year", cost,
              one(_loss_of_one, organisations), DORA, 0.06),
    )  # fmt: skip
    return Case(who.replace(" ", "-"), study, checks, replications, fast=False)


def elite_performer() -> Case:
    """730 deployments a year, 7.5 % fail, half an hour to restore."""
    return _downtime("elite performer", 730, 0.075, 0.5, organisations=1)


def high_performer() -> Case:
    """209 a year, 7.5 %, four hours."""
    return _downtime("high performer", 209, 0.075, 4, organisations=3)


def medium_performer() -> Case:
    """32 a year, 7.5 %, eight hours."""
    return _downtime("medium performer", 32, 0.075, 8, organisations=16)


def low_performer() -> Case:
    """7 a year, 53 %, five days."""
    return _downtime("low performer", 7, 0.53, 120, organisations=10, replications=60)


BUSY = {
    "background": "20/y",
    "defect_chance": "5%",
    "recurs": {"mean": "30 d"},
    "fixes": {"restart": 4, "operate": 3, "code": 3},
    "impacts": [{"share": "30%", "weight": 3}, {"share": "100%", "weight": 1}],
    "detect": {"median": "5 min", "p95": "30 min"},
    "diagnose": {"median": "28 min", "sigma": 1.23},
    "fix": {"median": "28 min", "sigma": 1.45},
    "operability": {**NEUTRAL, "gain": 10, "decay": 0.2, "faults": 1.6},
}


def _parts_less_total(run: Accounts) -> float:
    losses = (outage_loss_per_year, cost_of_delay_per_year, foregone_value_per_year)
    parts = (capex_per_year, opex_per_year, *losses)
    return sum(part(run) for part in parts) / total_cost_per_year(run) - 1


def _worst(runs: Runs) -> float:
    return max((_parts_less_total(run) for run in runs.values()), key=abs)


def _broken(runs: Runs) -> float:
    return float(sum(len(check_laws(run)) for run in runs.values()))


def conservation() -> Case:
    """A small organisation under three shipped models, with everything going on."""
    services = {
        f"service-{n}": service(changes="250/y", exposure="7000 USD/h", target=target)
        for n, target in enumerate((0.95, 0.99, 0.999))
    }
    study = world(
        "conservation", "1 y", services, BUSY, compare=["ops-run-it", "you-run-it", "sre-run-it"],
        calendar=OFFICE,
    )  # fmt: skip
    checks = (
        Check("Capex + opex + losses over total cost, less one", 0.0,
              _worst, "money is conserved"),
        Check("Operational laws broken (tags, Little, flow balance, …)", 0.0,
              _broken, "Denning & Buzen (1978)"),
    )  # fmt: skip
    return Case("conservation", study, checks, replications=4)
