"""The business case: today, the plan and the difference by fiscal year, and what they come to."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil, isfinite
from typing import Any

import numpy as np

from sim.ground.units import HOURS_PER
from sim.present.finance import case_quarters, head_count
from sim.present.finance.book import MONEY, Book, across, at, cell_of, heads, printed, span
from sim.present.finance.case_quarters import NEVER_BACK, NEVER_DEARER, Lines
from sim.present.finance.case_rows import Row, Rows, Year
from sim.present.words import labels
from sim.questions.compare.business_case import BAND, Case

SHEET = "Business case"
FIGURES, TOP = 3, 13
"""The first rows of the figures that stand for the case, and of the years."""
CHART_ROWS = 21
SCALE = 60
"""Percent, at which each half has its page."""
EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheets."""
PEOPLE = "0.0;-0.0;–"


def case_sheet(book: Book, case: Case) -> None:
    """Write the sheet."""
    names = labels(case.cost_model.comparison.study)
    starts = case.scenario.prices.accounting.fiscal_year_starts
    note = (
        f"{case.currency}; live: follows the assumptions. A fiscal year starts on {starts} "
        "(month-day). What is paid, lost or charged stands above zero."
    )
    title = f"Business case: from {names[case.today]} to {names[case.plan]}"
    sheet = book.sheet(SHEET, title, note)
    _figures(book, sheet, case)
    table = _Table(book, sheet, case)
    size = len(table.rows) + 2
    below = TOP + size + CHART_ROWS
    table.difference(TOP, below, below + size)
    _curve(book, sheet, case, TOP + size)
    table.block(below, f"Today: {names[case.today]}", case.today)
    table.block(below + size, f"The plan: {names[case.plan]}", case.plan)
    sheet.set_column(0, 0, 58)
    sheet.set_column(1, len(table.years) + 1, 17)
    sheet.freeze_panes(TOP, 1)
    printed(sheet, below + 2 * size, max(len(table.years) + 2, 5), repeat=TOP - 1, pages_high=2)
    sheet.set_print_scale(SCALE)  # a scale, unlike a fit to pages, leaves the break where it is
    sheet.set_h_pagebreaks([below])


def _figures(book: Book, sheet: Any, case: Case) -> None:
    """Net present value, rate of return, payback, and how sure they are."""
    lines, strong = Lines(case), {"bold": True, "align": "right"}
    money = book.number(MONEY, **strong)
    low, high = (float(x) * case.rate for x in np.quantile(case.values_lived, BAND))
    value = f"={lines.total('present')}*exchange_rate"
    rate, shown = f"={case_quarters.rate_formula(case)}", case_quarters.rate_shown(case)
    month, day = _payback(case, lines)
    live = (
        ("Net present value of what the plan saves", value, money, case.net_present_value
         * case.rate),
        ("of it from budgets alone, before tax", f"={lines.total('budgets')}*exchange_rate",
         book.number(MONEY, align="right"), float(case.from_budgets.sum()) * case.rate),
        ("Internal rate of return, a year", rate, book.number("#,##0.0%", **strong), shown),
        ("Paid back in month", month, book.number("0", **strong), payback_month(case)),
        ("which is", day, book.number("mmm yyyy", **strong), _serial(case)),
    )  # fmt: skip
    for row, (label, formula, form, number) in enumerate(live, start=FIGURES):
        sheet.write(row, 0, label)
        sheet.write_formula(row, 1, formula, form, number)
    simulated = (
        ("In nine replications of ten its net present value lies from", low, money),
        ("to", high, money),
        ("Chance that the plan is worth more than today", case.chance, book.number("0%", **strong)),
    )
    for row, (label, number, form) in enumerate(simulated, start=FIGURES + len(live)):
        sheet.write(row, 0, label)
        sheet.write_number(row, 1, number, form)
    again = f"The last three are as simulated; {head_count.how_to_run_again(case)}"
    sheet.write(TOP - 2, 0, again, book.note)


def _payback(case: Case, lines: Lines) -> tuple[str, str]:
    """The month and the day on which the plan has paid back, as formulas."""
    final = cell_of(case_quarters.SHEET, lines.row("ahead"), lines.periods)
    back = f"MAX({across(case_quarters.SHEET, lines.row('paid back'), 1, lines.periods)})"
    words = f'=IF({final}<0,"{NEVER_BACK}",IF({back}=0,"{NEVER_DEARER}"'
    start = case.scenario.start
    day = f"DATE({start.year},{start.month},{start.day})+{HOURS_PER['y'] / 24:g}*{back}"
    return f"{words},ROUNDUP(12*{back},0)))", f"{words},{day}))"


def payback_month(case: Case) -> int | str:
    """The month, from the start, in which the plan has paid back; words where there is none."""
    if case.payback == 0:
        return NEVER_DEARER
    return ceil(12 * case.payback) if isfinite(case.payback) else NEVER_BACK


def payback_day(case: Case) -> date | None:
    """The day on which it has, if it has."""
    if isinstance(payback_month(case), str):
        return None
    return case.scenario.start + timedelta(hours=case.payback * HOURS_PER["y"])


def _serial(case: Case) -> float | str:
    """The day of payback as a spreadsheet counts it, in days since its epoch; else the words."""
    month = payback_month(case)
    if isinstance(month, str):
        return month
    return (case.scenario.start - EPOCH).days + case.payback * HOURS_PER["y"] / 24


class _Table:
    """The blocks by fiscal year."""

    def __init__(self, book: Book, sheet: Any, case: Case) -> None:
        self.book, self.sheet, self.case = book, sheet, case
        self.rows = list(Rows(case).all())
        self.year_of = np.array(case.cost_model.periods.year_names)
        self.years = list(dict.fromkeys(self.year_of.tolist()))
        heads(book, sheet, TOP - 1, ["", *self.years, "Total"])

    def block(self, top: int, title: str, model: str) -> None:
        """What one model comes to, year by year."""
        self._title(top, title)
        for row, line in enumerate(self.rows, start=top + 1):
            values = self._by_year(line, line.value(model))
            for column, value in enumerate(values, start=1):
                last = int(np.flatnonzero(self.year_of == self.years[column - 1])[-1])
                found = line.formula(model, Year(at(TOP - 1, column, fixed="r"), last))
                formula = f"={found}" if line.people else f"=({found})*exchange_rate"
                self.sheet.write_formula(row, column, formula, self._form(line), value)
            self._label_and_total(row, line, values)

    def difference(self, top: int, first: int, second: int) -> None:
        """What the plan saves, and how many people more it has, out of two blocks below."""
        self._title(top, "Difference: what the plan saves, and the people that it adds")
        for number, line in enumerate(self.rows, start=1):
            today, plan = (
                self._by_year(line, line.value(m)) for m in (self.case.today, self.case.plan)
            )
            more, less = (second, first) if line.people else (first, second)
            values = [q - p if line.people else p - q for p, q in zip(today, plan, strict=True)]
            for column, value in enumerate(values, start=1):
                formula = f"={at(more + number, column)}-{at(less + number, column)}"
                self.sheet.write_formula(top + number, column, formula, self._form(line), value)
            self._label_and_total(top + number, line, values)

    def _title(self, row: int, title: str) -> None:
        for column in range(len(self.years) + 2):
            self.sheet.write_blank(row, column, None, self.book.band)
        self.sheet.write(row, 0, title, self.book.band)

    def _form(self, line: Row) -> Any:
        look = {"bold": True, "top": 1} if line.strong else {}
        return self.book.number(PEOPLE if line.people else MONEY, **look)

    def _by_year(self, line: Row, values: np.ndarray) -> list[float]:
        factor = 1.0 if line.people else self.case.rate
        mine = [values[self.year_of == year] * factor for year in self.years]
        return [float(part[-1] if line.last else part.sum()) for part in mine]

    def _label_and_total(self, row: int, line: Row, values: list[float]) -> None:
        look = {"bold": True, "top": 1} if line.strong else {"indent": int(line.inset)}
        self.sheet.write(row, 0, line.label, self.book.number("@", **look))
        years = len(self.years)
        total = f"={at(row, years)}" if line.last else f"=SUM({span(row, 1, years)})"
        value = values[-1] if line.last else sum(values)
        self.sheet.write_formula(row, years + 1, total, self._form(line), value)


def _curve(book: Book, sheet: Any, case: Case, row: int) -> None:
    """Saved so far, with what nine replications of ten lie between."""
    chart, lines, there = book.file.add_chart({"type": "line"}), Lines(case), case_quarters.SHEET
    thin = {"width": 1.25, "color": "#7F93B2", "dash_type": "dash"}
    looks = {
        "shown": ("Saved so far", {"width": 2.5, "color": "#1F4E9E"}),
        "low": ("less in one replication of twenty", thin),
        "high": ("more in one replication of twenty", thin),
    }
    for key, (name, line) in looks.items():
        chart.add_series({
            "name": name, "line": line,
            "categories": [there, case_quarters.QUARTERS, 1, case_quarters.QUARTERS, lines.periods],
            "values": [there, lines.row(key), 1, lines.row(key), lines.periods],
        })  # fmt: skip
    grid = {"visible": True, "line": {"color": "#D9DDE1"}}
    title = "Cash after tax that the plan has saved so far"
    chart.set_title({"name": title, "name_font": {"size": 13}})
    name = f"million {case.currency}"
    chart.set_y_axis({"name": name, "num_format": "#,##0.0,,", "major_gridlines": grid})
    chart.set_x_axis({"label_position": "low"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 400})
    about = "Lines: what the plan has saved so far, and what nine replications of ten lie between"
    sheet.insert_chart(row, 0, chart, {"description": about})
