"""Of each quantity of a business case: what it is worth today, after tax."""

from __future__ import annotations

from typing import Any

from sim.present.finance import assets, cash, quantities
from sim.present.finance.book import CENTS, Book, cell_of, heads
from sim.present.finance.quantities import NUMBER, PRESENT, TOP, WEIGHT, WORTH
from sim.questions.compare.turning import Turning


def worth_columns(book: Book, sheet: Any, turning: Turning) -> None:
    """Write them beside the quantities of today and of the plan."""
    heads(book, sheet, TOP - 1, quantities.WORTHS, first=NUMBER)
    sheet.set_column(NUMBER, WEIGHT, 14)
    numbers = {text: number for number, text in enumerate(turning.rates)}
    rows = zip(turning.rows.itertuples(), turning.worths.tolist(), strict=True)
    charges = assets.unit_charges(turning.workings)
    for values, worth in rows:
        if values.formula in numbers:
            number = numbers[str(values.formula)]
            sheet.write_number(TOP + int(values.Index), NUMBER, number)
        later = charges.get((values.model, values.period, values.lost), "0")
        _write(book, sheet, values, worth, later, turning)


def _write(
    book: Book, sheet: Any, values: Any, worth: float, later: str, turning: Turning
) -> None:
    row = TOP + int(values.Index)
    line, workings = row + 1, turning.workings
    factor = cell_of(cash.SHEET, cash.DISCOUNT, 1 + values.period)
    charged = f"((1-J{line})*{factor}+J{line}*{later})"
    formula = f"={factor}-relief_rate*{charged}"
    sheet.write_formula(row, WORTH, formula, book.number("0.0000"), worth)
    present = values.amount * worth
    sheet.write_formula(row, PRESENT, f"=I{line}*Q{line}", book.number(CENTS), present)
    weight = values.quantity * float(workings.risen(values.role)[values.period]) * worth
    formula = f"=G{line}*{quantities.growth(values, line)}*Q{line}"
    sheet.write_formula(row, WEIGHT, formula, book.number("#,##0.0000"), weight)
