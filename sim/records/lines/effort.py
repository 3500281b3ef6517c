"""What owners put into hand-overs, releases, learning and operability: hours of developers.

Support teams' working time is in their head count, so of effort on both sides the owners' half
is counted here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from sim.documents.responding import Tier
from sim.engine.log import EventKind
from sim.ground.steps import integral
from sim.ground.units import HOURS_PER
from sim.organisation.practice import Practice
from sim.records.budgets import stages_of
from sim.records.changes import approved
from sim.records.ledger import Entries, Numbers, Reason
from sim.records.lines.jobs import first_jobs
from sim.records.payroll import Payroll
from sim.records.rates import hourly, yearly
from sim.records.reliability import reliability_time
from sim.records.tables import Records


def _hours(
    run: Payroll, line: str, at: np.ndarray, service: np.ndarray, hours: Numbers, because: Reason,
    number: Numbers,
) -> Entries:  # fmt: skip
    """Hours of the owners of these services."""
    return Entries(
        line, "hours", at, hours, [hourly("developer")], because, number, service=service,
        funding=run.delivery_funding(service, at),
    )  # fmt: skip


def transition(run: Payroll) -> Iterator[Entries]:
    """A service is handed to each line outside its team: at its launch, and to the SREs."""
    hours, horizon = run.scenario.prices.transition, run.scenario.horizon
    launches = [
        (service.launches, number, _lines_outside(run.practice_at(number, service.launches)))
        for number, service in enumerate(run.scenario.services.values())
        if service.launches is not None and service.launches < horizon
    ]
    at, which, lines = np.array(launches).reshape(-1, 3).T
    if hours:
        yield _hours(run, "transition", at, which.astype(int), hours * lines, "launch", 0)
        facts = run.select(EventKind.SHARED_ROTA)
        taken = facts["at"] > 0  # who shares the rota at the start knows the service
        at, which = facts["at"][taken], facts["service"][taken]
        yield _hours(run, "transition", at, which, hours, "engagement", 0)


def _lines_outside(practice: Practice) -> int:
    """How many teams beside the owners answer for a service from its launch on."""

    def answers(tier: Tier) -> bool:
        from_start = tier.when.stages is None or "team" in tier.when.stages
        return from_start and practice.teams[tier.team].scope != "team"

    return len({tier.team for _, tier in practice.path if answers(tier)})


def release(run: Payroll) -> Iterator[Entries]:
    """The owners' half of each feature release's knowledge sync, and their part in approvals."""
    table, prices = run.release_columns, run.scenario.prices
    service, at = table["service"], table["live_at"]
    number = np.arange(1, len(at) + 1)
    sync = release_sync(run) / 2
    synced = np.flatnonzero(np.where(table["kind"] == "feature", sync, 0.0))
    if len(synced):
        yield _hours(
            run, "release", at[synced], service[synced], sync[synced], "release", number[synced]
        )
    if prices.approval_effort:
        asked = _approved(run)
        effort = prices.approval_effort
        yield _hours(run, "release", at[asked], service[asked], effort, "release", number[asked])


def release_sync(run: Records) -> np.ndarray:
    """Hours of both sides of the knowledge sync after each release, if it brings features."""
    service, at = run.release_columns["service"], run.release_columns["ready_at"]
    return run.of_practices(lambda practice: practice.release.knowledge_sync, service, at)


def _approved(run: Payroll) -> np.ndarray:
    """Which releases somebody had to approve."""
    table = run.release_columns
    waits = approved(run, table["service"], table["ready_at"])
    return np.asarray((table["class"] != "standard") & waits)


def incident_sync(run: Payroll) -> Iterator[Entries]:
    """Knowledge sync with the owners after each incident that another line worked on."""
    for rows, hours in synced(run):
        service, at, number = (
            run.job_columns[name][rows] for name in ("service", "started_at", "subject")
        )
        yield _hours(run, "incident", at, service, hours / 2, "incident", number)


def synced(run: Payroll) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Jobs that a knowledge sync follows, by role: rows of ``jobs``, and hours of both sides."""
    appeared = run.incidents["appeared_at"].to_numpy()
    for role in dict.fromkeys(team.role for team in run.teams):
        teams = [number for number, team in enumerate(run.teams) if team.role == role]
        rows = first_jobs(run, *teams)
        service = run.job_columns["service"][rows]
        at = appeared[run.job_columns["subject"][rows] - 1]
        hours = run.of_practices(partial(_sync_hours, role), service, at)
        if (hours > 0).any():
            yield rows[hours > 0], hours[hours > 0]


def _sync_hours(role: str, practice: Practice) -> float:
    """The longest sync that a role's lines ask for."""

    def played(tier: Tier) -> str:
        team = practice.teams.get(tier.team)
        return tier.team if team is None else team.role

    asked = [tier.sync for tier in practice.model.respond.values() if played(tier) == role]
    return max(asked, default=0.0)


def learning(run: Payroll) -> Iterator[Entries]:
    """Reviews, and work on what was rolled back, by those who build.

    Improvements are made in the reliability time, which is paid for as such.
    """
    facts = run.select(EventKind.REVIEWED)
    held = facts["at"] < run.scenario.horizon
    at, service = facts["at"][held], facts["service"][held]
    hours = _review_hours(run, service, at)
    yield _hours(run, "learning", at, service, hours, "incident", facts["subject"][held])
    mended = run.select(EventKind.MENDING)
    yield _hours(
        run, "repair", mended["at"], mended["service"], mended["amount"], "incident",
        mended["subject"],
    )  # fmt: skip


def _review_hours(run: Payroll, service: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Hours of a review, by the stage of the service; shape of ``at``."""
    hours = []
    stages = stages_of(run, service, at)
    for number, when, stage in zip(service.tolist(), at.tolist(), stages, strict=True):
        learn = run.practice_at(number, when).learn
        hours.append(learn.by_stage.get(stage, learn).review_effort)
    return np.array(hours, dtype=float)


def operability(run: Payroll) -> Iterator[Entries]:
    """The time that owning teams put into operability, by period, whatever it buys."""
    moves = {move.at for move in run.organisation.moves}
    edges = np.array(sorted({*run.periods.edges.tolist(), *moves}))
    years = _people(run)[:, None] * _invested(run, edges) / HOURS_PER["y"]
    service, stretch = np.nonzero(years)
    at = edges[stretch]
    yield Entries(
        "operability", "person-years", at, years[service, stretch],
        [yearly("developer")], "period", run.periods.number(at), service=service,
        funding=run.delivery_funding(service, at),
    )  # fmt: skip


def _people(run: Payroll) -> np.ndarray:
    """People of each service's team, shared out among its services; shape (services,)."""
    owners = run.service_owners
    owned = {team: owners.count(team) for team in set(owners)}
    return np.array([run.scenario.teams[team].people / owned[team] for team in owners])


def _invested(run: Payroll, edges: np.ndarray) -> np.ndarray:
    """Hours that one person of each service's team puts in; shape (services, periods)."""
    lost = run.orphaned_at[:, None]
    launches = [service.launches or 0.0 for service in run.scenario.services.values()]
    until = np.clip(edges[None, :], np.array(launches)[:, None], lost)
    hours = np.zeros((len(launches), len(edges) - 1))
    for service, (since, level) in enumerate(reliability_time(run)):
        constant = len(since) == 1
        hours[service] = (
            level[0] * np.diff(until[service])
            if constant
            else integral(since, level, until[service])
        )
    return hours
