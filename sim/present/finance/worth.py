"""Of each quantity of a business case: what it is worth today, after tax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.present.finance import assets, cash, quantities
from sim.present.finance.book import CENTS, Book, cell_of, heads
from sim.present.finance.quantities import NUMBER, PRESENT, TOP, WEIGHT, WORTH
from sim.questions.compare.turning import Turning

Charges = Mapping[tuple[str, int, int], str]


def worth_columns(book: Book, sheet: Any, turning: Turning) -> None:
    """Write them beside the quantities of today and of the plan."""
    heads(book, sheet, TOP - 1, quantities.WORTHS, first=NUMBER)
    sheet.set_column(NUMBER, WEIGHT, 14)
    numbers = {text: number for number, text in enumerate(turning.rates)}
    charges = assets.unit_charges(turning.cost_model)
    worths = turning.worths.tolist()
    for values, worth in zip(turning.rows.reset_index().itertuples(), worths, strict=True):
        _write(book, sheet, values, worth=worth, charges=charges, turning=turning, numbers=numbers)


def _write(
    book: Book, sheet: Any, values: Any, worth: float, charges: Charges, turning: Turning,
    numbers: Mapping[str, int],
) -> None:  # fmt: skip
    row, cost_model = TOP + values.index, turning.cost_model
    line, later = row + 1, charges.get((values.model, values.period, values.lost), "0")
    if values.formula in numbers:
        sheet.write_number(row, NUMBER, numbers[values.formula])
    factor = cell_of(cash.SHEET, cash.DISCOUNT, 1 + values.period)
    charged = f"((1-J{line})*{factor}+J{line}*{later})"
    formula = f"={factor}-relief_rate*{charged}"
    sheet.write_formula(row, WORTH, formula, book.number("0.0000"), worth)
    present = values.amount * worth
    sheet.write_formula(row, PRESENT, f"=I{line}*Q{line}", book.number(CENTS), present)
    weight = values.quantity * float(cost_model.risen(values.role)[values.period]) * worth
    formula = f"=G{line}*{quantities.growth(values, line)}*Q{line}"
    sheet.write_formula(row, WEIGHT, formula, book.number("#,##0.0000"), weight)
