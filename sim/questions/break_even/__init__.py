"""From which loss an hour does the dearer model pay?"""

from __future__ import annotations

from sim.questions.break_even.analysis import BreakEven, break_even, break_evens

__all__ = ["BreakEven", "break_even", "break_evens"]
