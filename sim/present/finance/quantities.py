"""The sheet of simulated quantities, each with its rate and amount as formulas."""

from __future__ import annotations

from typing import Any

from sim.present.finance.book import (
    CENTS,
    FIRST_PAGE,
    Book,
    column_of,
    condition,
    heads,
    printed,
    text,
)
from sim.present.words import labels
from sim.questions.compare.cost_model import RISE, CostModel
from sim.records.accounting import KEPT, capitalised_share
from sim.records.money import LOSSES

SHEET = "Quantities"
HEADS = (
    "Model", "Fiscal year", "Quarter", "Line", "Budget", "Unit", "Quantity (mean of replications)",
    "Rate", "Amount", "Share that becomes an asset", "Becomes an asset",
    "Lost with its team in", "Years of rising prices", "Budget holder", "Whose salary",
)  # fmt: skip
WORTHS = ("Number of its rate", "Worth of 1", "Worth to the case", "Worth of 1 of its rate")
"""Columns of the rows of a business case, beyond the others."""
(
    MODEL, YEAR, QUARTER, LINE, BUDGET, _, QUANTITY, RATE, AMOUNT, SHARE, ASSET, LOST, RISEN,
    HOLDER, ROLE, NUMBER, WORTH, PRESENT, WEIGHT,
) = range(19)  # fmt: skip
TOP = 4
"""The first row of quantities."""
COLUMNS = {
    "model": MODEL, "year": YEAR, "quarter": QUARTER, "line": LINE, "budget": BUDGET, "lost": LOST,
    "risen": RISEN, "holder": HOLDER, "role": ROLE, "number": NUMBER,
}  # fmt: skip
NOBODY = "none"
"""Whose salary a rate is that is no pay."""


def column(cost_model: CostModel, which: int) -> str:
    """A column of this sheet, for formulas of others."""
    return column_of(SHEET, which, TOP, TOP + len(cost_model.rows) - 1)


def summed(cost_model: CostModel, what: int, **by: str) -> str:
    """The sum of a column over rows with these cells; ``by`` has names of COLUMNS."""
    if "model" in by:
        by["model"] = condition(by["model"], labels(cost_model.comparison.study).values())
    tests = [f"{column(cost_model, COLUMNS[key])},{cell}" for key, cell in by.items()]
    return f"SUMIFS({','.join([column(cost_model, what), *tests])})"


def quantities_sheet(book: Book, cost_model: CostModel) -> Any:
    """Write the sheet, and return it for columns beyond its own."""
    replications = cost_model.comparison.replications
    note = (
        f"What the simulation counted, the mean of {replications} replications; rates and amounts "
        "follow from the assumptions. The first page alone is printed."
    )
    sheet = book.sheet(SHEET, "Simulated quantities and what they cost", note)
    heads(book, sheet, TOP - 1, HEADS, texts=6)
    for row, values in enumerate(cost_model.rows.itertuples(index=False), start=TOP):
        _write(book, sheet, row, values, cost_model)
    for place, width in enumerate((26, 13, 12, 15, 10, 24, 16, 16, 18, 14, 18, 14, 12, 22, 12)):
        sheet.set_column(place, place, width)
    last = TOP + len(cost_model.rows) - 1
    sheet.autofilter(TOP - 1, 0, last, len(HEADS) - 1)
    sheet.freeze_panes(TOP, 4)
    printed(sheet, min(last + 1, FIRST_PAGE), len(HEADS), repeat=TOP - 1, pages_high=1)
    return sheet


def _write(book: Book, sheet: Any, row: int, values: Any, cost_model: CostModel) -> None:
    periods, line = cost_model.periods, row + 1
    risen = int(periods.years_old[values.period])
    names = labels(cost_model.comparison.study)
    accounting = cost_model.scenario.prices.accounting
    rate = values.rate * float(cost_model.risen(values.role)[values.period])
    share = capitalised_share(accounting, values.line, values.funding)
    sheet.write_row(
        row, 0,
        [names[values.model], periods.year_names[values.period], periods.names[values.period],
         values.line, values.funding, values.unit],
    )  # fmt: skip
    sheet.write_number(row, QUANTITY, values.quantity, book.number("#,##0.00##"))
    formula = f"={values.formula}*{growth(values, line)}"
    sheet.write_formula(row, RATE, formula, book.number(CENTS), rate)
    sheet.write_formula(row, AMOUNT, f"=G{line}*H{line}", book.number(CENTS), values.amount)
    percent = book.number("0%;-0%;–")
    sheet.write_formula(row, SHARE, f"={_share(values, line)}", percent, share)
    sheet.write_formula(row, ASSET, f"=I{line}*J{line}", book.number(CENTS), values.capitalised)
    sheet.write(row, LOST, "kept" if values.lost == KEPT else periods.names[values.lost])
    sheet.write_number(row, RISEN, risen)
    sheet.write(row, HOLDER, values.holder)
    sheet.write(row, ROLE, values.role or NOBODY)


def growth(values: Any, line: int) -> str:
    """By what the prices of a row have risen."""
    pay = f"*(1+{RISE}{values.role})^M{line}" if values.role else ""
    return f"(1+inflation)^M{line}{pay}"


def _share(values: Any, line: int) -> str:
    """The share of an amount that becomes an asset, by the policy that is chosen."""
    if values.line in LOSSES:
        return "0"
    known = f"COUNTIFS(standard,policy,standard_line,{text(values.line)})"
    as_funded = int(values.funding == "capex")
    return f"IF(policy={text('as-funded')},{as_funded},IF({known}>0,capitalisable,0))"
