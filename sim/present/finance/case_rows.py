"""The lines of the business case: each a formula and a value, of a model, by fiscal year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.present.finance import cash, head_count, quantities
from sim.present.finance.book import across, cell_of, text
from sim.questions.compare.business_case import Case
from sim.questions.compare.staff import WAYS, Staff
from sim.records.money import LOSSES, ONE_OFF


@dataclass(frozen=True)
class Year:
    """A fiscal year on the sheet: the cell with its name, and its last period."""

    cell: str
    last: int


@dataclass(frozen=True)
class Row:
    """A line of today, of the plan and of the difference."""

    key: str
    label: str
    formula: Callable[[str, Year], str]
    value: Callable[[str], np.ndarray]
    """Of a model by period."""
    strong: bool = False
    inset: bool = False
    people: bool = False
    """Whether it counts people; else money."""
    last: bool = False
    """Whether a year has what its last quarter has; else the sum."""


class Rows:
    """The lines of a case."""

    def __init__(self, case: Case) -> None:
        self.case, self.cost_model = case, case.cost_model

    def all(self) -> Iterator[Row]:
        """From who pays to who works."""
        for budget, said in (("capex", "capital"), ("opex", "operating")):
            yield self._ledger(budget, f"Paid by {said} budgets", of=budget, strong=True)
            yield from (self._held(budget, holder) for holder in self._holders(budget))
        yield self._once()
        yield from (self._loss(line) for line in LOSSES if self._loses(line))
        yield self._ledger("cash", "Cash out, and cash that did not come in", strong=True)
        yield self._ledger("charge", "Charge to profit and loss", strong=True)
        yield self._asset()
        yield self._ledger("relief", "Tax relief", share="relief_rate")
        share = "(1-relief_rate)"
        yield self._ledger("cash after tax", "Cash after tax", share=share, strong=True)
        yield self._staff("people", "People of teams that models add, at the end", last=True)
        yield self._staff("joined", "People who come")
        yield self._staff("left", "People who go")

    def _ledger(
        self, key: str, label: str, of: str | None = None, *, share: str = "", strong: bool = False
    ) -> Row:
        """A line of the sheet of cash, with who comes and goes of this budget, or of both."""

        def formula(model: str, year: Year) -> str:
            row, first, last = cash.row_of(self.cost_model, model, key)
            names = across(cash.SHEET, cash.YEARS, first, last)
            found = f"SUMIF({names},{year.cell},{across(cash.SHEET, row, first, last)})"
            moved = self._moved(year, lambda s: s.model == model and of in (None, s.funding))
            return found + (f"+{share}*({moved})" if share and moved else _plus(moved))

        name = key.replace(" ", "_")
        return Row(
            key,
            label,
            formula,
            lambda m: np.asarray(getattr(self.case.statements[m], name)),
            strong,
        )

    def _moved(self, year: Year, which: Callable[[Staff], bool]) -> str:
        """What hiring and severance of some teams cost in a year; "" for no team."""
        mine = [one for one in self.case.staff if which(one) and one.role]
        return "+".join(self._in_year(year, way, one) for way in WAYS for one in mine)

    def _in_year(self, year: Year, key: str, one: Staff) -> str:
        """The sum of a team's row on the sheet of head counts."""
        first, last = head_count.columns(self.case)
        names = across(head_count.SHEET, head_count.YEARS, first, last)
        row = head_count.row_of(self.case, key, one)
        return f"SUMIF({names},{year.cell},{across(head_count.SHEET, row, first, last)})"

    def _holders(self, budget: str) -> list[str]:
        """Who holds a part of a budget, under either model."""
        rows = self.cost_model.rows
        both = rows["model"].isin([self.case.today, self.case.plan])
        return sorted(rows.loc[both & rows["funding"].eq(budget), "holder"].unique())

    def _held(self, budget: str, holder: str) -> Row:
        def formula(model: str, year: Year) -> str:
            mine = (model, budget, holder)
            moved = self._moved(year, lambda s: (s.model, s.funding, s.team) == mine)
            return self._by(model, year, budget=text(budget), holder=text(f"={holder}")) + _plus(
                moved
            )

        def value(model: str) -> np.ndarray:
            rows = self.cost_model.rows
            paid = rows["funding"].eq(budget) & rows["holder"].eq(holder)
            found = self._in_periods(rows[rows["model"].eq(model) & paid])
            own = [m.amount for m in self.case.moving if _of(m.staff) == (model, budget, holder)]
            return np.asarray(np.sum([found, *own], axis=0))

        return Row(f"{budget} {holder}", f"of it {holder}", formula, value, inset=True)

    def _in_periods(self, rows: pd.DataFrame) -> np.ndarray:
        at, amount = rows["period"].to_numpy(dtype=int), rows["amount"].to_numpy(dtype=float)
        return np.bincount(at, weights=amount, minlength=len(self.cost_model.periods))

    def _by(self, model: str, year: Year, **by: str) -> str:
        """What quantities of a model in a year cost."""
        name, what = cash.name_cell(self.cost_model, model), quantities.AMOUNT
        return quantities.summed(self.cost_model, what, model=name, year=year.cell, **by)

    def _once(self) -> Row:
        def formula(model: str, year: Year) -> str:
            lines = "+".join(self._by(model, year, line=text(line)) for line in ONE_OFF)
            return lines + _plus(self._moved(year, lambda s: s.model == model))

        def value(model: str) -> np.ndarray:
            lines = [self.cost_model.by_period(model, line) for line in ONE_OFF]
            return np.asarray(np.sum([self.case.moved(model), *lines], axis=0))

        label = "Of both, paid once: setting up, handing over, hiring, severance"
        return Row("once", label, formula, value)

    def _loses(self, line: str) -> bool:
        pair = (self.case.today, self.case.plan)
        return any(self.cost_model.by_period(model, line).any() for model in pair)

    def _loss(self, line: str) -> Row:
        return Row(
            line, f"{line[:1].upper()}{line[1:]}",
            lambda model, year: self._by(model, year, line=text(line)),
            lambda model: self.cost_model.by_period(model, line),
        )  # fmt: skip

    def _asset(self) -> Row:
        def formula(model: str, year: Year) -> str:
            row, first, _ = cash.row_of(self.cost_model, model, "closing")
            return cell_of(cash.SHEET, row, first + year.last)

        return Row(
            "closing",
            "Asset at the end",
            formula,
            lambda m: self.case.statements[m].asset,
            last=True,
        )

    def _staff(self, key: str, label: str, *, last: bool = False) -> Row:
        """Head counts, or who comes or goes."""

        def formula(model: str, year: Year) -> str:
            mine = [one for one in self.case.staff if one.model == model]
            if last:
                cells = [head_count.in_quarter(self.case, key, one, year.last) for one in mine]
            else:
                cells = [self._in_year(year, key, one) for one in mine]
            return "+".join(cells) or "0"

        def value(model: str) -> np.ndarray:
            mine = [getattr(one, key) for one in self.case.staff if one.model == model]
            nobody = np.zeros(len(self.cost_model.periods))
            return np.asarray(np.sum([nobody, *mine], axis=0))

        return Row(key, label, formula, value, people=True, last=last)


def _plus(text: str) -> str:
    return f"+{text}" if text else ""


def _of(one: Staff) -> tuple[str, str, str]:
    return (one.model, one.funding, one.team)
