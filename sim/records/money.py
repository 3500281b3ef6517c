"""The ledger: every cost as quantity × rate, with the team, the budget and the quarter it falls in.

Only what differs between support models is counted: the build effort of delivery teams is the
same in all of them and left out; the time that they put into support and operability is in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import numpy as np
import pandas as pd

from sim.documents.responding import Stage, TeamRole
from sim.engine.log import Did
from sim.ground.units import HOURS_PER
from sim.records.budgets import STAGE_AFTER
from sim.records.downtime import effective_impact_hours
from sim.records.tables import Records

LOSSES = ("outage loss", "cost of delay")
"""Lines that nobody pays in cash; they belong to no budget."""


def hourly(run: Records, role: str) -> float:
    """Cost of an hour of somebody's work."""
    prices = run.scenario.prices
    return float(getattr(prices.salaries, role)) / prices.working_hours_per_year


def role_of(run: Records, team: str) -> TeamRole:
    """The role that a team of the log plays."""
    return run.model.teams[team.split("/")[0]]


def entry(
    line: str, at: object, team: object, service: object, funding: str, quantity: object, unit: str,
    rate: object,
) -> pd.DataFrame:  # fmt: skip
    """Rows of one line; arrays where the rows differ."""
    rows = {
        "at": at, "line": line, "team": team, "service": service, "funding": funding,
        "treatment": "loss" if line in LOSSES else "expensed",
        "quantity": quantity, "unit": unit, "rate": rate,
    }  # fmt: skip
    size = max(
        (len(value) for value in rows.values() if isinstance(value, (np.ndarray, list))), default=1
    )
    if line in LOSSES:
        rows["funding"] = "none"
    table = pd.DataFrame({key: _column(value, size) for key, value in rows.items()})
    return table.assign(amount=table["quantity"] * table["rate"])


def _column(value: object, size: int) -> object:
    return value if isinstance(value, (np.ndarray, list)) else np.repeat(np.array([value]), size)


def run_cost(run: Records) -> Iterator[pd.DataFrame]:
    """Head count of the teams that a model adds, by quarter, as it changes."""
    edges = np.array(run.quarters)
    facts = run.select(Did.HEADCOUNT)
    for index, name in enumerate(run.log.team_names):
        role, mine = role_of(run, name), facts["who"] == index
        if role.people is not None:
            salary = getattr(run.scenario.prices.salaries, role.role)
            years = _integral(facts["at"][mine], facts["amount"][mine], edges) / HOURS_PER["y"]
            yield entry("run", edges[:-1], name, "", role.funding, years, "person-years", salary)


def _integral(since: np.ndarray, level: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Integral over each stretch between edges of what is a level since an instant."""
    total = np.concatenate([[0.0], np.cumsum(level[:-1] * np.diff(since))])
    last = np.searchsorted(since, edges, side="right") - 1
    return np.diff(total[last] + level[last] * (edges - since[last]))


def standby(run: Records) -> Iterator[pd.DataFrame]:
    """A payment for each week of each person on call."""
    weeks = np.arange(0.0, run.scenario.horizon, HOURS_PER["w"])
    share = np.minimum(run.scenario.horizon - weeks, HOURS_PER["w"]) / HOURS_PER["w"]
    for name in run.log.team_names:
        role = role_of(run, name)
        if role.pay.startswith("standby") and role.on_duty.out_of_hours:
            people = role.on_duty.out_of_hours
            price = run.scenario.prices.standby
            yield entry(
                "standby", weeks, name, "", role.funding, people * share, "rota weeks", price
            )


def work(run: Records) -> Iterator[pd.DataFrame]:
    """Callouts by the hour; and hours of delivery teams, who would build features otherwise."""
    jobs = run.jobs
    for name in run.log.team_names:
        role, mine = role_of(run, name), jobs[jobs["team"] == name]
        rate = hourly(run, role.role)
        out = mine["out_of_hours"].to_numpy()
        if role.pay == "standby-and-callout":
            premium = run.scenario.prices.callout_premium
            yield _job_rows("callout", mine[out], role, rate * premium)
        elif role.people is None:
            yield _job_rows("unpaid", mine[out], role, 0.0)
        if role.people is None:
            yield _job_rows("incident", mine[~out], role, rate)


def swarms(run: Records) -> Iterator[pd.DataFrame]:
    """Those who help the one who took an incident, and build no features meanwhile."""
    facts = run.select(Did.SWARMING)
    for index, name in enumerate(run.log.team_names):
        role, mine = role_of(run, name), facts["who"] == index
        if role.people is None and mine.any():
            at, service = facts["at"][mine], facts["service"][mine]
            names = np.array(list(run.scenario.services), dtype=object)[service]
            hours, rate = facts["amount"][mine], hourly(run, role.role)
            yield entry("incident", at, name, names, role.funding, hours, "hours", rate)


def _job_rows(line: str, jobs: pd.DataFrame, role: TeamRole, rate: float) -> pd.DataFrame:
    return entry(
        line, jobs["started_at"].to_numpy(), jobs["team"].astype(str).to_numpy(dtype=object),
        jobs["service"].astype(str).to_numpy(dtype=object), role.funding,
        jobs["hours"].to_numpy(), "hours", rate,
    )  # fmt: skip


def _by_service(
    line: str,
    run: Records,
    at: np.ndarray,
    service: np.ndarray,
    quantity: object,
    unit: str,
    rate: object,
) -> pd.DataFrame:
    names = np.array(list(run.scenario.services), dtype=object)[service]
    teams = np.array([s.team for s in run.scenario.services.values()], dtype=object)[service]
    return entry(line, at, teams, names, delivery_funding(run), quantity, unit, rate)


def delivery_funding(run: Records) -> str:
    """The budget of the delivery teams."""
    roles = [role.funding for role in run.model.teams.values() if role.scope == "team"]
    return roles[0] if roles else "capex"


def release(run: Records) -> Iterator[pd.DataFrame]:
    """The delivery side's half of the knowledge sync of each release."""
    hours = run.model.release.knowledge_sync / 2
    table = run.releases
    if hours and len(table):
        service = table["service"].cat.codes.to_numpy()
        at = table["live_at"].to_numpy()
        yield _by_service(
            "release", run, at, service, np.full(len(at), hours), "hours", hourly(run, "developer")
        )


def incident_sync(run: Records) -> Iterator[pd.DataFrame]:
    """Knowledge sync with the owners after each incident that another team worked on."""
    syncs: dict[str, float] = {}
    for tier in run.model.respond.values():
        syncs[tier.team] = max(tier.sync, syncs.get(tier.team, 0.0))
    jobs = run.jobs[run.jobs["kind"] == "incident"]
    roles = jobs["team"].astype(str).str.split("/").str[0]
    for role, sync in syncs.items():
        mine = jobs[roles == role].drop_duplicates("subject")
        if sync:
            service, at = mine["service"].cat.codes.to_numpy(), mine["started_at"].to_numpy()
            hours = np.full(len(at), sync / 2)
            yield _by_service(
                "incident", run, at, service, hours, "hours", hourly(run, "developer")
            )


def learning(run: Records) -> Iterator[pd.DataFrame]:
    """Reviews and improvements, by those who build."""
    for line, what, hours in (
        ("learning", Did.REVIEWED, run.model.learn.review_effort),
        ("improvement", Did.IMPROVED, run.model.learn.improvement_effort),
    ):
        facts = run.select(what)
        done = facts["at"] < run.scenario.horizon
        at, service = facts["at"][done], facts["service"][done]
        yield _by_service(
            line, run, at, service, np.full(len(at), hours), "hours", hourly(run, "developer")
        )


def operability(run: Records) -> Iterator[pd.DataFrame]:
    """The time that owning teams put into operability, by quarter; none if switched off."""
    if not run.scenario.incentives:
        return
    facts = run.select(*STAGE_AFTER, Did.REVIEW_FAILED)
    incentive, salary = run.model.operability, run.scenario.prices.salaries.developer
    services = list(run.scenario.services.values())
    owned = {team: sum(s.team == team for s in services) for team in run.scenario.teams}
    edges = np.array(run.quarters)
    for index, service in enumerate(services):
        people = run.scenario.teams[service.team].people / owned[service.team]
        mine = facts["service"] == index
        shares = _invested(
            incentive.invests, incentive.by_stage, facts["at"][mine], facts["what"][mine], edges
        )
        years = np.diff(edges) / HOURS_PER["y"] * people * shares
        at, which = edges[:-1], np.full(len(years), index)
        yield _by_service("operability", run, at, which, years, "person-years", salary)


def _invested(
    base: float,
    by_stage: Mapping[Stage, float],
    at: np.ndarray,
    what: np.ndarray,
    edges: np.ndarray,
) -> np.ndarray:
    """Mean share of time invested in each quarter; shape (quarters,)."""
    stages: list[Stage] = ["team"]
    for kind in what.tolist():
        settled = [stage for stage in stages if stage != "review"]
        stages.append(STAGE_AFTER.get(Did(kind), settled[-1]))
    level = np.array([by_stage.get(stage, base) for stage in stages])
    since = np.concatenate([[0.0], at])
    return _integral(since, level, edges) / np.diff(edges)


def outage_loss(run: Records) -> Iterator[pd.DataFrame]:
    """Revenue lost while requests failed, less what comes back later."""
    table = run.impacts
    service = table["service"].cat.codes.to_numpy()
    hours = effective_impact_hours(table)
    exposure = np.array([s.exposure for s in run.scenario.services.values()])[service]
    rate = exposure * (1 - run.scenario.prices.deferred)
    yield _by_service(
        "outage loss",
        run,
        table["appeared_at"].to_numpy(),
        service,
        hours,
        "full-outage hours",
        rate,
    )


def cost_of_delay(run: Records) -> Iterator[pd.DataFrame]:
    """Value of each change while it waited to be live, up to the horizon."""
    table = run.changes
    waited = table["lead_time_hours"].fillna(run.scenario.horizon - table["ready_at"]).to_numpy()
    service = table["service"].cat.codes.to_numpy()
    quarter = np.searchsorted(run.quarters, table["ready_at"].to_numpy(), side="right") - 1
    shape = (len(run.scenario.services), len(run.quarters) - 1)
    days = np.zeros(shape)
    np.add.at(days, (service, quarter), waited / 24)
    which, when = np.nonzero(days)
    at = np.array(run.quarters)[when]
    value = run.scenario.prices.change_value
    yield _by_service("cost of delay", run, at, which, days[which, when], "change-days", value)


SOURCES: tuple[Callable[[Records], Iterator[pd.DataFrame]], ...] = (
    run_cost,
    standby,
    work,
    swarms,
    release,
    incident_sync,
    learning,
    operability,
    outage_loss,
    cost_of_delay,
)


NOTHING = entry("run", np.empty(0), "", "", "opex", np.empty(0), "", 0.0)
"""The ledger of a world in which nothing costs anything."""


class Accounts(Records):
    """The records of a run with its ledger."""

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Every entry, in the order of the lines, with the number of its quarter."""
        parts = [part for source in SOURCES for part in source(self) if len(part)]
        table = pd.concat(parts or [NOTHING], ignore_index=True)
        quarter = np.searchsorted(self.quarters, table["at"].to_numpy(), side="right") - 1
        return table.assign(quarter=np.minimum(quarter, len(self.quarters) - 2))
