"""The workbook's sheets for finance, with live formulas from prices and quantities to totals."""

from __future__ import annotations

from sim.present.finance.assets import assets_sheet
from sim.present.finance.assumptions import assumptions_sheet
from sim.present.finance.book import Book
from sim.present.finance.bridge import bridge_sheet
from sim.present.finance.cash import cash_sheet
from sim.present.finance.models import models_sheet
from sim.present.finance.quantities import quantities_sheet
from sim.present.finance.years import years_sheet
from sim.questions.compare.workings import Workings

__all__ = ["Book", "finance_sheets"]


def finance_sheets(book: Book, workings: Workings) -> None:
    """Add every sheet for finance, in the order in which they are read."""
    assumptions_sheet(book, workings)
    models_sheet(book, workings)
    bridge_sheet(book, workings)
    cash_sheet(book, workings)
    years_sheet(book, workings)
    assets_sheet(book, workings)
    quantities_sheet(book, workings)
