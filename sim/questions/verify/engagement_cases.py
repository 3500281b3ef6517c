"""SRE Run It where nobody asks for SREs, and what is lost with a team that is disbanded."""

from __future__ import annotations

import numpy as np

from sim.questions.verify.case import Case, Check, Runs, one
from sim.questions.verify.money_cases import BUSY
from sim.questions.verify.worlds import OFFICE, alike, service, world
from sim.records.metrics.headlines import foregone_value_per_year
from sim.records.money import Accounts

CHANGES, VALUE, YEARS_OF_VALUE = 200, 90.0, 4
PER_DAY, DAYS = f"{VALUE} USD/d", 365.25


def _facts_that_differ(runs: Runs) -> float:
    """Facts of one log that the other doesn't have, to the last bit; shorter logs count whole."""
    first, second = (np.stack(list(run.facts.values())) for run in runs.values())
    if first.shape != second.shape:
        return float(max(first.shape[1], second.shape[1]))
    same = (first == second) | (np.isnan(first) & np.isnan(second))
    return float((~same.all(axis=0)).sum())


def nobody_asks() -> Case:
    """Three busy services whose traffic is never substantial."""
    services = {
        f"service-{n}": service(changes="250/y", exposure="7000 USD/h", target=target)
        for n, target in enumerate((0.95, 0.99, 0.999))
    }
    study = world(
        "nobody asks", "1 y", services, BUSY, compare=["you-run-it", "sre-run-it"],
        calendar=OFFICE,
    )  # fmt: skip
    checks = (
        Check("Facts of SRE Run It without SREs that You Run It doesn't have", 0.0,
              _facts_that_differ, "the same rules, the same random draws"),
    )  # fmt: skip
    return Case("nobody-asks", study, checks, replications=4)


def _foregone(run: Accounts) -> float:
    return float(foregone_value_per_year(run))


def disbanded() -> Case:
    """A team with ten services goes after one year of two; a change would be worth four years."""
    study = world(
        "disbanded", "2 y", alike(10, changes=f"{CHANGES}/y"),
        compare=["you-run-it"],
        prices={"change_value": PER_DAY, "change_life": f"{YEARS_OF_VALUE} y"},
        shocks=[{"kind": "team-disbanded", "team": "owners", "at": "1 y"}],
    )  # fmt: skip
    theory = 10 * CHANGES * YEARS_OF_VALUE * DAYS * VALUE / 2
    checks = (
        Check("Value foregone, USD a year, when a team goes half-way", theory,
              one(_foregone), "rate × life × value of a change", 0.03),
    )  # fmt: skip
    return Case("disbanded", study, checks, replications=20)
