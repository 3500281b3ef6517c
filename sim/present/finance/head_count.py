"""The sheet of head counts: who is there, who comes, who goes, and what that costs, by quarter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.present.finance.book import MONEY, Book, at, cell_of, heads, printed
from sim.present.words import labels
from sim.questions.compare.business_case import Case, Moving
from sim.questions.compare.staff import Staff, Way

SHEET = "Head count"
HEADS = ("Support model", "Team", "Whose salary", "Budget", "Before")
BEFORE = len(HEADS) - 1
FIRST = len(HEADS)
"""The first column of quarters."""
QUARTERS, YEARS, RISEN = 3, 4, 5
TOP = 7
PEOPLE = "0.00;-0.00;–"

Value = Callable[[Case, Staff], np.ndarray]


@dataclass(frozen=True)
class Block:
    """A row a team: a number by quarter."""

    key: str
    label: str
    value: Value
    pattern: str = PEOPLE


def _cost(way: Way) -> Value:
    return lambda case, one: moving_of(case, one, way).amount


BLOCKS = (
    Block("people", "People, the mean of the quarter", lambda _, one: one.people),
    Block("joined", "Who come", lambda _, one: one.joined),
    Block("left", "Who go", lambda _, one: one.left),
    Block("let go", "Of these, without other work", lambda _, one: one.let_go),
    Block("hiring", "What hiring costs", _cost("hiring"), MONEY),
    Block("severance", "What severance costs", _cost("severance"), MONEY),
)
KEYS = tuple(block.key for block in BLOCKS)


def moving_of(case: Case, one: Staff, way: Way) -> Moving:
    """What coming, or going, costs of a team."""
    return next(m for m in case.moving if m.staff is one and m.way == way)


def row_of(case: Case, key: str, one: Staff) -> int:
    """The row of a team in a block."""
    mine = next(n for n, other in enumerate(case.staff) if other is one)
    return TOP + KEYS.index(key) * (len(case.staff) + 2) + 1 + mine


def columns(case: Case) -> tuple[int, int]:
    """The first and the last column of quarters."""
    return FIRST, FIRST + len(case.cost_model.periods) - 1


def head_count_sheet(book: Book, case: Case) -> None:
    """Write the sheet."""
    note = (
        "People as simulated; who comes and goes, and what that costs, follows the assumptions. "
        f"Head counts: {how_to_run_again(case)}"
    )
    sheet = book.sheet(SHEET, "Head counts of the teams that support models add", note)
    _above(book, sheet, case)
    for block in BLOCKS:
        top = row_of(case, block.key, case.staff[0]) - 1 if case.staff else TOP
        for column in range(columns(case)[1] + 1):
            sheet.write_blank(top, column, None, book.band)
        sheet.write(top, 0, block.label, book.band)
        for one in case.staff:
            _row(book, sheet, case, block, one)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, columns(case)[1], 12)
    sheet.freeze_panes(TOP, 2)
    rows = TOP + len(BLOCKS) * (len(case.staff) + 2)
    printed(sheet, rows, columns(case)[1] + 1, repeat=QUARTERS, pages_high=1)


def how_to_run_again(case: Case) -> str:
    """What answers what no formula can."""
    study = case.cost_model.comparison.study
    return f"to change more, change the scenario and run: whorunsit compare {study.file}"


def _above(book: Book, sheet: Any, case: Case) -> None:
    periods = case.cost_model.periods
    heads(book, sheet, QUARTERS, [*HEADS, *periods.names], texts=4)
    for row, name in ((YEARS, "Fiscal year"), (RISEN, "Years of rising prices")):
        sheet.write(row, 0, name)
    years = zip(periods.year_names, periods.years_old.tolist(), strict=True)
    for column, (name, risen) in enumerate(years, start=FIRST):
        sheet.write(YEARS, column, name, book.number("@", align="right"))
        sheet.write_number(RISEN, column, risen)


def _row(book: Book, sheet: Any, case: Case, block: Block, one: Staff) -> None:
    row, form = row_of(case, block.key, one), book.number(block.pattern)
    who = [labels(case.cost_model.comparison.study)[one.model], one.team, one.role, one.funding]
    sheet.write_row(row, 0, who)
    values = block.value(case, one)
    if block.key == "people":
        sheet.write_number(row, BEFORE, one.before, form)
    for column, value in enumerate(values.tolist(), start=FIRST):
        if block.key == "people":
            sheet.write_number(row, column, value, form)
        else:
            formula = f"={_formula(case, block.key, one, column)}"
            sheet.write_formula(row, column, formula, form, value)


def _formula(case: Case, key: str, one: Staff, column: int) -> str:
    """What follows from the rows above in the same column."""
    if key in ("joined", "left"):
        row = row_of(case, "people", one)
        was, now = at(row, column - 1), at(row, column)
        return f"MAX(0,{now}-{was})" if key == "joined" else f"MAX(0,{was}-{now})"
    if key == "let go":
        return _let_go(case, one, column)
    if not one.role:
        return "0"
    moved = at(row_of(case, "joined" if key == "hiring" else "let go", one), column)
    way: Way = "hiring" if key == "hiring" else "severance"
    years, risen = case.names[moving_of(case, one, way).path], at(RISEN, column, fixed="r")
    salary = case.cost_model.paths["prices", "salaries", one.role]
    growth = f"(1+inflation)^{risen}*(1+pay_rise_{one.role})^{risen}"
    return f"{moved}*{salary}*{years}*{growth}"


def _let_go(case: Case, one: Staff, column: int) -> str:
    """Who goes, less those who get other work; they are the first to go."""
    row, path = row_of(case, "left", one), ("business_case", "redeployed", one.team)
    if not one.redeployed or path not in case.names:
        return at(row, column)
    start, spared = at(row, FIRST, fixed="c"), case.names[path]
    now = f"MAX(0,SUM({start}:{at(row, column)})-{spared})"
    if column == FIRST:
        return now
    return f"{now}-MAX(0,SUM({start}:{at(row, column - 1)})-{spared})"


def quarters_of(case: Case, key: str, one: Staff) -> str:
    """The cells of a team's row, for other sheets."""
    row, (first, last) = row_of(case, key, one), columns(case)
    return f"'{SHEET}'!{at(row, first, fixed='rc')}:{at(row, last, fixed='rc')}"


def in_quarter(case: Case, key: str, one: Staff, period: int) -> str:
    """One of these cells."""
    return cell_of(SHEET, row_of(case, key, one), FIRST + period)
