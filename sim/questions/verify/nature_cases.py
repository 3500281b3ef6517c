"""Faults as nature draws them: as many as the integral of their rate, thinned to a subset."""

from __future__ import annotations

from functools import partial

import numpy as np

from sim.documents.load import Raw
from sim.ground.theory import flow
from sim.ground.units import HOURS_PER
from sim.questions.verify import measures as m
from sim.questions.verify.case import Case, Check, Runs, one
from sim.questions.verify.worlds import NEUTRAL, alike, on_duty, per_hour, service, world
from sim.records.money import Accounts

YEAR = HOURS_PER["y"]
ENOUGH = {"textbook": {"teams": {"responders": on_duty(1000)}}}
POISSON = "mean of a Poisson process = ∫ rate"
RATE = 0.01
"""Faults an hour of a service at its first traffic."""

THINNED = {**NEUTRAL, "faults": 1.6, "initial": "50%"}
"""Nature draws 1.6 times as many candidates; at an operability of 50 % that many are refused."""


def _growing(kind: str, **lines: object) -> Raw:
    return service(traffic={"start": "1/s", "growth": {"kind": kind, **lines}})


def _of_service(run: Accounts, name: str) -> float:
    return float((run.incidents["service"] == name).sum())


STEPS = ((0.5 * YEAR, 2.0), (2 * YEAR, 3.0))


def growth() -> Case:
    """Faults that grow as traffic does."""
    services = {
        "exponential": _growing("exponential", doubling="1 y"),
        "logistic": _growing("logistic", to="5/s", midpoint="1 y", spread="0.5 y"),
        "steps": _growing("steps", steps=[("0.5 y", 2.0), ("2 y", 3.0)]),
    }
    nature = {"background": per_hour(RATE), "background_with_traffic": 1, "operability": THINNED}
    study = world("growth", "3 y", services, nature, ENOUGH)
    expected = {
        "exponential": flow.exponential_growth(3 * YEAR, YEAR),
        "logistic": flow.logistic_growth(3 * YEAR, 5, YEAR, YEAR / 2),
        "steps": flow.step_growth(3 * YEAR, STEPS),
    }
    checks = tuple(
        Check(f"Thinned faults, {name} growth: incidents in 3 years", RATE * hours,
              one(_of_service, name), POISSON, 0.055)
        for name, hours in expected.items()
    )  # fmt: skip
    return Case("growth", study, checks, replications=20, fast=False)


def growth_by_root() -> Case:
    """Faults that grow as the square root of traffic: half as many doublings."""
    services = {"service": _growing("exponential", doubling="1 y")}
    nature = {"background": per_hour(RATE), "background_with_traffic": 0.5, "operability": THINNED}
    study = world("growth by root", "3 y", services, nature, ENOUGH)
    expected = RATE * flow.exponential_growth(3 * YEAR, 2 * YEAR)
    checks = (
        Check("Thinned faults, as √traffic: incidents in 3 years", expected,
              one(_of_service, "service"), POISSON, 0.055),
    )  # fmt: skip
    return Case("growth-by-root", study, checks, replications=20)


def _faults(run: Accounts) -> set[str]:
    return set(run.incidents["fault"])


def _not_in_the_worse(runs: Runs) -> float:
    worse, better = runs.values()
    return float(len(_faults(better) - _faults(worse)))


def _incidents_of(runs: Runs, model: str) -> float:
    return m.incidents_a_service(runs[model])


def better_operability() -> Case:
    """Operability that rises from a half to one, by half of what is missing in 0.69 years."""
    investing = {"extends": "textbook", "operability": {"invests": "10%"}, **ENOUGH["textbook"]}
    effect = {**THINNED, "gain": 10.0}
    study = world(
        "better operability", "3 y", alike(4),
        {"background": per_hour(RATE), "operability": effect},
        {**ENOUGH, "textbook-better": investing}, ["textbook", "textbook-better"],
        {"owners": {"domain": "everything", "people": 24}},
    )  # fmt: skip
    fewer = RATE * flow.improving_operability(3 * YEAR, 1 / YEAR, 1.6)
    checks = (
        Check("Thinned faults, rising operability: incidents in 3 years", fewer,
              partial(_incidents_of, model="textbook-better"), POISSON, 0.04),
        Check("Faults of the better model that the worse one has not", 0.0,
              _not_in_the_worse, "thinning of one tape"),
    )  # fmt: skip
    return Case("better-operability", study, checks, replications=20)


def capacity() -> Case:
    """Traffic that jumps to eight times the start: three doublings."""
    jumps = {"start": "1/s", "growth": {"kind": "steps", "steps": [("100 d", 8.0)]}}
    nature = {"capacity_per_doubling": 2, "operability": THINNED}
    study = world("capacity", "200 d", alike(100, traffic=jumps), nature, ENOUGH)
    checks = (
        Check("Capacity faults in three doublings of traffic", 6.0,
              one(m.incidents_a_service), "2 a doubling", 0.05),
    )  # fmt: skip
    return Case("capacity", study, checks, replications=20)


CLUMPING = 0.5
MONTHS = 24
EXPECTED_A_DAY = 0.4


def _dispersion(run: Accounts) -> float:
    """Mean of (count − mean)² / mean over services and calendar months."""
    first = np.datetime64(run.scenario.start, "M")
    edges = (first + np.arange(MONTHS + 1)).astype("datetime64[D]").astype(float)
    days, day = np.diff(edges), run.incidents["appeared_at"].to_numpy() // 24
    month = np.searchsorted(edges - edges[0], day, side="right") - 1
    counts = np.zeros((len(run.scenario.services), MONTHS))
    np.add.at(counts, (run.incidents["service"].cat.codes.to_numpy(), month), 1)
    expected = EXPECTED_A_DAY * days
    return float(((counts - expected) ** 2 / expected).mean())


def clumps() -> Case:
    """Monthly counts whose variance is above their mean."""
    nature = {"background": per_hour(EXPECTED_A_DAY / 24), "clumping": CLUMPING}
    study = world("clumps", "730 d", alike(8), nature, ENOUGH)
    dispersion = flow.clumped_dispersion(EXPECTED_A_DAY * 730 / MONTHS, CLUMPING)
    checks = (
        Check("Clumped faults: variance over mean of a month", dispersion,
              one(_dispersion), "gamma-mixed Poisson", 0.2),
    )  # fmt: skip
    return Case("clumps", study, checks, replications=20, fast=False)
