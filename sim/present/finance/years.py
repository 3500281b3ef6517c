"""The sheet of fiscal years: what a budget round asks for, summed up from the quarters."""

from __future__ import annotations

from math import ceil
from typing import Any

from sim.present.finance import cash
from sim.present.finance.book import MONEY, Book, across, at, cell_of, heads, printed
from sim.present.words import labels
from sim.questions.compare.cost_model import CostModel
from sim.questions.compare.statements import by_fiscal_year

SHEET = "Fiscal years"
TOP = 4
MOST = 4
"""Models that fit on a page."""
SHOWN = (
    "capex", "opex", "paid", "outage loss", "cost of delay", "foregone value", "cash", "charge",
    "relief", "cash after tax", "charge after tax", "present", "closing",
)  # fmt: skip


def years_sheet(book: Book, cost_model: CostModel) -> None:
    """Write the sheet."""
    starts = cost_model.scenario.prices.accounting.fiscal_year_starts
    note = f"{cost_model.scenario.currency}; a fiscal year starts on {starts} (month-day)."
    sheet = book.sheet(SHEET, "Cash and profit and loss by fiscal year", note)
    years = list(dict.fromkeys(cost_model.periods.year_names))
    heads(book, sheet, TOP - 1, ["", *years, "Total"])
    row = TOP
    for model in cost_model.comparison.models:
        row = _block(book, sheet, cost_model, model=model, row=row, years=years) + 1
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, len(years) + 1, 16)
    sheet.freeze_panes(TOP, 1)
    high = ceil(len(cost_model.comparison.models) / MOST)
    printed(sheet, row, len(years) + 2, repeat=TOP - 1, pages_high=high)


def _block(
    book: Book, sheet: Any, cost_model: CostModel, model: str, row: int, years: list[str]
) -> int:
    for column in range(len(years) + 2):
        sheet.write_blank(row, column, None, book.band)
    sheet.write(row, 0, labels(cost_model.comparison.study)[model], book.band)
    for line in (line for line in cash.LINES if line.key in SHOWN):
        row += 1
        form = book.number(MONEY, **({"bold": True} if line.strong else {}))
        sheet.write(row, 0, line.label.replace("quarter", "year"), form)
        if line.total == "last":
            _last(sheet, cost_model, model, row=row, years=years, form=form)
        else:
            _sums(sheet, cost_model, model, row=row, years=years, line=line, form=form)
    return row + 1


def _sums(
    sheet: Any, cost_model: CostModel, model: str, row: int, years: list[str], line: cash.Line,
    form: Any,
) -> None:  # fmt: skip
    there, first, last = cash.row_of(cost_model, model, line.key)
    values = by_fiscal_year(cash.values_of(cost_model, model, line), cost_model.periods)
    names = across(cash.SHEET, cash.YEARS, first, last)
    amounts = across(cash.SHEET, there, first, last)
    for column, year in enumerate(years, start=1):
        formula = f"=SUMIF({names},{at(TOP - 1, column, fixed='r')},{amounts})"
        sheet.write_formula(row, column, formula, form, values[year])
    total = f"=SUM({at(row, 1)}:{at(row, len(years))})"
    sheet.write_formula(row, len(years) + 1, total, form, sum(values.values()))


def _last(
    sheet: Any, cost_model: CostModel, model: str, row: int, years: list[str], form: Any
) -> None:
    """What stands in the books at the end of each year."""
    there, first, _ = cash.row_of(cost_model, model, "closing")
    asset, names = cost_model.statements[model].asset, cost_model.periods.year_names
    for column, year in enumerate(years, start=1):
        period = max(n for n, name in enumerate(names) if name == year)
        cell = f"={cell_of(cash.SHEET, there, first + period)}"
        sheet.write_formula(row, column, cell, form, float(asset[period]))
    sheet.write_formula(row, len(years) + 1, f"={at(row, len(years))}", form, float(asset[-1]))
