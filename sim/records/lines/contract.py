"""What a line by contract costs beside its people: releases, incidents, less penalties."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.engine.log import Did
from sim.records.ledger import Entries, Numbers
from sim.records.lines.jobs import first_jobs
from sim.records.payroll import Payroll
from sim.records.rates import Rate


def tariff(run: Payroll) -> Iterator[Entries]:
    """Each deployment by hand and each incident at the contract's price, late answers paid back."""
    contracted = {n for n, team in enumerate(run.teams) if run.is_contracted(team)}
    for number in sorted(contracted, key=lambda number: run.teams[number].name):
        jobs = run.jobs
        mine = jobs["team"].cat.codes.to_numpy() == number
        deployed = np.flatnonzero(mine & (jobs["kind"].to_numpy() == "release"))
        yield _entries(run, "release", "deployments", deployed, "per_release", 1.0)
        taken = first_jobs(run, number)
        yield _entries(run, "incident", "incidents by contract", taken, "per_incident", 1.0)
        late = taken[_late(run, number, taken)]
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


def _late(run: Payroll, team: int, rows: np.ndarray) -> np.ndarray:
    """Which first answers came later than allowed: the line was busy, or nobody was there.

    Counted from when the line was asked to when its work began. That takes the share of the
    allowed time which the contractor uses anyway, after the wait for a free person.
    """
    terms = run.teams[team].contract
    assert terms is not None
    jobs = run.jobs.iloc[rows]
    incident = jobs["subject"].to_numpy()
    facts = run.select(Did.QUEUEING, Did.WAITING_FOR_COVER)
    mine = facts["who"] == team
    asked = np.full(len(run.incidents) + 1, np.inf)
    np.minimum.at(asked, facts["subject"][mine], facts["at"][mine])
    began = jobs["started_at"].to_numpy()
    waited = began - np.minimum(asked[incident], began)
    impact = run.incidents["impact"].to_numpy()[incident - 1]
    allowed = np.where(impact >= terms.major_from, terms.major, terms.minor)
    return np.asarray(waited > allowed * (1 - terms.uses))
