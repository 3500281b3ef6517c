"""The sheet of assumptions: every price that a cost is made of, as a named cell to change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from sim.documents.business_case import added_people
from sim.documents.paths import dotted
from sim.documents.prices import Accounting, Policy
from sim.ground.units import HOURS_PER
from sim.present.finance.book import Book, at, column_of, heads, printed
from sim.present.finance.head_count import how_to_run_again
from sim.present.words import labels
from sim.questions.compare.business_case import Case
from sim.questions.compare.cost_model import Cell, CostModel
from sim.records.accounting import CAPITALISABLE

SHEET = "Assumptions"
HEADS = ("Assumption", "Value", "Unit", "Name", "What it is", "Source", "In the scenario")
TOP = 4
"""The first row of accounting; the rows above are the title and the heads."""

PERCENT = "0.0##%"
RELIEF = "relief_rate"
ACCOUNTING = ("policy", "capitalisable", "life", "discount", "tax", "tax_rate", "inflation")
NAMES = {"life": "life_years"}
"""Where a cell's name differs from the field's; the unit is in the name then."""


def assumptions_sheet(book: Book, cost_model: CostModel, case: Case | None) -> None:
    """Write the sheet and name its cells."""
    note = (
        "Change a cell on yellow ground: every total in this workbook follows. "
        "Simulated quantities stay as they are; what they depend on stands below."
    )
    sheet = book.sheet(SHEET, "Assumptions", note)
    heads(book, sheet, TOP - 1, HEADS, texts=len(HEADS))
    row = _accounting(book, sheet, cost_model.scenario.prices.accounting, TOP)
    own = [] if case is None else case.cells
    for cell in [*cost_model.cells, *cost_model.pay_rises, *own]:
        _price(book, sheet, row, cell, cost_model.scenario.currency)
        row += 1
    row = _relief(book, sheet, row, cost_model.scenario.prices.accounting)
    if case is not None:
        row = _currency(book, sheet, row, case)
        row = _asks_for_a_run(book, sheet, row + 1, case)
    row = _capitalisable(book, sheet, row + 2)
    for column, width in enumerate((38, 16, 15, 30, 96, 32, 42)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(TOP, 2)
    printed(sheet, row, len(HEADS), repeat=TOP - 1)


def _relief(book: Book, sheet: Any, row: int, accounting: Accounting) -> int:
    """The share of a charge that tax gives back, out of two cells above; returns the next row."""
    sheet.write(row, 0, "Tax relief on each charge")
    place = {name: at(TOP + ACCOUNTING.index(name), 1) for name in ("tax", "tax_rate")}
    formula = f'=IF({place["tax"]}="yes",{place["tax_rate"]},0)'
    value = accounting.tax_rate if accounting.tax else 0.0
    sheet.write_formula(row, 1, formula, book.number(PERCENT), value)
    for column, said in enumerate((" ", RELIEF, "follows from tax and tax_rate"), start=2):
        sheet.write(row, column, said)
    book.file.define_name(RELIEF, f"={SHEET}!$B${row + 1}")
    return row + 1


def _currency(book: Book, sheet: Any, row: int, case: Case) -> int:
    """What one unit of the scenario's currency is in that of the case; returns the next row."""
    unit = f"{case.currency} for 1 {case.scenario.currency}"
    about = "what the business case and its sensitivity are told in; the other sheets are not"
    _row(
        book,
        sheet,
        row,
        name="exchange_rate",
        value=case.rate,
        pattern="0.00####",
        unit=unit,
        about=about,
        source="",
        path="business_case.rate",
    )
    return row + 1


def _asks_for_a_run(book: Book, sheet: Any, row: int, case: Case) -> int:
    """What no formula follows, with the command that does; returns the next free row."""
    said = "These ask for another run"
    heads(book, sheet, row, (said, "Now", "Unit", "", "How", "", HEADS[-1]), texts=len(HEADS))
    for name, value, unit, path in _simulated(case):
        row += 1
        sheet.write_row(row, 0, (name, value, f" {unit}", "", how_to_run_again(case), "", path))
    return row + 1


def _simulated(case: Case) -> Iterator[tuple[str, object, str, str]]:
    """Lines of the scenario that quantities depend on: name, value, unit, place."""
    scenario, study = case.scenario, case.cost_model.comparison.study
    starts = scenario.prices.accounting.fiscal_year_starts
    yield "Fiscal year starts on", starts, "month-day", "prices.accounting.fiscal_year_starts"
    yield "Horizon", scenario.horizon / HOURS_PER["y"], "years", "horizon"
    for model in (case.today, case.plan):
        for team, people in added_people(study.models[model]).items():
            place = dotted(("models", model, "teams", team, "people"))
            yield f"Head count: {team}, {labels(study)[model]}", people, "people", place


def _accounting(book: Book, sheet: Any, accounting: Accounting, row: int) -> int:
    """How finance treats it; returns the next free row."""
    for field in ACCOUNTING:
        info = Accounting.model_fields[field]
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        name, value = NAMES.get(field, field), getattr(accounting, field)
        unit = "years" if field == "life" else ""
        if field == "life":
            value = value / HOURS_PER["y"]
        share = isinstance(value, float) and field != "life"
        if isinstance(value, bool):
            value = "yes" if value else "no"
        _row(
            book,
            sheet,
            row,
            name=name,
            value=value,
            pattern=PERCENT if share else "General",
            unit=unit,
            about=info.description or "",
            source=_reason(extra),
            path=f"prices.accounting.{field}",
        )
        row += 1
    allowed = list(get_args(Policy))
    sheet.data_validation(TOP, 1, TOP, 1, {"validate": "list", "source": allowed})
    tax = TOP + ACCOUNTING.index("tax")
    sheet.data_validation(tax, 1, tax, 1, {"validate": "list", "source": ["yes", "no"]})
    return row


def _price(book: Book, sheet: Any, row: int, cell: Cell, currency: str) -> None:
    unit = cell.unit.replace("money", currency)
    known = {"source": cell.source, "assumption": cell.assumption}
    about = cell.description
    if cell.reruns:
        about += " (SREs' work depends on it too: for another value run the comparison again)"
    whole = float(cell.value).is_integer()  # "#,##0.####" would show 60,000 as "60,000."
    pattern = PERCENT if cell.share else "#,##0" if whole else "#,##0.####"
    _row(
        book,
        sheet,
        row,
        name=cell.name,
        value=cell.value,
        pattern=pattern,
        unit=unit,
        about=about,
        source=_reason(known),
        path=cell.path,
    )


def _row(
    book: Book, sheet: Any, row: int, name: str, value: object, pattern: str, unit: str,
    about: str, source: str, path: str,
) -> None:  # fmt: skip
    said = name.replace("_", " ")
    sheet.write(row, 0, said[:1].upper() + said[1:])
    sheet.write(row, 1, value, book.input(pattern))
    for column, cell in enumerate((f" {unit}", name, about, source, path), start=2):
        sheet.write(row, column, cell, None)
    book.file.define_name(name, f"={SHEET}!$B${row + 1}")


def _reason(facts: dict[str, Any]) -> str:
    if facts.get("source"):
        return str(facts["source"])
    return f"assumption {facts['assumption']}" if facts.get("assumption") else ""


def _capitalisable(book: Book, sheet: Any, row: int) -> int:
    """The lines that each standard lets become an asset; returns the next free row."""
    heads(
        book,
        sheet,
        row,
        ("By this standard …", "… a share of this line may become an asset"),
        texts=2,
    )
    sheet.set_row(row, 32)
    pairs = [(policy, line) for policy, lines in CAPITALISABLE.items() for line in lines]
    first, last = row + 1, row + len(pairs)
    for place, pair in enumerate(pairs, start=first):
        sheet.write_row(place, 0, pair)
    book.file.define_name("standard", f"={column_of(SHEET, 0, first, last)}")
    book.file.define_name("standard_line", f"={column_of(SHEET, 1, first, last)}")
    sheet.write(last + 1, 0, "as-funded: all that a capital budget pays.", book.note)
    return last + 2
