"""The page that is read by whoever reads one page: as words, on paper, and atop the report."""

from __future__ import annotations

from sim.present.summary.page import write_page
from sim.present.summary.words import Summary, summarise

__all__ = ["Summary", "summarise", "write_page"]
