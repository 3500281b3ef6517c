"""The sheet of assets: what was added when, and how it is written off, period by period."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.ground.units import HOURS_PER
from sim.present.finance import quantities
from sim.present.finance.book import (
    FIRST_PAGE,
    MONEY,
    Book,
    across,
    at,
    cell_of,
    column_of,
    condition,
    heads,
    printed,
    span,
    text,
)
from sim.present.words import labels
from sim.questions.compare.cost_model import CostModel
from sim.records.accounting import KEPT, amortisation, impairment

SHEET = "Assets"
QUARTERS_SHEET, DISCOUNT_ROW = "Cash and P&L", 6
"""Where the discount factors stand."""
HEADS = (
    "Model", "Paid in", "In use from, years", "Lost with its team in", "Lost after, years",
    "Became an asset",
)  # fmt: skip
MODEL, PAID, FROM, LOST, LOST_AT, AMOUNT = range(6)
TOP = 6
"""The first row of assets."""
ENDS = TOP - 2
"""The row with the ends of the periods, years."""


def first_columns(cost_model: CostModel) -> tuple[int, int]:
    """The first column of amortisation, and of impairment."""
    first = len(HEADS) + 1
    return first, first + len(cost_model.periods) + 1


def charged(cost_model: CostModel, model: str, period: int, *, impaired: bool) -> str:
    """What the profit-and-loss account bears for a model's assets in a period, as a formula."""
    last = TOP + len(cost_model.assets) - 1
    column = first_columns(cost_model)[int(impaired)] + period
    values = column_of(SHEET, column, TOP, last)
    whose = condition(model, labels(cost_model.comparison.study).values())
    return f"SUMIFS({values},{column_of(SHEET, MODEL, TOP, last)},{whose})"


def assets_sheet(book: Book, cost_model: CostModel) -> None:
    """Write the sheet."""
    note = (
        "Each addition is in use from the end of its quarter, is written off in equal parts over "
        "life_years, and at once when its team is disbanded."
    )
    sheet = book.sheet(SHEET, "Assets and how they are written off", note)
    heads(book, sheet, TOP - 1, HEADS, texts=2)
    first, second = first_columns(cost_model)
    for start, what in ((first, "Amortised in"), (second, "Impaired in")):
        sheet.write(TOP - 3, start, what, book.band)
        sheet.write(ENDS, start - 1, "ends, years", book.note)
        heads(book, sheet, TOP - 1, cost_model.periods.names, first=start)
        for period, end in enumerate(cost_model.periods.ends_in_years.tolist()):
            sheet.write_number(ENDS, start + period, end, book.number("0.00"))
    heads(book, sheet, TOP - 1, ["Charges of 1, today"], first=_unit_column(cost_model))
    for row, values in enumerate(cost_model.assets.itertuples(index=False), start=TOP):
        _addition(book, sheet, row, values, cost_model)
        _written_off(book, sheet, row, values, cost_model)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, _unit_column(cost_model), 13)
    sheet.freeze_panes(TOP, 2)
    rows = min(TOP + len(cost_model.assets), FIRST_PAGE)
    printed(sheet, rows, _unit_column(cost_model) + 1, repeat=TOP - 1, pages_high=1)


def _unit_column(cost_model: CostModel) -> int:
    """The column with today's worth of what each unit of an asset is charged in time."""
    return first_columns(cost_model)[1] + len(cost_model.periods)


def unit_charges(cost_model: CostModel) -> dict[tuple[str, int, int], str]:
    """The cell of what a unit is charged, by model, period of payment and that of loss."""
    keys = zip(*(cost_model.assets[key] for key in ("model", "period", "lost")), strict=True)
    column = _unit_column(cost_model)
    return {key: cell_of(SHEET, row, column) for row, key in enumerate(keys, start=TOP)}


def _addition(book: Book, sheet: Any, row: int, values: Any, cost_model: CostModel) -> None:
    names, ends = cost_model.periods.names, cost_model.periods.ends_in_years
    lost = "kept" if values.lost == KEPT else names[values.lost]
    sheet.write(row, MODEL, labels(cost_model.comparison.study)[values.model])
    sheet.write(row, PAID, names[values.period])
    sheet.write_number(row, FROM, float(ends[values.period]), book.number("0.00"))
    sheet.write(row, LOST, lost)
    if values.lost != KEPT:
        sheet.write_number(row, LOST_AT, float(ends[values.lost]), book.number("0.00"))
    amount = quantities.summed(
        cost_model, quantities.ASSET,
        model=at(row, MODEL, fixed="c"), quarter=at(row, PAID), lost=at(row, LOST),
    )  # fmt: skip
    sheet.write_formula(row, AMOUNT, f"={amount}", book.number(MONEY), values.capitalised)


def _written_off(book: Book, sheet: Any, row: int, values: Any, cost_model: CostModel) -> None:
    ends = cost_model.periods.ends_in_years
    life = cost_model.scenario.prices.accounting.life / HOURS_PER["y"]
    first, second = first_columns(cost_model)
    amortised = values.capitalised * amortisation(values.period, values.lost, ends, life)
    impaired = values.capitalised * impairment(values.period, values.lost, ends, life)
    money = book.number(MONEY)
    for period in range(len(ends)):
        column = first + period
        share = _share(row, column)
        if period:
            share += f"-{_share(row, column - 1)}"
        kept = at(row, LOST_AT, fixed="c")
        gone = f'AND({kept}<>"",{at(ENDS, column, fixed="r")}>{kept})'
        formula = f"=IF({gone},0,{at(row, AMOUNT, fixed='c')}*({share}))"
        sheet.write_formula(row, column, formula, money, float(amortised[period]))
        left = f"{at(row, AMOUNT, fixed='c')}*(1-{_share(row, column)})"
        here = f"{at(row, LOST, fixed='c')}={text(cost_model.periods.names[period])}"
        sheet.write_formula(
            row, second + period, f"=IF({here},{left},0)", money, float(impaired[period])
        )
    _unit(
        book,
        sheet,
        row,
        cost_model=cost_model,
        amount=values.capitalised,
        charged=amortised + impaired,
    )


def _unit(
    book: Book, sheet: Any, row: int, cost_model: CostModel, amount: float, charged: np.ndarray
) -> None:
    """What the charges of one unit of an asset are worth today."""
    first, second = first_columns(cost_model)
    periods, cell = len(cost_model.periods), at(row, AMOUNT, fixed="c")
    factors = across(QUARTERS_SHEET, DISCOUNT_ROW, 1, periods)
    sums = "+".join(
        f"SUMPRODUCT({span(row, start, start + periods - 1)},{factors})"
        for start in (first, second)
    )
    discounting = next(iter(cost_model.statements.values())).discounting
    value = float(charged @ discounting) / amount if amount else 0.0
    formula = f"=IF({cell}=0,0,({sums})/{cell})"
    column = _unit_column(cost_model)
    sheet.write_formula(row, column, formula, book.number("0.0000"), value)


def _share(row: int, column: int) -> str:
    """The share that is written off by the end of a column's period."""
    age = f"({at(ENDS, column, fixed='r')}-{at(row, FROM, fixed='c')})"
    return f"MAX(0,MIN(1,{age}/life_years))"
