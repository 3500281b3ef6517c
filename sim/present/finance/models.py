"""The sheet that a director looks at first: each model's money in a row, and two pictures."""

from __future__ import annotations

from typing import Any

from sim.present.finance import cash
from sim.present.finance.book import MONEY, Book, at, heads, printed
from sim.present.style import colours, palette
from sim.present.words import labels
from sim.questions.compare.cost_model import CostModel
from sim.questions.compare.statements import payback_years, present_values

SHEET = "Models"
TOP = 4
PARTS = {
    "capex": "Capital budgets", "opex": "Operating budgets", "outage loss": "Outage loss",
    "cost of delay": "Cost of delay", "foregone value": "Never built",
}  # fmt: skip
FILLS = {
    "capex": "capex", "opex": "opex", "outage loss": "lost", "cost of delay": "delay",
    "foregone value": "foregone",
}  # fmt: skip
SUMS = {
    "cash": "All together",
    "charge": "Charge to profit and loss",
    "closing": "Asset at the end",
}
TOTALS = (*PARTS, *SUMS)
PRESENT, PAYBACK = 1 + len(TOTALS), 2 + len(TOTALS)


def models_sheet(book: Book, cost_model: CostModel) -> None:
    """Write the sheet."""
    names = labels(cost_model.comparison.study)
    baseline = names[cost_model.comparison.study.baseline]
    note = (
        f"{cost_model.scenario.currency} over the whole horizon, the mean of replications; live: "
        f"follows the assumptions. Payback against {baseline}."
    )
    sheet = book.sheet(SHEET, "What each support model costs", note)
    labels_of = [*PARTS.values(), *SUMS.values(), "Present value of cash after tax"]
    ends = ["Payback, years (0: never dearer)", "Present value as simulated, from", "to"]
    heads(book, sheet, TOP - 1, ["Support model", *labels_of, *ends])
    sheet.set_row(TOP - 1, 48)
    intervals = present_values(cost_model.comparison)
    for row, model in enumerate(cost_model.comparison.models, start=TOP):
        sheet.write(row, 0, names[model])
        _totals(book, sheet, row, cost_model, model)
        found, money = intervals[model], book.number(MONEY)
        for column, value in ((PAYBACK + 1, found.low), (PAYBACK + 2, found.high)):
            if value == value:
                sheet.write_number(row, column, value, money)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, PAYBACK + 2, 16)
    sheet.freeze_panes(TOP, 1)
    below = TOP + len(cost_model.comparison.models) + 1
    _bars(book, sheet, cost_model, below)
    _course(book, sheet, cost_model, below)
    printed(sheet, below + 24, PAYBACK + 3, repeat=TOP - 1, pages_high=1)


def _totals(book: Book, sheet: Any, row: int, cost_model: CostModel, model: str) -> None:
    found, money = cost_model.statements[model], book.number(MONEY)
    lines = {line.key: line for line in cash.LINES}
    for column, key in enumerate(TOTALS, start=1):
        values = cash.values_of(cost_model, model, lines[key])
        value = float(values[-1] if lines[key].total == "last" else values.sum())
        formula = f"={cash.total_cell(cost_model, model, key)}"
        sheet.write_formula(row, column, formula, money, value)
    present = f"={cash.total_cell(cost_model, model, 'present')}"
    sheet.write_formula(row, PRESENT, present, money, found.present_value)
    base = cost_model.statements[cost_model.comparison.study.baseline]
    back = payback_years(base, found)
    there, first, last = cash.row_of(cost_model, model, "paid back")
    ahead = cash.total_cell(cost_model, model, "ahead")
    times = f"'{cash.SHEET}'!{at(there, first)}:{at(there, last)}"
    formula = f'=IF({ahead}<0,"never",MAX({times}))'
    shown: object = "never" if back == float("inf") else back
    sheet.write_formula(row, PAYBACK, formula, book.number("0.00", align="right"), shown)


def _bars(book: Book, sheet: Any, cost_model: CostModel, below: int) -> None:
    """Who pays and what is lost, a bar a model."""
    chart = book.file.add_chart({"type": "bar", "subtype": "stacked"})
    last = TOP + len(cost_model.comparison.models) - 1
    for column, (key, label) in enumerate(PARTS.items(), start=1):
        chart.add_series(
            {
                "name": label,
                "categories": [SHEET, TOP, 0, last, 0],
                "values": [SHEET, TOP, column, last, column],
                "fill": {"color": palette("paid")[FILLS[key]]},
                "gap": 60,
            }
        )
    currency = cost_model.scenario.currency
    chart.set_title({"name": "Paid and lost over the horizon", "name_font": {"size": 13}})
    chart.set_x_axis({"name": f"million {currency}", "num_format": "#,##0.0,,", **GRID})
    chart.set_y_axis({"reverse": True, "crossing": "max"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 680, "height": 400})
    sheet.insert_chart(below, 0, chart, {"description": "Bars: budgets and losses of each model"})


GRID = {"major_gridlines": {"visible": True, "line": {"color": "#D9DDE1"}}}


def _course(book: Book, sheet: Any, cost_model: CostModel, below: int) -> None:
    """What each model has saved against the baseline so far, quarter by quarter."""
    chart, study = book.file.add_chart({"type": "line"}), cost_model.comparison.study
    inks = colours(cost_model.comparison.models)
    others = [model for model in cost_model.comparison.models if model != study.baseline]
    for model in others or cost_model.comparison.models:
        place = TOP + cost_model.comparison.models.index(model)
        row, first, last = cash.row_of(cost_model, model, "ahead")
        chart.add_series(
            {
                "name": [SHEET, place, 0],
                "categories": [cash.SHEET, cash.QUARTERS, first, cash.QUARTERS, last],
                "values": [cash.SHEET, row, first, row, last],
                "line": {"width": 2.25, "color": inks[model]},
            }
        )
    baseline = labels(study)[study.baseline]
    title = f"Saved against {baseline} so far"
    chart.set_title({"name": title, "name_font": {"size": 13}})
    name = f"million {cost_model.scenario.currency}"
    chart.set_y_axis({"name": name, "num_format": "#,##0.0,,", **GRID})
    chart.set_x_axis({"label_position": "low"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 680, "height": 400})
    options = {"x_offset": 700, "description": "Lines: savings of each model over time"}
    sheet.insert_chart(below, 0, chart, options)
