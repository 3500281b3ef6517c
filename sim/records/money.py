"""The ledger: every cost as quantity × rate, with the team, the budget and the event behind it.

Only what differs between support models is counted: the build effort of delivery teams is the
same in all of them and left out; the time that they put into support and operability is in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.records.accounting import KEPT, capitalised_share
from sim.records.charging import CHARGED_LINES, charged_share
from sim.records.ledger import FUNDINGS, Entries, Names, grouped, joined
from sim.records.lines import contract, effort, errands, jobs, losses, moving, people
from sim.records.lines.losses import LOSSES
from sim.records.payroll import Payroll

__all__ = ["COST_KEYS", "LOSSES", "ONE_OFF", "Accounts"]

SOURCES: tuple[Callable[[Payroll], Iterator[Entries]], ...] = (
    people.setup,
    effort.transition,
    people.run_cost,
    people.licences,
    people.standby,
    jobs.work,
    jobs.swarms,
    errands.alerts,
    errands.requests,
    effort.incident_sync,
    contract.tariff,
    effort.release,
    effort.learning,
    effort.operability,
    people.attrition,
    moving.moving,
    losses.outage_loss,
    losses.penalties,
    losses.cost_of_delay,
    losses.foregone_value,
)
"""Where the entries come from, in the order of the ledger."""

ONE_OFF = ("setup", "transition", *moving.TRANSITION_LINES)
"""Lines that are paid once for something that lasts: no cost of each year."""

COST_KEYS = (
    "period", "quarter", "line", "team", "funding", "treatment", "unit", "rate_key", "impaired",
)  # fmt: skip
"""What entries are summed up by for a study."""


Columns = dict[str, Any]
"""Entries as columns: arrays of shape (entries,), categoricals where they are names."""


class Accounts(Payroll):
    """The records of a run with its ledger."""

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Every entry; ``journal`` says the same with dates and events in words.

        ``rate`` is the price level's rate on ``rate_key``; ``treatment`` is expensed, loss,
        capitalised, or capitalised in part, by ``capitalised``; ``impaired`` is the period in
        which the asset is lost with its team, or KEPT.
        """
        parts = [part for source in SOURCES for part in source(self) if len(part.at)]
        sizes = [len(part.at) for part in parts]
        when = self._when(parts, sizes)
        how_much = self._how_much(parts, sizes, when["period"])
        columns: Columns = {**when, **self._what(parts, sizes), **how_much}
        columns |= self._charged(columns)
        columns |= self._treated(columns)
        return pd.DataFrame(columns)

    def _charged(self, columns: Columns) -> dict[str, np.ndarray]:
        """Quantity and amount with the part alone that is charged of teams which exist anyway."""
        share = charged_share(self, self.scenario.prices.existing)
        if (share == 1).all():
            return {}
        team = columns["team"]
        mine = self._of_no_service(columns) & columns["line"].isin(CHARGED_LINES)
        every = np.append(share, np.ones(len(team.categories) - len(share)))
        quantity = columns["quantity"] * np.where(mine, every[team.codes], 1.0)
        return {"quantity": quantity, "amount": quantity * columns["rate"]}

    def _of_no_service(self, columns: Columns) -> np.ndarray:
        """Which entries name no service."""
        return np.asarray(columns["service"].codes == len(self.scenario.services))

    def _what(self, parts: list[Entries], sizes: list[int]) -> dict[str, object]:
        """Line, team, service, funding, unit and the event behind it."""
        lines, units, reasons = Names(), Names(), Names()
        teams, services = Names(self.log.team_names), Names([*self.scenario.services, ""])
        owners = np.array([teams.number(owner) for owner in self.service_owners])
        team = joined([part.team for part in parts], sizes)
        service = joined([part.service for part in parts], sizes)
        nobody = len(self.scenario.services)
        owner = np.append(owners, -1)[service]
        return {
            "line": lines.column(joined([lines.number(p.line) for p in parts], sizes)),
            "team": teams.column(np.where(team < 0, owner, team)),
            "service": services.column(np.where(service < 0, nobody, service)),
            "funding": Names(FUNDINGS).column(joined([p.funding for p in parts], sizes)),
            "unit": units.column(joined([units.number(p.unit) for p in parts], sizes)),
            "reason": reasons.column(joined([reasons.number(p.because) for p in parts], sizes)),
            "number": joined([part.number for part in parts], sizes).astype(np.int64),
        }

    def _when(self, parts: list[Entries], sizes: list[int]) -> dict[str, np.ndarray]:
        at = joined([part.at for part in parts], sizes)
        period = self.periods.number(at)
        return {"at": at, "period": period, "quarter": self.periods.quarter[period]}

    def _how_much(
        self, parts: list[Entries], sizes: list[int], period: np.ndarray
    ) -> dict[str, object]:
        """Quantity, rate at the prices of the year, amount."""
        keys = Names()
        codes = [np.array([keys.number(rate.key) for rate in part.rates]) for part in parts]
        values, rises = np.zeros(len(keys.numbers)), np.ones(len(keys.numbers))
        for part, code in zip(parts, codes, strict=True):
            values[code] = [rate.value(self.scenario) for rate in part.rates]
            rises[code] = [rate.rise(self.scenario) for rate in part.rates]
        key = joined([c[np.asarray(p.which)] for c, p in zip(codes, parts, strict=True)], sizes)
        years, inflation = self.periods.years_old[period], self.scenario.prices.accounting.inflation
        rate = values[key] * (1 + inflation) ** years * rises[key] ** years
        quantity = joined([part.quantity for part in parts], sizes).astype(float)
        return {
            "quantity": quantity,
            "rate": rate,
            "amount": quantity * rate,
            "rate_key": keys.column(key),
        }

    def _treated(self, columns: Columns) -> dict[str, object]:
        """What accounting makes of each entry."""
        accounting = self.scenario.prices.accounting
        line, funding = columns["line"], columns["funding"]
        share = np.array(
            [
                [capitalised_share(accounting, name, budget) for budget in FUNDINGS]
                for name in line.categories
            ]
        ).reshape(-1, len(FUNDINGS))[line.codes, funding.codes]
        lost = np.array([name in LOSSES for name in line.categories], dtype=bool)[line.codes]
        kind = np.select([lost, share == 0, share == 1], [3, 2, 0], 1)
        kinds = Names(("capitalised", "capitalised in part", "expensed", "loss"))
        return {
            "treatment": kinds.column(kind),
            "capitalised": columns["amount"] * share,
            "impaired": self._impaired(columns),
        }

    def _impaired(self, columns: Columns) -> np.ndarray:
        """The period in which the team behind an entry was disbanded, KEPT if it was not."""
        team, service = columns["team"], columns["service"]
        gone = np.full(len(team.categories), np.inf)
        gone[: len(self.dissolved_at)] = self.dissolved_at
        orphaned = np.append(self.orphaned_at, np.inf)[service.codes]
        at = np.where(self._of_no_service(columns), gone[team.codes], orphaned)
        if not np.isfinite(at).any():
            return np.full(len(at), KEPT)
        return np.where(np.isfinite(at), self.periods.number(at), KEPT)

    @cached_property
    def costs(self) -> pd.DataFrame:
        """Quantity, amount and capitalised amount by COST_KEYS."""
        return grouped(self.ledger, COST_KEYS, ("quantity", "amount", "capitalised"))

    @cached_property
    def journal(self) -> pd.DataFrame:
        """The ledger for people: model, replication, date and the event behind each entry."""
        table, periods = self.ledger, self.periods
        rows = zip(table["reason"], table["number"], table["service"], table["at"], strict=True)
        said = [self._because(*row) for row in rows]
        dates = [periods.day(at) for at in table["at"].tolist()]
        front = {
            "model": self.model.title,
            "replication": self.tape.replication,
            "date": dates,
            "because": said,
        }
        rest = table.drop(columns=["reason", "number"])
        return pd.concat([pd.DataFrame(front, index=table.index), rest], axis=1)

    def _because(self, reason: str, number: int, service: str, at: float) -> str:
        """The event behind an entry: incident 17, week 2026-W05."""
        if reason == "week":
            year, week, _ = self.periods.day(at).isocalendar()
            return f"week {year}-W{week:02d}"
        if reason == "period" or reason.startswith("changes "):
            return f"{reason.removeprefix('period')} {self.periods.names[number]}".strip()
        if reason == "move" and not service:
            return "moves of services"
        if reason in ("launch", "engagement", "move"):
            return f"{reason} of {service}"
        return reason if reason == "start" else f"{reason} {number}"
