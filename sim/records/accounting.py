"""Cash and profit-and-loss of the same spending: what becomes an asset, and how it is written off.

Funding says whose budget pays. Treatment says what an accounting standard makes of it. The two
are kept apart: run and support effort is expensed whichever budget paid for it.

- ``ias-38``: development whose benefit is probable becomes an asset (IAS 38.57): permanent fixes
  and investment in operability, by the capitalisable share.
- ``asc-350-40``: a permanent fix restores what was promised, so it is maintenance and expensed;
  what adds to the software is an upgrade (ASC 350-40-25-7): investment in operability.
- ``as-funded``: whatever a capital budget paid is an asset. Many plans are drawn up so; an auditor
  will not accept it.

An asset is in use from the end of the period in which it was paid for. It is written off in equal
parts by time. When the team of a service is disbanded, what is left is written off at the end of
that period, for nobody can make use of it any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.documents.prices import Accounting, Policy
from sim.ground.units import HOURS_PER

CAPITALISABLE: dict[Policy, tuple[str, ...]] = {
    "ias-38": ("repair", "operability"),
    "asc-350-40": ("operability",),
    "as-funded": (),
}
"""Lines of which each standard lets a share become an asset."""

KEPT = -1
"""In place of the period in which an asset is impaired: in none."""


def capitalised_share(accounting: Accounting, line: str, funding: str) -> float:
    """The share of an entry that becomes an asset."""
    if accounting.policy == "as-funded":
        return float(funding == "capex")
    return accounting.capitalisable if line in CAPITALISABLE[accounting.policy] else 0.0


def written_off(age_years: np.ndarray, life_years: float) -> np.ndarray:
    """The share of assets that is written off at an age, straight-line; below zero: nothing."""
    return np.clip(age_years / life_years, 0.0, 1.0)


def amortisation(added: int, impaired: int, ends: np.ndarray, life: float) -> np.ndarray:
    """Share of an asset charged in each period by time alone; shape (periods,).

    ``added`` and ``impaired`` are periods; ``ends`` their ends, in years as ``life``.
    """
    share = written_off(ends - ends[added], life)
    charge = np.diff(share, prepend=0.0)
    if impaired != KEPT:
        charge[max(impaired, added) + 1 :] = 0.0
    return charge


def impairment(added: int, impaired: int, ends: np.ndarray, life: float) -> np.ndarray:
    """Share of an asset that is lost with its team, in each period; shape (periods,)."""
    lost = np.zeros(len(ends))
    if impaired != KEPT:
        at = max(impaired, added)
        lost[at] = 1.0 - written_off(ends[at : at + 1] - ends[added], life)[0]
    return lost


@dataclass(frozen=True)
class Statement:
    """Cash and profit-and-loss of one model; costs above zero; arrays of shape (periods,)."""

    capex: np.ndarray
    """Paid by capital budgets."""
    opex: np.ndarray
    """Paid by operating budgets."""
    losses: np.ndarray
    """Money that did not come in."""
    capitalised: np.ndarray
    """The part of what was paid that became an asset."""
    amortised: np.ndarray
    impaired: np.ndarray
    ends: np.ndarray
    """Ends of the periods, years."""
    accounting: Accounting

    @cached_property
    def paid(self) -> np.ndarray:
        """What both budgets pay."""
        return np.asarray(self.capex + self.opex)

    @cached_property
    def cash(self) -> np.ndarray:
        """Cash out, and cash that did not come in, before tax."""
        return np.asarray(self.paid + self.losses)

    @cached_property
    def expensed(self) -> np.ndarray:
        """What is paid and charged at once."""
        return np.asarray(self.paid - self.capitalised)

    @cached_property
    def charge(self) -> np.ndarray:
        """What the profit-and-loss account bears, before tax."""
        return np.asarray(self.expensed + self.losses + self.amortised + self.impaired)

    @cached_property
    def asset(self) -> np.ndarray:
        """What stands in the balance sheet at the end of each period."""
        return np.cumsum(self.capitalised - self.amortised - self.impaired)

    @cached_property
    def relief(self) -> np.ndarray:
        """Tax that the charge saves; none where tax is left out."""
        return self.charge * (self.accounting.tax_rate if self.accounting.tax else 0.0)

    @cached_property
    def cash_after_tax(self) -> np.ndarray:
        """Cash out less tax relief."""
        return np.asarray(self.cash - self.relief)

    @cached_property
    def charge_after_tax(self) -> np.ndarray:
        """The charge less tax relief."""
        return np.asarray(self.charge - self.relief)

    @cached_property
    def discounting(self) -> np.ndarray:
        """Today's worth of a unit of money at the end of each period."""
        return np.asarray((1 + self.accounting.discount) ** -self.ends)

    @property
    def present_value(self) -> float:
        """Today's value of all cash out after tax: the lower, the better."""
        return float(self.cash_after_tax @ self.discounting)


@dataclass(frozen=True)
class Additions:
    """What became an asset, by the period of payment and the one of impairment."""

    added: np.ndarray
    impaired: np.ndarray
    """KEPT where it is not."""
    amount: np.ndarray


def statement(
    capex: np.ndarray, opex: np.ndarray, losses: np.ndarray, additions: Additions,
    ends: np.ndarray, accounting: Accounting,
) -> Statement:  # fmt: skip
    """The statement of these payments and losses; arrays of shape (periods,)."""
    life = accounting.life / HOURS_PER["y"]
    periods = len(ends)
    capitalised, amortised, impaired = np.zeros((3, periods))
    rows = zip(additions.added, additions.impaired, additions.amount, strict=True)
    for added, lost, amount in rows:
        capitalised[added] += amount
        amortised += amount * amortisation(added, lost, ends, life)
        impaired += amount * impairment(added, lost, ends, life)
    return Statement(capex, opex, losses, capitalised, amortised, impaired, ends, accounting)
