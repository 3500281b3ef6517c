"""Politics, seen: blocks disputed or ignored, deployments refused, hand-backs to nobody.

Counted from the facts, and priced by what the ledger already has: no cost is added to a run. What
went live although a block was asked for is priced by the outages that it caused; a refused
deployment by the value that waited; a hand-back that was impossible by the hours that SREs work on
incidents of the service from then on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.engine.log import EventKind
from sim.ground.units import HOURS_PER
from sim.records.money import Accounts

POLITICS, COST = "politics: ", "cost"
"""What figures are called that are kept beside an outcome."""
COUNTED = {
    "disputed": "a launch block is disputed",
    "ignored": "a launch block is not honoured",
    "refused": "a deployment out of hours is refused",
    "impossible": "no team is left to hand back to",
}


@dataclass(frozen=True)
class Politics:
    """What it came to in a run: how often, and money."""

    disputed: int
    ignored: int
    refused: int
    impossible: int
    slipped: float
    """Outage loss of changes that went live while a block was asked for and not in force."""
    waited: float
    """Value of changes while their refused deployments waited."""
    kept: float
    """Hours of SREs on incidents of services that they could not hand back."""

    @property
    def cost(self) -> float:
        """All of it."""
        return self.slipped + self.waited + self.kept


def politics_of(run: Accounts) -> Politics:
    """What the facts of a run tell of it."""
    refused = [_refused(run, number) for number in range(len(run.log.changes))]
    return Politics(
        disputed=_count(run, EventKind.BLOCK_DISPUTED),
        ignored=_count(run, EventKind.BLOCK_IGNORED),
        refused=sum(int((hours > 0).sum()) for hours in refused),
        impossible=_count(run, EventKind.HAND_BACK_IMPOSSIBLE),
        slipped=_slipped(run),
        waited=float(sum(hours.sum() for hours in refused)) / 24 * run.scenario.prices.change_value,
        kept=_kept(run),
    )


def politics_figures(run: Accounts) -> dict[str, float]:
    """What politics cost a year, as key figures by name that can be averaged over replications."""
    found = politics_of(run)
    years = run.scenario.horizon / HOURS_PER["y"]
    counts = {key: float(getattr(found, key)) for key in COUNTED}
    told = {**counts, COST: found.cost}
    return {f"{POLITICS}{key}": amount / years for key, amount in told.items()}


def _count(run: Accounts, what: EventKind) -> int:
    return int((run.select(what)["at"] < run.scenario.horizon).sum())


def _refused(run: Accounts, number: int) -> np.ndarray:
    """Hours that each refused deployment of a service waited within the horizon."""
    record, horizon = run.log.changes[number], run.scenario.horizon
    if not len(record.refused):
        return np.zeros(0)
    asked = record.planned_at - record.refused
    return np.asarray(np.clip(np.minimum(record.planned_at, horizon) - asked, 0, None))


def _slipped(run: Accounts) -> float:
    """The loss of incidents whose change went live in spite of a block that was asked for."""
    spans = list(_in_spite_of(run))
    if not spans:
        return 0.0
    table = run.incidents
    service, at = table["service"].cat.codes.to_numpy(), table["released_at"].to_numpy()
    slipped = np.zeros(len(table), dtype=bool)
    for which, start, end in spans:
        slipped |= (service == which) & (start <= at) & (at < end)
    losses = run.ledger[run.ledger["line"].eq("outage loss")]
    mine = losses["number"].isin(table.loc[slipped, "incident"])
    return float(losses.loc[mine, "amount"].sum())


def _in_spite_of(run: Accounts) -> Iterator[tuple[int, float, float]]:
    """Spans in which a block was asked for and not in force: (service, from, until).

    Until it begins after all, or the budget's quarter ends.
    """
    asked, begun = (
        run.select(EventKind.BLOCK_IGNORED, EventKind.BLOCK_DISPUTED),
        run.select(EventKind.BLOCKED),
    )
    edges = np.array(run.quarters)
    for at, which in zip(asked["at"].tolist(), asked["service"].tolist(), strict=True):
        later = begun["at"][(begun["service"] == which) & (begun["at"] >= at)]
        quarter = edges[min(np.searchsorted(edges, at, side="right"), len(edges) - 1)]
        yield which, at, float(min([quarter, *later.tolist()]))


def _kept(run: Accounts) -> float:
    """What SREs' hours on services are worth that nobody takes back."""
    facts = run.select(EventKind.HAND_BACK_IMPOSSIBLE)
    if not len(facts["at"]):
        return 0.0
    since = np.full(len(run.scenario.services), np.inf)
    np.minimum.at(since, facts["service"], facts["at"])
    jobs, prices, worth = run.jobs[run.jobs["kind"].eq("incident")], run.scenario.prices, 0.0
    jobs = jobs[jobs["started_at"].to_numpy() >= since[jobs["service"].cat.codes.to_numpy()]]
    for team in run.engaged_teams:
        hours = jobs.loc[jobs["team"].eq(team.name), "hours"].sum()
        worth += float(hours) * float(getattr(prices.salaries, team.role))
    return worth / prices.working_hours_per_year
