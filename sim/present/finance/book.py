"""A workbook in the making: its formats, and small helps for formulas and printing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from sim.documents.business_case import Paper

CREATED = datetime(2000, 1, 1)
"""Stands in for the time of writing, so that the same numbers make the same file."""

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""A name that somebody gave is text, whatever it begins with; formulas are written as such."""
OPERATORS = ("=", "<", ">")
"""What a condition of SUMIFS takes for a comparison."""

FIRST_PAGE = 60
"""Rows of a sheet of data that are printed: whoever needs all of them reads them on a screen."""

MONEY = "#,##0;-#,##0;–"
CENTS = "#,##0.00;-#,##0.00;–"


PAPERS: dict[Paper, int] = {"A4": 9, "Letter": 1}
"""What the file format calls them."""


class Book:
    """A workbook in the making, with its formats."""

    def __init__(self, path: Path, paper: Paper = "A4") -> None:
        self.paper = PAPERS[paper]
        self.file = xlsxwriter.Workbook(str(path), AS_TEXT)
        self.file.set_properties({"title": "Who runs it?", "created": CREATED})
        self.file.set_calc_mode("auto")
        self.head = self.file.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#E8EDF2", "text_wrap": True, "valign": "top"}
        )
        self.head_right = self.file.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#E8EDF2", "text_wrap": True, "valign": "top",
             "align": "right"}
        )  # fmt: skip
        self.title = self.file.add_format({"bold": True, "font_size": 18})
        self.prose = self.file.add_format({"text_wrap": True, "valign": "top", "font_size": 12})
        self.note = self.file.add_format({"font_color": "#5F666D", "italic": True})
        self.band = self.file.add_format({"bold": True, "bg_color": "#D5E3F0", "font_size": 12})
        self._numbers: dict[str, Any] = {}

    def number(self, pattern: str, **look: Any) -> Any:
        """The cell format of a number pattern, perhaps bold, or with a line above."""
        key = f"{pattern}{sorted(look.items())}"
        if key not in self._numbers:
            self._numbers[key] = self.file.add_format({"num_format": pattern, **look})
        return self._numbers[key]

    def input(self, pattern: str = "General") -> Any:
        """The cell format of a number that the reader may change."""
        return self.number(
            pattern, font_color="#1F4E9E", bg_color="#FFF8DC", border=1, border_color="#C9B458"
        )

    def page(self, name: str) -> Any:
        """A new sheet, empty, on the paper of the book, in landscape."""
        sheet = self.file.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(self.paper)
        return sheet

    def sheet(self, name: str, title: str, note: str) -> Any:
        """A new sheet with a title and a line that says how to read it."""
        sheet = self.page(name)
        sheet.write(0, 0, title, self.title)
        sheet.set_row(0, 26)
        sheet.write(1, 0, note, self.note)
        return sheet


def at(row: int, column: int, *, fixed: str = "") -> str:
    """The name of a cell; ``fixed`` holds "r" and "c" where a copy must not move it."""
    return str(xl_rowcol_to_cell(row, column, row_abs="r" in fixed, col_abs="c" in fixed))


def span(row: int, first: int, last: int) -> str:
    """The cells of a row from one column to another."""
    return f"{at(row, first)}:{at(row, last)}"


def across(sheet: str, row: int, first: int, last: int) -> str:
    """A stretch of another sheet's row, fixed."""
    return f"'{sheet}'!{at(row, first, fixed='rc')}:{at(row, last, fixed='rc')}"


def cell_of(sheet: str, row: int, column: int) -> str:
    """A cell of another sheet, fixed."""
    return f"'{sheet}'!{at(row, column, fixed='rc')}"


def column_of(sheet: str, column: int, first: int, last: int) -> str:
    """A stretch of another sheet's column, fixed."""
    name = xl_col_to_name(column, col_abs=True)
    return f"'{sheet}'!{name}${first + 1}:{name}${last + 1}"


def text(value: str) -> str:
    """A text inside a formula."""
    return '"' + value.replace('"', '""') + '"'


def condition(cell: str, names: Iterable[str]) -> str:
    """A condition of SUMIFS that is met by what stands in a cell, which has one of these names."""
    return f'"="&{cell}' if any(name.startswith(OPERATORS) for name in names) else cell


def printed(sheet: Any, rows: int, columns: int, *, repeat: int, pages_high: int = 0) -> None:
    """Print on landscape pages, one wide, with the heads repeated; rows and columns are counts."""
    sheet.print_area(0, 0, max(rows - 1, 0), columns - 1)
    sheet.repeat_rows(repeat)
    sheet.fit_to_pages(1, pages_high)
    sheet.set_footer("&L&F, &A&RPage &P of &N")


def heads(
    book: Book, sheet: Any, row: int, names: Iterable[str], *, first: int = 0, texts: int = 1
) -> None:
    """A row of column heads; those after the first ``texts`` columns stand over numbers."""
    for column, name in enumerate(names, start=first):
        sheet.write(row, column, name, book.head if column < texts else book.head_right)
