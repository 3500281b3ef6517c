"""The sheet that leads from one model's cost to another's, line by line; both can be chosen."""

from __future__ import annotations

from typing import Any

from sim.present.finance import quantities
from sim.present.finance.book import MONEY, Book, at, heads, printed
from sim.present.words import labels
from sim.questions.compare.cost_model import CostModel
from sim.questions.compare.verdict import decide

SHEET = "Bridge"
TOP = 7
START, END = 3, 4
"""Rows in which the two models are chosen."""
HEADS = ("Line", "First", "Second", "Second − first", "Below the bar", "Costs more", "Costs less")


def bridge_sheet(book: Book, cost_model: CostModel) -> None:
    """Write the sheet."""
    currency = cost_model.scenario.currency
    note = f"{currency} over the whole horizon. Choose two models on yellow ground."
    sheet = book.sheet(SHEET, "From one model's cost to another's", note)
    names = labels(cost_model.comparison.study)
    start, end = _ends(cost_model)
    for row, what, model in ((START, "From", start), (END, "To", end)):
        sheet.write(row, 0, what)
        sheet.write(row, 1, names[model], book.input())
        listed = f"=Models!$A$5:$A${4 + len(names)}"
        sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": listed})
    heads(book, sheet, TOP - 1, HEADS)
    sheet.set_row(TOP - 1, 32)
    for column, row, model in ((1, START, start), (2, END, end)):
        sheet.write_formula(TOP - 1, column, f"={at(row, 1)}", book.head_right, names[model])
    _steps(book, sheet, cost_model, start, end)
    last = TOP + len(cost_model.lines) + 1
    _chart(book, sheet, last)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 6, 20)
    sheet.freeze_panes(TOP, 1)
    printed(sheet, last + 28, len(HEADS), repeat=TOP - 1, pages_high=1)


def _ends(cost_model: CostModel) -> tuple[str, str]:
    """From the baseline to the model that costs least, or to the next one if that is the same."""
    comparison = cost_model.comparison
    start, best = comparison.study.baseline, decide(comparison).best
    others = [model for model in comparison.models if model != start]
    return start, best if best != start or not others else others[0]


def _steps(book: Book, sheet: Any, cost_model: CostModel, start: str, end: str) -> None:
    """A row a line between the two totals; the bars' places follow by addition."""
    first, second = cost_model.by_line(start), cost_model.by_line(end)
    money, strong = book.number(MONEY), book.number(MONEY, bold=True, top=1)
    total = sum(first.values())
    _total(
        sheet, TOP, f"={at(START, 1)}", column=1, cost_model=cost_model, value=total, form=strong
    )
    level = total
    for row, line in enumerate(cost_model.lines, start=TOP + 1):
        sheet.write(row, 0, line)
        for column, choice, amounts in ((1, START, first), (2, END, second)):
            formula = quantities.summed(
                cost_model, quantities.AMOUNT, model=at(choice, 1, fixed="rc"), line=at(row, 0)
            )
            sheet.write_formula(row, column, f"={formula}", money, amounts[line])
        step = second[line] - first[line]
        sheet.write_formula(row, 3, f"={at(row, 2)}-{at(row, 1)}", money, step)
        before = f"SUM({at(TOP, 1, fixed='rc')},{at(TOP, 3, fixed='rc')}:{at(row - 1, 3)})"
        below = f"={before}+MIN(0,{at(row, 3)})"
        sheet.write_formula(row, 4, below, money, level + min(0.0, step))
        sheet.write_formula(row, 5, f"=MAX(0,{at(row, 3)})", money, max(0.0, step))
        sheet.write_formula(row, 6, f"=MAX(0,-{at(row, 3)})", money, max(0.0, -step))
        level += step
    row = TOP + len(cost_model.lines) + 1
    _total(
        sheet,
        row,
        f"={at(END, 1)}",
        column=2,
        cost_model=cost_model,
        value=sum(second.values()),
        form=strong,
    )


def _total(
    sheet: Any, row: int, name: str, column: int, cost_model: CostModel, value: float, form: Any
) -> None:
    """A whole bar at either end."""
    first, last = TOP + 1, TOP + len(cost_model.lines)
    sheet.write_formula(row, 0, name, form, "")
    formula = f"=SUM({at(first, column)}:{at(last, column)})"
    sheet.write_formula(row, column, formula, form, value)
    sheet.write_formula(row, 4, f"={at(row, column)}", form, value)


def _chart(book: Book, sheet: Any, last: int) -> None:
    chart = book.file.add_chart({"type": "column", "subtype": "stacked"})
    ends = [{"fill": {"color": "#4A6FA5"}}]
    between: list[dict[str, object] | None] = [{"fill": {"none": True}}] * (last - TOP - 1)
    looks = {4: [*ends, *between, *ends], 5: None, 6: None}
    fills = {4: "#4A6FA5", 5: "#B5483F", 6: "#4C8C4A"}
    for column, points in looks.items():
        series = {
            "name": [SHEET, TOP - 1, column],
            "categories": [SHEET, TOP, 0, last, 0],
            "values": [SHEET, TOP, column, last, column],
            "fill": {"color": fills[column]},
            "gap": 40,
        }
        chart.add_series(series if points is None else {**series, "points": points})
    chart.set_title({"name": "What makes the difference", "name_font": {"size": 13}})
    grid = {"visible": True, "line": {"color": "#D9DDE1"}}
    chart.set_y_axis({"num_format": "#,##0.0,,", "name": "million", "major_gridlines": grid})
    chart.set_legend({"position": "bottom", "delete_series": [0]})
    chart.set_size({"width": 1040, "height": 460})
    sheet.insert_chart(last + 2, 0, chart, {"description": "Bridge between the two models' costs"})
