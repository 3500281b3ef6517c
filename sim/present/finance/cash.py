"""The sheet of cash and profit-and-loss by quarter, a block a model, all of it formulas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.present.finance import assets, quantities
from sim.present.finance.book import MONEY, Book, at, cell_of, heads, printed, span, text
from sim.present.words import labels
from sim.questions.compare.cost_model import CostModel
from sim.questions.compare.statements import caught_up, saved_so_far
from sim.records.accounting import Statement
from sim.records.money import LOSSES

SHEET, DISCOUNT = assets.QUARTERS_SHEET, assets.DISCOUNT_ROW
QUARTERS, YEARS, ENDS = 3, 4, 5
"""Rows above the blocks."""
TOP = 8
"""The first row of the first block."""
MOST = 3
"""Models that are printed, those compared first: as many as a page can hold."""

Formula = Callable[["Place"], str]
Values = Callable[[Statement], np.ndarray]


@dataclass(frozen=True)
class Place:
    """Where a formula stands."""

    cost_model: CostModel
    model: str
    top: int
    """The first row of the model's block."""
    column: int

    def row(self, key: str) -> int:
        """The row of a line of this block."""
        return self.top + 1 + KEYS.index(key)

    def cell(self, key: str, back: int = 0) -> str:
        """A cell of this block in the same column, or some columns before."""
        return at(self.row(key), self.column - back)

    def summed(self, what: int, **by: str) -> str:
        """What a column of quantities adds up to in this model and quarter."""
        return quantities.summed(
            self.cost_model, what, model=at(self.top, 0, fixed="rc"),
            quarter=at(QUARTERS, self.column, fixed="r"), **by,
        )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of a block."""

    key: str
    label: str
    formula: Formula
    value: Values
    strong: bool = False
    total: str = "sum"
    """What stands at the end: the sum, the last one, or nothing."""


def _before(place: Place, key: str) -> str:
    """The cell of a line in the quarter before; a zero in the first."""
    return place.cell(key, 1) if place.column > 1 else "0"


def _budget(name: str) -> Formula:
    return lambda p: p.summed(quantities.AMOUNT, budget=text(name))


def _charged(impaired: bool) -> Formula:
    return lambda p: assets.charged(
        p.cost_model, at(p.top, 0, fixed="rc"), p.column - 1, impaired=impaired
    )


def _lost(line: str) -> Formula:
    return lambda p: p.summed(quantities.AMOUNT, line=text(line))


def _paid_back(p: Place) -> str:
    """When in this quarter the savings had paid for what came before, years; else 0."""
    if p.column == 1:
        return "0"
    was, now = p.cell("ahead", 1), p.cell("ahead")
    since, until = at(ENDS, p.column - 1, fixed="r"), at(ENDS, p.column, fixed="r")
    return f"IF(AND({was}<0,{now}>=0),{since}-{was}/({now}-{was})*({until}-{since}),0)"


def _ahead(p: Place) -> str:
    model = p.cost_model.comparison.study.baseline
    base = Place(p.cost_model, model, block_top(p.cost_model, model), p.column)
    saved = f"{base.cell('cash after tax')}-{p.cell('cash after tax')}"
    return f"{_before(p, 'ahead')}+{saved}"


def _sum(*keys: str) -> Formula:
    return lambda p: "+".join(p.cell(key) for key in keys)


LINES = (
    Line("capex", "Paid by capital budgets", _budget("capex"), lambda s: s.capex),
    Line("opex", "Paid by operating budgets", _budget("opex"), lambda s: s.opex),
    Line("paid", "Paid in all", _sum("capex", "opex"), lambda s: s.paid, True),
    *(Line(name, f"{name[:1].upper()}{name[1:]}", _lost(name), lambda s: s.losses)
      for name in LOSSES),
    Line("cash", "Cash out, and cash that did not come in", _sum("paid", *LOSSES),
         lambda s: s.cash, True),
    Line("asset", "Of what was paid, became an asset",
         lambda p: p.summed(quantities.ASSET), lambda s: s.capitalised),
    Line("expensed", "Expensed at once", lambda p: f"{p.cell('paid')}-{p.cell('asset')}",
         lambda s: s.expensed),
    Line("amortised", "Amortised", _charged(False), lambda s: s.amortised),
    Line("impaired", "Impaired with a disbanded team", _charged(True), lambda s: s.impaired),
    Line("charge", "Charge to profit and loss",
         _sum("expensed", *LOSSES, "amortised", "impaired"), lambda s: s.charge, True),
    Line("closing", "Asset at the end of the quarter",
         lambda p: f"{_before(p, 'closing')}+{p.cell('asset')}-{p.cell('amortised')}"
                   f"-{p.cell('impaired')}", lambda s: s.asset, total="last"),
    Line("relief", "Tax relief", lambda p: f"relief_rate*{p.cell('charge')}",
         lambda s: s.relief),
    Line("cash after tax", "Cash after tax", lambda p: f"{p.cell('cash')}-{p.cell('relief')}",
         lambda s: s.cash_after_tax, True),
    Line("charge after tax", "Charge after tax",
         lambda p: f"{p.cell('charge')}-{p.cell('relief')}", lambda s: s.charge_after_tax),
    Line("present", "Present value of cash after tax",
         lambda p: f"{p.cell('cash after tax')}*{at(DISCOUNT, p.column, fixed='r')}",
         lambda s: s.cash_after_tax * s.discounting, True),
    Line("ahead", "Saved against the baseline so far", _ahead, lambda s: s.cash, total="last"),
    Line("paid back", "Paid back after, years (0: not in this quarter)", _paid_back,
         lambda s: s.cash * 0, total=""),
    Line("check", "Check: cash − charge − change of the asset (0)",
         lambda p: f"ROUND({p.cell('cash')}-{p.cell('charge')}-{p.cell('closing')}"
                   f"+{_before(p, 'closing')},2)", lambda s: s.cash * 0),
)  # fmt: skip
KEYS = tuple(line.key for line in LINES)


def block_top(cost_model: CostModel, model: str) -> int:
    """The first row of a model's block, which holds its name."""
    return TOP + cost_model.comparison.models.index(model) * (len(LINES) + 2)


def name_cell(cost_model: CostModel, model: str) -> str:
    """The cell of another sheet's formulas that holds a model's label."""
    return cell_of(SHEET, block_top(cost_model, model), 0)


def total_cell(cost_model: CostModel, model: str, key: str) -> str:
    """The cell of another sheet's formulas that holds a total of this one."""
    row = block_top(cost_model, model) + 1 + KEYS.index(key)
    return cell_of(SHEET, row, 1 + len(cost_model.periods))


def row_of(cost_model: CostModel, model: str, key: str) -> tuple[int, int, int]:
    """Row, first and last column of a line, for charts and other sheets."""
    row = block_top(cost_model, model) + 1 + KEYS.index(key)
    return row, 1, len(cost_model.periods)


def cash_sheet(book: Book, cost_model: CostModel) -> None:
    """Write the sheet."""
    currency = cost_model.scenario.currency
    note = (
        f"{currency}; costs stand above zero. Budgets say who pays, the charge what finance books."
    )
    sheet = book.sheet(SHEET, "Cash and profit and loss by quarter", note)
    _above(book, sheet, cost_model)
    for model in cost_model.comparison.models:
        _block(book, sheet, cost_model, model)
    periods = len(cost_model.periods)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, periods + 1, 14)
    sheet.freeze_panes(TOP - 1, 1)
    last = cost_model.comparison.models[:MOST][-1]
    rows = block_top(cost_model, last) + len(LINES) + 1
    printed(sheet, rows, periods + 2, repeat=QUARTERS, pages_high=1)


def _above(book: Book, sheet: Any, cost_model: CostModel) -> None:
    periods = cost_model.periods
    discounting = next(iter(cost_model.statements.values())).discounting
    names = ("Quarter", "Fiscal year", "Ends after, years", "Discount factor at its end")
    for row, name in enumerate(names, start=QUARTERS):
        sheet.write(row, 0, name, book.head if row == QUARTERS else None)
    heads(book, sheet, QUARTERS, [*periods.names, "Total"], first=1)
    for period, end in enumerate(periods.ends_in_years.tolist(), start=1):
        sheet.write(YEARS, period, periods.year_names[period - 1], book.number("@", align="right"))
        sheet.write_number(ENDS, period, end, book.number("0.00"))
        factor = f"=(1+discount)^-{at(ENDS, period)}"
        value = float(discounting[period - 1])
        sheet.write_formula(DISCOUNT, period, factor, book.number("0.0000"), value)


def _block(book: Book, sheet: Any, cost_model: CostModel, model: str) -> None:
    top, periods = block_top(cost_model, model), len(cost_model.periods)
    for column in range(1, periods + 2):
        sheet.write_blank(top, column, None, book.band)
    sheet.write(top, 0, labels(cost_model.comparison.study)[model], book.band)
    for number, line in enumerate(LINES, start=top + 1):
        values = values_of(cost_model, model, line)
        look = {"bold": True, "top": 1} if line.strong else {}
        form = book.number("0.00;-0.00;–" if line.key == "paid back" else MONEY, **look)
        sheet.write(number, 0, line.label, book.number("@", **look))
        for period in range(periods):
            formula = line.formula(Place(cost_model, model, top, period + 1))
            sheet.write_formula(number, period + 1, f"={formula}", form, float(values[period]))
        if line.total:
            total, value = _total(line, number, values)
            sheet.write_formula(number, periods + 1, f"={total}", form, value)


def _total(line: Line, row: int, values: np.ndarray) -> tuple[str, float]:
    if line.total == "last":
        return at(row, len(values)), float(values[-1])
    return f"SUM({span(row, 1, len(values))})", float(values.sum())


def values_of(cost_model: CostModel, model: str, line: Line) -> np.ndarray:
    """What a line's formulas come to with the prices of the scenario; shape (periods,)."""
    found = cost_model.statements[model]
    if line.key in LOSSES:
        return cost_model.by_period(model, line.key)
    if line.key in ("ahead", "paid back"):
        base = cost_model.statements[cost_model.comparison.study.baseline]
        saved = saved_so_far(base, found)
        return saved if line.key == "ahead" else caught_up(saved, found.ends)
    return line.value(found)
