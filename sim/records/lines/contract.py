"""What a line by contract costs beside its people: releases, incidents, less penalties."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.documents.responding import Contract
from sim.engine.log import Did
from sim.records.ledger import Entries, Numbers
from sim.records.lines.jobs import first_jobs
from sim.records.payroll import Payroll
from sim.records.rates import Rate


def tariff(run: Payroll) -> Iterator[Entries]:
    """Each deployment by hand and each incident at the contract's price, late answers paid back."""
    for role in sorted(run.contracts):
        jobs = run.jobs
        teams = run.role_numbers == run.roles.index(role)
        mine = teams[jobs["team"].cat.codes.to_numpy()]
        deployed = np.flatnonzero(mine & (jobs["kind"].to_numpy() == "release"))
        yield _entries(run, "release", "deployments", deployed, "per_release", 1.0)
        taken = first_jobs(run, role)
        yield _entries(run, "incident", "incidents by contract", taken, "per_incident", 1.0)
        late = taken[_late(run, role, taken)]
        yield _entries(run, "incident", "late responses, paid back", late, "penalty", -1.0)


def _entries(
    run: Payroll, line: str, unit: str, rows: np.ndarray, price: str, quantity: Numbers
) -> Entries:
    jobs, released = run.jobs, line == "release"
    team = jobs["team"].cat.codes.to_numpy()[rows]
    return Entries(
        line, unit, jobs["started_at"].to_numpy()[rows], quantity,
        [Rate.of("prices", "contract", price)], "deployment" if released else "incident",
        rows if released else jobs["subject"].to_numpy()[rows], team=team,
        service=jobs["service"].cat.codes.to_numpy()[rows], funding=run.fundings[team],
    )  # fmt: skip


def _late(run: Payroll, role: str, rows: np.ndarray) -> np.ndarray:
    """Which first answers came later than allowed: the line was busy, or nobody was there.

    Counted from when the line was asked to when its work began. That takes the share of the
    allowed time which the contractor uses anyway, after the wait for a free person.
    """
    terms = _terms(run, role)
    jobs = run.jobs.iloc[rows]
    incident = jobs["subject"].to_numpy()
    teams = run.role_numbers == run.roles.index(role)
    facts = run.select(Did.QUEUEING, Did.WAITING_FOR_COVER)
    mine = teams[np.maximum(facts["who"], 0)] & (facts["who"] >= 0)
    asked = np.full(len(run.incidents) + 1, np.inf)
    np.minimum.at(asked, facts["subject"][mine], facts["at"][mine])
    began = jobs["started_at"].to_numpy()
    waited = began - np.minimum(asked[incident], began)
    impact = run.incidents["impact"].to_numpy()[incident - 1]
    allowed = np.where(impact >= terms.major_from, terms.major, terms.minor)
    return np.asarray(waited > allowed * (1 - terms.uses))


def _terms(run: Payroll, role: str) -> Contract:
    tiers = run.model.respond.values()
    return next(t.contract for t in tiers if t.team == role and t.contract is not None)
