"""What a contract costs beside its people: fee, releases, incidents, less penalties."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.engine.log import EventKind
from sim.ground.units import HOURS_PER
from sim.records.ledger import Entries, Numbers
from sim.records.lines.jobs import first_jobs
from sim.records.payroll import Payroll
from sim.records.rates import Path, Rate


def tariff(run: Payroll) -> Iterator[Entries]:
    """The fee; deployments by hand and incidents beyond those included; late answers paid back."""
    contracted = {n for n, team in enumerate(run.teams) if run.is_contracted(team)}
    for number in sorted(contracted, key=lambda number: run.teams[number].name):
        found = run.tariff_of(run.teams[number])
        assert found is not None
        prices, place = found
        if prices.fee is not None and run.teams[number].spans:
            yield _fee(run, number, place)
        jobs = run.jobs
        mine = jobs["team"].cat.codes.to_numpy() == number
        deployed = np.flatnonzero(mine & (jobs["kind"].to_numpy() == "release"))
        billed = _beyond(run, deployed, prices.releases)
        yield _entries(run, "release", "deployments", billed, Rate.of(*place, "per_release"), 1.0)
        taken = first_jobs(run, number)
        billed, price = _beyond(run, taken, prices.incidents), Rate.of(*place, "per_incident")
        yield _entries(run, "incident", "incidents by contract", billed, price, 1.0)
        late, back = taken[_late(run, number, taken)], Rate.of(*place, "penalty")
        yield _entries(run, "incident", "late responses, paid back", late, back, -1.0)


def _fee(run: Payroll, team: int, place: Path) -> Entries:
    """The fixed sum of a contract, by period."""
    edges = run.periods.edges
    spans = run.teams[team].spans
    years = np.sum([np.diff(np.clip(edges, *span)) for span in spans], axis=0) / HOURS_PER["y"]
    return Entries(
        "run", "contract-years", edges[:-1], years, [Rate.of(*place, "fee")], "period",
        np.arange(len(years)), team=team, funding=run.fundings[team],
    )  # fmt: skip


def _beyond(run: Payroll, rows: np.ndarray, included: int | None) -> np.ndarray:
    """The jobs beyond the first so many of each month, in order of time."""
    if included is None:
        return rows
    at = run.jobs["started_at"].to_numpy()[rows]
    rows, month = rows[np.argsort(at, kind="stable")], np.sort(at) // HOURS_PER["month"]
    number_in_month = np.arange(len(rows)) - np.searchsorted(month, month)
    return np.asarray(rows[number_in_month >= included])


def _entries(
    run: Payroll, line: str, unit: str, rows: np.ndarray, price: Rate, quantity: Numbers
) -> Entries:
    jobs, released = run.jobs, line == "release"
    team = jobs["team"].cat.codes.to_numpy()[rows]
    service = jobs["service"].cat.codes.to_numpy()[rows]
    return Entries(
        line, unit, jobs["started_at"].to_numpy()[rows], quantity,
        [price], "deployment" if released else "incident",
        rows if released else jobs["subject"].to_numpy()[rows], team=team,
        service=service, funding=run.funding_of(team, service),
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
    facts = run.select(EventKind.QUEUEING, EventKind.WAITING_FOR_COVER)
    mine = facts["who"] == team
    asked = np.full(len(run.incidents) + 1, np.inf)
    np.minimum.at(asked, facts["subject"][mine], facts["at"][mine])
    began = jobs["started_at"].to_numpy()
    waited = began - np.minimum(asked[incident], began)
    impact = run.incidents["impact"].to_numpy()[incident - 1]
    allowed = np.where(impact >= terms.major_from, terms.major, terms.minor)
    return np.asarray(waited > allowed * (1 - terms.uses))
