"""One shared team: the queues of the textbook. All work lasts an hour on average.

A wait for patience to run out (Erlang A) is not here: nobody gives up on an incident, so no
document can say it.
"""

from __future__ import annotations

from sim.documents.load import Raw
from sim.ground.theory import queues
from sim.questions.verify import measures as m
from sim.questions.verify.case import Case, Check, one
from sim.questions.verify.worlds import exponential, hours, on_duty, per_hour, service, world

TEAM = "responders"
SETTLED = m.Period(500.0, 7_500.0)
"""Of 8,000 hours; the slowest of these queues forgets within 20 hours."""
HORIZON = "8000 h"

ERLANG = "Erlang (1917)"
KHINCHINE = "Pollaczek (1930), Khinchine (1932)"
COBHAM = "Cobham (1954)"
MERGED = (0.2, 0.4, 0.6, 0.8)
"""Faults an hour of four services that share the team."""
SIGMA = 0.8
CLASSES = ((1.0, 0.1), (0.3, 0.2), (0.05, 0.4))
"""Impact and faults an hour of three classes of severity."""


def _people(count: int) -> Raw:
    return {"textbook": {"teams": {TEAM: on_duty(count)}}}


def _nature(rate: float, diagnose: Raw | str, **lines: object) -> Raw:
    return {"background": per_hour(rate), "diagnose": diagnose, **lines}


def one_person() -> Case:
    """M/M/1."""
    study = world("M/M/1", HORIZON, nature=_nature(0.6, exponential(1)))
    wait = queues.mmc_wait(0.6, 1, 1)
    checks = (Check("M/M/1: mean wait, h", wait, one(m.wait_mean, SETTLED), ERLANG, 0.11),)
    return Case("one-person", study, checks, replications=40, fast=False)


def shared_team() -> Case:
    """M/M/3 fed by four services, whose traffic (and faults, in proportion) differ fourfold."""
    services = {
        f"service-{n}": service(
            traffic={"start": "1/s", "growth": {"kind": "steps", "steps": [("0 s", rate)]}}
        )
        for n, rate in enumerate(MERGED)
    }
    nature = _nature(1.0, exponential(1), background_with_traffic=1)
    study = world("M/M/3", HORIZON, services, nature, _people(3))
    rate = sum(MERGED)
    checks = (
        Check("Merged Poisson streams: incidents an hour", rate,
              one(m.incidents_an_hour, SETTLED), "superposition of Poisson processes", 0.015),
        Check("M/M/3: chance to wait (Erlang C)", queues.erlang_c(3, rate),
              one(m.waits_longer, SETTLED, 0.0), ERLANG, 0.03),
        Check("M/M/3: mean wait, h", queues.mmc_wait(rate, 1, 3),
              one(m.wait_mean, SETTLED), ERLANG, 0.1),
        Check("M/M/3: chance to wait over 1 h", queues.mmc_waits_longer(rate, 1, 3, 1.0),
              one(m.waits_longer, SETTLED, 1.0), ERLANG, 0.08),
        Check("M/M/3: incidents under way (Little's law)", queues.mmc_in_system(rate, 1, 3),
              one(m.mean_under_way, SETTLED), "Little (1961)", 0.04),
        Check("M/M/3: people at work = λ × work", rate,
              one(m.busy_people, SETTLED, TEAM), "utilisation law", 0.02),
    )  # fmt: skip
    return Case("shared-team", study, checks, replications=30, fast=False)


def varied_work() -> Case:
    """M/G/1 with lognormal work."""
    median = hours(1 / queues.lognormal_mean(1, SIGMA))
    nature = _nature(0.6, {"median": median, "sigma": SIGMA})
    study = world("M/G/1", HORIZON, nature=nature)
    wait = queues.mg1_wait(0.6, 1, queues.lognormal_square_of_variation(SIGMA))
    checks = (
        Check("M/G/1, lognormal work: mean wait, h", wait,
              one(m.wait_mean, SETTLED), KHINCHINE, 0.11),
        Check("M/G/1, lognormal work: people at work", 0.6,
              one(m.busy_people, SETTLED, TEAM), "utilisation law", 0.03),
    )  # fmt: skip
    return Case("varied-work", study, checks, replications=40, fast=False)


def same_work() -> Case:
    """M/D/1: half the wait of M/M/1."""
    study = world("M/D/1", HORIZON, nature=_nature(0.6, "1 h"))
    wait = queues.mg1_wait(0.6, 1, 0.0)
    checks = (Check("M/D/1: mean wait, h", wait, one(m.wait_mean, SETTLED), KHINCHINE, 0.08),)
    return Case("same-work", study, checks, replications=20, fast=False)


def _by_impact(classes: tuple[tuple[float, float], ...]) -> Raw:
    return {"impacts": [{"share": share, "weight": rate} for share, rate in classes]}


def severity_first() -> Case:
    """Three classes of severity, M/G/1 without interruption."""
    rates = [rate for _, rate in CLASSES]
    median = hours(1 / queues.lognormal_mean(1, SIGMA))
    nature = _nature(sum(rates), {"median": median, "sigma": SIGMA}, **_by_impact(CLASSES))
    study = world("priorities in M/G/1", HORIZON, nature=nature)
    waits = queues.mg1_priority_waits(rates, 1, queues.lognormal_square_of_variation(SIGMA))
    checks = tuple(
        Check(f"M/G/1, priorities: mean wait at impact {impact:.0%}, h", wait,
              one(m.wait_of_impact, SETTLED, impact), COBHAM, allowed)
        for (impact, _), wait, allowed in zip(CLASSES, waits, (0.08, 0.1, 0.13), strict=True)
    )  # fmt: skip
    return Case("severity-first", study, checks, replications=40, fast=False)


def severity_first_in_a_team() -> Case:
    """Two classes of severity, M/M/2 without interruption."""
    classes = ((1.0, 0.5), (0.1, 0.9))
    rates = [rate for _, rate in classes]
    nature = _nature(sum(rates), exponential(1), **_by_impact(classes))
    study = world("priorities in M/M/2", HORIZON, nature=nature, models=_people(2))
    waits = queues.mmc_priority_waits(rates, 1, 2)
    checks = tuple(
        Check(f"M/M/2, priorities: mean wait at impact {impact:.0%}, h", wait,
              one(m.wait_of_impact, SETTLED, impact), "Kella & Yechiali (1985)", allowed)
        for (impact, _), wait, allowed in zip(classes, waits, (0.06, 0.11), strict=True)
    )  # fmt: skip
    return Case("severity-first-in-a-team", study, checks, replications=40, fast=False)
