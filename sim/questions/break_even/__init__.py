"""From which loss an hour does the dearer model pay?"""

from __future__ import annotations

from sim.questions.break_even.analysis import BreakEven, break_even, break_evens
from sim.questions.break_even.flipping import FlipMap, Frontier, flip_map

__all__ = ["BreakEven", "FlipMap", "Frontier", "break_even", "break_evens", "flip_map"]
