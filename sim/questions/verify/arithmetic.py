"""Published sums that need no run: what the finance of a study is computed with, to the cent."""

from __future__ import annotations

from sim.ground.theory import availability, finance
from sim.questions.verify.case import ROUNDING, Row

CENT = 0.005
BREALEY = "Brealey, Myers & Allen, chapter 2"
NUMPY_FINANCIAL = "numpy-financial manual"
IAS_38 = "IAS 38, straight line"

SUMS: tuple[tuple[str, float, float, str], ...] = (
    ("NPV at 8 % of −40,000, 5,000, 8,000, 12,000, 30,000", 3_065.22,
     finance.net_present_value(0.08, [-40_000, 5_000, 8_000, 12_000, 30_000]), NUMPY_FINANCIAL),
    ("Payment a month of 200,000 over 15 years at 7.5 %", 1_854.02,
     finance.annuity_payment(0.075 / 12, 12 * 15, 200_000), NUMPY_FINANCIAL),
    ("Value of 1 a year for 10 years at 5 %, × 1,000", 7_721.73,
     finance.annuity_value(0.05, 10, 1_000), BREALEY),
    ("100,000 over 4 years: written off in a quarter", 6_250.00,
     finance.straight_line(100_000, 48, 15) - finance.straight_line(100_000, 48, 12), IAS_38),
    ("100,000 over 4 years: written off + asset after 3", 100_000.00,
     finance.straight_line(100_000, 4, 3) + 100_000 * 1 / 4, IAS_38),
    ("Burn rate: 2 % of 30 days in 1 h", 14.4,
     availability.burn_rate(0.02, 1, 30), "Google SRE workbook, chapter 5"),
)  # fmt: skip
"""Name, published value, ours, source."""


def arithmetic_rows() -> list[Row]:
    """Each sum against the published value, which is known to the cent."""
    return [_row(*line) for line in SUMS]


def _row(name: str, published: float, ours: float, source: str) -> Row:
    low, high, width = ours - CENT, ours + CENT, CENT / abs(published)
    holds = low - ROUNDING <= published <= high + ROUNDING
    return Row(
        "arithmetic", name, published, ours, low, high, width, width,
        "holds" if holds else "fails", source,
    )  # fmt: skip
