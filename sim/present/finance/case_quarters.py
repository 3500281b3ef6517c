"""The sheet behind the business case: what the plan saves by quarter, and its rate of return."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from sim.present.finance import cash, head_count
from sim.present.finance.book import MONEY, Book, at, cell_of, heads, printed, span
from sim.present.words import labels
from sim.questions.compare.business_case import Case
from sim.questions.compare.staff import WAYS
from sim.questions.compare.statements import STEEPEST

SHEET = "Case by quarter"
QUARTERS, ENDS, DISCOUNT = 3, 4, 5
TOP = 7
HALVINGS = 60
"""Enough for the last digit that a spreadsheet has."""


@dataclass(frozen=True)
class Line:
    """A line by quarter; ``formula`` takes the number of a period."""

    key: str
    label: str
    formula: Callable[[int], str] | None
    """None: as simulated."""
    value: np.ndarray
    strong: bool = False
    total: bool = True


class Lines:
    """The lines of the sheet, which know each other's rows."""

    def __init__(self, case: Case) -> None:
        self.case, self.periods = case, len(case.cost_model.periods)
        self.all = [*self._of(case.today), *self._of(case.plan), *self._saved()]

    def row(self, key: str) -> int:
        """The row of a line."""
        return TOP + next(n for n, line in enumerate(self.all) if line.key == key)

    def cell(self, key: str, period: int) -> str:
        """A line's cell in a period, on this sheet; 0 before the first."""
        return at(self.row(key), 1 + period) if period >= 0 else "0"

    def across(self, key: str) -> str:
        """A line's cells in all periods, on this sheet."""
        return span(self.row(key), 1, self.periods)

    def total(self, key: str) -> str:
        """The cell with a line's sum, for other sheets."""
        return cell_of(SHEET, self.row(key), 1 + self.periods)

    def _of(self, model: str) -> list[Line]:
        """What comes out of a model's pocket, with who comes and goes."""
        name, case = labels(self.case.cost_model.comparison.study)[model], self.case
        mine = [one for one in case.staff if one.model == model]

        def moved(period: int) -> str:
            cells = [head_count.in_quarter(case, way, one, period) for way in WAYS for one in mine]
            return "+".join(cells) or "0"

        def ledger(key: str) -> Callable[[int], str]:
            row = cash.row_of(case.cost_model, model, key)[0]
            return lambda period: cell_of(cash.SHEET, row, 1 + period)

        found = case.statements[model]
        there = f"moved {model}"
        return [
            Line(there, f"{name}: hiring and severance", moved, case.moved(model)),
            Line(f"cash {model}", f"{name}: cash before tax, with these",
                 lambda p: f"{ledger('cash')(p)}+{self.cell(there, p)}", found.cash),
            Line(f"charge {model}", f"{name}: charge before tax, with these",
                 lambda p: f"{ledger('charge')(p)}+{self.cell(there, p)}", found.charge),
            Line(f"paid {model}", f"{name}: paid by budgets, with these",
                 lambda p: f"{ledger('paid')(p)}+{self.cell(there, p)}", found.paid),
        ]  # fmt: skip

    def _saved(self) -> Iterable[Line]:
        case, today, plan = self.case, self.case.today, self.case.plan
        statements = case.statements[today], case.statements[plan]
        cash_saved, spared = (
            getattr(statements[0], key) - getattr(statements[1], key) for key in ("cash", "charge")
        )
        so_far = np.cumsum(case.saved)
        low, high = case.band * case.rate

        def less(what: str) -> Callable[[int], str]:
            return lambda p: f"{self.cell(f'{what} {today}', p)}-{self.cell(f'{what} {plan}', p)}"

        in_case = f"Saved so far, {case.currency}"
        return [
            Line("cash", "Cash before tax that the plan saves", less("cash"), cash_saved),
            Line("charge", "Charge before tax that it spares", less("charge"), spared),
            Line("saved", "Cash after tax that it saves",
                 lambda p: f"{self.cell('cash', p)}-relief_rate*{self.cell('charge', p)}",
                 case.saved, strong=True),
            Line("present", "Its present value",
                 lambda p: f"{self.cell('saved', p)}*{at(DISCOUNT, 1 + p, fixed='r')}",
                 case.saved * case.discounting, strong=True),
            Line("budgets", "Present value of what budgets save, before tax",
                 lambda p: f"({less('paid')(p)})*{at(DISCOUNT, 1 + p, fixed='r')}",
                 case.from_budgets),
            Line("ahead", "Saved so far",
                 lambda p: f"{self.cell('ahead', p - 1)}+{self.cell('saved', p)}", so_far,
                 total=False),
            Line("paid back", "Paid back after, years (0: not in this quarter)", self._paid_back,
                 case.paid_back, total=False),
            Line("shown", in_case, lambda p: f"{self.cell('ahead', p)}*exchange_rate",
                 so_far * case.rate, total=False),
            Line("low", f"{in_case}: less in one replication of twenty, as simulated", None, low,
                 total=False),
            Line("high", f"{in_case}: more in one replication of twenty, as simulated", None, high,
                 total=False),
        ]  # fmt: skip

    def _paid_back(self, period: int) -> str:
        if period == 0:
            return "0"
        was, now = self.cell("ahead", period - 1), self.cell("ahead", period)
        since, until = at(ENDS, period, fixed="r"), at(ENDS, period + 1, fixed="r")
        return f"IF(AND({was}<0,{now}>=0),{since}-{was}/({now}-{was})*({until}-{since}),0)"


def case_quarters_sheet(book: Book, case: Case) -> None:
    """Write the sheet."""
    note = (
        f"{case.scenario.currency} where no other currency is named; today less the plan. The "
        "band is as simulated: it follows no other cell."
    )
    sheet = book.sheet(SHEET, "What the plan saves by quarter", note)
    lines = Lines(case)
    _above(book, sheet, case)
    for row, line in enumerate(lines.all, start=TOP):
        _line(book, sheet, row, line)
    _rate_of_return(book, sheet, case, lines)
    sheet.set_column(0, 0, 58)
    sheet.set_column(1, lines.periods + 1, 13)
    sheet.freeze_panes(TOP, 1)
    printed(
        sheet, TOP + len(lines.all), lines.periods + 2, repeat=QUARTERS, pages_high=1
    )  # fmt: skip


def _above(book: Book, sheet: Any, case: Case) -> None:
    periods = case.cost_model.periods
    heads(book, sheet, QUARTERS, ["", *periods.names, "Total"])
    for row, name in ((ENDS, "Ends after, years"), (DISCOUNT, "Discount factor at its end")):
        sheet.write(row, 0, name)
    for period, end in enumerate(case.ends.tolist()):
        sheet.write_number(ENDS, 1 + period, end, book.number("0.00"))
        factor = f"={cell_of(cash.SHEET, cash.DISCOUNT, 1 + period)}"
        value = float(case.discounting[period])
        sheet.write_formula(DISCOUNT, 1 + period, factor, book.number("0.0000"), value)


def _line(book: Book, sheet: Any, row: int, line: Line) -> None:
    look = {"bold": True, "top": 1} if line.strong else {}
    form = book.number("0.00;-0.00;–" if line.key == "paid back" else MONEY, **look)
    sheet.write(row, 0, line.label, book.number("@", **look))
    for period, value in enumerate(line.value.tolist()):
        if line.formula is None:
            sheet.write_number(row, 1 + period, value, form)
        else:
            sheet.write_formula(row, 1 + period, f"={line.formula(period)}", form, value)
    if line.total:
        total = f"=SUM({span(row, 1, len(line.value))})"
        sheet.write_formula(row, 1 + len(line.value), total, form, float(line.value.sum()))


def _rate_of_return(book: Book, sheet: Any, case: Case, lines: Lines) -> None:
    """Halve the span in which the present value crosses zero until nothing is left of it.

    Quarters differ in length, so that IRR doesn't apply; XIRR starts from a guess and can fail.
    """
    top = TOP + len(lines.all) + 2
    sheet.write(top, 0, "Internal rate of return, by halving", book.band)
    names = ["Logarithm of 1 + the rate: from", "to", "in the middle", "present value there"]
    heads(book, sheet, top + 1, ["", *names], texts=1)
    low, high = 0.0, STEEPEST
    for step in range(HALVINGS):
        row, middle = top + 2 + step, (low + high) / 2
        value = float(case.saved @ np.exp(-middle * case.ends))
        before = [at(row - 1, column) for column in range(5)]
        first = [f"={number:g}" for number in (0.0, STEEPEST)]
        later = [f"=IF({before[4]}>0,{before[3]},{before[1]})",
                 f"=IF({before[4]}>0,{before[2]},{before[3]})"]  # fmt: skip
        start, end = later if step else first
        sheet.write(row, 0, step + 1, book.note)
        sheet.write_formula(row, 1, start, None, low)
        sheet.write_formula(row, 2, end, None, high)
        sheet.write_formula(row, 3, f"=({at(row, 1)}+{at(row, 2)})/2", None, middle)
        ends = span(ENDS, 1, lines.periods)
        there = f"=SUMPRODUCT({lines.across('saved')},EXP(-{at(row, 3)}*{ends}))"
        sheet.write_formula(row, 4, there, None, value)
        low, high = (middle, high) if value > 0 else (low, middle)


def rate_formula(case: Case) -> str:
    """The internal rate of return as a formula for another sheet, in words where there is none."""
    lines = Lines(case)
    row, last = lines.row("ahead"), lines.periods
    so_far, back = (f"'{SHEET}'!{span(lines.row(key), 1, last)}" for key in ("ahead", "paid back"))
    first, final = cell_of(SHEET, row, 1), cell_of(SHEET, row, last)
    found = cell_of(SHEET, TOP + len(lines.all) + 3 + HALVINGS, 3)
    several = f'OR({first}>=0,COUNTIF({back},">0")<>1)'
    return (
        f'IF(COUNTIF({so_far},"<0")=0,"{NEVER_DEARER}",IF({final}<0,"{NEVER_BACK}",'
        f'IF({several},"{SEVERAL}",EXP({found})-1)))'
    )


NEVER_DEARER, NEVER_BACK = "never dearer", "not within the horizon"
SEVERAL = "no single rate"


def rate_shown(case: Case) -> float | str:
    """What that formula comes to."""
    found, so_far = case.rate_of_return, np.cumsum(case.saved)
    if isfinite(found):
        return found
    if found == float("inf"):
        return NEVER_DEARER
    return NEVER_BACK if so_far[-1] < 0 else SEVERAL
