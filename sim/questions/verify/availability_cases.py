"""Availability and error budgets: a fault that comes and goes, many at once, the arithmetic."""

from __future__ import annotations

from sim.documents.load import merge
from sim.ground.theory import availability, queues
from sim.questions.verify import measures as m
from sim.questions.verify.case import Case, Check, one
from sim.questions.verify.network_cases import ONCE, born_once, eternal
from sim.questions.verify.worlds import (
    NEVER_LEARNS,
    exponential,
    hours,
    on_duty,
    per_hour,
    service,
    world,
)
from sim.records.metrics.headlines import availability_clock, availability_requests
from sim.records.money import Accounts

ENOUGH = {"textbook": {"teams": {"responders": on_duty(100)}}}
"""So many people that nobody ever waits for one."""
OUTAGE = {"impacts": [{"share": "100%", "weight": 1}]}
SRE_WORKBOOK = "Google SRE workbook, chapter 5"
SIGMA = 0.8


def renewal() -> Case:
    """One fault: up for 20 h (lognormal), down for 5 h (exponential)."""
    up = {"median": hours(20 / queues.lognormal_mean(1, SIGMA)), "sigma": SIGMA}
    lines = {"respond": {"responders": {"triage": exponential(5)}}, **NEVER_LEARNS}
    nature = merge(eternal(1, up), OUTAGE)
    study = world("renewal", "20000 h", {"service": ONCE}, nature, {"textbook": lines})
    settled = m.Period(500.0, 20_000.0)
    down = 1 - availability.alternating_renewal(20, 5)
    checks = (
        Check("Alternating renewal: share of time down", down,
              one(m.mean_under_way, settled), "Barlow & Proschan (1965)", 0.04),
    )  # fmt: skip
    return Case("renewal", study, checks, replications=30, keep=born_once(1))


def everybody_at_once() -> Case:
    """Outages that overlap count once; the empty start makes up less than a thousandth."""
    nature = {"background": "0.2/h", "diagnose": exponential(2), **OUTAGE}
    study = world("M/G/∞", "8000 h", nature=nature, models=ENOUGH)
    up = availability.nothing_running(0.2, 2)
    checks = (
        Check("Outages at once (M/G/∞): availability by the clock", up,
              one(availability_clock), "M/G/∞ is Poisson", 0.02),
        Check("Outages at once (M/G/∞): availability by requests", up,
              one(availability_requests), "M/G/∞ is Poisson", 0.02),
    )  # fmt: skip
    return Case("everybody-at-once", study, checks, replications=20)


def _lost(run: Accounts) -> float:
    return 1 - availability_clock(run)


def rare_faults() -> Case:
    """Time to restore of 0.5 h to detect, 0.1 h to acknowledge, 1 h to diagnose, 0.4 h to fix."""
    nature = {
        "background": "0.2/h",
        "detect": "30 min",
        "diagnose": exponential(1),
        "fix": exponential(0.4),
        "impacts": [{"share": "5%", "weight": 1}],
    }
    lines = merge(ENOUGH, {"textbook": {"respond": {"responders": {"acknowledge": "6 min"}}}})
    study = world("partial failures", "8000 h", nature=nature, models=lines)
    lost = 1 - availability.of_rare_faults(0.2, 2.0, 0.05)
    checks = (
        Check("Partial failures: lost share = λ × time to restore × impact", lost,
              one(_lost), "Little (1961)", 0.04),
    )  # fmt: skip
    return Case("rare-faults", study, checks, replications=20)


def _allowed_seconds(run: Accounts, name: str) -> float:
    rows = run.budgets[run.budgets["service"] == name]
    per_second = run.scenario.services[name].traffic.start
    return float(rows["allowed"].iloc[0]) / per_second


def budgets() -> Case:
    """What a quarter of 90 days allows."""
    targets = {"two nines": 0.99, "three nines": 0.999, "four nines": 0.9999}
    services = {name: service(target=target) for name, target in targets.items()}
    study = world("error budgets", "90 d", services)
    checks = tuple(
        Check(f"Error budget at {target:.2%} of 90 days, s",
              availability.allowed_seconds(target, 90), one(_allowed_seconds, name), SRE_WORKBOOK)
        for name, target in targets.items()
    )  # fmt: skip
    return Case("budgets", study, checks, replications=2)


def _spent_in(run: Accounts, name: str, hours_of_burning: float) -> float:
    """Share of the budget that so many hours of one incident burn."""
    rows = run.budgets[run.budgets["service"] == name]
    burning = run.incidents.loc[run.incidents["service"] == name, "duration_hours"].sum()
    return float(rows["spent"].sum() / rows["allowed"].sum() / burning) * hours_of_burning


BURNS = ((0.02, 1.0), (0.05, 6.0), (0.10, 72.0))
"""Shares of a budget of 30 days, and the hours in which the workbook pages if they are gone."""


def burn_rates() -> Case:
    """Incidents of one impact under targets that make it burn 14.4, 6 and 1 times too fast."""
    impact = 0.0144
    rates = [availability.burn_rate(share, gone_in, 30) for share, gone_in in BURNS]
    services = {f"burns {rate:g}": service(target=1 - impact / rate) for rate in rates}
    nature = {
        "background": per_hour(0.1),
        "diagnose": "1 h",
        "impacts": [{"share": impact, "weight": 1}],
    }
    study = world("burn rates", "30 d", services, nature, ENOUGH)
    checks = tuple(
        Check(f"Burn rate {rate:g} spends of 30 days in {gone_in:g} h", share,
              one(_spent_in, f"burns {rate:g}", gone_in), SRE_WORKBOOK)
        for rate, (share, gone_in) in zip(rates, BURNS, strict=True)
    )  # fmt: skip
    return Case("burn-rates", study, checks, replications=4)
