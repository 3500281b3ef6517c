"""The workbook's sheets for finance, with live formulas from prices and quantities to totals."""

from __future__ import annotations

from sim.present.finance.assets import assets_sheet
from sim.present.finance.assumptions import assumptions_sheet
from sim.present.finance.book import Book
from sim.present.finance.bridge import bridge_sheet
from sim.present.finance.case import case_sheet
from sim.present.finance.case_quarters import case_quarters_sheet
from sim.present.finance.cash import cash_sheet
from sim.present.finance.head_count import head_count_sheet
from sim.present.finance.models import models_sheet
from sim.present.finance.quantities import quantities_sheet
from sim.present.finance.turning import TurningSheet
from sim.present.finance.worth import worth_columns
from sim.present.finance.years import years_sheet
from sim.questions.compare.business_case import Case
from sim.questions.compare.cost_model import CostModel
from sim.questions.compare.turning import Turning

__all__ = ["Book", "finance_sheets"]


def finance_sheets(book: Book, cost_model: CostModel, case: Case | None) -> None:
    """Add every sheet for finance, in the order in which they are read."""
    turning = None if case is None else Turning(case)
    if turning is not None:
        case_sheet(book, turning.case)
        TurningSheet(book, turning).write()
    assumptions_sheet(book, cost_model, case)
    models_sheet(book, cost_model)
    bridge_sheet(book, cost_model)
    cash_sheet(book, cost_model)
    years_sheet(book, cost_model)
    if turning is not None:
        head_count_sheet(book, turning.case)
        case_quarters_sheet(book, turning.case)
    assets_sheet(book, cost_model)
    quantities = quantities_sheet(book, cost_model)
    if turning is not None:
        worth_columns(book, quantities, turning)
