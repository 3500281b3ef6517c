"""The Excel workbook for finance: cover with the verdict, then the tables, formatted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sim.present.break_even import said
from sim.present.finance import Book, finance_sheets
from sim.present.finance.book import FIRST_PAGE, printed
from sim.present.risk import risk_table
from sim.present.tables import labelled
from sim.present.waterfall import parts_table
from sim.present.words import (
    THREE,
    labels,
    metric_label,
    once_sentence,
    plausible_sentences,
    verdict_sentence,
    world_sentences,
)
from sim.questions.break_even import break_evens
from sim.questions.compare.business_case import Case
from sim.questions.compare.cost_model import CostModel
from sim.questions.compare.risk import has_years
from sim.questions.compare.verdict import decide
from sim.records.metrics import METRICS
from sim.study.comparison import Comparison
from sim.study.costs import to_the_cent

WIDEST = 44
RISK, PARTS = "Risk", "Parts"
MOST_ROWS = 20_000
"""Of a sheet that people still scroll through."""
NUMBER_FORMATS = {"share": "0.0##%", "people": "0"}
DIGITS = {"Costs": 15}
"""Significant digits of a sheet, where it is not six: money is told to the cent."""
WHOLE = {"replications_needed": "#,##0"}
"""Columns that count, whatever the row's unit."""


def write_workbook(comparison: Comparison, path: Path, case: Case | None = None) -> None:
    """Write the workbook of a comparison; ``case`` is its business case, if it is at hand."""
    cost_model = CostModel(comparison) if case is None else case.cost_model
    book, case = Book(path, cost_model.scenario.business_case.paper), case or Case.of(cost_model)
    cover = book.page("Verdict")
    finance_sheets(book, cost_model, case)
    _sheet(book, "Summary", _readable(comparison, comparison.summary))
    _sheet(book, "Comparison", _readable(comparison, comparison.comparison))
    if comparison.divided:
        _sheet(book, PARTS, parts_table(comparison))
    if has_years(comparison):
        _sheet(book, RISK, _risk(comparison))
    costs = comparison.costs
    _sheet(book, "Costs", _costs(costs.assign(mean=to_the_cent(costs))))
    _cover(book, cover, comparison)
    book.file.close()


def _risk(comparison: Comparison) -> pd.DataFrame:
    """The risk view with names and units for people."""
    table = risk_table(comparison)
    currency = comparison.study.scenario.currency
    table["unit"] = table["unit"].str.replace("money/y", f"{currency} a year")
    table.insert(1, "support model", labelled(comparison, table)["label"])
    return table


def _costs(table: pd.DataFrame) -> pd.DataFrame:
    """The costs; where the teams are too many for a sheet, their sums, without intervals."""
    if len(table) <= MOST_ROWS:
        return table
    keys = [key for key in table.columns if key not in ("team", "mean", "ci_low", "ci_high")]
    return table.groupby(keys, sort=False)[["mean"]].sum().reset_index()


def _cover(book: Book, sheet: Any, comparison: Comparison) -> None:
    """The sheet that opens first, written last: it tells what the others are."""
    scenario = comparison.study.scenario
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 9, 18)
    sheet.write(0, 0, scenario.title, book.title)
    said = [scenario.question, verdict_sentence(comparison), once_sentence(comparison)]
    said = [text for text in said if text]
    said += [*plausible_sentences(comparison)[:1], *world_sentences(comparison)]
    said += comparison.notes
    for row, text in enumerate(said, start=1):
        sheet.merge_range(row, 0, row, 6, text, book.prose)
        sheet.set_row(row, 20 * (1 + len(text) // 110))
    _three(book, sheet, comparison, 2 + len(said))
    _more(book, sheet, comparison, 4 + len(said) + len(comparison.models))
    sheet.fit_to_pages(1, 1)
    sheet.set_first_sheet()


CASE = {
    "Business case": "today, the plan and the difference by fiscal year, and what it is worth",
    "Sensitivity": "what turns the business case: ten inputs, live",
    "Head count": "who comes and who goes, and what that costs, by quarter",
    "Case by quarter": "what the plan saves quarter by quarter",
}
"""Sheets of a comparison that has a plan."""
SHEETS = {
    **CASE,
    "Assumptions": "prices and rules; change one on yellow ground and every total follows",
    "Models": "each model's money in a row, with pictures",
    "Bridge": "what makes the difference between two models",
    "Cash and P&L": "by quarter: who pays, and what finance books",
    "Fiscal years": "the same by fiscal year",
    "Assets": "what becomes an asset, and how it is written off",
    "Quantities": "what was simulated: hours, rota weeks, outage hours; each with its rate",
    "Summary": "every metric with its 95 % interval; as simulated",
    "Comparison": "differences from the baseline with their intervals; as simulated",
    PARTS: "where a difference between two models comes from; as simulated",
    RISK: "what a year can cost and lose; as simulated",
    "Costs": "each line by quarter and team with its interval; as simulated",
}


def _more(book: Book, sheet: Any, comparison: Comparison, row: int) -> None:
    """Where the dearer model begins to pay; then where to find what."""
    currency = comparison.study.scenario.currency
    there = {sheet.get_name() for sheet in book.file.worksheets()}
    for found in break_evens(comparison, decide(comparison).best):
        sentence = said(found, currency, labels(comparison.study))
        sheet.merge_range(row, 0, row, 6, sentence, book.prose)
        sheet.set_row(row, 20 * (1 + len(sentence) // 110))
        row += 1
    for name, about in SHEETS.items():
        if name not in there:
            continue
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write(row, 1, about)


def _three(book: Book, sheet: Any, comparison: Comparison, top: int) -> None:
    """Three numbers a model with their intervals, from a row on."""
    currency = comparison.study.scenario.currency
    heads = [
        x for m in THREE for x in (f"{metric_label(m)}, {unit_label(m, currency)}", "from", "to")
    ]
    sheet.write_row(top, 0, ["Support model", *heads], book.head)
    sheet.set_row(top, 48)
    table = labelled(comparison, comparison.summary).set_index(["model", "metric"])
    for row, model in enumerate(comparison.models, start=top + 1):
        sheet.write(row, 0, comparison.study.models[model].title)
        for place, metric in enumerate(THREE):
            found = table.loc[(model, metric), ["mean", "ci_low", "ci_high"]]
            pattern = book.number(_pattern(unit_label(metric, comparison.study.scenario.currency)))
            for offset, value in enumerate(found):
                _cell(sheet, row, 1 + 3 * place + offset, value, pattern)


def _readable(comparison: Comparison, table: pd.DataFrame) -> pd.DataFrame:
    """With names for people beside those of the CSV."""
    labels = labelled(comparison, table)["label"]
    said = table["metric"].map(metric_label)
    currency = comparison.study.scenario.currency
    units = table["metric"].map(lambda name: unit_label(name, currency))
    rest = table.drop(columns=["unit"], errors="ignore")
    rest.insert(1, "support model", labels)
    rest.insert(2, "what", said)
    rest.insert(3, "unit", units)
    return rest


def _sheet(book: Book, name: str, table: pd.DataFrame) -> None:
    sheet = book.page(name)
    columns = [str(column) for column in table]
    sheet.write_row(0, 0, [column.replace("_", " ") for column in columns], book.head)
    units = table["unit"].tolist() if "unit" in table else [_unit_of(name)] * len(table)
    for row, (values, unit) in enumerate(zip(table.itertuples(index=False), units, strict=True), 1):
        for column, value in enumerate(values):
            pattern = WHOLE.get(columns[column]) or _pattern(unit)
            shown = book.number(pattern) if isinstance(value, float) else None
            _cell(sheet, row, column, value=value, pattern=shown, digits=DIGITS.get(name, 6))
    for column, head in enumerate(columns):
        longest = max([len(head), *(len(v) for v in table[head] if isinstance(v, str))])
        sheet.set_column(column, column, min(WIDEST, max(10, longest + 2)))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table), len(columns) - 1)
    printed(sheet, min(1 + len(table), FIRST_PAGE), len(columns), repeat=0, pages_high=1)


def unit_label(metric: str, currency: str) -> str:
    """The unit of a metric for people: "USD a year"."""
    return METRICS[metric].unit.replace("money/y", f"{currency} a year")


def _pattern(unit: str) -> str:
    return NUMBER_FORMATS.get(unit) or ("#,##0" if unit.endswith(" a year") else "#,##0.00")


def _unit_of(sheet: str) -> str:
    return " a year" if sheet == "Costs" else ""


def _cell(sheet: Any, row: int, column: int, value: object, pattern: Any, digits: int = 6) -> None:
    """Write a value; a number that isn't one is left empty or said in words."""
    if isinstance(value, float) and value != value:
        return
    if value in (float("inf"), float("-inf")):
        sheet.write(row, column, "never")
    elif pattern is not None:
        sheet.write_number(row, column, float(f"{value:.{digits}g}"), pattern)
    else:
        sheet.write(row, column, value)
